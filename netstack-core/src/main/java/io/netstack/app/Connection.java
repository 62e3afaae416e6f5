package io.netstack.app;

import io.netstack.conn.ApplicationSide;
import io.netstack.conn.ConnectionError;
import io.netstack.conn.TcpConnection;
import io.netstack.flow.Addresses;
import io.netstack.flow.FlowKey;
import io.netstack.flow.LocalAddresses;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * An accepted connection. One thread may read and another may write at one time; reading and writing wait as long as they must, which is
 * cheap on a virtual thread, and end with an exception when the thread is interrupted or the connection closed by another. {@code try…}
 * never waits; {@link ReadySet} waits for one of many.
 */
public final class Connection implements Closeable {
    private static final int COPY_BYTES = 8192;

    private final Netstack netstack;
    private final int id;
    private final ApplicationSide connection;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private volatile boolean closed;
    /** Who waits, to be woken when another thread closes. */
    private volatile Thread reader;
    private volatile Thread writer;

    Connection(Netstack netstack, int id) {
        this.netstack = netstack;
        this.id = id;
        TcpConnection accepted = netstack.stack().connections().get(id);
        this.connection = accepted.application();
        FlowKey key = accepted.key(new FlowKey());
        LocalAddresses locals = netstack.stack().locals();
        local = new InetSocketAddress(Addresses.toInetAddress(locals.high(key.localIndex()), locals.low(key.localIndex())),
            key.localPort());
        remote = new InetSocketAddress(Addresses.toInetAddress(key.remoteHigh(), key.remoteLow()), key.remotePort());
    }

    /** Our end. */
    public InetSocketAddress localAddress() {
        return local;
    }

    /** The peer's end. */
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    // ---- reading

    /**
     * Reads what is there, waiting for at least one byte.
     *
     * @return how many bytes were read, or -1 when the peer has closed its direction
     * @throws SocketException when the peer reset the connection, or it was closed here
     */
    public int read(byte[] b, int offset, int length) throws IOException {
        return read(b, offset, length, Long.MAX_VALUE);
    }

    /**
     * As {@link #read(byte[], int, int)}, but not beyond a moment.
     *
     * @param untilNs a {@link System#nanoTime} stamp
     * @throws SocketTimeoutException when nothing came
     */
    public int read(byte[] b, int offset, int length, long untilNs) throws IOException {
        while (true) {
            int n = tryRead(b, offset, length);
            if (n != 0 || length == 0) {
                return n;
            }
            if (!awaitReadable(untilNs)) {
                throw new SocketTimeoutException("nothing to read");
            }
        }
    }

    /** As {@link #read(byte[], int, int)} into a buffer, whose position moves. */
    public int read(ByteBuffer buffer) throws IOException {
        while (true) {
            int n = tryRead(buffer);
            if (n != 0 || !buffer.hasRemaining()) {
                return n;
            }
            awaitReadable(Long.MAX_VALUE);
        }
    }

    /**
     * Reads what is there without waiting.
     *
     * @return how many bytes; 0 when nothing waits; -1 when the peer has closed its direction
     */
    public int tryRead(byte[] b, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, b.length);
        requireOpen();
        int n = connection.receive(b, offset, length);
        if (n == TcpConnection.FAILED) {
            requireOpen();
            throw new BrokenConnection(connection.takeError());
        }
        if (n > 0 || n == 0 && connection.hasLeftOut()) {
            netstack.commands().read(id);
        } else if (n < 0) {
            requireOpen();
        }
        return n;
    }

    /** As {@link #tryRead(byte[], int, int)} into a buffer, whose position moves. */
    public int tryRead(ByteBuffer buffer) throws IOException {
        if (buffer.hasArray()) {
            int n = tryRead(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
            if (n > 0) {
                buffer.position(buffer.position() + n);
            }
            return n;
        }
        byte[] copy = new byte[Math.min(COPY_BYTES, buffer.remaining())];
        int n = tryRead(copy, 0, copy.length);
        if (n > 0) {
            buffer.put(copy, 0, n);
        }
        return n;
    }

    /** How many bytes are there to read. */
    public int available() {
        return isClosed() ? 0 : connection.available();
    }

    /** Would {@link #tryRead} say something: bytes, the end, or an exception? */
    public boolean isReadable() {
        return isClosed() || connection.available() > 0 || connection.isReceiveEnded() || connection.error() != ConnectionError.NONE;
    }

    /**
     * Waits until the connection {@link #isReadable}.
     *
     * @param untilNs a {@link System#nanoTime} stamp
     * @return false when the time came first
     * @throws SocketException when the thread was interrupted
     */
    public boolean awaitReadable(long untilNs) throws IOException {
        reader = Thread.currentThread();
        connection.readerWaits(reader);
        try {
            // Whatever came before we were registered did not wake us: look before each sleep.
            while (!isReadable()) {
                if (!Patience.park(this, untilNs, "for something to read")) {
                    return false;
                }
            }
            return true;
        } finally {
            connection.readerWaits(null);
            reader = null;
        }
    }

    // ---- writing

    /**
     * Writes all of it, waiting for room as often as needed.
     *
     * @throws SocketException when the peer reset the connection, or it can send no more
     */
    public void write(byte[] b, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int n = tryWrite(b, offset + done, length - done);
            done += n;
            if (n == 0) {
                awaitWritable(Long.MAX_VALUE);
            }
        }
    }

    /** As {@link #write(byte[], int, int)} out of a buffer, whose position moves. */
    public void write(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (tryWrite(buffer) == 0) {
                awaitWritable(Long.MAX_VALUE);
            }
        }
    }

    /**
     * Writes what there is room for without waiting.
     *
     * @return how many bytes were taken, 0 when there is no room now
     */
    public int tryWrite(byte[] b, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, b.length);
        requireOpen();
        int n = connection.send(b, offset, length);
        if (n == TcpConnection.FAILED) {
            requireOpen();
            throw new BrokenConnection(connection.takeSendError());
        }
        if (n > 0) {
            netstack.commands().wrote(id);
        }
        return n;
    }

    /** As {@link #tryWrite(byte[], int, int)} out of a buffer, whose position moves. */
    public int tryWrite(ByteBuffer buffer) throws IOException {
        int n;
        if (buffer.hasArray()) {
            n = tryWrite(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
        } else {
            byte[] copy = new byte[Math.min(COPY_BYTES, buffer.remaining())];
            buffer.get(buffer.position(), copy);
            n = tryWrite(copy, 0, copy.length);
        }
        buffer.position(buffer.position() + n);
        return n;
    }

    /** Would {@link #tryWrite} take something, or throw? */
    public boolean isWritable() {
        return isClosed() || connection.sendSpace() > 0 || connection.isSendEnded() || connection.error() != ConnectionError.NONE;
    }

    /** Waits until the connection {@link #isWritable}; as {@link #awaitReadable}. */
    public boolean awaitWritable(long untilNs) throws IOException {
        writer = Thread.currentThread();
        connection.writerWaits(writer);
        try {
            while (!isWritable()) {
                if (!Patience.park(this, untilNs, "for room to write")) {
                    return false;
                }
            }
            return true;
        } finally {
            connection.writerWaits(null);
            writer = null;
        }
    }

    /** This thread is woken, until {@link #unregister}, by whatever may make the connection readable or writable. */
    void register(Thread thread) {
        reader = thread;
        writer = thread;
        connection.readerWaits(thread);
        connection.writerWaits(thread);
    }

    void unregister() {
        connection.readerWaits(null);
        connection.writerWaits(null);
        reader = null;
        writer = null;
    }

    private boolean isClosed() {
        return closed || netstack.isClosed();
    }

    private void requireOpen() throws SocketException {
        if (isClosed()) {
            throw closed ? new SocketException("the connection is closed") : Netstack.closedStack();
        }
    }

    // ---- options

    /** Does something with the connection on the stack's thread, if it is still there; does not wait. */
    void onStack(OnStack action) {
        netstack.commands().call((stack, nowNs) -> {
            TcpConnection c = stack.connections().get(id);
            if (c != null) {
                action.run(c, nowNs);
            }
        });
    }

    /** Something done with a connection on the stack's thread. */
    @FunctionalInterface
    interface OnStack {
        void run(TcpConnection connection, long nowNs);
    }

    /** Sends small writes at once instead of gathering them (TCP_NODELAY). */
    public void noDelay(boolean on) throws SocketException {
        requireOpen();
        onStack((c, nowNs) -> c.noDelay(on, nowNs));
    }

    /** Probes a peer that is silent for two hours (SO_KEEPALIVE); off at first. */
    public void keepAlive(boolean on) throws SocketException {
        requireOpen();
        onStack((c, nowNs) -> c.keepAlive(on, nowNs));
    }

    /**
     * Reads urgent octets in their place (SO_OOBINLINE); off at first. Else a system that takes them out of band, as Linux does, leaves them
     * out; reading stops before one in any case. Other systems know only the stream (RFC 6093).
     */
    public void urgentInline(boolean on) throws SocketException {
        requireOpen();
        connection.urgentInline(on);
    }

    /** Fixes the receive memory by SO_RCVBUF's rule: twice as many bytes, which then no longer grow by themselves. */
    public void receiveBuffer(int bytes) throws SocketException {
        requireOpen();
        onStack((c, nowNs) -> c.receiveBuffer(bytes));
    }

    /** Fixes the memory for sending by SO_SNDBUF's rule: twice as many bytes, which then no longer grow by themselves. */
    public void sendBuffer(int bytes) throws SocketException {
        requireOpen();
        onStack((c, nowNs) -> c.sendBuffer(bytes));
    }

    /** Gives up when data stays unacknowledged so long (TCP_USER_TIMEOUT, RFC 5482); zero goes by the system's retries. */
    public void userTimeout(Duration timeout) throws SocketException {
        requireOpen();
        onStack((c, nowNs) -> c.userTimeoutNs(timeout.toNanos()));
    }

    // ---- closing

    /** Closes our direction: FIN after everything written. Reading goes on. */
    public void shutdownOutput() throws SocketException {
        requireOpen();
        netstack.commands().shutdownWrite(id);
    }

    /** Closes both directions: FIN after everything written, or RST when bytes were left unread. Does not wait. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            netstack.commands().close(id);
            wakeWaiters();
        }
    }

    /** As {@link #shutdownOutput} and {@link #close}: when bytes were left unread, the peer gets our end before the RST. */
    void endAndClose() {
        if (!closed) {
            netstack.commands().shutdownWrite(id);
            close();
        }
    }

    /** Ends the connection at once by RST; what was written and not sent is lost (SO_LINGER with 0 seconds). */
    public void abort() {
        if (!closed) {
            closed = true;
            netstack.commands().abort(id);
            wakeWaiters();
        }
    }

    /** Whoever waits looks again. */
    void wakeWaiters() {
        LockSupport.unpark(reader);
        LockSupport.unpark(writer);
    }

    /** Has the peer acknowledged everything, our FIN included, or is the connection over? Any thread but the stack's. */
    boolean isFlushed() throws SocketException {
        return netstack.ask((stack, nowNs) -> {
            TcpConnection c = stack.connections().get(id);
            return c == null || c.sendQueueBytes() == 0 && switch (c.state()) {
                case FIN_WAIT_1, LAST_ACK, CLOSING -> false;
                default -> true;
            };
        });
    }

    /** The bytes from the peer as a stream; closing it closes the connection. */
    public InputStream inputStream() {
        return new ConnectionInputStream(this);
    }

    /** The bytes to the peer as a stream; closing it closes the connection. */
    public OutputStream outputStream() {
        return new ConnectionOutputStream(this);
    }
}
