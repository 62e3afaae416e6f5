package io.netstack.flow;

/**
 * A few words for each slot, side by side in one array: what is kept about a slot by several structures, lists and timers say, comes with one
 * cache line instead of one for each of them. One thread.
 */
public final class SlotWords {
    private final long[] words;
    private final int shift;

    /**
     * Words of 0.
     *
     * @param slots        how many slots there are
     * @param wordsPerSlot a power of two
     */
    public SlotWords(int slots, int wordsPerSlot) {
        if (Integer.bitCount(wordsPerSlot) != 1) {
            throw new IllegalArgumentException(wordsPerSlot + " words are not a power of two");
        }
        shift = Integer.numberOfTrailingZeros(wordsPerSlot);
        words = new long[slots << shift];
    }

    /** A word of a slot. */
    public long get(int slot, int word) {
        return words[(slot << shift) + word];
    }

    /** Sets a word of a slot. */
    public void set(int slot, int word, long value) {
        words[(slot << shift) + word] = value;
    }
}
