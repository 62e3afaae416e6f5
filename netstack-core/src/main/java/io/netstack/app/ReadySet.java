package io.netstack.app;

import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Connections that one thread serves without blocking in any of them: it waits until one is ready. The set belongs to that thread, and so
 * do reading and writing of its connections. Each look costs a glance at every connection: for hundreds, not for hundred thousands, which
 * are better served by a virtual thread each.
 *
 * <pre>{@code
 * while (true) {
 *     for (Connection c : set.await(Long.MAX_VALUE)) {
 *         if (c.tryRead(buffer.clear()) < 0) {
 *             set.remove(c);
 *             c.close();
 *         }
 *     }
 * }
 * }</pre>
 */
public final class ReadySet {
    /** What is waited for. */
    public enum Interest {
        READ, WRITE, BOTH
    }

    private final Map<Connection, Interest> connections = new LinkedHashMap<>();

    /** Nothing to wait for yet. */
    public ReadySet() {
    }

    /** Waits for this connection, too; again with another interest changes that. */
    public void add(Connection connection, Interest interest) {
        connections.put(connection, interest);
    }

    /** Waits for this connection no longer. */
    public void remove(Connection connection) {
        if (connections.remove(connection) != null) {
            connection.unregister();
        }
    }

    /** How many connections are waited for. */
    public int size() {
        return connections.size();
    }

    /** Those that are ready now, in the order in which they were added; may be none. */
    public List<Connection> ready() {
        List<Connection> ready = new ArrayList<>();
        connections.forEach((connection, interest) -> {
            if (interest != Interest.WRITE && connection.isReadable() || interest != Interest.READ && connection.isWritable()) {
                ready.add(connection);
            }
        });
        return ready;
    }

    /**
     * Waits until at least one is ready.
     *
     * @param untilNs a {@link System#nanoTime} stamp
     * @return those that are ready; none when the time came first
     * @throws SocketException when the thread was interrupted
     */
    public List<Connection> await(long untilNs) throws SocketException {
        Thread self = Thread.currentThread();
        connections.keySet().forEach(connection -> connection.register(self));
        while (true) {
            List<Connection> ready = ready();
            long leftNs = untilNs == Long.MAX_VALUE ? Long.MAX_VALUE : untilNs - System.nanoTime();
            if (!ready.isEmpty() || leftNs <= 0) {
                return ready;
            }
            if (self.isInterrupted()) {
                throw new InterruptedWait("for a connection to be ready");
            }
            LockSupport.parkNanos(this, leftNs);
        }
    }
}
