package io.netstack.conn;

/** Slow start and additive increase, halved by a loss (RFC 5681). Holds no state of its own. */
final class NewReno implements CongestionControl {
    static final NewReno INSTANCE = new NewReno();

    @Override
    public void onAcknowledged(CongestionWindow window, int segments, long smoothedRttNs, long nowNs) {
        int left = segments;
        if (window.inSlowStart()) {
            left = window.slowStart(left);
        }
        if (left > 0) {
            window.increase(window.segments(), left);
        }
    }

    @Override
    public int slowStartThreshold(CongestionWindow window) {
        return Math.max(window.segments() / 2, 2);
    }
}
