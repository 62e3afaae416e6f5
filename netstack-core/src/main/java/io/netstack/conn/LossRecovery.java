package io.netstack.conn;

import io.netstack.conn.Recovery.Phase;
import io.netstack.observe.Reason;
import io.netstack.wire.SeqNum;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;

/**
 * Finds lost segments and sends them again: recent acknowledgment (RFC 8985) with the duplicate threshold of RFC 6675, recovery led by
 * proportional rate reduction (RFC 6937), NewReno without SACK (RFC 6582), spurious timeouts (RFC 5682) and undo (RFC 4015, RFC 3708).
 */
final class LossRecovery {
    private final ConnectionEngine engine;
    private final Undo undo;

    LossRecovery(ConnectionEngine engine) {
        this.engine = engine;
        this.undo = new Undo(engine);
    }

    // ---- what the peer reports

    /** Marks what the SACK blocks of a segment report. */
    void takeSackBlocks(TcpConnection c, TcpOptions o, int ack, Acknowledgment a, long nowNs) {
        SentSegments sent = c.sent;
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
            for (int i = 0; i < sent.count() && SeqNum.lessThan(sent.start(i), right); i++) {
                if (!SeqNum.lessThan(sent.start(i), left) && SeqNum.lessOrEqual(sent.end(i), right)
                    && !sent.has(i, SentSegments.SACKED)) {
                    markSacked(c, i, a, nowNs);
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
            if (i + 1 < sent.count() && hasSackedAbove(sent, i)) {
                c.recovery.reorderingSeen = true;
            }
        }
        sent.markSacked(i);
        a.newlySacked = true;
        a.delivered++;
    }

    private static boolean hasSackedAbove(SentSegments sent, int i) {
        for (int j = i + 1; j < sent.count(); j++) {
            if (sent.has(j, SentSegments.SACKED)) {
                return true;
            }
        }
        return false;
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

    // ---- one acknowledgment

    /** @param acked segments that were acknowledged in sequence */
    void onAck(TcpConnection c, Acknowledgment a, int ack, int acked, boolean echo, long nowNs) {
        Recovery r = c.recovery;
        if (!c.sack && acked > 0) {
            // One of them was the hole; the others are duplicates that were counted before.
            a.delivered += Math.max(acked - c.sent.sacked(), 1);
            c.sent.assumeSacked(c.sent.sacked() - (acked - 1));
        }
        if (r.probing) {
            endProbe(c, a, ack);
        }
        boolean unusual = !a.notDuplicate || a.newlySacked || a.duplicateReported || echo || r.phase != Phase.OPEN;
        boolean retransmit = false;
        int lostBefore = c.sent.lost();
        if (unusual) {
            boolean duplicate = !a.advanced && !a.notDuplicate && !a.duplicateReported;
            retransmit = alert(c, a, duplicate, echo, nowNs);
        }
        if (a.setTimer) {
            engine.timers.set(c, nowNs);
        }
        boolean newlyLost = c.sent.lost() > lostBefore;
        if (r.isReducing()) {
            c.congestion.reduce(a.delivered, a.advanced, newlyLost, c.sent.inFlight());
        } else if (a.dataAcked) {
            c.congestion.onAcknowledged(a.delivered, c.rtt.smoothedNs(), nowNs);
        }
        engine.output.updatePacing(c);
        engine.output.updateSendLimit(c);
        if (retransmit) {
            retransmitLost(c, nowNs);
        }
    }

    /** @return true when lost segments are to go out */
    private boolean alert(TcpConnection c, Acknowledgment a, boolean duplicate, boolean echo, long nowNs) {
        Recovery r = c.recovery;
        if (c.sent.isEmpty() && c.sack && c.sent.sacked() > 0) {
            throw new AssertionError("an empty scoreboard has " + c.sent.sacked() + " reported segments");
        }
        if (r.phase == Phase.OPEN) {
            r.firstRetransmitNs = 0;
        } else if (r.phase != Phase.LOSS && !SeqNum.lessThan(c.sndUna, r.highSeq)) {
            if (r.phase == Phase.REDUCING) {
                if (c.sndUna != r.highSeq) {
                    endReduction(c);
                }
            } else if (r.phase == Phase.RECOVERY) {
                if (!c.sack) {
                    c.sent.assumeSacked(0);
                }
                if (undo.afterRecovery(c, a)) {
                    return false;
                }
                endReduction(c);
            }
        }
        if (echo && r.phase.ordinal() <= Phase.DISORDER.ordinal()) {
            enterReducing(c);
        }
        switch (r.phase) {
            case RECOVERY -> {
                if (!a.advanced) {
                    if (!c.sack && duplicate) {
                        assumeOneMore(c, a);
                    }
                } else if (undo.partial(c, a)) {
                    return true;
                }
                markLost(c, a, nowNs);
            }
            case LOSS -> {
                if (inLoss(c, a, duplicate, nowNs)) {
                    return false;
                }
                markLost(c, a, nowNs);
            }
            default -> {
                if (!c.sack) {
                    if (a.advanced) {
                        c.sent.assumeSacked(0);
                    }
                    if (duplicate) {
                        assumeOneMore(c, a);
                    }
                }
                if (r.phase.ordinal() <= Phase.DISORDER.ordinal()) {
                    undo.byDuplicates(c);
                }
                markLost(c, a, nowNs);
                if (c.sent.lost() == 0) {
                    keepOpen(c);
                    return false;
                }
                enterRecovery(c);
            }
        }
        return true;
    }

    /** Without SACK: a duplicate acknowledgment says that some segment beyond the hole arrived. */
    private static void assumeOneMore(TcpConnection c, Acknowledgment a) {
        c.sent.assumeSacked(c.sent.sacked() + 1);
        a.delivered++;
    }

    private static void keepOpen(TcpConnection c) {
        Recovery r = c.recovery;
        if (r.phase == Phase.REDUCING) {
            return;
        }
        boolean unusual = c.sent.sacked() > 0 || c.sent.lost() > 0 || c.sent.retransmitted() > 0
            || !c.sent.isEmpty() && c.sent.has(0, SentSegments.EVER_RETRANSMITTED);
        Phase phase = unusual ? Phase.DISORDER : Phase.OPEN;
        if (r.phase != phase) {
            r.phase = phase;
            r.highSeq = c.sndNxt;
        }
    }

    private static void endReduction(TcpConnection c) {
        Recovery r = c.recovery;
        if (r.phase == Phase.REDUCING || r.undoable) {
            c.congestion.endReduction();
        }
        r.phase = Phase.OPEN;
        r.undoable = false;
    }

    private void enterRecovery(TcpConnection c) {
        Recovery r = c.recovery;
        engine.count(c.sack ? Reason.SACK_RECOVERY : Reason.RENO_RECOVERY);
        undo.start(c);
        if (r.phase != Phase.REDUCING) {
            startReduction(c);
        }
        r.phase = Phase.RECOVERY;
    }

    private static void startReduction(TcpConnection c) {
        c.recovery.highSeq = c.sndNxt;
        c.recovery.probing = false;
        c.congestion.startReduction();
    }

    /** A congestion mark or a loss that the probe repaired: the window goes down without recovery. */
    void enterReducing(TcpConnection c) {
        c.recovery.undoable = false;
        startReduction(c);
        c.recovery.phase = Phase.REDUCING;
    }

    /** An acknowledgment in the phase after a timeout. @return true when nothing is to be sent again now */
    private boolean inLoss(TcpConnection c, Acknowledgment a, boolean duplicate, long nowNs) {
        Recovery r = c.recovery;
        boolean recovered = !SeqNum.lessThan(c.sndUna, r.highSeq);
        if (a.advanced && undo.loss(c, a, false)) {
            return true;
        }
        if (r.suspectSpurious) {
            if (a.originalAcked && undo.loss(c, a, true)) {
                return true;
            }
            if (SeqNum.lessThan(r.highSeq, c.sndNxt)) {
                if (a.newlySacked || duplicate) {
                    r.suspectSpurious = false;
                }
            } else if (a.advanced && !recovered) {
                r.highSeq = c.sndNxt;
                if (c.hasUnsent() && SeqNum.lessThan(c.sndNxt, c.windowEnd())) {
                    // RFC 5682 step 2.b: new data tells whether the originals arrived; it goes out as soon as the window is updated.
                    c.congestion.onAcknowledged(a.delivered, c.rtt.smoothedNs(), nowNs);
                    a.dataAcked = false;
                    engine.output.push(c, true, nowNs);
                    if (SeqNum.lessThan(r.highSeq, c.sndNxt)) {
                        return true;
                    }
                }
                r.suspectSpurious = false;
            }
        }
        if (recovered) {
            undo.afterRecovery(c, a);
            if (r.phase == Phase.LOSS) {
                r.phase = Phase.OPEN;
                r.undoable = false;
            }
            return true;
        }
        if (!c.sack) {
            if (SeqNum.lessThan(r.highSeq, c.sndNxt) && duplicate) {
                assumeOneMore(c, a);
            } else if (a.advanced) {
                c.sent.assumeSacked(0);
            }
        }
        return false;
    }

    // ---- which segments are lost

    private void markLost(TcpConnection c, Acknowledgment a, long nowNs) {
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

    private void markOneLost(TcpConnection c, int i) {
        if (c.sent.markLost(i)) {
            engine.count(Reason.RETRANSMISSION_LOST);
        }
    }

    /** RFC 8985 section 6.2 step 5. @return how long until the next segment is to be believed lost; 0: none is waited for */
    private long detect(TcpConnection c, long nowNs) {
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

    private static long reorderingWindowNs(TcpConnection c) {
        Recovery r = c.recovery;
        if (!r.reorderingSeen && (r.phase.ordinal() >= Phase.RECOVERY.ordinal() || c.sent.sacked() >= r.reordering)) {
            return 0;
        }
        long quarter = c.rtt.leastUs() == Long.MAX_VALUE ? 0 : c.rtt.leastUs() / 4 * 1000;
        return Math.min(quarter * r.rackWindowSteps, c.rtt.smoothedNs());
    }

    /** A segment that was given time to arrive did not. */
    void onReorderTimer(TcpConnection c, long nowNs) {
        if (c.sent.isEmpty()) {
            return;
        }
        int inFlight = c.sent.inFlight();
        int lostBefore = c.sent.lost();
        detect(c, nowNs);
        if (c.sent.inFlight() != inFlight) {
            if (c.recovery.phase != Phase.RECOVERY) {
                enterRecovery(c);
                c.congestion.reduce(1, false, c.sent.lost() > lostBefore, c.sent.inFlight());
            }
            retransmitLost(c, nowNs);
        }
        if (c.timer != RetransmitTimer.Kind.RETRANSMIT) {
            engine.timers.rearm(c, nowNs);
        }
    }

    // ---- sending again

    /** Sends lost segments as far as the congestion window allows. */
    private void retransmitLost(TcpConnection c, long nowNs) {
        SentSegments sent = c.sent;
        boolean headSent = false;
        for (int i = 0; i < sent.count() && sent.lost() > 0; i++) {
            if (sent.inFlight() >= c.congestion.segments()) {
                break;
            }
            if (!sent.has(i, SentSegments.LOST) || sent.has(i, SentSegments.SACKED | SentSegments.RETRANSMITTED)) {
                continue;
            }
            engine.count(c.recovery.phase == Phase.LOSS ? Reason.SLOW_START_RETRANSMISSION : Reason.FAST_RETRANSMISSION);
            retransmit(c, i, true, nowNs);
            if (c.recovery.isReducing()) {
                c.congestion.onSentInReduction(1);
            }
            headSent |= i == 0 && c.timer != RetransmitTimer.Kind.REORDER;
        }
        if (headSent) {
            engine.timers.restart(c, nowNs);
        }
    }

    /** Sends a segment of the scoreboard again. @param counts it is part of recovery and counts as being in flight */
    void retransmit(TcpConnection c, int i, boolean counts, long nowNs) {
        SentSegments sent = c.sent;
        int start = sent.start(i);
        int most = engine.output.segmentBytes(c);
        int fin = sent.has(i, SentSegments.FIN) ? 1 : 0;
        if (sent.end(i) - start - fin > most) {
            sent.split(i, start + most);
        }
        int flags = (sent.has(i, SentSegments.PUSH) ? TcpFlags.PSH : 0) | (sent.has(i, SentSegments.FIN) ? TcpFlags.FIN : 0);
        engine.transmitter.data(c, start, sent.end(i), flags, nowNs, Reason.SENT_RETRANSMISSION);
        sent.markRetransmitted(i, counts, nowNs);
        Recovery r = c.recovery;
        if (counts) {
            if (r.firstRetransmitNs == 0) {
                r.firstRetransmitNs = nowNs;
            }
            r.undoRetransmits = Math.max(r.undoRetransmits, 0) + 1;
        }
    }

    /** The retransmission timer fired: everything is believed lost and begins again with one segment. */
    void onTimeout(TcpConnection c, long nowNs) {
        Recovery r = c.recovery;
        SentSegments sent = c.sent;
        boolean fresh = r.phase.ordinal() < Phase.RECOVERY.ordinal();
        if (sent.has(0, SentSegments.SACKED)) {
            sent.clearSacked();
        } else if (!c.sack) {
            sent.assumeSacked(0);
        }
        for (int i = 0; i < sent.count(); i++) {
            boolean recent = c.sack && i > 0 && r.rackRttNs + reorderingWindowNs(c) - (nowNs - sent.sentNs(i)) > 0;
            if (!recent && !sent.has(i, SentSegments.SACKED)) {
                markOneLost(c, i);
            }
        }
        boolean reduce = r.phase.ordinal() <= Phase.DISORDER.ordinal() || !SeqNum.lessThan(c.sndUna, r.highSeq)
            || r.phase == Phase.LOSS && r.timeouts == 0;
        if (reduce) {
            undo.start(c);
        }
        c.congestion.onTimeout(reduce, sent.inFlight());
        r.phase = Phase.LOSS;
        r.highSeq = c.sndNxt;
        r.probing = false;
        r.suspectSpurious = engine.settings.frto() && (fresh || r.timeouts > 0);
    }

    /** The probe of the tail was answered, or something else was (RFC 8985 section 7.4). */
    void endProbe(TcpConnection c, Acknowledgment a, int ack) {
        Recovery r = c.recovery;
        if (SeqNum.lessThan(ack, r.probeEnd)) {
            return;
        }
        if (!r.probeRetransmitted || a.duplicateReported) {
            r.probing = false;
        } else if (SeqNum.lessThan(r.probeEnd, ack)) {
            // Something new is acknowledged: the tail had been lost, and the probe repaired it.
            engine.count(Reason.TAIL_LOSS_REPAIRED);
            enterReducing(c);
            endReduction(c);
            keepOpen(c);
        } else if (!a.advanced && !a.notDuplicate && !a.newlySacked) {
            r.probing = false;
        }
    }
}
