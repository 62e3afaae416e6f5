package io.netstack.conn;

/**
 * CUBIC (RFC 9438): after a reduction the window grows as a cubic function of time towards where the loss happened and beyond, and never slower
 * than additive increase would. With HyStart's delay test, slow start ends before the queue of the bottleneck is full.
 */
final class Cubic implements CongestionControl {
    private static final double C = 0.4;
    private static final double BETA = 0.7;
    private static final double ALPHA = 3 * (1 - BETA) / (1 + BETA);
    private static final double NS = 1e-9;
    private static final int HYSTART_LEAST_WINDOW = 16;
    private static final int HYSTART_SAMPLES = 8;
    private static final long HYSTART_LEAST_US = 4_000;
    private static final long HYSTART_MOST_US = 16_000;

    /** Where the last reduction began, in segments. */
    private double most;
    private double origin;
    private double secondsToOrigin;
    private double friendly;
    private long epochNs;
    private boolean inEpoch;
    private double credit;

    private int roundEnd;
    private boolean inRound;
    private long roundLeastUs;
    private int roundSamples;
    private long leastUs;

    @Override
    public void open() {
        most = 0;
        inEpoch = false;
        credit = 0;
        inRound = false;
        leastUs = Long.MAX_VALUE;
    }

    @Override
    public void onAcknowledged(CongestionWindow window, int segments, long smoothedRttNs, long nowNs) {
        int left = segments;
        if (window.inSlowStart()) {
            left = window.slowStart(left);
        }
        if (left > 0) {
            avoid(window, left, smoothedRttNs, nowNs);
        }
    }

    private void avoid(CongestionWindow window, int segments, long smoothedRttNs, long nowNs) {
        int now = window.segments();
        if (!inEpoch) {
            inEpoch = true;
            epochNs = nowNs;
            friendly = now;
            credit = 0;
            if (now < most) {
                secondsToOrigin = Math.cbrt((most - now) / C);
                origin = most;
            } else {
                secondsToOrigin = 0;
                origin = now;
            }
        }
        double t = (nowNs - epochNs + smoothedRttNs) * NS - secondsToOrigin;
        double target = Math.clamp(origin + C * t * t * t, now, 1.5 * now);
        friendly += (friendly >= most ? 1 : ALPHA) * segments / friendly;
        target = Math.max(target, friendly);
        // The window grows by (target - window) / window for every acknowledged segment.
        credit += (target - now) / now * segments;
        if (credit >= 1) {
            int grown = (int) credit;
            credit -= grown;
            window.increase(1, grown);
        }
    }

    @Override
    public int slowStartThreshold(CongestionWindow window) {
        double now = window.segments();
        // Fast convergence: who lost below where it lost before leaves room to others.
        most = now < most ? now * (1 + BETA) / 2 : now;
        inEpoch = false;
        return (int) Math.max(now * BETA, 2);
    }

    @Override
    public void onTimeout() {
        inEpoch = false;
        inRound = false;
    }

    @Override
    public void onRestart(long idleNs) {
        if (inEpoch) {
            epochNs += idleNs;
        }
    }

    @Override
    public void onRtt(CongestionWindow window, long rttUs, int una, int nxt, long nowNs) {
        leastUs = Math.min(leastUs, rttUs);
        if (!window.inSlowStart()) {
            return;
        }
        if (!inRound || una - roundEnd > 0) {
            inRound = true;
            roundEnd = nxt;
            roundLeastUs = Long.MAX_VALUE;
            roundSamples = 0;
        }
        if (window.segments() < HYSTART_LEAST_WINDOW) {
            return;
        }
        if (roundSamples < HYSTART_SAMPLES) {
            roundLeastUs = Math.min(roundLeastUs, rttUs);
            roundSamples++;
        } else if (roundLeastUs > leastUs + Math.clamp(leastUs / 8, HYSTART_LEAST_US, HYSTART_MOST_US)) {
            window.endSlowStart();
        }
    }
}
