package io.netstack.flow;

import java.util.Arrays;

/**
 * Timers of slots, one per slot: a sorted list for each distinct interval, sorted by construction because time only moves forward, so that
 * setting, moving and clearing a timer costs the same with ten slots as with a million and nothing can overflow. One thread.
 *
 * <pre>
 *   interval  1 s │ slot 7 @ 10.0 ─ slot 3 @ 10.0 ─ slot 9 @ 10.2
 *             2 s │ slot 1 @ 10.6
 *             …
 * </pre>
 *
 * Intervals are given an index at construction; {@link #nextDeadlineNs} looks at the heads of the lists, of which there are about eight.
 */
public final class DeadlineList {
    /** No deadline. */
    public static final long NEVER = Long.MAX_VALUE;
    private static final int NO_LIST = -1;
    private static final int WORDS = 8;

    private final long[] intervalsNs;
    private final SlotLists lists;
    private final SlotWords words;
    private final int deadlineWord;
    private final int listWord;
    /** Per list, the last slot of its first moment where that is known, else none: where a last-in-first-out grain takes from. */
    private final int[] endOfFirstMoment;
    private final TimerGrain grain;

    /**
     * No timer is set.
     *
     * @param slots       how many slots there are
     * @param intervalsNs the distinct intervals, ascending
     * @param grain       when a timer really fires
     */
    public DeadlineList(int slots, long[] intervalsNs, TimerGrain grain) {
        this(new SlotWords(slots, WORDS), 0, slots, intervalsNs, grain);
    }

    /**
     * As above, with timers in words that slots have: two for links, two for the deadline, one for the list.
     *
     * @param word the first of the five
     */
    public DeadlineList(SlotWords words, int word, int slots, long[] intervalsNs, TimerGrain grain) {
        this.intervalsNs = intervalsNs.clone();
        this.grain = grain;
        this.words = words;
        deadlineWord = word + 2;
        listWord = word + 4;
        lists = new SlotLists(words, word, intervalsNs.length);
        for (int slot = 0; slot < slots; slot++) {
            listOf(slot, NO_LIST);
        }
        endOfFirstMoment = new int[intervalsNs.length];
        Arrays.fill(endOfFirstMoment, SlotLists.NONE);
    }

    private int listOf(int slot) {
        return words.get(slot, listWord);
    }

    private void listOf(int slot, int list) {
        words.set(slot, listWord, list);
    }

    private long deadline(int slot) {
        return words.getTwo(slot, deadlineWord);
    }

    /** Sets the timer of a slot to one of the intervals from now, replacing the one it had. */
    public void set(int slot, int interval, long nowNs) {
        clear(slot);
        start(slot, interval, nowNs);
    }

    /** The same for a slot that has no timer. */
    public void start(int slot, int interval, long nowNs) {
        assert listOf(slot) == NO_LIST : "slot " + slot + " has a timer";
        long deadlineNs = grain.fireAtNs(nowNs, intervalsNs[interval]);
        int last = lists.last(interval);
        if (last != SlotLists.NONE && deadlineNs <= deadline(last)) {
            // Not later than the last: the same moment (a grain rounds), or a clock that stood still.
            deadlineNs = deadline(last);
            if (endOfFirstMoment[interval] == last) {
                endOfFirstMoment[interval] = slot;
            }
        }
        lists.append(interval, slot);
        words.setTwo(slot, deadlineWord, deadlineNs);
        listOf(slot, interval);
    }

    /** Clears the timer of a slot; nothing happens when it has none. */
    public void clear(int slot) {
        int list = listOf(slot);
        if (list == NO_LIST) {
            return;
        }
        if (endOfFirstMoment[list] == slot) {
            int before = lists.previous(slot);
            endOfFirstMoment[list] = before != SlotLists.NONE && deadline(before) == deadline(slot) ? before : SlotLists.NONE;
        }
        lists.remove(list, slot);
        listOf(slot, NO_LIST);
    }

    /**
     * The slot of a list that fires first. A last-in-first-out grain walks to the end of the first moment, once per moment: setting and
     * clearing never walk, so that a peer who makes and removes requests cannot make that cost more.
     */
    private int firstToFire(int list) {
        int first = lists.first(list);
        if (!grain.lastInFirstOut()) {
            return first;
        }
        int end = endOfFirstMoment[list];
        if (end == SlotLists.NONE) {
            end = first;
            for (int next = lists.next(end); next != SlotLists.NONE && deadline(next) == deadline(first); next = lists.next(end)) {
                end = next;
            }
            endOfFirstMoment[list] = end;
        }
        return end;
    }

    /** When the earliest timer fires, or {@link #NEVER}. */
    public long nextDeadlineNs() {
        long next = NEVER;
        for (int list = 0; list < intervalsNs.length; list++) {
            int first = lists.first(list);
            if (first != SlotLists.NONE && deadline(first) < next) {
                next = deadline(first);
            }
        }
        return next;
    }

    /** Takes a slot whose time has come, clearing its timer: the earliest of all; {@link SlotLists#NONE} when none is due. */
    public int takeDue(long nowNs) {
        int dueList = NO_LIST;
        long earliest = nowNs;
        for (int list = 0; list < intervalsNs.length; list++) {
            int first = lists.first(list);
            if (first != SlotLists.NONE && deadline(first) <= earliest && (dueList == NO_LIST || deadline(first) < earliest)) {
                earliest = deadline(first);
                dueList = list;
            }
        }
        if (dueList == NO_LIST) {
            return SlotLists.NONE;
        }
        int due = firstToFire(dueList);
        clear(due);
        return due;
    }

    /** When the timer of a slot fires, or {@link #NEVER}. */
    public long deadlineNs(int slot) {
        return listOf(slot) == NO_LIST ? NEVER : deadline(slot);
    }
}
