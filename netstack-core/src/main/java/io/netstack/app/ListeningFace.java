package io.netstack.app;

import io.netstack.policy.ListenOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.Set;

/** The listening side of the {@code java.net} face: a {@link Listener} behind a ServerSocket. */
final class ListeningFace extends SocketFace {
    private static final int JAVA_DEFAULT_BUFFER_BYTES = 65_536;

    private final Netstack netstack;
    private volatile Listener listener;
    private volatile boolean closed;
    private volatile int timeoutMillis;
    private volatile boolean reuseAddress = true;
    private volatile int receiveBufferBytes;
    /** What the next listen() takes instead of the argument that ServerSocket has mended; null for that argument. */
    private Integer exactBacklog;

    ListeningFace(Netstack netstack) {
        this.netstack = netstack;
    }

    /** ServerSocket turns 0 and negative backlogs into 50; this one reaches the policy as it is. */
    void exactBacklog(int backlog) {
        exactBacklog = backlog;
    }

    Listener listener() throws SocketException {
        Listener current = listener;
        if (closed || current == null) {
            throw new SocketException(closed ? "Socket closed" : "Socket is not bound yet");
        }
        return current;
    }

    // ---- what ServerSocket calls

    @Override
    protected void bind(InetAddress host, int port) {
        address = host;
        localport = port;
    }

    @Override
    protected void listen(int backlog) throws IOException {
        int exact = exactBacklog == null ? backlog : exactBacklog;
        exactBacklog = null;
        String where = address.isAnyLocalAddress() ? null : address.getHostAddress();
        listener = netstack.listen(where, localport, exact, new ListenOptions(0, 0, receiveBufferBytes, false));
        localport = listener.localAddress().getPort();
    }

    @Override
    protected void accept(SocketImpl accepted) throws IOException {
        long untilNs = untilNs(timeoutMillis);
        AcceptedFace socket = (AcceptedFace) accepted;
        boolean came;
        try {
            came = patiently(() -> {
                Connection connection = listener().acceptUntil(untilNs);
                if (connection != null) {
                    socket.attach(connection);
                }
                return connection != null;
            });
        } catch (SocketException e) {
            throw closed && !Thread.currentThread().isInterrupted() ? new SocketException("Socket closed") : e;
        }
        if (!came) {
            throw new SocketTimeoutException("Accept timed out");
        }
        if (closed) {
            socket.close();
            throw new SocketException("Socket closed");
        }
    }

    @Override
    protected void close() {
        closed = true;
        Listener current = listener;
        if (current != null) {
            current.close();
        }
    }

    // ---- options

    @Override
    public void setOption(int option, Object value) throws SocketException {
        switch (option) {
            case SocketOptions.SO_TIMEOUT -> timeoutMillis = requireInt(value);
            case SocketOptions.SO_REUSEADDR -> reuseAddress = requireBoolean(value);
            case SocketOptions.SO_RCVBUF -> receiveBufferBytes = requireInt(value);
            default -> throw unknownOption(option);
        }
    }

    @Override
    public Object getOption(int option) throws SocketException {
        return switch (option) {
            case SocketOptions.SO_TIMEOUT -> timeoutMillis;
            case SocketOptions.SO_REUSEADDR -> reuseAddress;
            case SocketOptions.SO_RCVBUF -> receiveBufferBytes == 0 ? JAVA_DEFAULT_BUFFER_BYTES : receiveBufferBytes;
            case SocketOptions.SO_BINDADDR -> address;
            default -> throw unknownOption(option);
        };
    }

    @Override
    protected Set<SocketOption<?>> supportedOptions() {
        return Set.of(StandardSocketOptions.SO_RCVBUF, StandardSocketOptions.SO_REUSEADDR);
    }

    // ---- what a listening socket has not

    @Override
    protected InputStream getInputStream() throws IOException {
        throw new SocketException("a listening socket has no stream");
    }

    @Override
    protected OutputStream getOutputStream() throws IOException {
        throw new SocketException("a listening socket has no stream");
    }

    @Override
    protected int available() {
        return 0;
    }
}
