package io.netstack.sim.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final long SEED = 42;

    @Test
    void poissonGapsHaveTheMeanAndTheDeviationOfAnExponential() {
        double[] gaps = gaps(Arrivals.poisson(1000, SEED), 200_000);
        assertThat(mean(gaps)).isCloseTo(1e6, within(1e4));
        assertThat(deviation(gaps)).isCloseTo(1e6, within(2e4));
    }

    @Test
    void regularArrivalsComeExactlyOnTime() {
        Arrivals every = Arrivals.every(3);
        assertThat(every.nextNs()).isEqualTo(333_333_333);
        every.nextNs();
        assertThat(every.nextNs()).isEqualTo(1_000_000_000);
    }

    @Test
    void burstyArrivalsKeepTheirMeanRateButComeInHeaps() {
        double[] gaps = gaps(BurstyArrivals.ofMean(1000, 5, 0.1, 50e6, SEED), 500_000);
        assertThat(mean(gaps)).isCloseTo(1e6, within(5e4));
        assertThat(deviation(gaps)).as("an exponential would have 1e6").isGreaterThan(1.3e6);
    }

    @Test
    void aFlashCrowdComesAtItsPeakAndFades() {
        FlashCrowd crowd = new FlashCrowd(10, 1000, 1_000_000_000L, 100_000_000L, 1_000_000_000L, SEED);
        int[] perSecond = new int[6];
        for (long t = crowd.nextNs(); t < 6_000_000_000L; t = crowd.nextNs()) {
            perSecond[(int) (t / 1_000_000_000L)]++;
        }
        assertThat(perSecond[0]).isBetween(1, 30);
        assertThat(perSecond[1]).isBetween(850, 1050);
        assertThat(perSecond[5]).isBetween(1, 30);
    }

    @Test
    void aCrowdWithoutABaseRateEnds() {
        FlashCrowd crowd = new FlashCrowd(0, 1000, 0, 10_000_000L, 0, SEED);
        long last = 0;
        for (long t = crowd.nextNs(); t != Arrivals.NEVER; t = crowd.nextNs()) {
            last = t;
        }
        assertThat(last).isBetween(10_000_000L, 400_000_000L);
    }

    @Test
    void aReplayedTraceEndsWithItsLastMoment() {
        Arrivals replay = Arrivals.at(new long[] {5, 7});
        assertThat(new long[] {replay.nextNs(), replay.nextNs(), replay.nextNs()}).containsExactly(5, 7, Arrivals.NEVER);
    }

    @Test
    void anAttackBeginsAndEndsWhenItShould() {
        Arrivals hundred = Arrivals.between(Arrivals.every(10), 1_000_000_000L, 1_350_000_000L);
        assertThat(new long[] {hundred.nextNs(), hundred.nextNs(), hundred.nextNs(), hundred.nextNs()})
            .containsExactly(1_100_000_000L, 1_200_000_000L, 1_300_000_000L, Arrivals.NEVER);
    }

    @Test
    void logNormalDurationsHaveTheMeanThatWasAskedFor() {
        Durations durations = Durations.logNormal(1e6, 1, SEED);
        double sum = 0;
        for (int i = 0; i < 200_000; i++) {
            sum += durations.nextNs();
        }
        assertThat(sum / 200_000).isCloseTo(1e6, within(2e4));
    }

    @Test
    void addressesOutsideTheBenchmarkNetworkAreRefused() {
        assertThatThrownBy(() -> new AddressRange(10 << 24, 1)).hasMessageContaining("198.18.0.0/15");
        assertThatThrownBy(() -> new AddressRange(World.ATTACK.first(), 65537)).hasMessageContaining("198.18.0.0/15");
    }

    private static double[] gaps(Arrivals arrivals, int count) {
        double[] gaps = new double[count];
        long last = 0;
        for (int i = 0; i < count; i++) {
            long next = arrivals.nextNs();
            gaps[i] = next - last;
            last = next;
        }
        return gaps;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double deviation(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / values.length);
    }
}
