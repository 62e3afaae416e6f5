package io.netstack.flow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A few words for each slot, side by side in one array: what several structures keep about a slot, lists and timers say, comes with one cache
 * line instead of one for each of them. A word is an int, so that a link can be written without being read first: the processor does not wait
 * for the line of a neighbour that is only written. One thread.
 */
public final class SlotWords {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int WORD_SHIFT = 2;

    private final byte[] bytes;
    private final int shift;

    /**
     * Words of 0.
     *
     * @param slots        how many slots there are
     * @param wordsPerSlot a power of two; slots and words together at most 2^28
     */
    public SlotWords(int slots, int wordsPerSlot) {
        if (Integer.bitCount(wordsPerSlot) != 1) {
            throw new IllegalArgumentException(wordsPerSlot + " words are not a power of two");
        }
        shift = Integer.numberOfTrailingZeros(wordsPerSlot) + WORD_SHIFT;
        bytes = new byte[Math.multiplyExact(slots, 1 << shift)];
    }

    private int offset(int slot, int word) {
        return (slot << shift) + (word << WORD_SHIFT);
    }

    /** A word of a slot. */
    public int get(int slot, int word) {
        return (int) INT.get(bytes, offset(slot, word));
    }

    /** Sets a word of a slot. */
    public void set(int slot, int word, int value) {
        INT.set(bytes, offset(slot, word), value);
    }

    /** A word of a slot, in the low half, and the one behind it. */
    public long getTwo(int slot, int word) {
        return (long) LONG.get(bytes, offset(slot, word));
    }

    /** Sets a word of a slot, from the low half, and the one behind it. */
    public void setTwo(int slot, int word, long value) {
        LONG.set(bytes, offset(slot, word), value);
    }
}
