package io.netstack.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Timers fire in the order of their moments; timers of one moment and interval in the order of the grain. */
class DeadlineListTest {
    private static final long MS = 1_000_000L;
    private static final long[] INTERVALS = {10 * MS, 200 * MS, 1_000 * MS, 2_000 * MS, 120_000 * MS};
    private static final int SLOTS = 16;

    /** One set timer of the model; {@code order} counts settings. */
    private record Timer(int slot, int interval, long deadlineNs, long order) {
    }

    /** A list sorted at each look: deadline, then interval, then first or last set. */
    private static final class Model {
        private final List<Timer> timers = new ArrayList<>();
        private final TimerGrain grain;
        private long order;

        Model(TimerGrain grain) {
            this.grain = grain;
        }

        void set(int slot, int interval, long nowNs) {
            clear(slot);
            timers.add(new Timer(slot, interval, grain.fireAtNs(nowNs, INTERVALS[interval]), order++));
        }

        void clear(int slot) {
            timers.removeIf(timer -> timer.slot == slot);
        }

        Timer first() {
            Comparator<Timer> byOrder = Comparator.comparingLong(Timer::order);
            return timers.stream().min(Comparator.comparingLong(Timer::deadlineNs).thenComparingInt(Timer::interval)
                .thenComparing(grain.lastInFirstOut() ? byOrder.reversed() : byOrder)).orElse(null);
        }

        long deadlineNs(int slot) {
            return timers.stream().filter(timer -> timer.slot == slot).mapToLong(Timer::deadlineNs).findFirst().orElse(DeadlineList.NEVER);
        }
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void exactTimersFireInTheOrderOfTheModel(@ForAll long seed) {
        followsTheModel(seed, TimerGrain.EXACT);
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void timersOfTheLinuxWheelFireInTheOrderOfTheModel(@ForAll long seed) {
        followsTheModel(seed, TimerGrain.linuxWheel(12_345));
    }

    private static void followsTheModel(long seed, TimerGrain grain) {
        SplittableRandom random = new SplittableRandom(seed);
        DeadlineList timers = new DeadlineList(SLOTS, INTERVALS, grain);
        Model model = new Model(grain);
        long now = random.nextLong(1L << 50);
        for (int step = 0; step < 120; step++) {
            int slot = random.nextInt(SLOTS);
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> {
                    int interval = random.nextInt(INTERVALS.length);
                    timers.set(slot, interval, now);
                    model.set(slot, interval, now);
                }
                case 4 -> {
                    timers.clear(slot);
                    model.clear(slot);
                }
                case 5 -> now += random.nextLong(5 * MS);
                case 6 -> now += random.nextLong(1_500 * MS);
                default -> {
                    for (Timer due = model.first(); due != null && due.deadlineNs <= now; due = model.first()) {
                        assertThat(timers.takeDue(now)).isEqualTo(due.slot);
                        model.clear(due.slot);
                    }
                    assertThat(timers.takeDue(now)).isEqualTo(SlotLists.NONE);
                }
            }
            Timer first = model.first();
            assertThat(timers.nextDeadlineNs()).isEqualTo(first == null ? DeadlineList.NEVER : first.deadlineNs);
            assertThat(timers.deadlineNs(slot)).isEqualTo(model.deadlineNs(slot));
        }
        for (Timer due = model.first(); due != null; due = model.first()) {
            assertThat(timers.takeDue(DeadlineList.NEVER)).isEqualTo(due.slot);
            model.clear(due.slot);
        }
        assertThat(timers.nextDeadlineNs()).isEqualTo(DeadlineList.NEVER);
    }

    @Test
    void timersOfOneLinuxGrainFireLastSetFirst() {
        DeadlineList timers = new DeadlineList(4, INTERVALS, TimerGrain.linuxWheel(0));
        timers.set(0, 2, 0);
        timers.set(1, 2, MS);
        timers.set(2, 2, 2 * MS);
        timers.set(3, 2, 100 * MS);
        assertThat(List.of(timers.takeDue(DeadlineList.NEVER), timers.takeDue(DeadlineList.NEVER), timers.takeDue(DeadlineList.NEVER),
            timers.takeDue(DeadlineList.NEVER))).containsExactly(2, 1, 0, 3);
    }

    @Test
    void aTimerIsNotDueBeforeItsMoment() {
        DeadlineList timers = new DeadlineList(1, INTERVALS, TimerGrain.EXACT);
        timers.set(0, 0, 0);
        assertThat(timers.takeDue(10 * MS - 1)).isEqualTo(SlotLists.NONE);
        assertThat(timers.takeDue(10 * MS)).isZero();
        assertThat(timers.takeDue(DeadlineList.NEVER)).isEqualTo(SlotLists.NONE);
    }

    @Test
    void aTimerThatIsStartedFiresAsOneThatIsSetButNobodyHasTwo() {
        DeadlineList timers = new DeadlineList(2, INTERVALS, TimerGrain.EXACT);
        timers.start(0, 1, 0);
        assertThat(timers.deadlineNs(0)).isEqualTo(INTERVALS[1]);
        assertThatThrownBy(() -> timers.start(0, 0, 0)).isInstanceOf(AssertionError.class).hasMessage("slot 0 has a timer");
        timers.clear(0);
        timers.start(0, 0, MS);
        assertThat(timers.takeDue(DeadlineList.NEVER)).isZero();
        assertThat(timers.takeDue(DeadlineList.NEVER)).isEqualTo(SlotLists.NONE);
    }

    @Test
    void clearingATimerThatIsNotSetDoesNothing() {
        DeadlineList timers = new DeadlineList(2, INTERVALS, TimerGrain.EXACT);
        timers.set(1, 0, 0);
        assertThatCode(() -> timers.clear(0)).doesNotThrowAnyException();
        assertThat(timers.deadlineNs(0)).isEqualTo(DeadlineList.NEVER);
        assertThat(timers.takeDue(10 * MS)).isEqualTo(1);
    }

    /**
     * A peer chooses when its request is made and removed; it must not be able to choose that this costs more with more requests around.
     */
    @Test
    void settingAndClearingCostsTheSameWhenAMillionTimersShareTheMomentBefore() {
        int many = 1 << 20;
        DeadlineList timers = new DeadlineList(many + 1, INTERVALS, TimerGrain.linuxWheel(0));
        for (int slot = 0; slot < many; slot++) {
            timers.set(slot, 2, 0);
        }
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < many; i++) {
                timers.set(many, 2, 100 * MS);
                timers.clear(many);
            }
        });
        assertThat(timers.takeDue(DeadlineList.NEVER)).isEqualTo(many - 1);
    }
}
