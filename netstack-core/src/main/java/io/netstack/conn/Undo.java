package io.netstack.conn;

import io.netstack.conn.Recovery.Phase;
import io.netstack.observe.Reason;
import io.netstack.wire.SeqNum;

/**
 * Takes a reduction of the congestion window back when what was retransmitted had not been lost: because every retransmission was reported as
 * a duplicate (RFC 3708), because an acknowledgment echoes a timestamp from before it (RFC 4015), or because originals were acknowledged after
 * a timeout (RFC 5682).
 */
final class Undo {
    private final ConnectionEngine engine;

    Undo(ConnectionEngine engine) {
        this.engine = engine;
    }

    /** A recovery starts that may turn out to be unneeded. */
    void start(TcpConnection c) {
        Recovery r = c.recovery;
        r.undoable = true;
        r.undoStart = c.sndUna;
        r.undoRetransmits = c.sent.retransmitted() > 0 ? c.sent.retransmitted() : -1;
    }

    /** The peer reports that it received this twice. */
    void onDuplicateReport(TcpConnection c, int left, int right, int priorUna) {
        Recovery r = c.recovery;
        if (r.undoable && r.undoRetransmits > 0 && SeqNum.lessOrEqual(right, priorUna) && SeqNum.lessThan(r.undoStart, right)
            && SeqNum.lessThan(left, right)) {
            r.undoRetransmits--;
        }
    }

    /** Was every retransmission a duplicate? */
    private static boolean allDuplicates(TcpConnection c) {
        return c.recovery.undoable && c.recovery.undoRetransmits == 0;
    }

    /** Can the acknowledgment at hand only be one of originals? Then it echoes a timestamp from before the first retransmission. */
    private static boolean mayUndo(TcpConnection c, Acknowledgment a) {
        return allDuplicates(c) || c.recovery.undoable && a.earlyEcho;
    }

    private static void takeBack(TcpConnection c, boolean lost) {
        Recovery r = c.recovery;
        if (lost) {
            c.sent.clearLost();
        }
        c.congestion.undo();
        r.undoable = false;
        r.rackWindowSteps = Math.min(r.rackWindowSteps + 1, 255);
    }

    /** Everything of a recovery is acknowledged. @return true when its phase stays for now */
    boolean afterRecovery(TcpConnection c, Acknowledgment a) {
        Recovery r = c.recovery;
        if (mayUndo(c, a)) {
            engine.count(r.phase == Phase.LOSS ? Reason.UNDO_LOSS : Reason.UNDO_RECOVERY);
            takeBack(c, false);
        }
        if (c.sndUna == r.highSeq && !c.sack) {
            // RFC 6582: holds the state until something above high is acknowledged, so that no false fast retransmit follows.
            if (c.sent.retransmitted() == 0) {
                r.firstRetransmitNs = 0;
            }
            return true;
        }
        return false;
    }

    /** In recovery: originals arrived late. @return true when nothing is to be marked lost */
    boolean partial(TcpConnection c, Acknowledgment a) {
        if (!c.recovery.undoable || !a.earlyEcho) {
            return false;
        }
        if (c.sent.retransmitted() == 0) {
            engine.count(Reason.UNDO_RECOVERY);
            takeBack(c, true);
            c.recovery.phase = c.sent.sacked() > 0 ? Phase.DISORDER : Phase.OPEN;
        }
        return true;
    }

    /** After a timeout: it was not needed. @param proven never-retransmitted data was acknowledged */
    boolean loss(TcpConnection c, Acknowledgment a, boolean proven) {
        Recovery r = c.recovery;
        if (!proven && !mayUndo(c, a)) {
            return false;
        }
        engine.count(Reason.UNDO_LOSS);
        if (proven) {
            engine.count(Reason.SPURIOUS_TIMEOUT);
        }
        takeBack(c, true);
        r.timeouts = 0;
        r.suspectSpurious = false;
        r.firstRetransmitNs = 0;
        if (proven || c.sack) {
            r.phase = c.sent.sacked() > 0 ? Phase.DISORDER : Phase.OPEN;
        }
        return true;
    }

    /** After recovery: late reports say that it was unneeded. */
    void byDuplicates(TcpConnection c) {
        if (allDuplicates(c)) {
            engine.count(Reason.UNDO_BY_DUPLICATES);
            takeBack(c, false);
        }
    }
}
