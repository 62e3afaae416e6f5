package io.netstack.flow;

/**
 * Finds slots by a hash: a table of ints with linear probing. A place knows enough of its slot to say "not this one" for nearly every hash that is
 * not there, so that looking for what was never stored touches one cache line and no slot; and what has the same place is in the same cache
 * line, mostly, so that finding costs no chain of reads that wait for one another.
 *
 * <pre>
 *   place  5 bits of the hash, never all 0 │ how far from where the hash points (4 bits, 15: or farther) │ slot (23 bits);   0: empty
 *   words  the hash, whole, in a word of the slot
 *
 *   hash points here ─▶ │ A +0 │ B +0 │ A' +2 │ empty │      A' is looked for from A's place to the first empty one
 * </pre>
 *
 * Removing leaves no mark: those behind that are not where they would be move up, and the distances say who they are without a look at their
 * slots. There are 7/4 as many places as slots. With every slot taken, who is there is found at the second place (1.7 on average) and who is
 * not is given up at the third (3.2; Knuth, volume 3, section 6.4, algorithm L).
 *
 * <p>One thread.
 */
public final class SlotIndex {
    /** No slot. */
    public static final int NONE = -1;
    /** So many slots fit at most. */
    public static final int MAX_SLOTS = 1 << 23;
    private static final int SLOT_BITS = 23;
    private static final int SLOT_MASK = MAX_SLOTS - 1;
    private static final int DISTANCE_BITS = 4;
    private static final int FAR = (1 << DISTANCE_BITS) - 1;
    private static final int TAG_MASK = 31;
    private static final int EMPTY = 0;

    private final int[] places;
    private final SlotWords words;
    private final int word;

    /**
     * Nobody is in it.
     *
     * @param slots a power of two, at most {@link #MAX_SLOTS}
     * @param word  the word of a slot that is ours
     */
    public SlotIndex(SlotWords words, int word, int slots) {
        if (Integer.bitCount(slots) != 1 || slots > MAX_SLOTS) {
            throw new IllegalArgumentException(slots + " slots: must be a power of two up to " + MAX_SLOTS);
        }
        this.words = words;
        this.word = word;
        // one more at least, so that every search ends
        places = new int[slots + Math.max(1, slots / 4 * 3)];
    }

    /** Where the search for a hash begins. */
    private int home(int hash) {
        return (int) ((hash & 0xFFFF_FFFFL) * places.length >>> Integer.SIZE);
    }

    private int after(int place) {
        return place + 1 == places.length ? 0 : place + 1;
    }

    /** What a place says of a hash that points so many places before it. */
    private static int mark(int hash, int distance) {
        int tag = hash & TAG_MASK;
        return (tag == 0 ? 1 : tag) << DISTANCE_BITS | Math.min(distance, FAR);
    }

    /** Part of what {@link #first} looks at, to bring it from memory: the value means nothing, and whoever only adds it up does not wait for it. */
    public int touch(int hash) {
        return places[home(hash)];
    }

    /**
     * The slot that {@link #first} will find, if it is as near as most are, else {@link #NONE}. No branch depends on what memory says, so that many
     * of these go on at the same time.
     */
    public int guess(int hash) {
        int home = home(hash);
        int mark = mark(hash, 0);
        int here = places[home];
        int next = places[after(home)];
        int slot = next >>> SLOT_BITS == mark + 1 ? next & SLOT_MASK : NONE;
        return here >>> SLOT_BITS == mark ? here & SLOT_MASK : slot;
    }

    /** The first slot that may be the one with this hash, or {@link #NONE}; the caller looks whether it is. */
    public int first(int hash) {
        return from(home(hash), 0, hash);
    }

    private int from(int start, int startDistance, int hash) {
        int place = start;
        int distance = startDistance;
        for (int is = places[place]; is != EMPTY; is = places[place]) {
            if (is >>> SLOT_BITS == mark(hash, distance)) {
                return is & SLOT_MASK;
            }
            place = after(place);
            distance++;
        }
        return NONE;
    }

    /** The next slot after this one that may be the one with this hash, or {@link #NONE}. */
    public int next(int slot, int hash) {
        int place = placeOf(hash, slot);
        return from(after(place), distance(home(hash), place) + 1, hash);
    }

    private int placeOf(int hash, int slot) {
        int place = home(hash);
        while ((places[place] & SLOT_MASK) != slot || places[place] == EMPTY) {
            assert places[place] != EMPTY : "slot " + slot + " is not in the index";
            place = after(place);
        }
        return place;
    }

    private int distance(int from, int to) {
        int distance = to - from;
        return distance < 0 ? distance + places.length : distance;
    }

    /** The hash under which a slot was added. */
    public int hash(int slot) {
        return words.get(slot, word);
    }

    /** Adds a slot that is not in it. */
    public void add(int hash, int slot) {
        int place = home(hash);
        int distance = 0;
        while (places[place] != EMPTY) {
            place = after(place);
            distance++;
        }
        places[place] = mark(hash, distance) << SLOT_BITS | slot;
        words.set(slot, word, hash);
    }

    /**
     * Takes a slot out.
     *
     * @param hash under which it was added: who knows it need not wait for {@link #hash} to come from memory
     */
    public void remove(int hash, int slot) {
        int gap = placeOf(hash, slot);
        int place = after(gap);
        for (int is = places[place]; is != EMPTY; is = places[place]) {
            int away = (is >>> SLOT_BITS & FAR) == FAR ? distance(home(hash(is & SLOT_MASK)), place) : is >>> SLOT_BITS & FAR;
            int toGap = distance(gap, place);
            if (away >= toGap) {
                places[gap] = is & ~(FAR << SLOT_BITS) | Math.min(away - toGap, FAR) << SLOT_BITS;
                gap = place;
            }
            place = after(place);
        }
        places[gap] = EMPTY;
    }
}
