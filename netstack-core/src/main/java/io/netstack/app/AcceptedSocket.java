package io.netstack.app;

import java.net.Socket;
import java.net.SocketException;

/** A Socket over our stack: all of its behaviour is in its {@link AcceptedFace}. */
final class AcceptedSocket extends Socket {

    AcceptedSocket(AcceptedFace impl) throws SocketException {
        super(impl);
    }
}
