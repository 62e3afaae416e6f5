package io.netstack.app;

import io.netstack.conn.ConnectionError;
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
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** The accepted side of the {@code java.net} face: a {@link Connection} behind a Socket, with the words and rules of the JDK's own. */
final class AcceptedFace extends SocketFace {
    private static final int JAVA_DEFAULT_BUFFER_BYTES = 65_536;
    private static final int NO_LINGER = -1;
    private static final long LINGER_LOOK_NS = 1_000_000L;

    /**
     * A Connection has one reader and one writer at a time; a Socket takes any number, one after the other. Threads of the application wait here
     * for one another; the stack's thread never comes by.
     */
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private final InputStream in = new FaceInputStream(this);
    private final OutputStream out = new FaceOutputStream(this);
    private volatile Connection connection;
    private volatile boolean closed;
    private volatile boolean inputShut;
    private volatile boolean outputShut;
    private volatile boolean reset;
    private volatile int timeoutMillis;
    private volatile int lingerSeconds = NO_LINGER;
    private volatile boolean noDelay;
    private volatile boolean keepAlive;
    private volatile boolean urgentInline;
    private volatile boolean reuseAddress;
    private volatile int receiveBufferBytes = JAVA_DEFAULT_BUFFER_BYTES;
    private volatile int sendBufferBytes = JAVA_DEFAULT_BUFFER_BYTES;

    /** accept() has found the connection. */
    void attach(Connection accepted) {
        connection = accepted;
        address = accepted.remoteAddress().getAddress();
        port = accepted.remoteAddress().getPort();
        localport = accepted.localAddress().getPort();
    }

    // ---- streams

    @Override
    protected InputStream getInputStream() {
        return in;
    }

    @Override
    protected OutputStream getOutputStream() {
        return out;
    }

    int read(byte[] b, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, b.length);
        if (length == 0) {
            return 0;
        }
        reading.lock();
        try {
            long untilNs = untilNs(timeoutMillis);
            while (true) {
                requireOpen();
                if (inputShut) {
                    return -1;
                }
                int n = receive(b, offset, length);
                if (n != 0) {
                    return n;
                }
                if (!patiently(() -> inputShut || connection.awaitReadable(untilNs)) && !connection.isReadable()) {
                    throw new SocketTimeoutException("Read timed out");
                }
            }
        } finally {
            reading.unlock();
        }
    }

    private int receive(byte[] b, int offset, int length) throws IOException {
        if (reset) {
            throw new SocketException("Connection reset");
        }
        try {
            return connection.tryRead(b, offset, length);
        } catch (BrokenConnection e) {
            reset = e.error() == ConnectionError.ECONNRESET;
            throw reset ? new SocketException("Connection reset") : e;
        } catch (SocketException e) {
            throw closed ? new SocketException("Socket closed") : e;
        }
    }

    void write(byte[] b, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, b.length);
        writing.lock();
        try {
            int done = 0;
            while (done < length) {
                requireOpen();
                if (outputShut) {
                    throw new SocketException("Socket output is shutdown");
                }
                int n = send(b, offset + done, length - done);
                done += n;
                if (n == 0) {
                    patiently(() -> connection.awaitWritable(Long.MAX_VALUE));
                }
            }
        } finally {
            writing.unlock();
        }
    }

    private int send(byte[] b, int offset, int length) throws IOException {
        try {
            return connection.tryWrite(b, offset, length);
        } catch (BrokenConnection e) {
            reset |= e.error() == ConnectionError.ECONNRESET;
            throw e;
        } catch (SocketException e) {
            throw closed ? new SocketException("Socket closed") : e;
        }
    }

    @Override
    protected int available() throws IOException {
        requireOpen();
        return inputShut ? 0 : connection.available();
    }

    private void requireOpen() throws SocketException {
        if (closed || connection == null) {
            throw new SocketException(closed ? "Socket closed" : "Socket is not connected");
        }
    }

    // ---- closing

    @Override
    protected void shutdownInput() throws IOException {
        requireOpen();
        inputShut = true;
        connection.onStack((c, nowNs) -> c.shutdownRead());
        connection.wakeWaiters();
    }

    @Override
    protected void shutdownOutput() throws IOException {
        requireOpen();
        outputShut = true;
        connection.shutdownOutput();
        connection.wakeWaiters();
    }

    /**
     * With SO_LINGER 0 by RST; with more, waits so many seconds until the peer has acknowledged everything. As the JDK does, FIN goes out
     * before the connection is let go: bytes left unread reset it behind the end of the stream, not before.
     */
    @Override
    protected void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (connection == null) {
            return;
        }
        if (lingerSeconds == 0) {
            connection.abort();
            return;
        }
        connection.endAndClose();
        long untilNs = System.nanoTime() + lingerSeconds * 1_000_000_000L;
        while (lingerSeconds > 0 && System.nanoTime() - untilNs < 0 && !Thread.currentThread().isInterrupted() && isUnfinished()) {
            LockSupport.parkNanos(this, LINGER_LOOK_NS);
        }
    }

    private boolean isUnfinished() {
        try {
            return !connection.isFlushed();
        } catch (SocketException e) {
            // The stack was closed: there is nothing to wait for.
            return false;
        }
    }

    // ---- options

    @Override
    public void setOption(int option, Object value) throws SocketException {
        if (closed) {
            throw new SocketException("Socket closed");
        }
        switch (option) {
            case SocketOptions.SO_TIMEOUT -> timeoutMillis = requireInt(value);
            case SocketOptions.SO_LINGER -> lingerSeconds = value instanceof Boolean ? NO_LINGER : requireInt(value);
            case SocketOptions.SO_REUSEADDR -> reuseAddress = requireBoolean(value);
            case SocketOptions.SO_SNDBUF -> {
                sendBufferBytes = requireInt(value);
                onStack((c, nowNs) -> c.sendBuffer(requireInRange(value)));
            }
            case SocketOptions.SO_RCVBUF -> {
                receiveBufferBytes = requireInt(value);
                onStack((c, nowNs) -> c.receiveBuffer(requireInRange(value)));
            }
            case SocketOptions.TCP_NODELAY -> {
                boolean on = requireBoolean(value);
                noDelay = on;
                onStack((c, nowNs) -> c.noDelay(on, nowNs));
            }
            case SocketOptions.SO_OOBINLINE -> {
                urgentInline = requireBoolean(value);
                if (connection != null) {
                    connection.urgentInline(urgentInline);
                }
            }
            case SocketOptions.SO_KEEPALIVE -> {
                boolean on = requireBoolean(value);
                keepAlive = on;
                onStack((c, nowNs) -> c.keepAlive(on, nowNs));
            }
            default -> throw unknownOption(option);
        }
    }

    private static int requireInRange(Object value) {
        return Math.max(1, (Integer) value);
    }

    private void onStack(Connection.OnStack action) {
        if (connection != null) {
            connection.onStack(action);
        }
    }

    @Override
    public Object getOption(int option) throws SocketException {
        if (closed) {
            throw new SocketException("Socket closed");
        }
        return switch (option) {
            case SocketOptions.SO_TIMEOUT -> timeoutMillis;
            case SocketOptions.SO_LINGER -> lingerSeconds;
            case SocketOptions.SO_REUSEADDR -> reuseAddress;
            case SocketOptions.SO_SNDBUF -> sendBufferBytes;
            case SocketOptions.SO_RCVBUF -> receiveBufferBytes;
            case SocketOptions.TCP_NODELAY -> noDelay;
            case SocketOptions.SO_KEEPALIVE -> keepAlive;
            case SocketOptions.SO_OOBINLINE -> urgentInline;
            case SocketOptions.SO_BINDADDR -> localAddress();
            default -> throw unknownOption(option);
        };
    }

    private InetAddress localAddress() throws SocketException {
        requireOpen();
        return connection.localAddress().getAddress();
    }

    @Override
    protected Set<SocketOption<?>> supportedOptions() {
        return Set.of(StandardSocketOptions.SO_RCVBUF, StandardSocketOptions.SO_SNDBUF, StandardSocketOptions.SO_REUSEADDR,
            StandardSocketOptions.SO_KEEPALIVE, StandardSocketOptions.SO_LINGER, StandardSocketOptions.TCP_NODELAY);
    }

    // ---- what an accepted socket never does

    @Override
    protected void bind(InetAddress host, int port) throws IOException {
        throw new SocketException("an accepted socket is bound already");
    }

    @Override
    protected void listen(int backlog) throws IOException {
        throw new SocketException("an accepted socket does not listen");
    }

    @Override
    protected void accept(SocketImpl accepted) throws IOException {
        throw new SocketException("an accepted socket does not accept");
    }
}
