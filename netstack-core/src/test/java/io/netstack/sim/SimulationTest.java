package io.netstack.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private final Simulation simulation = new Simulation(100);
    private final List<String> happened = new ArrayList<>();

    @Test
    void eventsRunByTimeAndThenByInsertion() {
        plan(130, "third");
        plan(110, "first");
        plan(120, "second");
        plan(120, "second, added later");
        simulation.runUntil(200);
        assertThat(happened).containsExactly("110 first", "120 second", "120 second, added later", "130 third");
        assertThat(simulation.nowNs()).isEqualTo(200);
    }

    @Test
    void anEventAtTheLimitStillRunsAndOneBehindItDoesNot() {
        plan(150, "at the limit");
        plan(151, "behind it");
        simulation.runUntil(150);
        assertThat(happened).containsExactly("150 at the limit");
        assertThat(simulation.nextNs()).isEqualTo(151);
    }

    @Test
    void theClockJumpsToTheNextDeadline() {
        Ticker ticker = new Ticker(1_000_000);
        simulation.add(ticker);
        simulation.runUntil(3_500_000);
        assertThat(ticker.calledNs).containsExactly(1_000_000L, 2_000_000L, 3_000_000L);
    }

    @Test
    void atOneMomentEventsGoBeforeDeadlines() {
        simulation.add(new Ticker(500) {
            @Override
            public void onTimers(long nowNs) {
                super.onTimers(nowNs);
                happened.add(nowNs + " timer");
            }
        });
        plan(500, "event");
        simulation.runUntil(600);
        assertThat(happened).containsExactly("500 event", "500 timer");
    }

    @Test
    void runningUntilAConditionStopsAtItsMoment() {
        plan(120, "it");
        plan(130, "later");
        assertThat(simulation.runUntil(() -> !happened.isEmpty(), 200)).isTrue();
        assertThat(simulation.nowNs()).isEqualTo(120);
        assertThat(simulation.runUntil(() -> happened.size() > 2, 200)).isFalse();
        assertThat(simulation.nowNs()).isEqualTo(200);
    }

    @Test
    void thePastCannotBePlanned() {
        assertThatThrownBy(() -> simulation.at(99, () -> { })).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("100 ns");
    }

    private void plan(long timeNs, String what) {
        simulation.at(timeNs, () -> happened.add(simulation.nowNs() + " " + what));
    }

    private static class Ticker implements Timed {
        private final List<Long> calledNs = new ArrayList<>();
        private final long periodNs;
        private long nextNs;

        Ticker(long periodNs) {
            this.periodNs = periodNs;
            this.nextNs = periodNs;
        }

        @Override
        public long nextDeadlineNs() {
            return nextNs;
        }

        @Override
        public void onTimers(long nowNs) {
            calledNs.add(nowNs);
            nextNs += periodNs;
        }
    }
}
