package io.netstack.conn;

import io.netstack.conn.Recovery.Phase;
import io.netstack.observe.Reason;
import io.netstack.wire.SeqNum;
import io.netstack.wire.TcpOptions;

/**
 * Finds out which segments are lost: from what the peer reports (RFC 2018, RFC 2883), from when they were sent (RFC 8985) and, without SACK, from
 * duplicate acknowledgments (RFC 6582).
 */
final class LossDetection {
    private final ConnectionEngine engine;
    private final Undo undo;

    LossDetection(ConnectionEngine engine, Undo undo) {
        this.engine = engine;
        this.undo = undo;
    }

    // ---- what the peer reports

    /** Marks what the SACK blocks of a segment report. */
    void takeSackBlocks(TcpConnection c, TcpOptions o, int ack, Acknowledgment a, long nowNs) {
        SentSegments sent = c.sent;
        int highest = c.recovery.highestReported;
        int first = 0;
        if (isDuplicateReport(o, ack)) {
            a.duplicateReported = true;
            engine.count(Reason.DSACK_RECEIVED);
            undo.onDuplicateReport(c, o.sackLeft(0), o.sackRight(0), a.priorUna);
            first = 1;
        }
        for (int block = first; block < o.sackCount(); block++) {
            int left = o.sackLeft(block);
            int right = o.sackRight(block);
            if (!SeqNum.lessThan(left, right) || SeqNum.lessThan(c.sndNxt, right) || SeqNum.lessThan(left, c.sndUna)) {
                continue;
            }
            for (int i = sent.firstFrom(left); i < sent.count() && SeqNum.lessOrEqual(sent.end(i), right); i++) {
                if (!sent.has(i, SentSegments.SACKED)) {
                    markSacked(c, i, a, nowNs);
                    c.recovery.reorderingSeen |= SeqNum.lessThan(sent.end(i), highest)
                        && !sent.has(i, SentSegments.EVER_RETRANSMITTED);
                    c.recovery.highestReported = SeqNum.max(c.recovery.highestReported, sent.end(i));
                }
            }
        }
    }

    /** Does the first block report something that came twice (RFC 2883 section 4)? */
    private static boolean isDuplicateReport(TcpOptions o, int ack) {
        if (SeqNum.lessThan(o.sackLeft(0), ack)) {
            return true;
        }
        return o.sackCount() > 1 && SeqNum.lessOrEqual(o.sackRight(0), o.sackRight(1))
            && SeqNum.lessOrEqual(o.sackLeft(1), o.sackLeft(0));
    }

    private void markSacked(TcpConnection c, int i, Acknowledgment a, long nowNs) {
        SentSegments sent = c.sent;
        int flags = sent.flags(i);
        long sentNs = sent.sentNs(i);
        onDelivered(c, flags, sentNs, sent.end(i), nowNs);
        if ((flags & SentSegments.EVER_RETRANSMITTED) == 0) {
            a.originalAcked |= SeqNum.lessOrEqual(sent.end(i), c.recovery.highSeq);
            a.rttSampleNs = nowNs - sentNs;
        }
        sent.markSacked(i);
        a.newlySacked = true;
        a.delivered++;
    }

    /** A segment is known to have arrived: those sent before it should have arrived too (RFC 8985 section 6.2 step 2). */
    void onDelivered(TcpConnection c, int flags, long sentNs, int end, long nowNs) {
        Recovery r = c.recovery;
        long rtt = nowNs - sentNs;
        if ((flags & SentSegments.EVER_RETRANSMITTED) != 0 && rtt / 1000 < c.rtt.leastUs()) {
            return;
        }
        r.rackRttNs = rtt;
        if (sentAfter(sentNs, r.rackSentNs, end, r.rackEnd)) {
            r.rackSentNs = sentNs;
            r.rackEnd = end;
        }
    }

    private static boolean sentAfter(long aNs, long bNs, int a, int b) {
        return aNs > bNs || aNs == bNs && SeqNum.lessThan(b, a);
    }

    // ---- which segments are lost

    void markLost(TcpConnection c, Acknowledgment a, long nowNs) {
        if (c.sent.isEmpty()) {
            return;
        }
        Recovery r = c.recovery;
        if (!c.sack) {
            boolean enough = r.phase.ordinal() < Phase.RECOVERY.ordinal() && c.sent.sacked() >= r.reordering;
            boolean partial = r.phase == Phase.RECOVERY && a.advanced;
            if ((enough || partial) && !c.sent.has(0, SentSegments.LOST)) {
                markOneLost(c, 0);
            }
        } else if (a.delivered > 0 || a.newlySacked) {
            long wait = detect(c, nowNs);
            if (wait > 0) {
                engine.timers.armReorder(c, wait, nowNs);
                a.setTimer = false;
            }
        }
    }

    void markOneLost(TcpConnection c, int i) {
        if (c.sent.markLost(i)) {
            engine.count(Reason.RETRANSMISSION_LOST);
        }
    }

    /** RFC 8985 section 6.2 step 5. @return how long until the next segment is to be believed lost; 0: none is waited for */
    long detect(TcpConnection c, long nowNs) {
        Recovery r = c.recovery;
        SentSegments sent = c.sent;
        long tolerance = reorderingWindowNs(c);
        long longest = 0;
        for (int i = 0; i < sent.count(); i++) {
            int flags = sent.flags(i);
            if ((flags & SentSegments.SACKED) != 0 || (flags & SentSegments.LOST) != 0 && (flags & SentSegments.RETRANSMITTED) == 0
                || !sentAfter(r.rackSentNs, sent.sentNs(i), r.rackEnd, sent.end(i))) {
                continue;
            }
            long remaining = r.rackRttNs + tolerance - (nowNs - sent.sentNs(i));
            if (remaining <= 0) {
                markOneLost(c, i);
            } else {
                longest = Math.max(longest, remaining);
            }
        }
        return longest;
    }

    static long reorderingWindowNs(TcpConnection c) {
        Recovery r = c.recovery;
        if (!r.reorderingSeen && (r.phase.ordinal() >= Phase.RECOVERY.ordinal() || c.sent.sacked() >= r.reordering)) {
            return 0;
        }
        long quarter = c.rtt.leastUs() == Long.MAX_VALUE ? 0 : c.rtt.leastUs() / 4 * 1000;
        return Math.min(quarter * r.rackWindowSteps, c.rtt.smoothedNs());
    }
}
