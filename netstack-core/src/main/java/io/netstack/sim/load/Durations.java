package io.netstack.sim.load;

import java.util.SplittableRandom;

/** How long something takes: a stream of independent draws. */
@FunctionalInterface
public interface Durations {

    /** The next draw, in nanoseconds, 0 or more. */
    long nextNs();

    /** Always the same. */
    static Durations fixed(long ns) {
        requirePositive(ns);
        return () -> ns;
    }

    /** Exponential: without memory, coefficient of variation 1. */
    static Durations exponential(double meanNs, long seed) {
        requirePositive(meanNs);
        SplittableRandom chance = new SplittableRandom(seed);
        return () -> (long) (chance.nextExponential() * meanNs);
    }

    /**
     * Log-normal: mostly short, sometimes very long, as service times are.
     *
     * @param meanNs the mean, not the median: median = mean · exp(−sigma²/2)
     * @param sigma  standard deviation of the logarithm, 0 or more; 1 gives a coefficient of variation of 1.31
     */
    static Durations logNormal(double meanNs, double sigma, long seed) {
        requirePositive(meanNs);
        if (!(sigma >= 0 && sigma <= 5)) {
            throw new IllegalArgumentException("a log-normal sigma of " + sigma + " is outside 0..5");
        }
        SplittableRandom chance = new SplittableRandom(seed);
        double mu = Math.log(meanNs) - sigma * sigma / 2;
        return () -> (long) Math.exp(mu + sigma * chance.nextGaussian());
    }

    private static void requirePositive(double ns) {
        if (!(ns >= 0 && ns <= 1e18)) {
            throw new IllegalArgumentException("a duration of " + ns + " ns is outside 0..1e18");
        }
    }
}
