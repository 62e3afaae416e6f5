package io.netstack.conn;

/** Where a connection stands in loss recovery (RFC 6675, RFC 8985, RFC 5682): plain state; {@link LossRecovery} works on it. */
final class Recovery {
    /** The phases, in Linux's order. */
    enum Phase {
        /** Nothing unusual. */
        OPEN,
        /** Duplicates or SACK blocks arrived; perhaps only reordering. */
        DISORDER,
        /** The window is being reduced without a loss. */
        REDUCING,
        /** Fast recovery. */
        RECOVERY,
        /** The retransmission timer fired. */
        LOSS
    }

    static final int DUPLICATE_THRESHOLD = 3;

    Phase phase;
    /** Recovery is over when this is acknowledged: what was sent next when it began. */
    int highSeq;
    /** What was sent next when the tail was probed; meaningful while {@link #probing}. */
    int probeEnd;
    boolean probing;
    boolean probeRetransmitted;
    /** Timeouts in a row without progress. */
    int timeouts;
    /** When the first retransmission of this trouble went out; 0 when there is none. */
    long firstRetransmitNs;
    /** Retransmissions that could turn out to be unneeded, and where they began. */
    boolean undoable;
    int undoStart;
    int undoRetransmits;
    /** Is the last timeout suspected to be spurious? */
    boolean suspectSpurious;
    int duplicateAcks;
    int reordering;
    boolean reorderingSeen;
    /** The end of the highest segment that the peer reported, or what is acknowledged. */
    int highestReported;
    /** The segment sent last of those that were delivered (RFC 8985). */
    long rackSentNs;
    int rackEnd;
    long rackRttNs;
    int rackWindowSteps;

    void open(int next) {
        highestReported = next;
        phase = Phase.OPEN;
        highSeq = 0;
        probing = false;
        probeRetransmitted = false;
        timeouts = 0;
        firstRetransmitNs = 0;
        undoable = false;
        undoRetransmits = 0;
        suspectSpurious = false;
        duplicateAcks = 0;
        reordering = DUPLICATE_THRESHOLD;
        reorderingSeen = false;
        rackSentNs = Long.MIN_VALUE;
        rackRttNs = 0;
        rackWindowSteps = 1;
    }

    /** Is the window being led down? */
    boolean isReducing() {
        return phase == Phase.REDUCING || phase == Phase.RECOVERY;
    }
}
