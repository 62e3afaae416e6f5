package io.netstack.conn;

import io.netstack.observe.Reason;
import io.netstack.wire.SeqNum;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;

/**
 * One segment for a connection, from the first check to the last acknowledgment, in the order of RFC 9293 section 3.10.7.4 and of Linux:
 *
 * <pre>
 *   Acceptance ─ Acknowledgment ─ state ─ DataArrival ─ Output ─ acknowledge now, later, or not
 * </pre>
 */
final class SegmentArrival {
    private static final int DEFAULT_MSS = 536;
    /** 68 bytes, the least datagram that every host takes (RFC 791), without headers. */
    private static final int LEAST_MSS = 28;
    private static final int MAX_COMPRESSED = 44;
    private static final long MAX_COMPRESSED_NS = 1_000_000L;

    private final ConnectionEngine engine;

    SegmentArrival(ConnectionEngine engine) {
        this.engine = engine;
    }

    Reason process(TcpConnection c, TcpSegment s, TcpOptions o, int typeOfService, long nowNs) {
        if (c.bucket) {
            return engine.timeWait.process(c, s, o, nowNs);
        }
        Reason refused = engine.acceptance.check(c, s, o, nowNs);
        if (refused != null) {
            return refused;
        }
        if (!s.has(TcpFlags.ACK)) {
            return Reason.CONNECTION_NO_ACK_IGNORED;
        }
        c.lastReceivedNs = nowNs;
        boolean establishes = c.state == TcpState.SYN_RECEIVED;
        if (establishes) {
            // RFC 9293 section 3.10.7.4, fifth, SYN-RECEIVED: such an ACK is answered by RST, and the connection waits on.
            if (!SeqNum.lessOrEqual(c.sndUna, s.acknowledgmentNumber()) || !SeqNum.lessOrEqual(s.acknowledgmentNumber(), c.sndNxt)) {
                engine.transmitter.resetFor(c, s, nowNs);
                return Reason.CONNECTION_ACK_RESET;
            }
            establish(c, s, o, nowNs);
        }
        Acknowledgment.Verdict verdict = engine.acknowledgment.process(c, s, o, nowNs);
        if (verdict == Acknowledgment.Verdict.IMPOSSIBLE) {
            return engine.acceptance.challengeAck(c, nowNs);
        }
        Reason reason = verdict == Acknowledgment.Verdict.OLD ? Reason.CONNECTION_OLD_ACK : Reason.CONNECTION_ACK;
        if (verdict == Acknowledgment.Verdict.TAKEN && s.sequenceLength() == 0) {
            engine.count(Reason.PURE_ACK);
        }
        if (c.ecn) {
            onCongestionMarks(c, s, typeOfService);
        }
        Reason over = engine.closing.onFinAcknowledged(c, s, nowNs);
        if (over != null) {
            return over;
        }
        if (s.has(TcpFlags.URG) && engine.settings.urgentOutOfBand()) {
            engine.data.onUrgentPointer(c, s);
        }
        Reason text = engine.data.process(c, s, o, nowNs);
        if (c.isOver() || c.bucket) {
            return text == null ? reason : text;
        }
        engine.output.push(c, c.noDelay, nowNs);
        acknowledge(c, nowNs);
        return text == null ? reason : text;
    }

    /** The final ACK of the handshake, or what stands for it: measures the round trip of the SYN-ACK and starts both directions. */
    private void establish(TcpConnection c, TcpSegment s, TcpOptions o, long nowNs) {
        long us = -1;
        if (c.handshakeRetransmits == 0 && c.handshakeSentNs >= 0) {
            us = Math.max((nowNs - c.handshakeSentNs) / 1000, 1);
        } else if (c.timestamps && o.hasTimestamps() && o.timestampEcho() != 0) {
            us = Math.max(ConnectionEngine.timestamp(c, nowNs) - o.timestampEcho(), 1) * 1000L;
        }
        if (us > 0) {
            c.rtt.onLeast(us);
            c.rtt.onSample(us, c.sndUna, c.sndNxt, engine.settings);
        }
        c.sndWnd = s.window() << c.sendScale;
        c.maxWindow = c.sndWnd;
        boundToHalfWindow(c);
        c.sndWl1 = s.sequenceNumber();
        c.lastSentNs = nowNs;
        engine.setState(c, TcpState.ESTABLISHED);
        engine.output.updatePacing(c);
        engine.sendMemory.update(c);
    }

    /**
     * RFC 9293 section 3.8.6.2.1 (Fs = 1/2): a peer whose window is smaller than a segment gets segments of half its window; it would else
     * get data from window probes alone.
     */
    private static void boundToHalfWindow(TcpConnection c) {
        int half = c.maxWindow > DEFAULT_MSS ? c.maxWindow >>> 1 : c.maxWindow;
        if (half > 0 && half < c.mss) {
            c.mss = Math.max(half, LEAST_MSS);
        }
    }

    /** RFC 3168 section 6.1: marks of the network are echoed until the peer says that it slowed down. */
    private void onCongestionMarks(TcpConnection c, TcpSegment s, int typeOfService) {
        if (s.has(TcpFlags.CWR)) {
            c.echoCongestion = false;
            if (s.dataLength() > 0) {
                c.acks.pending |= AckPolicy.NOW;
            }
        }
        if ((typeOfService & 3) == 3 && s.dataLength() > 0) {
            if (!c.echoCongestion) {
                c.acks.enterQuick(c.window, AckPolicy.MAX_QUICK_ECN);
            }
            c.echoCongestion = true;
        }
    }

    /** Acknowledges what is to be acknowledged, now or later. */
    private void acknowledge(TcpConnection c, long nowNs) {
        AckPolicy acks = c.acks;
        if (!acks.isScheduled()) {
            return;
        }
        ReceiveWindow w = c.window;
        boolean twoSegments = w.rcvNxt - w.rcvWup > w.rcvMss && (c.received.available() < 1 || w.select(acks) >= w.rcvWnd);
        if (twoSegments || acks.isQuick() || acks.isPending(AckPolicy.NOW)) {
            engine.transmitter.ack(c, Reason.SENT_ACK, nowNs);
        } else if (c.reassembly.isEmpty()) {
            if (!acks.delay(engine, c.rtt.smoothedNs(), nowNs)) {
                engine.transmitter.ack(c, Reason.SENT_ACK, nowNs);
            }
        } else if (!compress(c, nowNs)) {
            engine.transmitter.ack(c, Reason.SENT_ACK, nowNs);
        }
    }

    /** Beyond the third duplicate acknowledgment of one number, several go out as one. @return true when this one waits */
    private boolean compress(TcpConnection c, long nowNs) {
        if (!c.sack || c.compressedAcks >= MAX_COMPRESSED) {
            return false;
        }
        if (c.duplicateAcksFor != c.window.rcvNxt) {
            c.duplicateAcksFor = c.window.rcvNxt;
            c.duplicateAcksSent = 0;
        }
        if (c.duplicateAcksSent < Recovery.DUPLICATE_THRESHOLD) {
            c.duplicateAcksSent++;
            return false;
        }
        c.compressedAcks++;
        if (c.compressedAckNs == Long.MAX_VALUE) {
            long rtt = c.tuning.rttNs();
            if (rtt == 0 || c.rtt.hasSample() && c.rtt.smoothedNs() < rtt) {
                rtt = c.rtt.smoothedNs();
            }
            c.compressedAckNs = nowNs + Math.min(MAX_COMPRESSED_NS, rtt / 20);
        }
        return true;
    }
}
