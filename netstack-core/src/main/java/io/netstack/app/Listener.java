package io.netstack.app;

import io.netstack.flow.Addresses;
import io.netstack.listen.AcceptQueue;
import io.netstack.listen.TcpListener;
import io.netstack.observe.QueueGauge;
import io.netstack.policy.SocketError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A listening socket: hands out the connections of its accept queue. Any number of threads may call it. */
public final class Listener implements AutoCloseable {
    private final Netstack netstack;
    private final TcpListener listener;

    Listener(Netstack netstack, TcpListener listener) {
        this.netstack = netstack;
        this.listener = listener;
    }

    /**
     * The connection that has waited longest; waits for one.
     *
     * @throws SocketException when the listener or its stack is closed or the thread interrupted
     */
    public Connection accept() throws IOException {
        return accepted(takeWaiting(Long.MAX_VALUE), null);
    }

    /**
     * As {@link #accept()}, but not longer than some time.
     *
     * @throws SocketTimeoutException when no connection came
     */
    public Connection accept(Duration timeout) throws IOException {
        return accepted(takeWaiting(System.nanoTime() + timeout.toNanos()), timeout);
    }

    private int takeWaiting(long untilNs) {
        AcceptQueue queue = listener.acceptQueue();
        int id = queue.take();
        if (id == AcceptQueue.EMPTY && !queue.isClosed()) {
            id = park(queue, untilNs);
            queue.leave();
        }
        return id;
    }

    private int park(AcceptQueue queue, long untilNs) {
        while (true) {
            boolean mayPark = queue.mayPark();
            int id = queue.take();
            if (id != AcceptQueue.EMPTY || queue.isClosed() || Thread.currentThread().isInterrupted()) {
                return id;
            }
            if (mayPark && untilNs == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else if (mayPark) {
                long left = untilNs - System.nanoTime();
                if (left <= 0) {
                    return queue.take();
                }
                LockSupport.parkNanos(this, left);
            }
        }
    }

    /**
     * As {@link #accept()}, but not beyond a moment.
     *
     * @return null when no connection came
     */
    Connection acceptUntil(long untilNs) throws SocketException {
        int id = takeWaiting(untilNs);
        if (id != AcceptQueue.EMPTY) {
            return connection(id);
        }
        requireOpenAndNotInterrupted();
        return null;
    }

    private Connection accepted(int id, Duration timeout) throws IOException {
        if (id != AcceptQueue.EMPTY) {
            return connection(id);
        }
        requireOpenAndNotInterrupted();
        throw new SocketTimeoutException("no connection within " + timeout);
    }

    private void requireOpenAndNotInterrupted() throws SocketException {
        if (netstack.isClosed()) {
            throw Netstack.closedStack();
        }
        if (listener.acceptQueue().isClosed()) {
            throw new SocketException("the listener is closed");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedWait("for a connection");
        }
    }

    /** The connection that has waited longest, or null when none waits now. */
    public Connection tryAccept() {
        int id = listener.acceptQueue().take();
        return id == AcceptQueue.EMPTY ? null : connection(id);
    }

    private Connection connection(int id) {
        netstack.commands().accepted(listener.id());
        return new Connection(netstack, id);
    }

    /**
     * listen() again: changes the backlog of this listener as its system does.
     *
     * @throws SocketException when the policy refuses, or the stack is closed
     */
    public void listen(int backlog) throws SocketException {
        SocketError error = netstack.ask((stack, nowNs) -> stack.passiveOpen().relisten(listener, backlog, nowNs));
        if (error != null) {
            throw new SocketException(error.meaning());
        }
    }

    /** Where it listens; the wildcard address when it listens on all. */
    public InetSocketAddress localAddress() {
        return listener.localIndex() < 0 ? new InetSocketAddress(listener.port())
            : new InetSocketAddress(Addresses.toInetAddress(netstack.stack().locals().high(listener.localIndex()),
                netstack.stack().locals().low(listener.localIndex())), listener.port());
    }

    /** Established connections that wait for {@link #accept}. */
    public int acceptQueueLength() {
        return listener.acceptQueue().length();
    }

    /**
     * The lengths of its two queues, for a trace of the stack it belongs to. On the stack's thread they are exact; elsewhere the SYN
     * queue's may be a moment old.
     */
    public QueueGauge gauge() {
        return new QueueGauge() {
            @Override
            public int synQueueLength() {
                return listener.synQueueLength();
            }

            @Override
            public int acceptQueueLength() {
                return listener.acceptQueue().length();
            }
        };
    }

    /** Closes: whoever waits in {@link #accept} gets an exception, connections that nobody accepted are reset. */
    @Override
    public void close() {
        netstack.commands().call((stack, nowNs) -> stack.passiveOpen().close(listener, nowNs));
    }
}
