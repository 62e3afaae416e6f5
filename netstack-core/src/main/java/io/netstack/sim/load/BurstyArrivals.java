package io.netstack.sim.load;

import java.util.SplittableRandom;

/**
 * A Poisson stream whose rate jumps between two values at random moments: the two-state Markov-modulated Poisson process (Fischer and
 * Meier-Hellstern 1993). With the same mean rate it fills queues that a plain Poisson stream never fills.
 *
 * <pre>
 *   rate ▲      ┌────┐            ┌──┐
 *   burst│      │    │            │  │          lengths of both states are exponential
 *   quiet│──────┘    └────────────┘  └─────▶
 * </pre>
 */
public final class BurstyArrivals implements Arrivals {
    private final double[] meanGapNs;
    private final double[] meanStateNs;
    private final SplittableRandom chance;
    private double timeNs;
    private double stateEndNs;
    private int state;

    /**
     * Begins quiet.
     *
     * @param quietPerSecond rate while quiet, above 0
     * @param burstPerSecond rate in a burst, above 0
     * @param meanQuietNs    how long quiet lasts on average, above 0
     * @param meanBurstNs    how long a burst lasts on average, above 0
     */
    public BurstyArrivals(double quietPerSecond, double burstPerSecond, double meanQuietNs, double meanBurstNs, long seed) {
        if (!(quietPerSecond > 0 && burstPerSecond > 0 && meanQuietNs > 0 && meanBurstNs > 0)) {
            throw new IllegalArgumentException("bursty arrivals need rates and lengths above 0, not " + quietPerSecond + "/s and "
                + burstPerSecond + "/s for " + meanQuietNs + " ns and " + meanBurstNs + " ns");
        }
        meanGapNs = new double[] {1e9 / quietPerSecond, 1e9 / burstPerSecond};
        meanStateNs = new double[] {meanQuietNs, meanBurstNs};
        chance = new SplittableRandom(seed);
        stateEndNs = chance.nextExponential() * meanQuietNs;
    }

    /**
     * A stream of a given mean rate: bursts come at a multiple of it and fill a share of the time.
     *
     * @param perSecond   the mean rate over a long time
     * @param burstFactor the rate in a burst, as a multiple of the mean; {@code burstFactor * burstShare < 1}
     * @param burstShare  which part of the time is burst, 0..1
     * @param meanBurstNs how long a burst lasts on average
     */
    public static BurstyArrivals ofMean(double perSecond, double burstFactor, double burstShare, double meanBurstNs, long seed) {
        if (!(burstShare > 0 && burstShare < 1 && burstFactor * burstShare < 1)) {
            throw new IllegalArgumentException("bursts of " + burstFactor + " times the mean rate for " + burstShare
                + " of the time leave nothing for the rest");
        }
        double quiet = perSecond * (1 - burstFactor * burstShare) / (1 - burstShare);
        return new BurstyArrivals(quiet, perSecond * burstFactor, meanBurstNs * (1 - burstShare) / burstShare, meanBurstNs, seed);
    }

    @Override
    public long nextNs() {
        while (true) {
            double next = timeNs + chance.nextExponential() * meanGapNs[state];
            if (next < stateEndNs) {
                timeNs = next;
                return (long) next;
            }
            // an exponential gap has no memory: what is left of it is drawn anew at the other rate
            timeNs = stateEndNs;
            state ^= 1;
            stateEndNs += chance.nextExponential() * meanStateNs[state];
        }
    }
}
