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
import java.util.concurrent.locks.LockSupport;

/**
 * An accepted connection. One thread may read and another may write at one time; reading and writing wait as long as they must, which is cheap on
 * a virtual thread.
 */
public final class Connection implements Closeable {
    private final Netstack netstack;
    private final int id;
    private final ApplicationSide connection;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private volatile boolean closed;

    Connection(Netstack netstack, int id) {
        this.netstack = netstack;
        this.id = id;
        TcpConnection accepted = netstack.stack().connections().get(id);
        this.connection = accepted.application();
        FlowKey key = accepted.key(new FlowKey());
        LocalAddresses locals = netstack.stack().locals();
        local = new InetSocketAddress(Addresses.toInetAddress(locals.high(key.localIndex()), locals.low(key.localIndex())), key.localPort());
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
            int n = receive(b, offset, length);
            if (n != 0 || length == 0) {
                return n;
            }
            connection.readerWaits(Thread.currentThread());
            // Whatever came before we were registered did not wake us: look again before sleeping.
            if (connection.available() == 0 && !connection.isReceiveEnded() && connection.error() == ConnectionError.NONE && !closed) {
                park(untilNs, "nothing to read");
            }
            connection.readerWaits(null);
        }
    }

    /**
     * Reads what is there without waiting.
     *
     * @return how many bytes; 0 when nothing waits; -1 when the peer has closed its direction
     */
    public int tryRead(byte[] b, int offset, int length) throws IOException {
        return receive(b, offset, length);
    }

    private int receive(byte[] b, int offset, int length) throws IOException {
        requireOpen();
        int n = connection.receive(b, offset, length);
        if (n == TcpConnection.FAILED) {
            throw failure(connection.takeError());
        }
        if (n > 0) {
            netstack.commands().read(id);
        }
        return n;
    }

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
                connection.writerWaits(Thread.currentThread());
                if (connection.sendSpace() == 0 && !connection.isSendEnded() && connection.error() == ConnectionError.NONE && !closed) {
                    park(Long.MAX_VALUE, "no room to write");
                }
                connection.writerWaits(null);
            }
        }
    }

    /**
     * Writes what there is room for without waiting.
     *
     * @return how many bytes were taken, 0 when there is no room now
     */
    public int tryWrite(byte[] b, int offset, int length) throws IOException {
        requireOpen();
        int n = connection.send(b, offset, length);
        if (n == TcpConnection.FAILED) {
            throw failure(connection.takeSendError());
        }
        if (n > 0) {
            netstack.commands().wrote(id);
        }
        return n;
    }

    private void park(long untilNs, String what) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new SocketException("interrupted: " + what);
        }
        if (untilNs == Long.MAX_VALUE) {
            LockSupport.park(this);
        } else {
            long left = untilNs - System.nanoTime();
            if (left <= 0) {
                throw new SocketTimeoutException(what);
            }
            LockSupport.parkNanos(this, left);
        }
    }

    private void requireOpen() throws SocketException {
        if (closed) {
            throw new SocketException("the connection is closed");
        }
    }

    private static SocketException failure(ConnectionError error) {
        return new SocketException(error.text());
    }

    /** Sends small writes at once instead of gathering them (TCP_NODELAY). */
    public void noDelay(boolean on) throws SocketException {
        requireOpen();
        netstack.commands().call((stack, nowNs) -> {
            TcpConnection c = stack.connections().get(id);
            if (c != null) {
                c.noDelay(on, nowNs);
            }
        });
    }

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
        }
    }

    /** Ends the connection at once by RST; what was written and not sent is lost (SO_LINGER with 0 seconds). */
    public void abort() {
        if (!closed) {
            closed = true;
            netstack.commands().abort(id);
        }
    }

    /** The bytes from the peer as a stream; closing it closes the connection. */
    public InputStream inputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return Connection.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] b, int offset, int length) throws IOException {
                return Connection.this.read(b, offset, length);
            }

            @Override
            public int available() {
                return connection.available();
            }

            @Override
            public void close() {
                Connection.this.close();
            }
        };
    }

    /** The bytes to the peer as a stream; closing it closes the connection. */
    public OutputStream outputStream() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                Connection.this.write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] b, int offset, int length) throws IOException {
                Connection.this.write(b, offset, length);
            }

            @Override
            public void close() {
                Connection.this.close();
            }
        };
    }
}
