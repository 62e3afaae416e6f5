package io.netstack.conn;

import io.netstack.wire.SeqNum;

/**
 * The smoothed round-trip time and the retransmission timeout (RFC 6298) with Linux's variations: the deviation has a floor, is taken as the
 * maximum over a flight, and hardly rises when the time falls. Microseconds inside, scaled by 8 and 4 as in RFC 6298 appendix practice.
 */
final class RttEstimator {
    private static final long US = 1000;

    /** Smoothed time, times 8; 0 before the first sample. */
    private long smoothed8;
    /** Mean deviation, times 4. */
    private long deviation4;
    private long highestDeviation4;
    /** What is added to the smoothed time. */
    private long variation;
    /** When this is acknowledged, a flight is over. */
    private int flightEnd;
    private long timeoutNs;
    private long leastUs;

    void open(ConnSettings settings) {
        smoothed8 = 0;
        deviation4 = 0;
        highestDeviation4 = 0;
        variation = 0;
        flightEnd = 0;
        timeoutNs = settings.fallbackRtoNs();
        leastUs = Long.MAX_VALUE;
    }

    boolean hasSample() {
        return smoothed8 != 0;
    }

    /** The smoothed round-trip time; 0 when unknown. */
    long smoothedNs() {
        return (smoothed8 >> 3) * US;
    }

    long smoothedUs() {
        return smoothed8 >> 3;
    }

    /** The least round-trip time seen; {@link Long#MAX_VALUE} when unknown. */
    long leastUs() {
        return leastUs;
    }

    /** The retransmission timeout, backed off as it may be. */
    long timeoutNs() {
        return timeoutNs;
    }

    /** The timer fired: waits twice as long next time. */
    void backOff(ConnSettings settings) {
        timeoutNs = Math.min(timeoutNs * 2, settings.maxRtoNs());
    }

    /** A least time of its own, from the last segment of those acknowledged. */
    void onLeast(long us) {
        leastUs = Math.min(leastUs, Math.max(us, 1));
    }

    /**
     * A round-trip time was measured.
     *
     * @param una what is acknowledged now
     * @param nxt what is sent next: the end of the flight that starts here
     */
    void onSample(long us, int una, int nxt, ConnSettings settings) {
        long floor = settings.minRtoNs() / US;
        long m = Math.max(us, 1);
        if (smoothed8 == 0) {
            smoothed8 = m << 3;
            deviation4 = m << 1;
            variation = Math.max(deviation4, floor);
            highestDeviation4 = variation;
            flightEnd = nxt;
        } else {
            long error = m - (smoothed8 >> 3);
            smoothed8 = Math.max(1, smoothed8 + error);
            long change;
            if (error < 0) {
                change = -error - (deviation4 >> 2);
                // A falling time is no reason to expect deviation: it counts an eighth.
                change = change > 0 ? change >> 3 : change;
            } else {
                change = error - (deviation4 >> 2);
            }
            deviation4 += change;
            if (deviation4 > highestDeviation4) {
                highestDeviation4 = deviation4;
                variation = Math.max(variation, highestDeviation4);
            }
            if (SeqNum.lessThan(flightEnd, una)) {
                if (highestDeviation4 < variation) {
                    variation -= variation - highestDeviation4 >> 2;
                }
                flightEnd = nxt;
                highestDeviation4 = floor;
            }
        }
        computeTimeout(settings);
    }

    private void computeTimeout(ConnSettings settings) {
        long ns = ((smoothed8 >> 3) + variation) * US;
        long jiffy = settings.jiffyNs();
        timeoutNs = Math.min((ns + jiffy - 1) / jiffy * jiffy, settings.maxRtoNs());
    }
}
