package io.netstack.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import javax.net.ServerSocketFactory;

/** Hands servers that take a {@link ServerSocketFactory} the sockets of our stack. Backlogs below 1 mean 50, as Java has it. */
public final class NetstackServerSocketFactory extends ServerSocketFactory {
    private static final int DEFAULT_BACKLOG = 50;

    private final Netstack netstack;

    public NetstackServerSocketFactory(Netstack netstack) {
        this.netstack = netstack;
    }

    @Override
    public ServerSocket createServerSocket() {
        return new NetstackServerSocket(netstack);
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return createServerSocket(port, DEFAULT_BACKLOG, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return createServerSocket(port, backlog, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        ServerSocket socket = createServerSocket();
        socket.bind(new InetSocketAddress(address, port), backlog);
        return socket;
    }
}
