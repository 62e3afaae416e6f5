package io.netstack.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.flow.Addresses;
import io.netstack.flow.DeadlineList;
import io.netstack.flow.FlowKey;
import io.netstack.flow.TimerGrain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The memory of requests is a map by tuple with an age order per listener, and a slot that leaves comes back. */
class SynQueueTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long[] INTERVALS = {SECOND, 2 * SECOND, 4 * SECOND};
    private static final int CAPACITY = 16;
    private static final int LISTENERS = 3;

    private static SynQueue queue() {
        return new SynQueue(CAPACITY, LISTENERS, INTERVALS, TimerGrain.EXACT);
    }

    /** One of 24 tuples; more than fit. */
    private static FlowKey key(int i) {
        return new FlowKey().set(i % 3 == 0 ? 7 : 0, Addresses.lowOf(i / 4), 1000 + i % 4, i % 2, 80);
    }

    /** Four hash values only, so that chains grow and tuples of equal hash must be told apart. */
    private static int hash(int i) {
        return i % 4;
    }

    private record Entry(int slot, int listener, long dueNs) {
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void itIsTheMapOfTheModel(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SynQueue queue = queue();
        Map<Integer, Entry> model = new HashMap<>();
        List<List<Integer>> ages = new ArrayList<>();
        for (int listener = 0; listener < LISTENERS; listener++) {
            ages.add(new ArrayList<>());
        }
        long now = 0;
        // a list of ages becomes an order with ranks when somebody asks for one: never, at once, or in the middle
        int asksFrom = random.nextInt(3) * 100;
        for (int step = 0; step < 200; step++) {
            int i = random.nextInt(24);
            Entry entry = model.get(i);
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    if (entry == null) {
                        int listener = random.nextInt(LISTENERS);
                        int slot = queue.add(key(i), hash(i), listener);
                        if (model.size() == CAPACITY) {
                            assertThat(slot).as("every slot is taken").isEqualTo(SynQueue.NONE);
                        } else {
                            assertThat(slot).isBetween(0, CAPACITY - 1);
                            model.put(i, new Entry(slot, listener, DeadlineList.NEVER));
                            ages.get(listener).add(slot);
                        }
                    }
                }
                case 2 -> {
                    if (entry != null) {
                        queue.remove(entry.slot);
                        forget(model, ages, i);
                    }
                }
                case 3 -> {
                    if (entry != null) {
                        int interval = random.nextInt(INTERVALS.length);
                        queue.setTimer(entry.slot, interval, now);
                        model.put(i, new Entry(entry.slot, entry.listener, now + INTERVALS[interval]));
                    }
                }
                default -> {
                    now += random.nextLong(SECOND);
                    expire(queue, model, ages, now);
                }
            }
            assertSame(queue, model, ages, step >= asksFrom);
        }
        new ArrayList<>(model.values()).forEach(left -> queue.remove(left.slot));
        assertThat(queue.freeSlots()).as("every slot is back").isEqualTo(CAPACITY);
        assertThat(queue.nextDeadlineNs()).isEqualTo(DeadlineList.NEVER);
    }

    private static void forget(Map<Integer, Entry> model, List<List<Integer>> ages, int i) {
        Entry gone = model.remove(i);
        ages.get(gone.listener).remove((Integer) gone.slot);
    }

    /** Takes all that is due, in any order of the model's; some are re-armed by the caller later, here they are removed. */
    private static void expire(SynQueue queue, Map<Integer, Entry> model, List<List<Integer>> ages, long now) {
        for (int slot = queue.takeDue(now); slot != SynQueue.NONE; slot = queue.takeDue(now)) {
            int due = slot;
            int i = model.entrySet().stream().filter(e -> e.getValue().slot == due).findFirst().orElseThrow().getKey();
            assertThat(model.get(i).dueNs).isLessThanOrEqualTo(now);
            queue.remove(slot);
            forget(model, ages, i);
        }
        assertThat(model.values()).noneMatch(entry -> entry.dueNs <= now);
    }

    private static void assertSame(SynQueue queue, Map<Integer, Entry> model, List<List<Integer>> ages, boolean ranks) {
        queue.lookAhead(IntStream.range(0, 24).map(SynQueueTest::hash).toArray(), 24);
        for (int i = 0; i < 24; i++) {
            Entry entry = model.get(i);
            assertThat(queue.find(key(i), hash(i))).as("tuple %d", i).isEqualTo(entry == null ? SynQueue.NONE : entry.slot);
        }
        assertThat(queue.length()).isEqualTo(model.size());
        assertThat(queue.freeSlots()).isEqualTo(CAPACITY - model.size());
        assertThat(queue.nextDeadlineNs()).isEqualTo(model.values().stream().mapToLong(Entry::dueNs).min().orElse(DeadlineList.NEVER));
        for (int listener = 0; listener < LISTENERS; listener++) {
            List<Integer> oldestFirst = ages.get(listener);
            assertThat(queue.newest(listener)).isEqualTo(oldestFirst.isEmpty() ? SynQueue.NONE : oldestFirst.getLast());
            for (int rank = 0; rank <= (ranks ? oldestFirst.size() : 0); rank++) {
                assertThat(queue.byAge(listener, rank)).isEqualTo(rank < oldestFirst.size() ? oldestFirst.get(rank) : SynQueue.NONE);
            }
        }
    }

    @Test
    void itsCapacityIsMemoryAndIsRefusedNotExceeded() {
        SynQueue queue = queue();
        Set<Integer> slots = new HashSet<>();
        for (int i = 0; i < CAPACITY; i++) {
            slots.add(queue.add(key(i), hash(i), 0));
        }
        assertThat(slots).hasSize(CAPACITY).doesNotContain(SynQueue.NONE);
        assertThat(queue.add(key(20), hash(20), 0)).isEqualTo(SynQueue.NONE);
        assertThat(queue.find(key(20), hash(20))).isEqualTo(SynQueue.NONE);
        assertThat(queue.capacity()).isEqualTo(CAPACITY);
    }
}
