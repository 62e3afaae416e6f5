package io.netstack.flow;

import java.util.Arrays;

/**
 * Several doubly linked lists over slot numbers, with the links in two words per slot: a slot is in at most one list, may leave from the middle in
 * constant time, and no list can overflow. One thread.
 */
public final class SlotLists {
    /** No slot. */
    public static final int NONE = -1;

    private final SlotWords words;
    private final int word;
    private final int[] heads;
    private final int[] tails;
    private final int[] lengths;

    /**
     * Empty lists.
     *
     * @param slots how many slots there are
     * @param lists how many lists there are
     */
    public SlotLists(int slots, int lists) {
        this(new SlotWords(slots, 2), 0, lists);
    }

    /**
     * Empty lists whose links are in two of the words that slots have.
     *
     * @param word  the first of the two; nobody else's
     * @param lists how many lists there are
     */
    public SlotLists(SlotWords words, int word, int lists) {
        this.words = words;
        this.word = word;
        heads = new int[lists];
        tails = new int[lists];
        lengths = new int[lists];
        Arrays.fill(heads, NONE);
        Arrays.fill(tails, NONE);
    }

    /** The slot at the head of a list, or {@link #NONE}. */
    public int first(int list) {
        return heads[list];
    }

    /** The slot at the tail of a list, or {@link #NONE}. */
    public int last(int list) {
        return tails[list];
    }

    /** The slot after this one, or {@link #NONE}. */
    public int next(int slot) {
        return words.get(slot, word);
    }

    /** The slot before this one, or {@link #NONE}. */
    public int previous(int slot) {
        return words.get(slot, word + 1);
    }

    public int length(int list) {
        return lengths[list];
    }

    /** Lets go of every slot of a list at once; the caller knows them. */
    public void clear(int list) {
        heads[list] = NONE;
        tails[list] = NONE;
        lengths[list] = 0;
    }

    /** Adds a slot that is in no list at the tail. */
    public void append(int list, int slot) {
        int before = tails[list];
        words.setTwo(slot, word, (long) before << Integer.SIZE | NONE & 0xFFFF_FFFFL);
        if (before == NONE) {
            heads[list] = slot;
        } else {
            words.set(before, word, slot);
        }
        tails[list] = slot;
        lengths[list]++;
    }

    /** Takes a slot out of the list that it is in. */
    public void remove(int list, int slot) {
        long links = words.getTwo(slot, word);
        int after = (int) links;
        int before = (int) (links >> Integer.SIZE);
        if (before == NONE) {
            heads[list] = after;
        } else {
            words.set(before, word, after);
        }
        if (after == NONE) {
            tails[list] = before;
        } else {
            words.set(after, word + 1, before);
        }
        lengths[list]--;
    }
}
