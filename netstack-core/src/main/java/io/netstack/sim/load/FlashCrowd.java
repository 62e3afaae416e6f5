package io.netstack.sim.load;

import java.util.SplittableRandom;

/**
 * Everybody at once: a Poisson stream whose rate rises to a peak, stays, and fades away.
 *
 * <pre>
 *   rate ▲        ┌──────┐
 *   peak │       /        \
 *        │      /          `--.__
 *   base │─────┘                 ```─────▶
 *            start  +ramp  +hold   fading with ramp as its time constant
 * </pre>
 */
public final class FlashCrowd implements Arrivals {
    /** exp(-30) of the peak: nobody comes any more when there is no base rate. */
    private static final int FADED_AFTER_RAMPS = 31;

    private final double base;
    private final double peak;
    private final double startNs;
    private final double rampNs;
    private final double holdNs;
    private final SplittableRandom chance;
    private double timeNs;

    /**
     * A crowd.
     *
     * @param base    customers per second before and long after, 0 or more
     * @param peak    customers per second at the peak, above {@code base}
     * @param startNs when the rate begins to rise
     * @param rampNs  how long it rises, above 0
     * @param holdNs  how long it stays
     */
    public FlashCrowd(double base, double peak, long startNs, long rampNs, long holdNs, long seed) {
        if (!(base >= 0 && peak > base && rampNs > 0 && holdNs >= 0)) {
            throw new IllegalArgumentException("no flash crowd: from " + base + "/s to " + peak + "/s within " + rampNs + " ns");
        }
        this.base = base;
        this.peak = peak;
        this.startNs = startNs;
        this.rampNs = rampNs;
        this.holdNs = holdNs;
        this.chance = new SplittableRandom(seed);
    }

    /** Customers per second at a moment. */
    double rate(double nowNs) {
        double since = nowNs - startNs;
        if (since < 0) {
            return base;
        }
        if (since < rampNs) {
            return base + (peak - base) * since / rampNs;
        }
        double fading = Math.max(0, since - rampNs - holdNs);
        return base + (peak - base) * Math.exp(-fading / rampNs);
    }

    /** Thinning (Lewis and Shedler 1979): a stream at the peak rate, of which each moment stays with the probability rate/peak. */
    @Override
    public long nextNs() {
        do {
            timeNs += chance.nextExponential() * 1e9 / peak;
            if (base == 0 && timeNs > startNs + holdNs + FADED_AFTER_RAMPS * rampNs) {
                return NEVER;
            }
        } while (chance.nextDouble() * peak >= rate(timeNs));
        return (long) timeNs;
    }
}
