package io.netstack.listen;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.netstack.flow.DeadlineList;
import io.netstack.flow.FlowKey;
import io.netstack.flow.SlotLists;
import io.netstack.flow.SlotRing;
import io.netstack.flow.TimerGrain;
import io.netstack.policy.StoreShape;
import java.util.Arrays;

/**
 * The memory of all SYN queues of a stack: connection requests in preallocated slots, found by tuple, ordered by age within their listener and
 * by deadline over all. Requests leave from anywhere, so order is in links, not in the ring.
 *
 * <pre>
 *   free slots (SlotRing) ──take──▶ slot of the arena (RingBuffer) ──put──▶ free slots
 *                                     │ hash chain: find by FlowKey
 *                                     │ age list of its listener
 *                                     └ deadline list of its interval
 * </pre>
 *
 * Capacity is a memory limit with a reason of its own ({@code SYN_DROP_POOL_FULL}); how many requests a listener may have is its policy's
 * business. The stack's thread only.
 */
final class SynQueue {
    /** No slot. */
    static final int NONE = -1;

    private final RingBuffer<ConnectionRequest> arena;
    private final SlotRing free;
    private final int[] buckets;
    private final int mask;
    private final SlotLists ages;
    private final DeadlineList timers;
    private final SynCache cache;
    private int length;

    /**
     * An empty store.
     *
     * @param capacity    slots, a power of two
     * @param listeners   how many listeners there can be
     * @param intervalsNs the distinct SYN-ACK intervals, ascending
     * @param grain       when a timer really fires
     */
    SynQueue(int capacity, int listeners, long[] intervalsNs, TimerGrain grain) {
        this(capacity, listeners, intervalsNs, grain, StoreShape.PER_LISTENER);
    }

    /** As above, for a store that listeners may share. */
    SynQueue(int capacity, int listeners, long[] intervalsNs, TimerGrain grain, StoreShape shape) {
        cache = new SynCache(shape, capacity);
        arena = RingBuffer.createSingleProducer(ConnectionRequest::new, capacity, new YieldingWaitStrategy());
        free = new SlotRing(capacity);
        for (int slot = 0; slot < capacity; slot++) {
            free.put(slot);
        }
        buckets = new int[capacity];
        Arrays.fill(buckets, NONE);
        mask = capacity - 1;
        ages = new SlotLists(capacity, listeners);
        timers = new DeadlineList(capacity, intervalsNs, grain);
    }

    ConnectionRequest get(int slot) {
        return arena.get(slot);
    }

    /** The slot of the request with this tuple, or {@link #NONE}. */
    int find(FlowKey key, int hash) {
        int slot = buckets[hash & mask];
        while (slot != NONE) {
            ConnectionRequest request = arena.get(slot);
            if (request.isFor(key, hash)) {
                return slot;
            }
            slot = request.nextInBucket;
        }
        return NONE;
    }

    /** Takes a slot for a tuple that has none and links it; {@link #NONE} when every slot is taken. */
    int add(FlowKey key, int hash, int listener) {
        int slot = free.take();
        if (slot == SlotRing.EMPTY) {
            return NONE;
        }
        ConnectionRequest request = arena.get(slot);
        request.setKey(key, hash);
        request.listener = (short) listener;
        request.nextInBucket = buckets[hash & mask];
        buckets[hash & mask] = slot;
        ages.append(listener, slot);
        cache.added(slot, hash);
        length++;
        return slot;
    }

    /** Unlinks a request everywhere and gives its slot back. */
    void remove(int slot) {
        ConnectionRequest request = arena.get(slot);
        int bucket = request.hash & mask;
        if (buckets[bucket] == slot) {
            buckets[bucket] = request.nextInBucket;
        } else {
            ConnectionRequest before = arena.get(buckets[bucket]);
            while (before.nextInBucket != slot) {
                before = arena.get(before.nextInBucket);
            }
            before.nextInBucket = request.nextInBucket;
        }
        ages.remove(request.listener, slot);
        cache.removed(slot, request.hash);
        timers.clear(slot);
        length--;
        if (!free.put(slot)) {
            throw new AssertionError("slot " + slot + " was freed twice");
        }
    }

    /** The request of a listener that has so many older ones before it, or {@link #NONE}. */
    int byAge(int listener, int rank) {
        int length = ages.length(listener);
        if (rank >= length) {
            return NONE;
        }
        if (rank <= length / 2) {
            int slot = ages.first(listener);
            for (int i = 0; i < rank; i++) {
                slot = ages.next(slot);
            }
            return slot;
        }
        int slot = ages.last(listener);
        for (int i = length - 1; i > rank; i--) {
            slot = ages.previous(slot);
        }
        return slot;
    }

    /** The youngest request of a listener, or {@link #NONE}. */
    int newest(int listener) {
        return ages.length(listener) == 0 ? NONE : ages.last(listener);
    }

    /** The buckets, where listeners share the store. */
    SynCache cache() {
        return cache;
    }

    /** Sets the SYN-ACK timer of a request to the interval with this index. */
    void setTimer(int slot, int interval, long nowNs) {
        timers.set(slot, interval, nowNs);
    }

    /** Takes a request whose SYN-ACK timer is due; its timer is then clear. */
    int takeDue(long nowNs) {
        return timers.takeDue(nowNs);
    }

    long nextDeadlineNs() {
        return timers.nextDeadlineNs();
    }

    /** Requests of all listeners. */
    int length() {
        return length;
    }

    int freeSlots() {
        return free.length();
    }

    int capacity() {
        return buckets.length;
    }
}
