package io.netstack.conn;

/**
 * How many segments may be in flight (RFC 5681), whether that is what limits the connection (RFC 7661), and the proportional reduction after
 * a loss (RFC 6937).
 */
final class CongestionWindow {
    static final int INFINITE = Integer.MAX_VALUE;

    private CongestionControl control;
    private int segments;
    private int threshold;
    private int counter;
    private boolean limited;
    private int mostOut;
    private int usageEnd;
    private int used;
    private long stampNs;

    /** Before the reduction that goes on. */
    private int prior;
    private int delivered;
    private int sent;
    /** What to go back to when the loss was none; 0: nothing. */
    private int undoSegments;
    private int undoThreshold;

    void open(CongestionControl algorithm, int initialSegments, long nowNs) {
        control = algorithm;
        segments = initialSegments;
        threshold = INFINITE;
        counter = 0;
        limited = false;
        mostOut = 0;
        usageEnd = 0;
        used = 0;
        stampNs = nowNs;
        prior = 0;
        undoSegments = 0;
        undoThreshold = 0;
        control.open();
    }

    CongestionControl control() {
        return control;
    }

    int segments() {
        return segments;
    }

    int threshold() {
        return threshold;
    }

    boolean inSlowStart() {
        return segments < threshold;
    }

    /** Ends slow start here. */
    void endSlowStart() {
        threshold = segments;
    }

    /** What Linux keeps as the threshold of a recovery without congestion: three quarters of the window, if it is not higher already. */
    void holdThreshold() {
        threshold = Math.max(threshold, (segments >> 1) + (segments >> 2));
    }

    // ---- growth

    /** Grows by a segment per segment up to the threshold. @return acknowledged segments that are left */
    int slowStart(int acknowledged) {
        int grown = (int) Math.min((long) segments + acknowledged, threshold);
        int left = acknowledged - (grown - segments);
        segments = grown;
        return left;
    }

    /** Grows by a segment per {@code each} acknowledged ones. */
    void increase(int each, int acknowledged) {
        int per = Math.max(each, 1);
        if (counter >= per) {
            counter = 0;
            segments++;
        }
        counter += acknowledged;
        if (counter >= per) {
            segments += counter / per;
            counter %= per;
        }
    }

    void onAcknowledged(int acknowledged, long smoothedRttNs, long nowNs) {
        if (isLimit()) {
            control.onAcknowledged(this, acknowledged, smoothedRttNs, nowNs);
        }
    }

    private boolean isLimit() {
        return limited || inSlowStart() && segments < 2 * mostOut;
    }

    /** New data went out, or could not for this window. */
    void validate(boolean isLimited, int out, int una, int nxt, boolean open, ConnSettings settings, long timeoutNs, long nowNs) {
        if (una - usageEnd >= 0 || isLimited || !limited && out > mostOut) {
            limited = isLimited;
            mostOut = out;
            usageEnd = nxt;
        }
        if (isLimit()) {
            used = 0;
            stampNs = nowNs;
            return;
        }
        used = Math.max(used, out);
        if (settings.slowStartAfterIdle() && nowNs - stampNs >= timeoutNs) {
            shrinkToUse(open, settings, nowNs);
        }
    }

    /** What was never used is not kept (RFC 2861). */
    private void shrinkToUse(boolean open, ConnSettings settings, long nowNs) {
        if (open) {
            int most = Math.max(used, settings.initialWindow());
            if (most < segments) {
                threshold = currentThreshold();
                segments = segments + most >> 1;
            }
            used = 0;
        }
        stampNs = nowNs;
    }

    private int currentThreshold() {
        return Math.max(threshold, (segments >> 1) + (segments >> 2));
    }

    /** Data is to be sent after so long without any: half the window is forgotten per timeout. */
    void restart(long idleNs, long timeoutNs, ConnSettings settings, long nowNs) {
        int least = Math.min(segments, settings.initialWindow());
        control.onRestart(idleNs);
        threshold = currentThreshold();
        long left = idleNs - timeoutNs;
        while (left > 0 && segments > least) {
            segments >>= 1;
            left -= timeoutNs;
        }
        segments = Math.max(segments, least);
        stampNs = nowNs;
        used = 0;
    }

    // ---- reduction

    /** The retransmission timer fired. */
    void onTimeout(boolean reduce, int inFlight) {
        if (reduce) {
            rememberForUndo();
            prior = segments;
            threshold = control.slowStartThreshold(this);
            control.onTimeout();
        }
        segments = inFlight + 1;
        counter = 0;
    }

    private void rememberForUndo() {
        undoSegments = segments;
        undoThreshold = currentThreshold();
    }

    /** A loss or a mark: from here on the window is led down to the new threshold. */
    void startReduction() {
        rememberForUndo();
        counter = 0;
        prior = segments;
        delivered = 0;
        sent = 0;
        threshold = control.slowStartThreshold(this);
    }

    /** A segment went out during a reduction. */
    void onSentInReduction(int count) {
        sent += count;
    }

    /** Segments were delivered during a reduction: how much may be in flight now. */
    void reduce(int newlyDelivered, boolean progress, boolean newlyLost, int inFlight) {
        if (newlyDelivered <= 0 || prior == 0) {
            return;
        }
        delivered += newlyDelivered;
        int room = threshold - inFlight;
        int may;
        if (room < 0) {
            may = (int) (((long) threshold * delivered + prior - 1) / prior) - sent;
        } else {
            may = Math.max(delivered - sent, newlyDelivered);
            if (progress && !newlyLost) {
                may++;
            }
            may = Math.min(room, may);
        }
        // The first retransmission goes out whatever the arithmetic says.
        may = Math.max(may, sent == 0 ? 1 : 0);
        segments = inFlight + may;
    }

    /** The reduction is over. */
    void endReduction() {
        if (threshold < INFINITE) {
            segments = threshold;
        }
    }

    /** The loss was none: back to what was. */
    void undo() {
        if (undoSegments != 0) {
            segments = Math.max(segments, undoSegments);
            threshold = Math.max(threshold, undoThreshold);
            undoSegments = 0;
        }
    }
}
