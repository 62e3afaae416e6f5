package io.netstack.app;

import java.io.IOException;
import java.io.InputStream;

/** What a Socket's own input stream reads from. */
final class FaceInputStream extends InputStream {
    private final AcceptedFace socket;

    FaceInputStream(AcceptedFace socket) {
        this.socket = socket;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] b, int offset, int length) throws IOException {
        return socket.read(b, offset, length);
    }

    @Override
    public int available() throws IOException {
        return socket.available();
    }

    @Override
    public void close() {
        socket.close();
    }
}
