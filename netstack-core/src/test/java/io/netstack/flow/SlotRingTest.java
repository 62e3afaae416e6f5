package io.netstack.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A ring of slot numbers is a bounded queue, and stays one with several takers. */
class SlotRingTest {

    @Property
    void itIsABoundedQueue(@ForAll @IntRange(max = 4) int log,
                           @ForAll @Size(max = 200) List<@IntRange(min = -3, max = 1000) Integer> steps) {
        SlotRing ring = new SlotRing(1 << log);
        ArrayDeque<Integer> model = new ArrayDeque<>();
        for (int step : steps) {
            if (step < 0) {
                Integer expected = model.poll();
                assertThat(ring.take()).isEqualTo(expected == null ? SlotRing.EMPTY : expected);
            } else if (model.size() < 1 << log) {
                assertThat(ring.put(step)).isTrue();
                model.add(step);
            } else {
                assertThat(ring.put(step)).as("a full ring refuses").isFalse();
            }
            assertThat(ring.length()).isEqualTo(model.size());
            assertThat(ring.capacity()).isEqualTo(1 << log);
        }
        while (!model.isEmpty()) {
            assertThat(ring.take()).isEqualTo(model.poll());
        }
        assertThat(ring.take()).isEqualTo(SlotRing.EMPTY);
    }

    /** Steps: positive puts so many at a time, negative takes so many. */
    @Property
    void itIsTheSameQueueForSeveralAtATime(@ForAll @IntRange(max = 4) int log,
                                           @ForAll @Size(max = 100) List<@IntRange(min = -6, max = 6) Integer> steps) {
        SlotRing ring = new SlotRing(1 << log);
        ArrayDeque<Integer> model = new ArrayDeque<>();
        int next = 0;
        for (int step : steps) {
            if (step > 0) {
                int[] values = new int[step + 1];
                for (int i = 1; i <= step; i++) {
                    values[i] = next + i;
                }
                int put = ring.put(values, 1, step);
                assertThat(put).isEqualTo(Math.min(step, (1 << log) - model.size()));
                for (int i = 1; i <= put; i++) {
                    model.add(values[i]);
                }
                next += step;
            } else {
                int[] into = new int[-step];
                int count = step == 0 ? 0 : ring.take(into);
                assertThat(count).isEqualTo(Math.min(-step, model.size()));
                for (int i = 0; i < count; i++) {
                    assertThat(into[i]).isEqualTo(model.poll());
                }
            }
            assertThat(ring.length()).isEqualTo(model.size());
        }
    }

    @Test
    void itGoesOnAcrossItsEndManyTimes() {
        SlotRing ring = new SlotRing(4);
        for (int i = 0; i < 10_000; i++) {
            assertThat(ring.put(i)).isTrue();
            assertThat(ring.put(i + 1)).isTrue();
            assertThat(ring.take()).isEqualTo(i);
            assertThat(ring.take()).isEqualTo(i + 1);
        }
    }

    @Test
    void aCapacityThatIsNotAPowerOfTwoIsRefused() {
        for (int capacity : new int[] {0, 3, 6, 1000, -1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> new SlotRing(capacity)).as("%d", capacity).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Each value is put once and must be taken once, by whichever taker; and each taker sees its own in the order of putting. */
    @Test
    @Timeout(60)
    void twoTakersLoseNothingAndTakeNothingTwice() throws InterruptedException {
        int values = 400_000;
        SlotRing ring = new SlotRing(8);
        int[][] taken = new int[2][values];
        int[] counts = new int[2];
        Thread[] takers = new Thread[2];
        for (int t = 0; t < 2; t++) {
            int taker = t;
            takers[t] = Thread.ofPlatform().name("taker " + t).start(() -> {
                while (true) {
                    int value = ring.take();
                    if (value == values) {
                        return;
                    }
                    if (value == SlotRing.EMPTY) {
                        Thread.yield();
                    } else {
                        taken[taker][counts[taker]++] = value;
                    }
                }
            });
        }
        for (int value = 0; value < values + 2; value++) {
            while (!ring.put(Math.min(value, values))) {
                Thread.yield();
            }
        }
        for (Thread taker : takers) {
            taker.join();
        }
        int[] times = new int[values];
        for (int t = 0; t < 2; t++) {
            for (int i = 0; i < counts[t]; i++) {
                times[taken[t][i]]++;
                assertThat(i == 0 || taken[t][i - 1] < taken[t][i]).as("taker %d sees the order of putting", t).isTrue();
            }
        }
        assertThat(counts[0] + counts[1]).isEqualTo(values);
        assertThat(times).containsOnly(1);
    }
}
