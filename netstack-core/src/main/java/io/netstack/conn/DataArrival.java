package io.netstack.conn;

import io.netstack.observe.Reason;
import io.netstack.wire.SeqNum;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;

/**
 * The text and the FIN of an acceptable segment (RFC 9293 section 3.10.7.4, seventh and eighth): into the ring, in order or beyond a hole; what
 * it costs; how the window grows; and what the application's reading frees.
 */
final class DataArrival {
    private final ConnectionEngine engine;

    DataArrival(ConnectionEngine engine) {
        this.engine = engine;
    }

    /** RFC 9293 section 3.10.7.4, sixth: the urgent pointer, which only systems that take urgent octets out of the stream look at. */
    void onUrgentPointer(TcpConnection c, TcpSegment s) {
        int pointer = s.urgentPointer();
        int mark = s.sequenceNumber() + (pointer == 0 ? 0 : pointer - 1);
        c.streams.urgent.set(c.receivedPosition + (mark - c.window.rcvNxt), c.receivedPosition, c.received.read());
    }

    /** @return null when the segment has no text and no FIN, else what became of them */
    Reason process(TcpConnection c, TcpSegment s, TcpOptions o, long nowNs) {
        int seq = s.sequenceNumber();
        int end = s.endSequenceNumber();
        if (seq == end) {
            return null;
        }
        ReceiveWindow w = c.window;
        int fin = s.has(TcpFlags.FIN) ? 1 : 0;
        if (c.finSeen && !SeqNum.lessThan(seq, w.rcvNxt)) {
            return Reason.CONNECTION_DATA_AFTER_FIN;
        }
        if (c.state != TcpState.ESTABLISHED && (c.receiveShut || c.finSeen) && SeqNum.lessThan(w.rcvNxt, end - fin)) {
            return abortOnData(c, s, nowNs);
        }
        if (c.timestamps && o.hasTimestamps() && o.timestampEcho() != 0) {
            c.tuning.onEcho(o.timestampEcho(), ConnectionEngine.timestamp(c, nowNs), end - seq, w, w.memory.segmentCount() == 0);
        }
        c.blocks.expect(w.rcvNxt);
        if (seq == w.rcvNxt) {
            if (w.current() == 0 && s.dataLength() > 0) {
                engine.count(Reason.ZERO_WINDOW_DROP);
                return refuse(c, Reason.CONNECTION_ZERO_WINDOW);
            }
            return inOrder(c, s, nowNs);
        }
        if (SeqNum.lessOrEqual(end, w.rcvNxt)) {
            engine.count(Reason.DUPLICATE_DATA);
            c.blocks.duplicate(seq, end, engine);
            return refuse(c, Reason.CONNECTION_DUPLICATE);
        }
        if (!SeqNum.lessThan(seq, w.rcvNxt + w.current())) {
            return refuse(c, Reason.CONNECTION_ZERO_WINDOW);
        }
        if (SeqNum.lessThan(seq, w.rcvNxt)) {
            c.blocks.duplicate(seq, w.rcvNxt, engine);
            if (w.current() == 0) {
                engine.count(Reason.ZERO_WINDOW_DROP);
                return refuse(c, Reason.CONNECTION_ZERO_WINDOW);
            }
            return inOrder(c, s, nowNs);
        }
        return outOfOrder(c, s, nowNs);
    }

    /** New data for a reader that is gone (RFC 9293 section 3.6.1, RFC 1122 section 4.2.2.13): the peer must learn that it is lost. */
    private Reason abortOnData(TcpConnection c, TcpSegment s, long nowNs) {
        engine.count(Reason.ABORTED_BY_DATA);
        engine.closing.reset(c, nowNs);
        engine.transmitter.resetFor(c, s, nowNs);
        return Reason.CONNECTION_DATA_AFTER_CLOSE;
    }

    private Reason refuse(TcpConnection c, Reason reason) {
        c.acks.enterQuick(c.window, AckPolicy.MAX_QUICK);
        c.acks.schedule();
        return reason;
    }

    // ---- in order

    private Reason inOrder(TcpConnection c, TcpSegment s, long nowNs) {
        ReceiveWindow w = c.window;
        int length = s.dataLength();
        int old = w.rcvNxt - s.sequenceNumber();
        int fresh = length - old;
        if (!hasMemory(c, length) || fresh > 0 && !place(c, c.receivedPosition, s, old)) {
            engine.count(Reason.RECEIVE_QUEUE_FULL);
            c.acks.scheduleNow();
            return Reason.CONNECTION_NO_MEMORY;
        }
        int cost = ReceiveMemory.costOf(s.headerLength(), length);
        if (!w.memory.append(Math.max(fresh, 0), cost, ReceiveMemory.roomOf(s.headerLength(), length))) {
            engine.count(Reason.RECEIVE_COALESCED);
        }
        w.rcvNxt = s.endSequenceNumber();
        c.receivedPosition += Math.max(fresh, 0);
        c.received.publish(c.receivedPosition);
        if (length > 0) {
            w.measure(c.acks, length, s.headerLength(), negotiatedHeader(c), cost, s.has(TcpFlags.PSH),
                (s.flags() & (TcpFlags.FIN | TcpFlags.URG | TcpFlags.SYN)) != 0);
            if (!c.timestamps) {
                c.tuning.onData(w, nowNs);
            }
            c.acks.onData(w, c.rtt.timeoutNs(), nowNs);
            w.grow(engine.settings, c.acks, length, cost, true);
        }
        Reason reason = Reason.CONNECTION_DATA;
        if (s.has(TcpFlags.FIN)) {
            engine.closing.onFin(c, nowNs);
            reason = Reason.CONNECTION_FIN;
        }
        if (!c.reassembly.isEmpty()) {
            // What the segment has just covered is an old duplicate by now (Linux tcp_ofo_queue).
            c.blocks.expect(w.rcvNxt);
            drain(c, nowNs);
            if (c.reassembly.isEmpty()) {
                c.acks.pending |= AckPolicy.NOW;
            }
        }
        c.blocks.removeBelow(w.rcvNxt, c.reassembly.isEmpty());
        c.streams.wakeReader();
        return reason;
    }

    private boolean place(TcpConnection c, long position, TcpSegment s, int skip) {
        boolean placed = c.received.place(position, s.buffer(), s.dataOffset() + skip, s.dataLength() - skip);
        if (!placed) {
            engine.count(Reason.BUFFERS_FULL);
        }
        return placed;
    }

    private static int negotiatedHeader(TcpConnection c) {
        return TcpSegment.HEADER_LENGTH + (c.timestamps ? 12 : 0);
    }

    /** The hole before the first part closed: takes over what is in order now. */
    private void drain(TcpConnection c, long nowNs) {
        ReceiveWindow w = c.window;
        Reassembly parts = c.reassembly;
        int known = w.rcvNxt;
        while (!parts.isEmpty() && SeqNum.lessOrEqual(parts.start(0), w.rcvNxt)) {
            int start = parts.start(0);
            int end = parts.end(0);
            int cost = parts.cost(0);
            int room = parts.room(0);
            boolean fin = parts.hasFin(0);
            parts.removeFirst(1);
            w.memory.discharge(cost);
            if (SeqNum.lessThan(start, known)) {
                int reported = known;
                if (SeqNum.lessThan(end, known)) {
                    known = end;
                }
                c.blocks.extendDuplicate(start, reported, engine);
            }
            if (SeqNum.lessOrEqual(end, w.rcvNxt)) {
                continue;
            }
            int bytes = end - w.rcvNxt - (fin ? 1 : 0);
            if (!w.memory.append(bytes, cost, room)) {
                engine.count(Reason.RECEIVE_COALESCED);
            }
            w.rcvNxt = end;
            c.receivedPosition += bytes;
            c.received.publish(c.receivedPosition);
            if (fin) {
                engine.closing.onFin(c, nowNs);
                return;
            }
        }
    }

    // ---- beyond a hole

    private Reason outOfOrder(TcpConnection c, TcpSegment s, long nowNs) {
        ReceiveWindow w = c.window;
        int length = s.dataLength();
        if (!hasMemory(c, length)) {
            engine.count(Reason.OUT_OF_ORDER_DROPPED);
            return Reason.CONNECTION_NO_MEMORY;
        }
        int seq = s.sequenceNumber();
        int end = s.endSequenceNumber();
        if (length > 0 && !place(c, c.receivedPosition + (seq - w.rcvNxt), s, 0)) {
            engine.count(Reason.OUT_OF_ORDER_DROPPED);
            return Reason.CONNECTION_NO_MEMORY;
        }
        int cost = ReceiveMemory.costOf(s.headerLength(), length);
        w.measure(c.acks, length, s.headerLength(), negotiatedHeader(c), cost, s.has(TcpFlags.PSH),
            (s.flags() & (TcpFlags.FIN | TcpFlags.URG | TcpFlags.SYN)) != 0);
        c.acks.schedule();
        engine.count(Reason.OUT_OF_ORDER_QUEUED);
        Reassembly.Outcome outcome = c.reassembly.add(seq, end, cost, ReceiveMemory.roomOf(s.headerLength(), length),
            s.has(TcpFlags.FIN), w.memory, c.blocks, engine);
        c.blocks.add(seq, end);
        if (outcome != Reassembly.Outcome.DUPLICATE && c.sack) {
            w.grow(engine.settings, c.acks, length, cost, false);
        }
        if (outcome == Reassembly.Outcome.QUEUED) {
            w.memory.charge(cost);
        }
        c.tuning.onOutOfOrder(w, engine.settings, c.reassembly.highestEnd() - w.rcvNxt);
        return Reason.CONNECTION_OUT_OF_ORDER;
    }

    // ---- memory

    /** May another segment be queued? One may overdraw the memory; then room is made, and if there is none the segment is refused. */
    private boolean hasMemory(TcpConnection c, int length) {
        ReceiveWindow w = c.window;
        if (w.memory.cost() <= w.bufferBytes) {
            return true;
        }
        if (w.isTunable() && w.bufferBytes < engine.settings.rmemMaxBytes()) {
            w.setBufferBytes(Math.min(w.memory.cost(), engine.settings.rmemMaxBytes()), false);
        }
        if (w.memory.cost() > w.bufferBytes) {
            w.slowStart = Math.min(w.clamp, 2 * w.advertisedMss);
            w.memory.collapse();
            while (w.memory.cost() > w.bufferBytes && !c.reassembly.isEmpty()) {
                c.reassembly.dropLast(w.memory);
                c.blocks.clear();
            }
        }
        return w.memory.cost() <= w.bufferBytes || w.memory.segmentCount() == 0 || length == 0;
    }

    /** The application read: its segments give their memory back, and the peer may be told (RFC 9293 section 3.8.6.2.2). */
    void onApplicationRead(TcpConnection c, long nowNs) {
        ReceiveWindow w = c.window;
        long position = c.received.read();
        long leftOut = c.streams.urgent.leftOut();
        boolean copied = position - c.readPosition > leftOut - c.leftOutCount;
        c.leftOutCount = leftOut;
        int span = c.reassembly.isEmpty() ? 0 : c.reassembly.highestEnd() - w.rcvNxt;
        while (c.readPosition < position && w.memory.segmentCount() > 0) {
            int n = (int) Math.min(w.memory.headRemaining(), position - c.readPosition);
            c.readPosition += n;
            if (n > 0) {
                c.tuning.onRead(w, engine.settings, c.readPosition, (int) (c.receivedPosition - c.readPosition), span, c.lastReceivedNs);
            }
            w.memory.read(n);
        }
        c.received.release(position);
        if (c.isOver() || c.bucket) {
            return;
        }
        boolean send = false;
        AckPolicy acks = c.acks;
        if (acks.isScheduled()) {
            boolean drained = copied && w.memory.cost() == 0
                && (acks.isPending(AckPolicy.PUSHED_TWICE) || acks.isPending(AckPolicy.PUSHED) && !acks.pingpong);
            send = w.rcvNxt - w.rcvWup > w.rcvMss || drained;
        }
        if (!send && copied && !c.receiveShut && !c.finSeen) {
            send = w.wantsUpdate(acks);
        }
        if (send) {
            engine.transmitter.ack(c, Reason.SENT_ACK, nowNs);
        }
    }
}
