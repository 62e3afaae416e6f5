package io.netstack.app;

import java.net.Socket;
import java.net.SocketException;

/** A Socket over our stack: all of its behaviour is in its {@link AcceptedSocketImpl}. */
final class AcceptedSocket extends Socket {

    AcceptedSocket(AcceptedSocketImpl impl) throws SocketException {
        super(impl);
    }
}
