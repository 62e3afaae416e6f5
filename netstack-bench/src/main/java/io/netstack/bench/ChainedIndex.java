package io.netstack.bench;

import io.netstack.flow.SlotWords;

/**
 * What {@link io.netstack.flow.SlotIndex} was before, kept as its baseline: chains whose heads are ints in one array and whose links are in two
 * words that slots have. Three bytes a slot smaller, and quicker where everything is in the cache; but whoever is not alone in his bucket waits for
 * another one's line first, which no look ahead can help.
 *
 * <pre>
 *   head   0 │ 6 bits of the hash, never all 0 │ more than one? │ slot + 1 (24 bits); 0: nobody
 *   words  next slot + 1 (24 bits), 8 bits that are somebody else's │ hash
 * </pre>
 */
public final class ChainedIndex {
    /** No slot. */
    public static final int NONE = -1;
    /** So many slots fit at most. */
    public static final int MAX_SLOTS = 1 << 23;
    private static final int SLOT_MASK = (1 << 24) - 1;
    private static final int MORE = 1 << 24;
    /** Brings {@link #MORE} to the sign. */
    private static final int MORE_TO_SIGN = 7;
    private static final int TAG_SHIFT = 25;
    private static final int TAG_MASK = 0x3F << TAG_SHIFT;
    private static final int NEXT_SHIFT = 8;
    private static final int OTHERS_MASK = 0xFF;

    private final int[] heads;
    private final int mask;
    private final SlotWords words;
    private final int word;

    /**
     * Nobody is in it.
     *
     * @param slots a power of two, at most {@link #MAX_SLOTS}
     * @param word  the first of two words that are ours, but for its low byte
     */
    public ChainedIndex(SlotWords words, int word, int slots) {
        if (Integer.bitCount(slots) != 1 || slots > MAX_SLOTS) {
            throw new IllegalArgumentException(slots + " slots: must be a power of two up to " + MAX_SLOTS);
        }
        this.words = words;
        this.word = word;
        heads = new int[slots];
        mask = slots - 1;
    }

    /** The first slot that may be the one with this hash, or {@link #NONE}; the caller looks whether it is. */
    public int first(int hash) {
        int head = heads[hash & mask];
        // One branch, seldom taken for a hash that is not there, whether the bucket is empty (its tag matches nothing) or not: a guess that
        // proves wrong only when the head has come from memory would cost as much again.
        int different = head & TAG_MASK ^ tag(hash);
        if ((different - 1 | head << MORE_TO_SIGN) >= 0) {
            return NONE;
        }
        return different == 0 ? slotOf(head) : next(slotOf(head), hash);
    }

    /** Six bits of a hash, in their place, 1 where they would be 0. */
    private static int tag(int hash) {
        int tag = hash >>> 1 & TAG_MASK;
        return tag | (tag - 1 >>> 31) << TAG_SHIFT;
    }

    /** The next slot after this one that may be the one with this hash, or {@link #NONE}. */
    public int next(int slot, int hash) {
        int next = slot;
        do {
            next = after(next);
        } while (next != NONE && hash(next) != hash);
        return next;
    }

    /** The hash under which a slot was added. */
    public int hash(int slot) {
        return words.get(slot, word + 1);
    }

    /** Adds a slot that is not in it. */
    public void add(int hash, int slot) {
        int head = heads[hash & mask];
        words.set(slot, word, (head & SLOT_MASK) << NEXT_SHIFT | words.get(slot, word) & OTHERS_MASK);
        words.set(slot, word + 1, hash);
        heads[hash & mask] = tag(hash) | moreUnless0(head & SLOT_MASK) | slot + 1;
    }

    private static int moreUnless0(int link) {
        return -link >> 31 & MORE;
    }

    /**
     * Takes a slot out.
     *
     * @param hash under which it was added: who knows it need not wait for {@link #hash} to come from memory
     */
    public void remove(int hash, int slot) {
        int bucket = hash & mask;
        int head = heads[bucket];
        if ((head & (MORE | SLOT_MASK)) == slot + 1) {
            heads[bucket] = 0;
            return;
        }
        int after = after(slot);
        if (slotOf(head) == slot) {
            heads[bucket] = tag(hash(after)) | moreUnless0(after(after) + 1) | after + 1;
            return;
        }
        int before = slotOf(head);
        while (after(before) != slot) {
            before = after(before);
        }
        words.set(before, word, after + 1 << NEXT_SHIFT | words.get(before, word) & OTHERS_MASK);
        if (before == slotOf(head) && after == NONE) {
            heads[bucket] = head & ~MORE;
        }
    }

    private static int slotOf(int head) {
        return (head & SLOT_MASK) - 1;
    }

    private int after(int slot) {
        return (words.get(slot, word) >>> NEXT_SHIFT) - 1;
    }
}
