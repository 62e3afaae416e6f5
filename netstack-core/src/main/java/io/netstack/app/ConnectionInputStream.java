package io.netstack.app;

import java.io.IOException;
import java.io.InputStream;

/** The bytes from the peer of a {@link Connection}. */
final class ConnectionInputStream extends InputStream {
    private final Connection connection;

    ConnectionInputStream(Connection connection) {
        this.connection = connection;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] b, int offset, int length) throws IOException {
        return connection.read(b, offset, length);
    }

    @Override
    public int available() {
        return connection.available();
    }

    @Override
    public void close() {
        connection.close();
    }
}
