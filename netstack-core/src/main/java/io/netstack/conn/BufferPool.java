package io.netstack.conn;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The memory that all connections of a stack share for their bytes: chunks of equal size, addressed by number, created when first needed and
 * never more of them than the cap allows. Any thread takes and gives back, without waiting.
 *
 * <pre>
 *   top ─▶ chunk 7 ─▶ chunk 3 ─▶ chunk 9      given back last, taken first: its bytes are still in the cache
 * </pre>
 *
 * {@code top} carries a count of its changes beside the number, so that a chunk that left and came back meanwhile is not taken for one that
 * stayed.
 */
public final class BufferPool {
    /** What {@link #take} answers at the cap. */
    public static final int NONE = -1;
    static final int CHUNK_SHIFT = 12;
    /** Bytes of one chunk. */
    public static final int CHUNK_BYTES = 1 << CHUNK_SHIFT;
    static final int CHUNK_MASK = CHUNK_BYTES - 1;
    private static final int MOST_CHUNKS = 1 << 24;
    private static final long NUMBER = 0xFFFF_FFFFL;
    private static final long CHANGE = 1L << 32;

    private final byte[][] chunks;
    private final AtomicIntegerArray below;
    private final AtomicLong top = new AtomicLong(NONE & NUMBER);
    private final AtomicInteger created = new AtomicInteger();
    private final AtomicInteger inUse = new AtomicInteger();
    private volatile boolean starved;

    /**
     * A pool without a byte in it.
     *
     * @param capBytes the most that it may ever hold, at least one chunk
     */
    public BufferPool(long capBytes) {
        if (capBytes < CHUNK_BYTES) {
            throw new IllegalArgumentException("a cap of " + capBytes + " bytes is less than one chunk of " + CHUNK_BYTES);
        }
        int capacity = (int) Math.min(capBytes >> CHUNK_SHIFT, MOST_CHUNKS);
        chunks = new byte[capacity][];
        below = new AtomicIntegerArray(capacity);
    }

    /** Takes a chunk, or answers {@link #NONE} at the cap. */
    int take() {
        while (true) {
            long seen = top.get();
            int chunk = (int) seen;
            if (chunk == NONE) {
                return create();
            }
            if (top.compareAndSet(seen, (seen & ~NUMBER) + CHANGE | below.get(chunk) & NUMBER)) {
                inUse.incrementAndGet();
                return chunk;
            }
        }
    }

    /** Is every chunk taken? Then whoever waits for one is to be told when one comes back: {@link #takeStarved}. */
    boolean isFull() {
        if (inUse.get() < chunks.length) {
            return false;
        }
        starved = true;
        return inUse.get() >= chunks.length;
    }

    /** Somebody found the pool full, and it is not any more: says so once. */
    boolean takeStarved() {
        if (!starved || inUse.get() >= chunks.length) {
            return false;
        }
        starved = false;
        return true;
    }

    private int create() {
        if (created.get() >= chunks.length) {
            return NONE;
        }
        int chunk = created.getAndIncrement();
        if (chunk >= chunks.length) {
            created.decrementAndGet();
            return NONE;
        }
        chunks[chunk] = new byte[CHUNK_BYTES];
        inUse.incrementAndGet();
        return chunk;
    }

    /** Gives a chunk back. */
    void put(int chunk) {
        inUse.decrementAndGet();
        while (true) {
            long seen = top.get();
            below.set(chunk, (int) seen);
            if (top.compareAndSet(seen, (seen & ~NUMBER) + CHANGE | chunk)) {
                return;
            }
        }
    }

    byte[] bytes(int chunk) {
        return chunks[chunk];
    }

    /** Chunks that are taken. Any thread. */
    public int inUse() {
        return inUse.get();
    }

    /** The most chunks that can be taken. */
    public int capacity() {
        return chunks.length;
    }
}
