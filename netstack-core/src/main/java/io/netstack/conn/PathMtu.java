package io.netstack.conn;

import io.netstack.conn.Recovery.Phase;

/**
 * A router on the way says that a segment was too large (RFC 1191, RFC 9293 section 3.7.2): smaller segments from now on, and those in flight
 * that did not pass go out again at once. Their loss is no sign of congestion, therefore the window stays (Linux tcp_simple_retransmit).
 */
final class PathMtu {
    /** {@code net.ipv4.route.min_pmtu}: nobody makes us send smaller packets than that. */
    private static final int LEAST_MTU_BYTES = 552;
    private static final int HEADER_BYTES = 40;
    private static final int TIMESTAMP_BYTES = 12;

    private final ConnectionEngine engine;

    PathMtu(ConnectionEngine engine) {
        this.engine = engine;
    }

    /** @param mtuBytes the largest packet that passes, as the router says; 0 when it does not say */
    void onSmaller(TcpConnection c, int mtuBytes, long nowNs) {
        int mss = Math.max(mtuBytes, LEAST_MTU_BYTES) - HEADER_BYTES - (c.timestamps ? TIMESTAMP_BYTES : 0);
        if (mss >= c.mss) {
            return;
        }
        c.mss = mss;
        engine.sendMemory.update(c);
        markTooLarge(c.sent, engine.output.segmentBytes(c));
        if (c.sent.lost() == 0) {
            return;
        }
        Recovery r = c.recovery;
        if (r.phase != Phase.LOSS) {
            if (!r.isReducing()) {
                c.congestion.holdThreshold();
            }
            r.highSeq = c.sndNxt;
            r.undoable = false;
            r.suspectSpurious = false;
            r.phase = Phase.LOSS;
        }
        engine.recovery.retransmitLost(c, nowNs);
    }

    /** What is too large, with the rest of its burst, becomes one lost piece each, to be cut anew. */
    private static void markTooLarge(SentSegments sent, int mss) {
        for (int i = 0; i < sent.count(); i++) {
            if (sent.dataLength(i) <= mss || sent.has(i, SentSegments.SACKED)) {
                continue;
            }
            sent.markLost(i);
            while (i + 1 < sent.count() && sent.has(i + 1, SentSegments.CONTINUED) && !sent.has(i + 1, SentSegments.SACKED)) {
                sent.joinNext(i);
            }
        }
    }
}
