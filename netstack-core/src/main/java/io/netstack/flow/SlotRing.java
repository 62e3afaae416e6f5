package io.netstack.flow;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SingleProducerSequencer;
import com.lmax.disruptor.YieldingWaitStrategy;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A bounded first-in-first-out ring of ints with one putter and any number of takers, on the Disruptor's sequencer: free slots, and the accept
 * queue.
 *
 * <pre>
 *              taken                     cursor
 *                │                          │
 *   … consumed ──┼── waiting to be taken ───┼── free for put …
 * </pre>
 *
 * A taker reads the value after {@code taken} and then tries to move {@code taken} on by one; only the value whose move succeeded counts. The
 * putter cannot overwrite that cell before the move, because {@code taken} is what gates it, so a value read before a successful move is the
 * value that was put. Several may be put or taken at a time, for the price of one. What a taker saw of the cursor the others need not look up
 * again: the cursor's cache line goes to the takers once for all that was put, not once for each. Nobody waits: full and empty are return values. Capacity is memory; a queue's <em>bound</em> is its policy's business.
 */
public final class SlotRing {
    /** What {@link #take} answers when nothing is waiting; never a value. */
    public static final int EMPTY = -1;
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(int[].class);

    private final SingleProducerSequencer sequencer;
    private final Sequence taken = new Sequence();
    /** A cursor that some taker has seen: there is that much at least. Never ahead of it, perhaps behind. */
    private final Sequence seen = new Sequence();
    private final int[] cells;
    private final int mask;

    /**
     * An empty ring.
     *
     * @param capacity how many values fit, a power of two from 1 to 2^30
     */
    public SlotRing(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity " + capacity + " is not a power of two");
        }
        // Nobody ever waits on this sequencer; the strategy is named because the default takes a mutex on every publish.
        sequencer = new SingleProducerSequencer(capacity, new YieldingWaitStrategy());
        sequencer.addGatingSequences(taken);
        cells = new int[capacity];
        mask = capacity - 1;
    }

    /**
     * Puts a value at the end. One thread only.
     *
     * @param value not negative
     * @return false when the ring is full
     */
    public boolean put(int value) {
        assert value >= 0 : value;
        if (!sequencer.hasAvailableCapacity(1)) {
            return false;
        }
        long sequence;
        try {
            sequence = sequencer.tryNext();
        } catch (InsufficientCapacityException e) {
            throw new AssertionError("capacity was there a moment ago and nobody else puts", e);
        }
        CELL.setOpaque(cells, (int) sequence & mask, value);
        sequencer.publish(sequence);
        return true;
    }

    /**
     * Puts several values at the end, as many as there is room for. One thread only.
     *
     * @param values not negative
     * @param from   the first of them
     * @param count  how many, at least 1
     * @return how many were put
     */
    public int put(int[] values, int from, int count) {
        int room = sequencer.hasAvailableCapacity(count) ? count : (int) Math.min(count, sequencer.remainingCapacity());
        if (room == 0) {
            return 0;
        }
        long last;
        try {
            last = sequencer.tryNext(room);
        } catch (InsufficientCapacityException e) {
            throw new AssertionError("capacity was there a moment ago and nobody else puts", e);
        }
        long first = last - room + 1;
        for (int i = 0; i < room; i++) {
            CELL.setOpaque(cells, (int) (first + i) & mask, values[from + i]);
        }
        sequencer.publish(first, last);
        return room;
    }

    /** Is there something after this sequence? The takers' own memory is asked before the cursor. */
    private boolean isAfter(long last) {
        if (last < seen.get()) {
            return true;
        }
        long cursor = sequencer.getCursor();
        if (last >= cursor) {
            return false;
        }
        seen.set(cursor);
        return true;
    }

    /** Takes the oldest value, or answers {@link #EMPTY}. Any thread. */
    public int take() {
        while (true) {
            long last = taken.get();
            if (!isAfter(last)) {
                return EMPTY;
            }
            int value = (int) CELL.getOpaque(cells, (int) (last + 1) & mask);
            if (taken.compareAndSet(last, last + 1)) {
                return value;
            }
        }
    }

    /** Takes the oldest values, as many as wait and find room, and answers how many. Any thread. */
    public int take(int[] into) {
        while (true) {
            long last = taken.get();
            long cursor = seen.get();
            if (cursor - last < into.length) {
                cursor = sequencer.getCursor();
                if (last >= cursor) {
                    return 0;
                }
                seen.set(cursor);
            }
            int count = (int) Math.min(cursor - last, into.length);
            for (int i = 0; i < count; i++) {
                into[i] = (int) CELL.getOpaque(cells, (int) (last + 1 + i) & mask);
            }
            if (taken.compareAndSet(last, last + count)) {
                return count;
            }
        }
    }

    /** Does a value wait? The putting thread, or an answer that may be old. Looks at each that waits. */
    public boolean contains(int value) {
        for (long i = taken.get() + 1; i <= sequencer.getCursor(); i++) {
            if ((int) CELL.getOpaque(cells, (int) i & mask) == value) {
                return true;
            }
        }
        return false;
    }

    /** How many values wait, at some moment during the call. Any thread. */
    public int length() {
        // taken first: it only grows, so the difference may be too large by what is put meanwhile but never negative
        long last = taken.get();
        return (int) Math.min(sequencer.getCursor() - last, cells.length);
    }

    public int capacity() {
        return cells.length;
    }
}
