package io.netstack.app;

import java.io.IOException;
import java.io.OutputStream;

/** What a Socket's own output stream writes to. */
final class FaceOutputStream extends OutputStream {
    private final AcceptedFace socket;

    FaceOutputStream(AcceptedFace socket) {
        this.socket = socket;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] b, int offset, int length) throws IOException {
        socket.write(b, offset, length);
    }

    @Override
    public void close() {
        socket.close();
    }
}
