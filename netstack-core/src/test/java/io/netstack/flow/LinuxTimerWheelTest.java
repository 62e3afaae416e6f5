package io.netstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** When a Linux timer really fires: rounded up to the grain of its level, so never early and at most an eighth late. */
class LinuxTimerWheelTest {
    private static final long JIFFY = 4_000_000L;
    private static final long SECOND = 1_000_000_000L;

    /** {delay, grain} in jiffies, around each boundary. */
    private static final long[][] GRAINS = {{0, 1}, {1, 1}, {62, 1}, {63, 8}, {64, 8}, {503, 8}, {504, 64}, {4031, 64}, {4032, 512},
        {32_255, 512}, {32_256, 4096}, {100_000, 4096}};

    @Example
    void aTimerFiresAtTheFirstMultipleOfItsGrainStrictlyAfterItsTime() {
        for (long[] row : GRAINS) {
            for (long now : new long[] {0, 1, 7, 8, 63, 64, 511, 4095, 4096, 123_457}) {
                long expected = (now + row[0]) / row[1] * row[1] + row[1];
                assertThat(TimerGrain.linuxWheel(0).fireAtNs(now * JIFFY, row[0] * JIFFY) / JIFFY)
                    .as("%d jiffies set at %d", row[0], now).isEqualTo(expected);
            }
        }
    }

    @Example
    void aDelayThatIsNotWholeJiffiesIsRoundedUpToThem() {
        TimerGrain wheel = TimerGrain.linuxWheel(0);
        assertThat(wheel.fireAtNs(0, 1)).isEqualTo(wheel.fireAtNs(0, JIFFY)).isEqualTo(2 * JIFFY);
        assertThat(wheel.fireAtNs(0, JIFFY + 1)).isEqualTo(3 * JIFFY);
    }

    @Example
    void theMomentWithinAJiffyDoesNotMatter() {
        TimerGrain wheel = TimerGrain.linuxWheel(0);
        assertThat(wheel.fireAtNs(10 * JIFFY, SECOND)).isEqualTo(wheel.fireAtNs(11 * JIFFY - 1, SECOND));
    }

    @Example
    void theSynAckTimeoutOfOneSecondIsAtMostThirtyTwoMillisecondsLate() {
        TimerGrain wheel = TimerGrain.linuxWheel(0);
        long latest = 0;
        for (long now = 0; now < 512; now++) {
            long late = wheel.fireAtNs(now * JIFFY, SECOND) - now * JIFFY - SECOND;
            assertThat(late).isBetween(JIFFY, 32 * 1_000_000L);
            latest = Math.max(latest, late);
        }
        assertThat(latest).isEqualTo(32 * 1_000_000L);
    }

    @Example
    void thePhaseOfTheWheelIsThatOfTheBoot() {
        assertThat(TimerGrain.linuxWheel(777).fireAtNs(777 + 5 * JIFFY, SECOND))
            .isEqualTo(777 + TimerGrain.linuxWheel(0).fireAtNs(5 * JIFFY, SECOND));
        assertThat(TimerGrain.linuxWheel(SECOND).fireAtNs(0, SECOND)).as("a clock before boot").isGreaterThan(SECOND);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void itIsNeverEarlyAndAtMostAnEighthAndAJiffyLate(@ForAll @LongRange(max = 1L << 60) long now,
                                                      @ForAll @LongRange(max = 120 * SECOND) long delay) {
        long late = TimerGrain.linuxWheel(0).fireAtNs(now, delay) - now - delay;
        assertThat(late).isBetween(0L, delay / 8 + 3 * JIFFY);
    }

    @Example
    void anExactGrainFiresWhenAskedAndInOrder() {
        assertThat(TimerGrain.EXACT.fireAtNs(7, 35)).isEqualTo(42);
        assertThat(TimerGrain.EXACT.lastInFirstOut()).isFalse();
        assertThat(TimerGrain.linuxWheel(0).lastInFirstOut()).isTrue();
    }
}
