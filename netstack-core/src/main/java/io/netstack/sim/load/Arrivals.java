package io.netstack.sim.load;

import io.netstack.sim.EventQueue;
import java.util.SplittableRandom;

/** When customers come: a stream of moments, none earlier than the one before. */
@FunctionalInterface
public interface Arrivals {
    /** No customer comes any more. */
    long NEVER = EventQueue.NEVER;

    /** The next moment, in nanoseconds from the start; {@link #NEVER} at the end. */
    long nextNs();

    /**
     * A Poisson stream: independent customers, exponential gaps.
     *
     * @param perSecond the mean rate, above 0
     */
    static Arrivals poisson(double perSecond, long seed) {
        requireRate(perSecond);
        SplittableRandom chance = new SplittableRandom(seed);
        double meanNs = 1e9 / perSecond;
        return new Arrivals() {
            private double timeNs;

            @Override
            public long nextNs() {
                timeNs += chance.nextExponential() * meanNs;
                return (long) timeNs;
            }
        };
    }

    /** One customer each interval, the first after one. */
    static Arrivals every(double perSecond) {
        requireRate(perSecond);
        double intervalNs = 1e9 / perSecond;
        return new Arrivals() {
            private long count;

            @Override
            public long nextNs() {
                return (long) (++count * intervalNs);
            }
        };
    }

    /**
     * Customers at given moments, from a recording for example.
     *
     * @param timesNs in ascending order; not copied
     */
    static Arrivals at(long[] timesNs) {
        return new Arrivals() {
            private int next;

            @Override
            public long nextNs() {
                return next < timesNs.length ? timesNs[next++] : NEVER;
            }
        };
    }

    /** A stream that begins and ends: the moments count from its begin, and those at or after its end are left out. */
    static Arrivals between(Arrivals stream, long beginNs, long endNs) {
        return () -> {
            long next = stream.nextNs();
            return next >= endNs - beginNs ? NEVER : beginNs + next;
        };
    }

    private static void requireRate(double perSecond) {
        if (!(perSecond > 0 && perSecond <= 1e9)) {
            throw new IllegalArgumentException("a rate of " + perSecond + " per second is not above 0 and at most 1e9");
        }
    }
}
