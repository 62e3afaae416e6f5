package io.netstack.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.flow.FlowKey;
import io.netstack.flow.TimerGrain;
import io.netstack.policy.StoreShape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The buckets of a shared store, beside a model of queues. */
class SynCacheTest {
    private static final long[] INTERVALS = {1_000_000_000L};
    private static final int SLOTS = 256;

    private static SynQueue store(int buckets) {
        return new SynQueue(SLOTS, 4, INTERVALS, TimerGrain.EXACT, new StoreShape(StoreShape.Sharing.SHARED, buckets, 4, SLOTS));
    }

    private static FlowKey key(int number) {
        return new FlowKey().set(0, 0xFFFF_0000_0000L + number, 1000, 0, 80);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16, 293})
    void bucketsAreQueuesWhateverLeavesFromTheirMiddle(int buckets) {
        SynQueue store = store(buckets);
        Map<Integer, Deque<Integer>> model = new HashMap<>();
        List<Integer> slots = new ArrayList<>();
        SplittableRandom chance = new SplittableRandom(buckets);
        for (int step = 0; step < 5_000; step++) {
            if (slots.size() < SLOTS && chance.nextInt(3) > 0) {
                int hash = chance.nextInt();
                int slot = store.add(key(step), hash, chance.nextInt(4));
                slots.add(slot);
                model.computeIfAbsent(store.cache().bucket(hash), bucket -> new ArrayDeque<>()).add(slot);
            } else if (!slots.isEmpty()) {
                Integer slot = slots.remove(chance.nextInt(slots.size()));
                model.get(store.cache().bucket(store.hash(slot))).remove(slot);
                store.remove(slot);
            }
            int bucket = chance.nextInt(buckets);
            Deque<Integer> expected = model.getOrDefault(bucket, new ArrayDeque<>());
            assertThat(store.cache().length(bucket)).as("bucket %d of %d, step %d", bucket, buckets, step).isEqualTo(expected.size());
            assertThat(store.cache().oldest(bucket)).isEqualTo(expected.isEmpty() ? SynQueue.NONE : expected.peek());
        }
    }

    @Test
    void theVictimOfAnEmptyBucketIsTheOldestOfTheNextOneThatHasAny() {
        SynQueue store = store(4);
        assertThat(store.cache().victim(1)).isEqualTo(SynQueue.NONE);
        int first = store.add(key(1), 3, 0);
        store.add(key(2), 7, 0);
        assertThat(store.cache().victim(3)).isEqualTo(first);
        assertThat(store.cache().victim(0)).as("round the end").isEqualTo(first);
    }

    @Test
    void anOverflowIsRememberedByItsBucketAlone() {
        SynCache cache = store(4).cache();
        cache.overflowed(2, 77);
        assertThat(cache.overflowNs(2)).isEqualTo(77);
        assertThat(cache.overflowNs(1)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void aStorePerListenerHasNoBuckets() {
        SynQueue store = new SynQueue(SLOTS, 4, INTERVALS, TimerGrain.EXACT);
        int slot = store.add(key(1), 3, 0);
        assertThat(store.cache().isShared()).isFalse();
        store.remove(slot);
        assertThat(store.length()).isZero();
    }

    @Test
    void rstsAreCountedBySecondsThatBeginWithOne() {
        ResetLimiter limiter = new ResetLimiter(2);
        long second = 1_000_000_000L;
        assertThat(new boolean[] {limiter.allows(0), limiter.allows(1), limiter.allows(2), limiter.allows(second - 1), limiter.allows(second)})
            .containsExactly(true, true, false, false, true);
        assertThat(new ResetLimiter(0).allows(0)).isTrue();
    }
}
