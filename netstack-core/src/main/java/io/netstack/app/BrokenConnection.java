package io.netstack.app;

import io.netstack.conn.ConnectionError;
import java.io.Serial;
import java.net.SocketException;

/** The connection ended before its time. */
final class BrokenConnection extends SocketException {
    @Serial
    private static final long serialVersionUID = 1;

    private final ConnectionError error;

    BrokenConnection(ConnectionError error) {
        super(error.text());
        this.error = error;
    }

    ConnectionError error() {
        return error;
    }
}
