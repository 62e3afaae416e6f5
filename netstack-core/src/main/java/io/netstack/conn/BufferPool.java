package io.netstack.conn;

import io.netstack.flow.SlotRing;

/**
 * The memory that all connections of a stack share for their bytes: chunks of equal size, addressed by number, created when first needed and
 * never more of them than the cap allows. Any thread takes; only the stack's thread gives back, which is what the ring of free numbers asks.
 */
public final class BufferPool {
    /** What {@link #take} answers at the cap. */
    public static final int NONE = SlotRing.EMPTY;
    static final int CHUNK_SHIFT = 12;
    /** Bytes of one chunk. */
    public static final int CHUNK_BYTES = 1 << CHUNK_SHIFT;
    static final int CHUNK_MASK = CHUNK_BYTES - 1;

    private final SlotRing free;
    private final byte[][] chunks;

    /**
     * A pool without a byte in it.
     *
     * @param capBytes the most that it may ever hold, rounded down to a power of two, at least one chunk
     */
    public BufferPool(long capBytes) {
        if (capBytes < CHUNK_BYTES) {
            throw new IllegalArgumentException("a cap of " + capBytes + " bytes is less than one chunk of " + CHUNK_BYTES);
        }
        int capacity = (int) Math.min(Long.highestOneBit(capBytes >> CHUNK_SHIFT), 1 << 24);
        free = new SlotRing(capacity);
        chunks = new byte[capacity][];
        for (int chunk = 0; chunk < capacity; chunk++) {
            free.put(chunk);
        }
    }

    /** Takes a chunk, or answers {@link #NONE} at the cap. Any thread. */
    int take() {
        int chunk = free.take();
        if (chunk != NONE && chunks[chunk] == null) {
            chunks[chunk] = new byte[CHUNK_BYTES];
        }
        return chunk;
    }

    /** Gives a chunk back: the stack's thread only. */
    void put(int chunk) {
        if (!free.put(chunk)) {
            throw new AssertionError("chunk " + chunk + " was given back twice");
        }
    }

    byte[] bytes(int chunk) {
        return chunks[chunk];
    }

    /** Chunks that are taken at some moment during the call. Any thread. */
    public int inUse() {
        return chunks.length - free.length();
    }

    /** The most chunks that can be taken. */
    public int capacity() {
        return chunks.length;
    }
}
