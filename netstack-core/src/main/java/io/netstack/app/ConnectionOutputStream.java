package io.netstack.app;

import java.io.IOException;
import java.io.OutputStream;

/** The bytes to the peer of a {@link Connection}. */
final class ConnectionOutputStream extends OutputStream {
    private final Connection connection;

    ConnectionOutputStream(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] b, int offset, int length) throws IOException {
        connection.write(b, offset, length);
    }

    @Override
    public void close() {
        connection.close();
    }
}
