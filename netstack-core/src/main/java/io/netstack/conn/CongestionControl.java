package io.netstack.conn;

/** Decides how fast the congestion window of one connection grows, and how far a loss takes it back. Segments and nanoseconds. */
interface CongestionControl {

    /** The connection starts. */
    default void open() {
    }

    /** Segments were acknowledged while the window was the limit: lets it grow. */
    void onAcknowledged(CongestionWindow window, int segments, long smoothedRttNs, long nowNs);

    /** Loss or a congestion mark: where slow start is to end. */
    int slowStartThreshold(CongestionWindow window);

    /** The retransmission timer fired. */
    default void onTimeout() {
    }

    /** Data is sent after silence. @param idleNs how long it was */
    default void onRestart(long idleNs) {
    }

    /** A round-trip time was measured. */
    default void onRtt(CongestionWindow window, long rttUs, int una, int nxt, long nowNs) {
    }
}
