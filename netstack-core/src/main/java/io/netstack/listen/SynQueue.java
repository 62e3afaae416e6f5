package io.netstack.listen;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.netstack.flow.DeadlineList;
import io.netstack.flow.FlowKey;
import io.netstack.flow.SlotIndex;
import io.netstack.flow.SlotLists;
import io.netstack.flow.SlotRanks;
import io.netstack.flow.SlotRing;
import io.netstack.flow.SlotWords;
import io.netstack.flow.TimerGrain;
import io.netstack.link.FrameBurst;
import io.netstack.policy.StoreShape;

/**
 * The memory of all SYN queues of a stack: connection requests in preallocated slots, found by tuple, ordered by age within their listener and
 * by deadline over all. Requests leave from anywhere, so order is in links, not in the ring.
 *
 * <pre>
 *   free slots (SlotRing) ──take──▶ slot of the arena (RingBuffer) ──put──▶ free slots
 *       └ the last few freed are taken first: they are still in the cache
 *
 *   words of a slot │ age list of its listener │ list of its timer │ deadline │ which timer │ hash │
 * </pre>
 *
 * What the lists and the index know of a slot stands in 32 bytes side by side (SlotWords), apart from the request: a queue of a million does
 * not fit into any cache, so what an operation costs is how many cache lines it touches. Looking for a tuple that is not there touches one;
 * taking a request out touches its words and those of its neighbours in age, who are mostly its neighbours in time too. Where a policy asks for
 * requests by their rank in age, as those do that draw a victim by lot, an order with ranks takes the place of the list.
 *
 * <p>Capacity is a memory limit with a reason of its own ({@code SYN_DROP_POOL_FULL}); how many requests a listener may have is its policy's
 * business. The stack's thread only.
 */
final class SynQueue {
    /** No slot. */
    static final int NONE = -1;
    /** Tuples that can be looked ahead for at a time. */
    static final int MOST_EXPECTED = FrameBurst.MOST_FRAMES;
    private static final int HAND = 32;
    private static final int WORDS = 8;
    private static final int AGE_WORDS = 0;
    /** Five. */
    private static final int TIMER_WORDS = 2;
    private static final int HASH_WORD = 7;
    /** From so many requests on it pays to look ahead: they fill what a processor's own cache holds, about a megabyte. */
    private static final int LARGE = 1 << 13;

    private final RingBuffer<ConnectionRequest> arena;
    private final SlotRing free;
    /** The slots freed last, and how many: taken before those of the ring, newest first. */
    private final int[] hand = new int[HAND];
    private int handLength;
    private final SlotIndex index;
    private final SlotLists ages;
    /** Instead of the list of ages, by listener; null where no policy has asked for a rank. */
    private final SlotRanks[] ranks;
    /** What {@link #ranks} share. */
    private int[] positions;
    private final DeadlineList timers;
    private final SynCache cache;
    /** What was found last: mostly what is taken out next, and then its hash need not come from memory. */
    private int found = NONE;
    private int foundHash;
    private int length;
    /** The slots that {@link #lookAhead} guesses. */
    private final int[] expected = new int[MOST_EXPECTED];
    /** Written so that what {@link #lookAhead} reads is read. */
    private int touched;

    /**
     * An empty store.
     *
     * @param capacity    slots, a power of two up to {@link SlotIndex#MAX_SLOTS}
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
        for (int slot = 0; slot < capacity; slot += HAND) {
            int count = Math.min(HAND, capacity - slot);
            for (int i = 0; i < count; i++) {
                hand[i] = slot + i;
            }
            free.put(hand, 0, count);
        }
        SlotWords words = new SlotWords(capacity, WORDS);
        index = new SlotIndex(words, HASH_WORD, capacity);
        ages = new SlotLists(words, AGE_WORDS, listeners);
        ranks = new SlotRanks[listeners];
        timers = new DeadlineList(words, TIMER_WORDS, capacity, intervalsNs, grain);
    }

    ConnectionRequest get(int slot) {
        return arena.get(slot);
    }

    /** The slot of the request with this tuple, or {@link #NONE}. */
    int find(FlowKey key, int hash) {
        int slot = index.first(hash);
        while (slot != NONE && !arena.get(slot).isFor(key)) {
            slot = index.next(slot, hash);
        }
        found = slot;
        foundHash = hash;
        return slot;
    }

    /** Is so much stored that it pays to {@link #lookAhead}? */
    boolean isLarge() {
        return length >= LARGE;
    }

    /**
     * These tuples will be looked for soon: brings from memory what finding, answering and removing their requests reads. Changes nothing.
     *
     * <p>A queue of a million fits into no cache, and each operation waits for memory three times, one after the other: for its place in the
     * index, for its slot, for the request and its neighbours. Here each is asked for all tuples before the next, and what is asked together
     * comes together. The loops are short since a processor looks some hundred instructions ahead and no farther, and so the tuples that seem to
     * have no request are left out early; none has a branch that depends on what comes, but for its end.
     *
     * @param hashes of their keys
     * @param count  how many, at most {@link #MOST_EXPECTED}
     */
    void lookAhead(int[] hashes, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += index.touch(hashes[i]);
        }
        int found = 0;
        for (int i = 0; i < count; i++) {
            int slot = index.guess(hashes[i]);
            expected[found] = slot;
            found += 1 + (slot >> Integer.SIZE - 1);
        }
        for (int i = 0; i < found; i++) {
            // of the reference only whether it is there: to ask for more is to wait for what it refers to
            sum += ages.next(expected[i]) + index.hash(expected[i]) + (arena.get(expected[i]) == null ? 1 : 0);
        }
        for (int i = 0; i < found; i++) {
            sum += arena.get(expected[i]).touch();
        }
        for (int i = 0; i < found; i++) {
            sum += ages.next(Math.max(ages.next(expected[i]), 0)) + ages.next(Math.max(ages.previous(expected[i]), 0));
        }
        touched = sum;
    }

    /** The hash under which a request was added. */
    int hash(int slot) {
        return slot == found ? foundHash : index.hash(slot);
    }

    /** Takes a slot for a tuple that has none and links it; {@link #NONE} when every slot is taken. */
    int add(FlowKey key, int hash, int listener) {
        int slot = handLength > 0 ? hand[--handLength] : free.take();
        if (slot == SlotRing.EMPTY) {
            return NONE;
        }
        ConnectionRequest request = arena.get(slot);
        request.setKey(key);
        request.listener = (short) listener;
        index.add(hash, slot);
        if (ranks[listener] == null) {
            ages.append(listener, slot);
        } else {
            ranks[listener].append(slot);
        }
        cache.added(slot, hash);
        length++;
        return slot;
    }

    /** Unlinks a request everywhere and gives its slot back. */
    void remove(int slot) {
        remove(slot, arena.get(slot).listener, hash(slot));
    }

    /** The same for whoever knows its listener and the hash under which it was added. */
    void remove(int slot, int listener, int hash) {
        if (ranks[listener] == null) {
            ages.remove(listener, slot);
        } else {
            ranks[listener].remove(slot);
        }
        found = NONE;
        cache.removed(slot, hash);
        timers.clear(slot);
        index.remove(hash, slot);
        length--;
        if (handLength < HAND) {
            hand[handLength++] = slot;
        } else if (!free.put(slot)) {
            throw new AssertionError("slot " + slot + " was freed twice");
        }
    }

    /** The request of a listener that has so many older ones before it, or {@link #NONE}. */
    int byAge(int listener, int rank) {
        SlotRanks ranked = ranks[listener];
        if (ranked != null) {
            return rank < ranked.length() ? ranked.at(rank) : NONE;
        }
        if (rank == 0 || rank >= ages.length(listener)) {
            return rank == 0 ? ages.first(listener) : NONE;
        }
        rank(listener);
        return ranks[listener].at(rank);
    }

    /** The youngest request of a listener, or {@link #NONE}. */
    int newest(int listener) {
        SlotRanks ranked = ranks[listener];
        return ranked == null ? ages.last(listener) : ranked.length() == 0 ? NONE : ranked.at(ranked.length() - 1);
    }

    /** A policy asks for somebody who is not the oldest, as most never do: the list becomes an order in which he is found without a walk. */
    private void rank(int listener) {
        if (positions == null) {
            positions = new int[capacity()];
        }
        ranks[listener] = new SlotRanks(positions);
        for (int slot = ages.first(listener); slot != NONE; slot = ages.next(slot)) {
            ranks[listener].append(slot);
        }
        ages.clear(listener);
    }

    /** The buckets, where listeners share the store. */
    SynCache cache() {
        return cache;
    }

    /** Sets the SYN-ACK timer of a request that has none to the interval with this index. */
    void startTimer(int slot, int interval, long nowNs) {
        timers.start(slot, interval, nowNs);
    }

    /** Sets the SYN-ACK timer of a request to the interval with this index, whether or not it is set. */
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
        return free.length() + handLength;
    }

    int capacity() {
        return free.capacity();
    }
}
