package io.netstack.conn;

import io.netstack.flow.FlowKey;
import io.netstack.flow.SegmentWriter;
import io.netstack.observe.Reason;
import io.netstack.wire.SeqNum;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpSegment;

/**
 * Sends one segment of a connection: options, acknowledgment, window, and what sending means to the acknowledgments that are due. Every segment
 * that a connection sends goes through here.
 */
final class Transmitter {
    /** ECT(0), on new data only (RFC 3168 sections 5 and 6.1.5). */
    private static final int ECN_CAPABLE = 2;

    private final ConnectionEngine engine;
    private final SegmentWriter writer;
    private final FlowKey key = new FlowKey();

    Transmitter(ConnectionEngine engine, SegmentWriter writer) {
        this.engine = engine;
        this.writer = writer;
    }

    /** A segment without data that acknowledges. */
    void ack(TcpConnection c, Reason reason, long nowNs) {
        int seq = acceptableSequence(c);
        begin(c, nowNs);
        end(c, seq, TcpFlags.ACK, nowNs, reason, 0, c.window.rcvNxt);
    }

    /** A segment whose number was acknowledged already, so that the peer answers (RFC 9293 section 3.8.6.1, Linux's form). */
    void probe(TcpConnection c, Reason reason, long nowNs) {
        begin(c, nowNs);
        end(c, c.sndUna - 1, TcpFlags.ACK, nowNs, reason, c.probes, 0);
    }

    /** A segment that asks whether the peer is still there (RFC 9293 section 3.8.4). */
    void keepAlive(TcpConnection c, long nowNs) {
        begin(c, nowNs);
        end(c, c.sndNxt - 1, TcpFlags.ACK, nowNs, Reason.SENT_KEEP_ALIVE, c.keepAliveProbesSent, 0);
    }

    /**
     * A segment of the stream.
     *
     * @param flags PSH and FIN as they are to be, FIN counted in {@code end}
     */
    void data(TcpConnection c, int start, int end, int flags, long nowNs, Reason reason) {
        int length = end - start - ((flags & TcpFlags.FIN) != 0 ? 1 : 0);
        begin(c, nowNs);
        if (length > 0) {
            c.toSend.copyTo(writer, c.ackedPosition + (start - c.sndUna), length);
        }
        end(c, start, flags | TcpFlags.ACK, nowNs, reason, length, c.sndWnd);
        if (length > 0) {
            c.acks.onDataSent(nowNs);
            c.lastSentNs = nowNs;
        }
    }

    /** Ends the connection towards the peer: RST with our numbers. */
    void reset(TcpConnection c, Reason reason, long nowNs) {
        int seq = acceptableSequence(c);
        begin(c, nowNs);
        end(c, seq, TcpFlags.ACK | TcpFlags.RST, nowNs, reason, 0, 0);
    }

    /** Answers a segment by RST as if no connection were there (RFC 9293 section 3.5.2). */
    void resetFor(TcpConnection c, TcpSegment s, long nowNs) {
        writer.begin(c.key(key));
        if (s.has(TcpFlags.ACK)) {
            writer.send(s.acknowledgmentNumber(), 0, TcpFlags.RST, 0, 0, 0, nowNs, Reason.SENT_RST, 0, 0);
        } else {
            writer.send(0, s.endSequenceNumber(), TcpFlags.RST | TcpFlags.ACK, 0, 0, 0, nowNs, Reason.SENT_RST, 0, 0);
        }
    }

    /** An acknowledgment of a connection that is no more than its numbers. */
    void bucketAck(TcpConnection c, long nowNs) {
        writer.begin(c.key(key));
        if (c.timestamps) {
            writer.noOperation().noOperation().timestamps(ConnectionEngine.timestamp(c, nowNs), c.tsRecent);
        }
        writer.send(c.sndNxt, c.window.rcvNxt, TcpFlags.ACK, c.bucketField, 0, 0, nowNs, Reason.SENT_TIME_WAIT_ACK, 0, 0);
    }

    /** SND.NXT, unless the peer shrank its window so far that it would not take that. */
    private static int acceptableSequence(TcpConnection c) {
        int end = c.windowEnd();
        boolean inside = SeqNum.lessOrEqual(c.sndNxt, end)
            || c.receiveScaleOption > 0 && c.sndNxt - end < 1 << c.window.scale;
        return inside ? c.sndNxt : end;
    }

    private void begin(TcpConnection c, long nowNs) {
        writer.begin(c.key(key));
        if (c.timestamps) {
            writer.noOperation().noOperation().timestamps(ConnectionEngine.timestamp(c, nowNs), c.tsRecent);
        }
        c.blocks.write(writer);
    }

    private void end(TcpConnection c, int seq, int flags, long nowNs, Reason reason, long a, long b) {
        // SegmentWriter copied options and data already; the header needs the window, which sending moves.
        int field = c.window.advertise(c.acks, engine.counters);
        boolean capable = c.ecn && a > 0 && seq - c.sndNxt >= 0;
        int marks = c.echoCongestion ? TcpFlags.ECE : 0;
        if (capable && c.announceReduction) {
            c.announceReduction = false;
            marks |= TcpFlags.CWR;
        }
        int id = c.ipId++ & 0xFFFF;
        if (c.compressedAcks > 0) {
            engine.count(Reason.ACKS_COMPRESSED);
            c.compressedAcks = 0;
            c.compressedAckNs = Long.MAX_VALUE;
        }
        c.acks.onAckSent();
        writer.send(seq, c.window.rcvNxt, flags | marks, field, id, capable ? ECN_CAPABLE : 0, nowNs, reason, a, b);
    }
}
