package io.netstack.app;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * A {@link ServerSocket} whose {@link #accept} takes from the accept queue of our stack: a server written for java.net runs on it
 * unchanged.
 *
 * <pre>
 *   server ── NetstackServerSocket.accept() ── accept queue ◀── handshakes
 *      └───── Socket ── streams ── byte rings ◀──▶ segments
 * </pre>
 *
 * Timeouts, half close, SO_LINGER, close from another thread, and interrupts behave as the JDK documents for its own sockets. Java's
 * constructors and {@code bind} turn a backlog below 1 into 50; {@link #bindExactly} does not. SO_RCVBUF sets the receive memory as the
 * system does, before {@code bind} for all connections; SO_SNDBUF is the hint that the JDK calls it, and the send memory still grows as it
 * must. There is no channel: servers built on NIO need the kernel.
 */
public final class NetstackServerSocket extends ServerSocket {
    private final ListeningFace impl;

    /** An unbound socket: {@link #bind} or {@link #bindExactly} makes it listen. */
    public NetstackServerSocket(Netstack netstack) {
        this(new ListeningFace(netstack));
    }

    private NetstackServerSocket(ListeningFace impl) {
        super(impl);
        this.impl = impl;
        impl.owner(this::close);
    }

    /**
     * Binds and listens with exactly this backlog, 0 and negative numbers included: what the policy makes of it is the policy's.
     *
     * @throws IOException as {@link #bind(SocketAddress, int)}
     */
    public void bindExactly(SocketAddress address, int backlog) throws IOException {
        impl.exactBacklog(backlog);
        bind(address, Math.max(backlog, 1));
    }

    /**
     * listen() again: changes the backlog, exactly, as the system does.
     *
     * @throws SocketException when it is closed or not bound, or the policy refuses
     */
    public void listen(int backlog) throws SocketException {
        impl.listener().listen(backlog);
    }

    /** Established connections that wait for {@link #accept}. */
    public int acceptQueueLength() throws SocketException {
        return impl.listener().acceptQueueLength();
    }

    @Override
    public Socket accept() throws IOException {
        if (isClosed()) {
            throw new SocketException("Socket is closed");
        }
        if (!isBound()) {
            throw new SocketException("Socket is not bound yet");
        }
        // ServerSocket.accept() makes a socket of the platform's kind, which a SocketImpl of another kind may not fill.
        AcceptedFace accepted = new AcceptedFace();
        Socket socket = new AcceptedSocket(accepted);
        accepted.owner(socket);
        implAccept(socket);
        return socket;
    }
}
