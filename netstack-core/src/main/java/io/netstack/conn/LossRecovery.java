package io.netstack.conn;

import io.netstack.conn.Recovery.Phase;
import io.netstack.observe.Reason;
import io.netstack.wire.SeqNum;
import io.netstack.wire.TcpFlags;

/**
 * The phases of loss recovery, and sending again what {@link LossDetection} finds lost: recovery led by proportional rate reduction (RFC 6675,
 * RFC 6937), NewReno without SACK (RFC 6582), timeouts and those that were spurious (RFC 6298, RFC 5682).
 */
final class LossRecovery {
    private final ConnectionEngine engine;
    private final Undo undo;
    private final LossDetection detection;

    LossRecovery(ConnectionEngine engine) {
        this.engine = engine;
        this.undo = new Undo(engine);
        this.detection = new LossDetection(engine, undo);
    }

    LossDetection detection() {
        return detection;
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
        engine.sendMemory.update(c);
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
                detection.markLost(c, a, nowNs);
            }
            case LOSS -> {
                if (inLoss(c, a, duplicate, nowNs)) {
                    return false;
                }
                detection.markLost(c, a, nowNs);
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
                detection.markLost(c, a, nowNs);
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
        c.announceReduction = c.ecn;
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
            // Without SACK the first acknowledgment may only say that the hole was filled (RFC 5682 section 2.1): the second one tells.
            if (a.originalAcked && (c.sack || SeqNum.lessThan(r.highSeq, c.sndNxt)) && undo.loss(c, a, true)) {
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

    // ---- timers

    /** A segment that was given time to arrive did not. */
    void onReorderTimer(TcpConnection c, long nowNs) {
        if (c.sent.isEmpty()) {
            return;
        }
        int inFlight = c.sent.inFlight();
        int lostBefore = c.sent.lost();
        detection.detect(c, nowNs);
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
    void retransmitLost(TcpConnection c, long nowNs) {
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
        } else {
            joinFollowers(c, i, most);
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

    /** Small segments go out again as one, as long as it fits a full one and the peer's window (Linux tcp_retrans_try_collapse). */
    private static void joinFollowers(TcpConnection c, int i, int most) {
        SentSegments sent = c.sent;
        int windowEnd = c.windowEnd();
        int room = Math.min(windowEnd - sent.start(i), most) - sent.dataLength(i);
        if (room <= 0 || sent.has(i, SentSegments.SACKED)) {
            return;
        }
        while (i + 1 < sent.count() && !sent.has(i + 1, SentSegments.SACKED)) {
            room -= sent.dataLength(i + 1);
            if (room < 0 || SeqNum.lessThan(windowEnd, sent.end(i + 1))) {
                return;
            }
            sent.joinNext(i);
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
            boolean recent = c.sack && i > 0 && r.rackRttNs + LossDetection.reorderingWindowNs(c) - (nowNs - sent.sentNs(i)) > 0;
            if (!recent && !sent.has(i, SentSegments.SACKED)) {
                detection.markOneLost(c, i);
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
        c.announceReduction = c.ecn;
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
