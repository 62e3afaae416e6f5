package io.netstack.conn;

import io.netstack.observe.Reason;
import io.netstack.wire.SeqNum;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;

/**
 * Segments for a connection of which only its numbers are left: FIN-WAIT-2 after close(), and TIME-WAIT (RFC 9293 section 3.10.7.4, RFC 6191,
 * RFC 1337), as Linux 6.18 treats them.
 */
final class TimeWait {
    private static final long PAWS_EXPIRES_NS = 24L * 86_400 * 1_000_000_000;
    /** How far the sequence numbers of the next connection are beyond those of this one. */
    private static final int REUSE_DISTANCE = 65535 + 2;

    private final ConnectionEngine engine;
    private int reuseIss;

    TimeWait(ConnectionEngine engine) {
        this.engine = engine;
    }

    /** The initial sequence number for the SYN that {@link Reason#REUSE_FOR_SYN} was answered to. */
    int reuseIss() {
        return reuseIss;
    }

    Reason process(TcpConnection c, TcpSegment s, TcpOptions o, long nowNs) {
        boolean old = c.timestamps && o.hasTimestamps() && c.tsRecent != 0 && o.timestampValue() - c.tsRecent < 0
            && nowNs - c.tsRecentNs < PAWS_EXPIRES_NS && !s.has(TcpFlags.RST);
        Reason reason = c.state == TcpState.FIN_WAIT_2 ? finWait(c, s, o, old, nowNs) : timeWait(c, s, o, old, nowNs);
        if (!c.isOver()) {
            engine.reschedule(c);
        }
        return reason;
    }

    private Reason finWait(TcpConnection c, TcpSegment s, TcpOptions o, boolean old, long nowNs) {
        int seq = s.sequenceNumber();
        int end = s.endSequenceNumber();
        int next = c.window.rcvNxt;
        if (old || !isInWindow(seq, end, next, next + c.bucketWindow)) {
            return answer(c, s, Reason.FIN_WAIT_ANSWERED, Reason.FIN_WAIT_SKIPPED, nowNs);
        }
        if (s.has(TcpFlags.RST)) {
            engine.closing.finish(c, nowNs);
            return Reason.TIME_WAIT_RESET;
        }
        if (s.has(TcpFlags.SYN) && !SeqNum.lessThan(seq, next)) {
            return resetPeer(c, s, nowNs);
        }
        if (!s.has(TcpFlags.ACK) || !SeqNum.lessThan(next, end) || seq == end) {
            return Reason.TIME_WAIT_SILENT;
        }
        if (!s.has(TcpFlags.FIN) || end != next + 1) {
            return resetPeer(c, s, nowNs);
        }
        c.window.rcvNxt = end;
        c.finSeen = true;
        engine.setState(c, TcpState.TIME_WAIT);
        takeTimestamp(c, o, nowNs);
        restart(c, nowNs);
        engine.transmitter.bucketAck(c, nowNs);
        return Reason.TIME_WAIT_FIN;
    }

    private Reason timeWait(TcpConnection c, TcpSegment s, TcpOptions o, boolean old, long nowNs) {
        int seq = s.sequenceNumber();
        int next = c.window.rcvNxt;
        boolean rst = s.has(TcpFlags.RST);
        if (!old && seq == next && (rst || s.sequenceLength() == 0)) {
            if (rst && !engine.settings.rfc1337()) {
                engine.closing.finish(c, nowNs);
                return Reason.TIME_WAIT_RESET;
            }
            if (!rst) {
                restart(c, nowNs);
            }
            takeTimestamp(c, o, nowNs);
            return Reason.TIME_WAIT_SILENT;
        }
        boolean newer = c.timestamps && o.hasTimestamps() && c.tsRecent - o.timestampValue() < 0;
        if (s.has(TcpFlags.SYN) && !rst && !s.has(TcpFlags.ACK) && !old && (SeqNum.lessThan(next, seq) || newer)) {
            reuseIss = c.sndNxt + REUSE_DISTANCE;
            reuseIss = reuseIss == 0 ? 1 : reuseIss;
            engine.closing.finish(c, nowNs);
            return Reason.REUSE_FOR_SYN;
        }
        if (rst) {
            return Reason.TIME_WAIT_RST_IGNORED;
        }
        if (old || s.has(TcpFlags.ACK)) {
            restart(c, nowNs);
        }
        if (old) {
            engine.count(Reason.TIME_WAIT_PAWS);
        }
        return answer(c, s, Reason.TIME_WAIT_ANSWERED, Reason.TIME_WAIT_SKIPPED, nowNs);
    }

    private Reason answer(TcpConnection c, TcpSegment s, Reason answered, Reason skipped, long nowNs) {
        if (engine.acceptance.isLimited(c, s, true, nowNs)) {
            return skipped;
        }
        engine.transmitter.bucketAck(c, nowNs);
        return answered;
    }

    private Reason resetPeer(TcpConnection c, TcpSegment s, long nowNs) {
        engine.closing.finish(c, nowNs);
        engine.transmitter.resetFor(c, s, nowNs);
        return Reason.CONNECTION_DATA_AFTER_CLOSE;
    }

    private void restart(TcpConnection c, long nowNs) {
        c.slowTimerNs = engine.grain.fireAtNs(nowNs, engine.settings.timeWaitNs());
    }

    private static void takeTimestamp(TcpConnection c, TcpOptions o, long nowNs) {
        if (c.timestamps && o.hasTimestamps()) {
            c.tsRecent = o.timestampValue();
            c.tsRecentNs = nowNs;
        }
    }

    private static boolean isInWindow(int seq, int end, int next, int right) {
        if (seq == next) {
            return true;
        }
        if (SeqNum.lessThan(next, end) && SeqNum.lessThan(seq, right)) {
            return true;
        }
        return seq == right && seq == end;
    }
}
