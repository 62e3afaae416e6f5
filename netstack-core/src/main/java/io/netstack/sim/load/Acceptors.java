package io.netstack.sim.load;

import io.netstack.conn.TcpConnection;
import io.netstack.flow.Addresses;
import io.netstack.flow.FlowKey;
import io.netstack.listen.AcceptQueue;
import io.netstack.sim.EventQueue;
import io.netstack.sim.Simulation;
import io.netstack.sim.Timed;
import java.util.Arrays;

/**
 * The application: k threads that accept, serve and close, one connection at a time each.
 *
 * <pre>
 *   accept queue ─▶ idle? accept() ─▶ service time ─▶ read what came, close ─▶ idle
 *                        during a pause nobody accepts, and what is being served takes longer by the pause
 * </pre>
 */
public final class Acceptors implements Timed {
    private static final int READ_BYTES = 4096;
    private static final int NOBODY = -1;

    /** Told of each connection as it is accepted. */
    @FunctionalInterface
    public interface Watcher {
        /** A connection was taken from the accept queue. */
        void accepted(int remoteAddress, int remotePort, long nowNs);
    }

    /** How a served connection ends. */
    public enum Ending {
        /** Reads what has come, then FIN. */
        CLOSE,
        /** RST: nothing is left of the connection. */
        ABORT
    }

    private final SimulatedServer server;
    private final Durations service;
    private final Pauses pauses;
    private final Ending ending;
    private final Watcher watcher;
    private final long[] freeAtNs;
    private final int[] serving;
    private final FlowKey key = new FlowKey();
    private final byte[] buffer = new byte[READ_BYTES];
    private int busyCount;
    private long nextFreeNs = EventQueue.NEVER;
    private long pauseStartNs;
    private long pausedUntilNs = Long.MIN_VALUE;
    private long acceptedCount;

    /**
     * Threads that join the simulation, idle.
     *
     * @param count   how many, 1 or more
     * @param service how long each connection takes
     */
    public Acceptors(Simulation simulation, SimulatedServer server, int count, Durations service, Pauses pauses, Ending ending,
                     Watcher watcher) {
        if (count < 1) {
            throw new IllegalArgumentException(count + " acceptors");
        }
        this.server = server;
        this.service = service;
        this.pauses = pauses;
        this.ending = ending;
        this.watcher = watcher;
        freeAtNs = new long[count];
        serving = new int[count];
        Arrays.fill(serving, NOBODY);
        pauseStartNs = sum(simulation.nowNs(), pauses.running().nextNs());
        simulation.add(this);
    }

    private static long sum(long a, long b) {
        return b >= EventQueue.NEVER - a ? EventQueue.NEVER : a + b;
    }

    /** Connections accepted so far. */
    public long acceptedCount() {
        return acceptedCount;
    }

    /** Threads that are serving now. */
    public int busyCount() {
        return busyCount;
    }

    @Override
    public long nextDeadlineNs() {
        if (pausedUntilNs != Long.MIN_VALUE) {
            return pausedUntilNs;
        }
        if (busyCount < serving.length && server.listener().acceptQueue().length() > 0) {
            return Long.MIN_VALUE;
        }
        return Math.min(nextFreeNs, pauseStartNs);
    }

    @Override
    public void onTimers(long nowNs) {
        if (pausedUntilNs != Long.MIN_VALUE) {
            if (pausedUntilNs > nowNs) {
                return;
            }
            pausedUntilNs = Long.MIN_VALUE;
            pauseStartNs = sum(nowNs, pauses.running().nextNs());
        }
        if (pauseStartNs <= nowNs) {
            pause(nowNs);
            return;
        }
        if (nextFreeNs <= nowNs) {
            finish(nowNs);
        }
        for (int i = 0; i < serving.length && busyCount < serving.length; i++) {
            if (serving[i] == NOBODY && !accept(i, nowNs)) {
                return;
            }
        }
    }

    private void pause(long nowNs) {
        long length = pauses.pause().nextNs();
        pausedUntilNs = nowNs + length;
        for (int i = 0; i < serving.length; i++) {
            freeAtNs[i] += length;
        }
        findNextFree();
    }

    private boolean accept(int thread, long nowNs) {
        int id = server.listener().acceptQueue().take();
        if (id == AcceptQueue.EMPTY) {
            return false;
        }
        acceptedCount++;
        TcpConnection connection = server.stack().connections().get(id);
        if (connection != null) {
            connection.key(key);
            watcher.accepted(Addresses.ipv4(key.remoteLow()), key.remotePort(), nowNs);
        }
        server.stack().accepted(server.listener().id(), nowNs);
        serving[thread] = id;
        freeAtNs[thread] = sum(nowNs, service.nextNs());
        busyCount++;
        nextFreeNs = Math.min(nextFreeNs, freeAtNs[thread]);
        return true;
    }

    private void finish(long nowNs) {
        for (int i = 0; i < serving.length; i++) {
            if (serving[i] != NOBODY && freeAtNs[i] <= nowNs) {
                end(server.stack().connections().get(serving[i]), nowNs);
                serving[i] = NOBODY;
                busyCount--;
            }
        }
        findNextFree();
    }

    private void findNextFree() {
        nextFreeNs = EventQueue.NEVER;
        for (int i = 0; i < serving.length; i++) {
            if (serving[i] != NOBODY) {
                nextFreeNs = Math.min(nextFreeNs, freeAtNs[i]);
            }
        }
    }

    private void end(TcpConnection connection, long nowNs) {
        if (connection == null) {
            return;
        }
        if (ending == Ending.ABORT) {
            connection.abort(nowNs);
            return;
        }
        while (connection.receive(buffer, 0, buffer.length) > 0) {
            connection.onApplicationRead(nowNs);
        }
        connection.close(nowNs);
    }
}
