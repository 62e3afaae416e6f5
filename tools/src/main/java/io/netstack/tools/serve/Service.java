package io.netstack.tools.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Serves one connection from its first byte to its last. */
@FunctionalInterface
public interface Service {

    /** Everything that comes goes back. */
    Service ECHO = (in, out) -> {
        byte[] buffer = new byte[16_384];
        int length;
        while ((length = in.read(buffer)) >= 0) {
            out.write(buffer, 0, length);
            out.flush();
        }
    };

    /** Everything that comes is read and forgotten. */
    Service DISCARD = (in, out) -> in.skip(Long.MAX_VALUE);

    /** Lines of printable characters, each a place further, until the peer has had enough (RFC 864). What comes is not read. */
    Service CHARGEN = (in, out) -> {
        byte[] lines = CharacterLines.all();
        while (true) {
            out.write(lines);
        }
    };

    /**
     * Reads and writes until the peer ends or everything is said; the caller closes the connection.
     *
     * @throws IOException when the connection breaks; nobody needs to be told
     */
    void serve(InputStream in, OutputStream out) throws IOException;
}
