package io.netstack.conn;

import io.netstack.wire.SeqNum;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;

/**
 * The ACK field, the window and the SACK blocks of a segment (RFC 9293 section 3.10.7.4, fifth): takes acknowledged segments off the
 * scoreboard, measures round-trip times, and hands what is unusual to {@link LossRecovery}. Scratch of one segment; what it makes us send goes
 * out later, except retransmissions.
 */
final class Acknowledgment {
    /** What the ACK field was. */
    enum Verdict {
        /** It acknowledges something new, or repeats what is known. */
        TAKEN,
        /** Older than what is acknowledged: only its SACK blocks count. */
        OLD,
        /** Nothing that the peer can have meant (RFC 5961 section 5.2). */
        IMPOSSIBLE
    }

    private final ConnectionEngine engine;

    // ---- what the segment at hand did
    boolean advanced;
    boolean dataAcked;
    boolean retransmittedAcked;
    boolean originalAcked;
    boolean newlySacked;
    boolean duplicateReported;
    boolean notDuplicate;
    boolean setTimer;
    boolean earlyEcho;
    int priorUna;
    int delivered;
    long rttSampleNs;

    Acknowledgment(ConnectionEngine engine) {
        this.engine = engine;
    }

    /** @param o the options, with SACK blocks only when they were negotiated */
    Verdict process(TcpConnection c, TcpSegment s, TcpOptions o, long nowNs) {
        int ack = s.acknowledgmentNumber();
        int seq = s.sequenceNumber();
        clear(c);
        if (SeqNum.lessThan(ack, c.sndUna)) {
            int reach = (int) Math.min(c.maxWindow, c.bytesAcked);
            if (SeqNum.lessThan(ack, c.sndUna - reach)) {
                return Verdict.IMPOSSIBLE;
            }
            onOld(c, s, o, nowNs);
            return Verdict.OLD;
        }
        if (SeqNum.lessThan(c.sndNxt, ack)) {
            return Verdict.IMPOSSIBLE;
        }
        advanced = ack != c.sndUna;
        takeTimestamp(c, seq, o, nowNs);
        boolean windowTaken = takeWindow(c, s, ack, seq);
        notDuplicate = s.sequenceLength() > 0 || windowTaken;
        c.probes = 0;
        boolean nothingOut = c.sent.isEmpty();
        if (advanced) {
            c.recovery.timeouts = 0;
            c.bytesAcked += ack - c.sndUna;
        }
        if (nothingOut) {
            if (c.hasUnsent()) {
                onAckWithoutFlight(c, nowNs);
            }
            endProbe(c, ack);
            return Verdict.TAKEN;
        }
        earlyEcho = c.timestamps && o.hasTimestamps() && o.timestampEcho() != 0 && c.recovery.firstRetransmitNs != 0
            && o.timestampEcho() - ConnectionEngine.timestamp(c, c.recovery.firstRetransmitNs) < 0;
        if (c.sack && o.sackCount() > 0) {
            engine.recovery.detection().takeSackBlocks(c, o, ack, this, nowNs);
        }
        int before = c.sent.count();
        cumulative(c, ack, o, nowNs);
        engine.recovery.onAck(c, this, ack, before - c.sent.count(), c.ecn && s.has(TcpFlags.ECE), nowNs);
        return Verdict.TAKEN;
    }

    private void clear(TcpConnection c) {
        advanced = false;
        dataAcked = false;
        retransmittedAcked = false;
        originalAcked = false;
        newlySacked = false;
        duplicateReported = false;
        notDuplicate = false;
        setTimer = false;
        earlyEcho = false;
        rttSampleNs = -1;
        priorUna = c.sndUna;
        delivered = 0;
    }

    private void onOld(TcpConnection c, TcpSegment s, TcpOptions o, long nowNs) {
        if (c.sack && o.sackCount() > 0 && !c.sent.isEmpty()) {
            engine.recovery.detection().takeSackBlocks(c, o, s.acknowledgmentNumber(), this, nowNs);
            notDuplicate = true;
            engine.recovery.onAck(c, this, c.sndUna, 0, false, nowNs);
        }
    }

    /** TS.Recent follows segments that start no later than our last acknowledgment (RFC 7323 section 4.3). */
    private static void takeTimestamp(TcpConnection c, int seq, TcpOptions o, long nowNs) {
        if (c.timestamps && o.hasTimestamps() && SeqNum.lessOrEqual(seq, c.window.rcvWup) && !Acceptance.isOldTimestamp(c, o, nowNs)) {
            c.tsRecent = o.timestampValue();
            c.tsRecentNs = nowNs;
        }
    }

    /** SND.WND (RFC 9293 section 3.10.7.4); a window of zero is believed even when it repeats numbers (Linux since 6.12). */
    private static boolean takeWindow(TcpConnection c, TcpSegment s, int ack, int seq) {
        int window = s.window() << c.sendScale;
        if (!mayUpdateWindow(c, ack, seq, window)) {
            return false;
        }
        c.sndWl1 = seq;
        c.sndWnd = window;
        c.maxWindow = Math.max(c.maxWindow, window);
        return true;
    }

    static boolean mayUpdateWindow(TcpConnection c, int ack, int seq, int window) {
        return SeqNum.lessThan(c.sndUna, ack) || SeqNum.lessThan(c.sndWl1, seq)
            || seq == c.sndWl1 && (window > c.sndWnd || window == 0);
    }

    /** Nothing is in flight and data waits: the window has opened, or it is probed further. */
    private void onAckWithoutFlight(TcpConnection c, long nowNs) {
        int head = Math.min(c.unsentBytes() + (c.finUnsent() ? 1 : 0), c.mss);
        if (c.windowEnd() - c.sndNxt >= head) {
            c.backoff = 0;
            if (c.timer == RetransmitTimer.Kind.PROBE) {
                engine.timers.disarm(c);
            }
        } else {
            engine.timers.armProbe(c, nowNs);
        }
    }

    private void endProbe(TcpConnection c, int ack) {
        if (c.recovery.probing) {
            engine.recovery.endProbe(c, this, ack);
        }
    }

    /** Takes what is acknowledged off the scoreboard and measures the round trip. */
    private void cumulative(TcpConnection c, int ack, TcpOptions o, long nowNs) {
        SentSegments sent = c.sent;
        long firstNs = Long.MIN_VALUE;
        long lastNs = Long.MIN_VALUE;
        while (!sent.isEmpty()) {
            int end = sent.end(0);
            if (SeqNum.lessThan(ack, end)) {
                if (SeqNum.lessThan(sent.start(0), ack)) {
                    sent.trimFirst(ack);
                }
                break;
            }
            int flags = sent.flags(0);
            long sentNs = sent.sentNs(0);
            if ((flags & SentSegments.EVER_RETRANSMITTED) != 0) {
                retransmittedAcked = true;
            } else if ((flags & SentSegments.SACKED) == 0) {
                firstNs = firstNs == Long.MIN_VALUE ? sentNs : firstNs;
                lastNs = sentNs;
                originalAcked |= SeqNum.lessOrEqual(end, c.recovery.highSeq);
            }
            if (c.sack && (flags & SentSegments.SACKED) == 0) {
                delivered++;
                engine.recovery.detection().onDelivered(c, flags, sentNs, end, nowNs);
            }
            dataAcked = true;
            sent.removeFirst();
        }
        advance(c, ack);
        if (dataAcked) {
            notDuplicate = true;
            setTimer = true;
        }
        long sample = firstNs != Long.MIN_VALUE && !retransmittedAcked ? nowNs - firstNs : rttSampleNs;
        long least = firstNs != Long.MIN_VALUE && !retransmittedAcked ? nowNs - lastNs : sample;
        if (sample < 0 && dataAcked && c.timestamps && o.hasTimestamps() && o.timestampEcho() != 0) {
            int ms = ConnectionEngine.timestamp(c, nowNs) - o.timestampEcho();
            sample = Math.max(ms, 1) * 1_000_000L;
            least = sample;
        }
        if (sample >= 0) {
            c.rtt.onLeast(least / 1000);
            c.rtt.onSample(sample / 1000, c.sndUna, c.sndNxt, engine.settings);
            c.congestion.control().onRtt(c.congestion, sample / 1000, c.sndUna, c.sndNxt, nowNs);
            c.backoff = 0;
        }
    }

    /** SND.UNA moves; acknowledged bytes give their memory back. */
    private static void advance(TcpConnection c, int ack) {
        int octets = ack - c.sndUna;
        if (octets == 0) {
            return;
        }
        int bytes = Math.min(octets, c.writeEnd - c.sndUna);
        c.sndUna = ack;
        c.recovery.highestReported = SeqNum.max(c.recovery.highestReported, ack);
        if (bytes > 0) {
            c.ackedPosition += bytes;
            c.toSend.skipTo(c.ackedPosition);
            c.toSend.release(c.ackedPosition);
            c.streams.wakeWriter();
        }
    }
}
