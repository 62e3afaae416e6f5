package io.netstack.tools.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TheoryTest {
    private static final int POINTS = 4;
    private static final double HALF_WIDTH = 0.03;

    @ParameterizedTest(name = "exponential {0}, backlog {1}, load {2}, seed {3}")
    @CsvSource({"true, 0, 0.9, 1", "true, 3, 1.3, 2", "false, 0, 1.5, 3", "false, 3, 1.3, 4"})
    void theSimulationAgreesWithTheFormula(boolean exponential, int backlog, double load, long seed) {
        TheoryCheck.Result result = TheoryCheck.run(new TheoryCheck.Point(exponential, backlog, load), POINTS, HALF_WIDTH, seed);
        assertThat(result.relativeHalfWidth()).isLessThanOrEqualTo(HALF_WIDTH);
        assertThat(result.agrees()).as("%s beside %s", result, result.point().theory()).isTrue();
    }

    @Test
    void anEmptySystemForOneCustomerLosesAsErlangSays() {
        assertThat(FiniteQueue.exponential(0.5, 1, 1).loss()).isCloseTo(0.5 / 1.5, within(1e-12));
        assertThat(FiniteQueue.fixed(0.5, 1, 1).loss()).isCloseTo(0.5 / 1.5, within(1e-12));
        assertThat(FiniteQueue.exponential(0.5, 1, 1).waitNs()).isCloseTo(0, within(1e-12));
    }

    @Test
    void aLongQueueNearlyLosesNobodyAndWaitsAsPollaczekAndKhinchineSay() {
        assertThat(FiniteQueue.exponential(0.5, 60, 1).waitNs()).isCloseTo(1.0, within(1e-9));
        assertThat(FiniteQueue.fixed(0.5, 40, 1).waitNs()).isCloseTo(0.5, within(1e-6));
    }

    @Test
    void severalServersWithOneServerAreTheSimpleQueue() {
        FiniteQueue one = FiniteQueue.exponential(0.8, 7, 1000);
        FiniteQueue several = FiniteQueue.several(0.8, 1, 7, 1000);
        assertThat(several.loss()).isCloseTo(one.loss(), within(1e-12));
        assertThat(several.waitNs()).isCloseTo(one.waitNs(), within(1e-6));
    }

    @Test
    void quantilesAreThoseOfTheTables() {
        assertThat(BatchMeans.normalQuantile(0.975)).isCloseTo(1.959964, within(1e-6));
        assertThat(BatchMeans.normalQuantile(0.9999)).isCloseTo(3.719016, within(1e-6));
        assertThat(BatchMeans.studentQuantile(0.975, 30)).isCloseTo(2.0423, within(1e-3));
    }
}
