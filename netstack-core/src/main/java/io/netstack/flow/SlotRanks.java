package io.netstack.flow;

import java.util.Arrays;

/**
 * Slots in the order in which they came, where the one of a rank is found by counting bits: what a list makes a walk of, over half of the slots
 * on average when the rank is drawn by lot. One thread.
 *
 * <pre>
 *   order    7  3  9  1  4  …      slots as they came; who left stays until there is no place at the end
 *   present  1  0  1  1  0  …      64 to a word, 8 words to a group, 8 groups to a block, blocks counted
 *   position of a slot ──┘         in an array that several orders share: a slot is in one of them at most
 * </pre>
 *
 * Appending, leaving and finding look at one block and at the counts of those before it. A rank drawn by lot is in any word of its group, and a
 * processor that guesses which is wrong mostly; so all eight are counted, and the rank is compared with all eight sums at once. When the end is
 * reached those present move up to the front, and the order grows first if they are more than half of it: one move for each slot appended, at
 * the most, in the mean.
 */
public final class SlotRanks {
    private static final int WORD_SHIFT = 6;
    private static final int BLOCK_SHIFT = 12;
    private static final int WORDS_PER_BLOCK = 1 << BLOCK_SHIFT - WORD_SHIFT;
    private static final int WORDS_PER_GROUP = 8;
    /** A group. */
    private static final int LEAST = WORDS_PER_GROUP << WORD_SHIFT;
    /** A long of four numbers below 2^15, whose highest bits are free: 1 in each. */
    private static final long ONES = 0x0001_0001_0001_0001L;
    private static final long FREE_BITS = ONES << 15;
    /** By so much the last of them is shifted. */
    private static final int LAST = 3 * Short.SIZE;

    private final int[] positions;
    private int[] order = new int[LEAST];
    private long[] present = new long[WORDS_PER_GROUP];
    private int[] blockLengths = new int[1];
    private int end;
    private int length;

    /** @param positions an element for each slot; nobody else's but of other orders */
    public SlotRanks(int[] positions) {
        this.positions = positions;
    }

    /** Slots in it. */
    public int length() {
        return length;
    }

    /** Adds a slot that is in no order, as the youngest. */
    public void append(int slot) {
        if (end == order.length) {
            moveUp();
        }
        order[end] = slot;
        positions[slot] = end;
        present[end >> WORD_SHIFT] |= 1L << end;
        blockLengths[end >> BLOCK_SHIFT]++;
        end++;
        length++;
    }

    /** Takes out a slot that is in it. */
    public void remove(int slot) {
        int position = positions[slot];
        present[position >> WORD_SHIFT] &= ~(1L << position);
        blockLengths[position >> BLOCK_SHIFT]--;
        length--;
    }

    /** The slot that has so many older ones before it; rank is from 0 to {@link #length} - 1. */
    public int at(int rank) {
        int left = rank;
        int block = 0;
        while (left >= blockLengths[block]) {
            left -= blockLengths[block++];
        }
        int word = block * WORDS_PER_BLOCK - WORDS_PER_GROUP;
        int count = 0;
        long low;
        long high;
        do {
            left -= count;
            word += WORDS_PER_GROUP;
            low = sums(word);
            high = sums(word + 4) + (low >>> LAST) * ONES;
            count = (int) (high >>> LAST);
        } while (left >= count);
        // a free bit stays where the sum is not above the rank: in the words that end before it
        long compared = left * ONES | FREE_BITS;
        int passed = Long.bitCount(compared - low & FREE_BITS) + Long.bitCount(compared - high & FREE_BITS);
        long before = select(low << Short.SIZE, high << Short.SIZE | low >>> LAST, passed >> 2);
        left -= (int) (before >>> Short.SIZE * passed) & 0xFFFF;
        word += passed;
        int bit = Long.numberOfTrailingZeros(Long.expand(1L << left, present[word]));
        return order[(word << WORD_SHIFT) + bit];
    }

    /** The first for 0, the second for 1: without a branch, which would be a guess. */
    private static long select(long first, long second, int which) {
        return first ^ (first ^ second) & -which;
    }

    /** How many are present in a word, in this and the next one, in three and in four. */
    private long sums(int word) {
        return (Long.bitCount(present[word]) | (long) Long.bitCount(present[word + 1]) << Short.SIZE
            | (long) Long.bitCount(present[word + 2]) << 2 * Short.SIZE | (long) Long.bitCount(present[word + 3]) << LAST) * ONES;
    }

    private void moveUp() {
        int[] from = order;
        if (length > order.length / 2) {
            order = new int[2 * from.length];
        }
        int to = 0;
        for (int word = 0; word < from.length >> WORD_SHIFT; word++) {
            for (long bits = present[word]; bits != 0; bits &= bits - 1) {
                int slot = from[(word << WORD_SHIFT) + Long.numberOfTrailingZeros(bits)];
                order[to] = slot;
                positions[slot] = to++;
            }
        }
        end = length;
        markPresent();
    }

    /** Everything from the front to the end is present, and nothing behind it. */
    private void markPresent() {
        int words = order.length >> WORD_SHIFT;
        if (present.length < words) {
            present = new long[words];
            blockLengths = new int[words + WORDS_PER_BLOCK - 1 >> BLOCK_SHIFT - WORD_SHIFT];
        }
        int whole = end >> WORD_SHIFT;
        Arrays.fill(present, 0, whole, -1);
        Arrays.fill(present, whole, present.length, 0);
        if (whole < present.length) {
            present[whole] = (1L << end) - 1;
        }
        for (int block = 0; block < blockLengths.length; block++) {
            blockLengths[block] = Math.clamp(end - (block << BLOCK_SHIFT), 0, 1 << BLOCK_SHIFT);
        }
    }
}
