package io.netstack.conn;

import io.netstack.observe.Reason;
import io.netstack.wire.SeqNum;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;

/**
 * Is a segment acceptable (RFC 9293 section 3.10.7.4, first to fourth; RFC 7323 section 5; RFC 5961), and what is answered when it is not: in
 * the order of Linux 6.18, whose answers share one clock per connection so that two confused ends do not answer each other for ever.
 */
final class Acceptance {
    private static final long PAWS_EXPIRES_NS = 24L * 86_400 * 1_000_000_000;
    /** Nanoseconds of timeout for each millisecond that an old timestamp may lag: 1.2 timeouts in all (Linux tcp_tsval_replay). */
    private static final long REPLAY_PER_TIMEOUT = 1_000_000_000L / 1200;

    private final ConnectionEngine engine;

    Acceptance(ConnectionEngine engine) {
        this.engine = engine;
    }

    /** @return null when the segment is acceptable, else what became of it */
    Reason check(TcpConnection c, TcpSegment s, TcpOptions o, long nowNs) {
        int flags = s.flags();
        if ((flags & (TcpFlags.ACK | TcpFlags.RST | TcpFlags.SYN)) == 0) {
            return Reason.CONNECTION_NO_ACK_IGNORED;
        }
        boolean rst = (flags & TcpFlags.RST) != 0;
        boolean syn = (flags & TcpFlags.SYN) != 0;
        if (!rst && isOldTimestamp(c, o, nowNs)) {
            Reason reason = syn ? challengeSyn(c, nowNs) : old(c, s, o, nowNs);
            if (reason != null) {
                return reason;
            }
        }
        int seq = s.sequenceNumber();
        int end = s.endSequenceNumber();
        int current = c.window.current();
        int right = c.window.rcvNxt + current;
        int dataEnd = (flags & TcpFlags.FIN) != 0 ? end - 1 : end;
        boolean left = SeqNum.lessThan(end, c.window.rcvWup);
        boolean beyond = !left && (SeqNum.lessThan(right, seq)
            || SeqNum.lessThan(right, dataEnd) && c.window.memory.segmentCount() > 0);
        if (left || beyond) {
            return outside(c, s, rst, syn, beyond, nowNs);
        }
        if (rst) {
            return onReset(c, seq, nowNs);
        }
        if (syn) {
            return challengeSyn(c, nowNs);
        }
        return null;
    }

    // ---- PAWS

    static boolean isOldTimestamp(TcpConnection c, TcpOptions o, long nowNs) {
        return c.timestamps && o.hasTimestamps() && o.timestampValue() - c.tsRecent < 0 && c.tsRecent != 0
            && nowNs - c.tsRecentNs < PAWS_EXPIRES_NS;
    }

    private Reason old(TcpConnection c, TcpSegment s, TcpOptions o, long nowNs) {
        boolean pureAck = s.has(TcpFlags.ACK) && s.sequenceLength() == 0;
        int seq = s.sequenceNumber();
        if (pureAck && seq == c.window.rcvNxt && s.acknowledgmentNumber() == c.sndUna
            && !Acknowledgment.mayUpdateWindow(c, s.acknowledgmentNumber(), seq, s.window() << c.sendScale)
            && (c.tsRecent - o.timestampValue()) * REPLAY_PER_TIMEOUT <= c.rtt.timeoutNs()) {
            return null;
        }
        if (pureAck && SeqNum.lessThan(seq, c.window.rcvNxt)) {
            return Reason.CONNECTION_PAWS_OLD_ACK;
        }
        engine.count(Reason.CONNECTION_PAWS_REJECTED);
        if (isLimited(c, s, true, nowNs)) {
            return Reason.CONNECTION_PAWS_SKIPPED;
        }
        acknowledgeDuplicate(c, s, nowNs);
        return Reason.CONNECTION_PAWS;
    }

    // ---- outside the window

    private Reason outside(TcpConnection c, TcpSegment s, boolean rst, boolean syn, boolean beyond, long nowNs) {
        if (rst) {
            boolean lateReset = s.sequenceNumber() == c.window.rcvNxt - 1
                && (c.state == TcpState.CLOSE_WAIT || c.state == TcpState.LAST_ACK || c.state == TcpState.CLOSING);
            return lateReset ? reset(c, nowNs) : Reason.CONNECTION_RST_IGNORED;
        }
        if (syn) {
            return challengeSyn(c, nowNs);
        }
        if (beyond) {
            engine.count(Reason.SEGMENT_BEYOND_WINDOW);
        }
        if (isLimited(c, s, true, nowNs)) {
            return Reason.CONNECTION_OUT_OF_WINDOW_SKIPPED;
        }
        acknowledgeDuplicate(c, s, nowNs);
        return Reason.CONNECTION_OUT_OF_WINDOW;
    }

    /** An acknowledgment that tells a confused peer where we are; old data is reported and makes us quick. */
    private void acknowledgeDuplicate(TcpConnection c, TcpSegment s, long nowNs) {
        int seq = s.sequenceNumber();
        int end = s.endSequenceNumber();
        if (end != seq && SeqNum.lessThan(seq, c.window.rcvNxt)) {
            engine.count(Reason.DUPLICATE_DATA);
            c.acks.enterQuick(c.window, AckPolicy.MAX_QUICK);
            c.blocks.expect(c.window.rcvNxt);
            c.blocks.duplicate(seq, SeqNum.lessThan(c.window.rcvNxt, end) ? c.window.rcvNxt : end, engine);
        }
        engine.transmitter.ack(c, Reason.SENT_ACK, nowNs);
    }

    // ---- RST and SYN (RFC 5961 sections 3 and 4)

    private Reason onReset(TcpConnection c, int seq, long nowNs) {
        boolean exact = seq == c.window.rcvNxt || c.blocks.count() > 0 && seq == c.blocks.highestEnd();
        return exact ? reset(c, nowNs) : challenge(c, nowNs, Reason.CONNECTION_RST_CHALLENGED, Reason.CONNECTION_RST_CHALLENGE_SKIPPED);
    }

    private Reason reset(TcpConnection c, long nowNs) {
        engine.closing.reset(c, nowNs);
        return Reason.CONNECTION_RESET_BY_PEER;
    }

    private Reason challengeSyn(TcpConnection c, long nowNs) {
        // Linux counts an error in ESTABLISHED only (tcp_rcv_established against tcp_rcv_state_process).
        engine.count(c.state == TcpState.ESTABLISHED ? Reason.SYN_ON_ESTABLISHED : Reason.SYN_ON_CLOSING);
        return challenge(c, nowNs, Reason.CONNECTION_SYN_CHALLENGED, Reason.CONNECTION_SYN_CHALLENGE_SKIPPED);
    }

    /** The ACK field is impossible (RFC 5961 section 5). */
    Reason challengeAck(TcpConnection c, long nowNs) {
        return challenge(c, nowNs, Reason.CONNECTION_ACK_CHALLENGED, Reason.CONNECTION_ACK_CHALLENGE_SKIPPED);
    }

    private Reason challenge(TcpConnection c, long nowNs, Reason answered, Reason skipped) {
        if (isLimited(c, null, false, nowNs)) {
            return skipped;
        }
        engine.transmitter.ack(c, Reason.SENT_CHALLENGE_ACK, nowNs);
        return answered;
    }

    /**
     * Was the last answer too recent? If not, this one is the last now.
     *
     * @param exemptsData segments with data and without SYN are no part of a loop of answers
     */
    boolean isLimited(TcpConnection c, TcpSegment s, boolean exemptsData, long nowNs) {
        if (exemptsData && s.sequenceLength() > 0 && !s.has(TcpFlags.SYN)) {
            return false;
        }
        if (c.outOfWindowAnswered && nowNs - c.lastOutOfWindowNs < engine.settings.invalidRateLimitNs()) {
            return true;
        }
        c.outOfWindowAnswered = true;
        c.lastOutOfWindowNs = nowNs;
        return false;
    }
}
