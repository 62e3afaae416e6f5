package io.netstack.tools.bench;

import io.netstack.tools.serve.Service;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Carries as many bytes as the client asks for, in the direction that it asks for: the same code behind our stack and behind the kernel. */
final class BulkService implements Service {
    /** From us to the client. */
    static final char DOWN = 'D';
    /** From the client to us. */
    static final char UP = 'U';
    static final int PIECE_BYTES = 1 << 16;

    @Override
    public void serve(InputStream in, OutputStream out) throws IOException {
        // not DataInputStream's own buffering: it has none, and must not, since what follows is bulk
        DataInputStream head = new DataInputStream(in);
        char direction = head.readChar();
        long bytes = head.readLong();
        byte[] piece = new byte[PIECE_BYTES];
        if (direction == DOWN) {
            for (long left = bytes; left > 0; left -= piece.length) {
                out.write(piece, 0, (int) Math.min(left, piece.length));
            }
            return;
        }
        long left = bytes;
        int length;
        while (left > 0 && (length = in.read(piece)) >= 0) {
            left -= length;
        }
        out.write(left == 0 ? 1 : 0);
    }
}
