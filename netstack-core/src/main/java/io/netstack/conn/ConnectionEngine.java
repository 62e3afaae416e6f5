package io.netstack.conn;

import io.netstack.flow.LocalAddresses;
import io.netstack.flow.SegmentWriter;
import io.netstack.flow.TimerGrain;
import io.netstack.observe.Counters;
import io.netstack.observe.Reason;

/**
 * What all connections of a stack share: the settings, the way out, and the parts that move a connection. The parts hold no connection's state,
 * only scratch for the segment at hand; each is one chapter of RFC 9293 section 3.10.
 */
final class ConnectionEngine {
    final ConnSettings settings;
    final LocalAddresses locals;
    final Counters counters;
    final TimerGrain grain;
    final BufferPool pool;
    final Transmitter transmitter;
    final Output output;
    final SendMemory sendMemory;
    final RetransmitTimer timers;
    final LossRecovery recovery;
    final PathMtu pathMtu;
    final Acknowledgment acknowledgment;
    final Acceptance acceptance;
    final DataArrival data;
    final Closing closing;
    final TimeWait timeWait;
    final SegmentArrival arrival;
    private final ConnectionTable table;

    ConnectionEngine(ConnectionTable table, ConnSettings settings, LocalAddresses locals, SegmentWriter writer, Counters counters,
                     TimerGrain grain, BufferPool pool) {
        this.table = table;
        this.settings = settings;
        this.locals = locals;
        this.counters = counters;
        this.grain = grain;
        this.pool = pool;
        transmitter = new Transmitter(this, writer);
        output = new Output(this);
        sendMemory = new SendMemory(settings);
        timers = new RetransmitTimer(this);
        recovery = new LossRecovery(this);
        pathMtu = new PathMtu(this);
        acknowledgment = new Acknowledgment(this);
        acceptance = new Acceptance(this);
        data = new DataArrival(this);
        closing = new Closing(this);
        timeWait = new TimeWait(this);
        arrival = new SegmentArrival(this);
    }

    /** The millisecond clock of timestamps, with a connection's offset. */
    static int timestamp(TcpConnection c, long nowNs) {
        return (int) Math.floorDiv(nowNs, 1_000_000L) + c.timestampOffset;
    }

    /** Moves a connection to another state and the gauge with it. */
    void setState(TcpConnection c, TcpState state) {
        boolean before = c.state.maySend();
        c.state = state;
        if (before != state.maySend()) {
            counters.currentlyEstablished(before ? -1 : 1);
        }
    }

    /** The connection's timers may have moved. */
    void reschedule(TcpConnection c) {
        table.reschedule(c);
    }

    /** The connection is over: nobody finds it any more; its slot is free when the application holds it no longer. */
    void retire(TcpConnection c) {
        table.retire(c);
    }

    /** Nothing but numbers is left of the connection. */
    void remains(TcpConnection c) {
        table.remains(c);
    }

    /** The least delay of a thing that the kernel would do at its next tick. */
    long roundUp(long ns) {
        long jiffy = settings.jiffyNs();
        return (ns + jiffy - 1) / jiffy * jiffy;
    }

    void count(Reason reason) {
        counters.count(reason);
    }
}
