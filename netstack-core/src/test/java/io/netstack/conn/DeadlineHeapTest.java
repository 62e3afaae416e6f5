package io.netstack.conn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The heap never wakes a slot later than it asked, and forgets none. */
class DeadlineHeapTest {
    private static final int SLOTS = 40;

    @Property(tries = 300)
    void behavesLikeAnArrayOfDeadlines(@ForAll long seed) {
        Random random = new Random(seed);
        DeadlineHeap heap = new DeadlineHeap(SLOTS);
        long[] model = new long[SLOTS];
        Arrays.fill(model, DeadlineHeap.NEVER);
        for (int i = 0; i < 400; i++) {
            int slot = random.nextInt(SLOTS);
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    long deadline = random.nextInt(1000);
                    heap.wakeBy(slot, deadline);
                    model[slot] = Math.min(model[slot], deadline);
                }
                case 2 -> {
                    heap.remove(slot);
                    model[slot] = DeadlineHeap.NEVER;
                }
                default -> {
                    long now = random.nextInt(1000);
                    long earliest = Arrays.stream(model).min().orElseThrow();
                    int due = heap.takeDue(now);
                    if (earliest > now) {
                        assertThat(due).isEqualTo(DeadlineHeap.NONE);
                    } else {
                        assertThat(model[due]).isEqualTo(earliest);
                        model[due] = DeadlineHeap.NEVER;
                    }
                }
            }
            assertThat(heap.next()).isEqualTo(Arrays.stream(model).min().orElseThrow());
        }
    }

    @Test
    void aLaterTimeHasNoEffectAndNeverSetsNothing() {
        DeadlineHeap heap = new DeadlineHeap(2);
        heap.wakeBy(0, DeadlineHeap.NEVER);
        assertThat(heap.next()).isEqualTo(DeadlineHeap.NEVER);
        heap.wakeBy(0, 10);
        heap.wakeBy(0, 20);
        assertThat(heap.next()).isEqualTo(10);
    }
}
