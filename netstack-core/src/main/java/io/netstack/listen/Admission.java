package io.netstack.listen;

import io.netstack.conn.ConnectionTable;
import io.netstack.conn.Handshake;
import io.netstack.conn.TcpConnection;
import io.netstack.conn.TcpState;
import io.netstack.observe.Counters;
import io.netstack.observe.Reason;
import io.netstack.policy.AcceptFilter;
import io.netstack.policy.AckVerdict;
import io.netstack.policy.Decider;
import io.netstack.policy.HeadVerdict;
import io.netstack.policy.ListenEvent;
import io.netstack.policy.ParkVerdict;

/**
 * The door between SYN-RECEIVED and the accept queue: makes a connection of a handshake that the policy admits, and looks after those that wait
 * at the door.
 */
final class Admission {
    private final ConnectionTable connections;
    private final Decider decider;
    private final ListenSegmentView view;
    private final Counters counters;
    private final FilterReadiness readiness = new FilterReadiness();
    /** Parked connections of all listeners: none is the usual case, and then a segment of a connection costs nothing here. */
    private int parkedCount;
    /** The first of the accept queues whose waiters are to be woken. */
    private AcceptQueue unannounced;

    Admission(ConnectionTable connections, Decider decider, ListenSegmentView view, Counters counters) {
        this.connections = connections;
        this.decider = decider;
        this.view = view;
        this.counters = counters;
    }

    /**
     * Makes a connection and queues or parks it.
     *
     * @return its id, or {@link ConnectionTable#NONE} when every connection slot or the ring itself is full
     */
    int admit(TcpListener listener, Handshake handshake, AckVerdict verdict, long nowNs) {
        if (!listener.acceptQueue().hasRoom()) {
            return ConnectionTable.NONE;
        }
        int connection = connections.open(handshake, nowNs);
        if (connection == ConnectionTable.NONE) {
            return ConnectionTable.NONE;
        }
        if (listener.options().noDelay()) {
            connections.get(connection).noDelay(true, nowNs);
        }
        if (verdict == AckVerdict.PARK) {
            listener.parked().add(connection);
            parkedCount++;
        } else {
            queue(listener, connection, nowNs);
        }
        decider.happened(ListenEvent.ESTABLISHED, view);
        return connection;
    }

    private void queue(TcpListener listener, int connection, long nowNs) {
        AcceptQueue queue = listener.acceptQueue();
        if (!queue.hasUnannounced()) {
            unannounced = queue.announceBefore(unannounced);
        }
        queue.put(connection, nowNs);
    }

    /** Wakes threads that wait for the connections that were queued since the last call. */
    void wakeAcceptors() {
        for (AcceptQueue queue = unannounced; queue != null; ) {
            queue = queue.wakeWaiters();
        }
        unannounced = null;
    }

    /** Asks the policy about the head of the accept queue and about parked connections, until it has nothing more to change. */
    void review(TcpListener listener, long nowNs) {
        view.listener(listener, nowNs);
        while (listener.acceptQueue().length() > 0 && decider.onAcceptHead(view) == HeadVerdict.RESET) {
            int connection = listener.acceptQueue().take();
            if (connection != AcceptQueue.EMPTY) {
                counters.count(Reason.ACCEPT_HEAD_RESET);
                reset(connection, nowNs);
            }
        }
        while (listener.parked().length() > 0) {
            ParkVerdict verdict = decider.onParked(view);
            boolean reset = verdict == ParkVerdict.RESET_OLDEST;
            if (verdict == ParkVerdict.STAY || !reset && !listener.acceptQueue().hasRoom()) {
                return;
            }
            int connection = verdict == ParkVerdict.PROMOTE_NEWEST ? listener.parked().takeNewest() : listener.parked().takeOldest();
            parkedCount--;
            if (reset) {
                counters.count(Reason.PARKED_RESET);
                reset(connection, nowNs);
            } else {
                counters.count(Reason.PARKED_PROMOTED);
                queue(listener, connection, nowNs);
            }
        }
    }

    /** A segment came for a connection: if it is parked, its accept filter may be content now, or it may be over. */
    void heard(int id, ListenerTable listeners, long nowNs) {
        if (parkedCount == 0) {
            return;
        }
        TcpConnection connection = connections.get(id);
        TcpListener listener = connection == null ? null : listeners.get(connection.listenerId());
        if (listener == null || listener.parked().length() == 0) {
            return;
        }
        boolean over = connection.state() == TcpState.CLOSED;
        boolean ready = listener.options().acceptFilter() != AcceptFilter.NONE && listener.acceptQueue().hasRoom()
            && readiness.isReady(listener.options().acceptFilter(), connection);
        if (!over && !ready || !listener.parked().remove(id)) {
            return;
        }
        parkedCount--;
        if (over) {
            connection.listenerClosed(nowNs);
        } else {
            counters.count(Reason.FILTER_READY);
            queue(listener, id, nowNs);
        }
    }

    /** The listener closes: everything that waits is reset (Linux inet_csk_listen_stop). */
    void resetAll(TcpListener listener, long nowNs) {
        int connection;
        while ((connection = listener.acceptQueue().take()) != AcceptQueue.EMPTY) {
            reset(connection, nowNs);
        }
        while (listener.parked().length() > 0) {
            parkedCount--;
            reset(listener.parked().takeOldest(), nowNs);
        }
    }

    private void reset(int id, long nowNs) {
        TcpConnection connection = connections.get(id);
        if (connection != null) {
            connection.listenerClosed(nowNs);
        }
    }
}
