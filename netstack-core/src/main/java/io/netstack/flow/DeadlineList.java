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

    private final long[] intervalsNs;
    private final SlotLists lists;
    private final long[] deadlinesNs;
    private final byte[] listOf;
    /** Per list, the slot before the first one of the last moment: where a last-in-first-out grain inserts. */
    private final int[] beforeLastMoment;
    private final TimerGrain grain;

    /**
     * No timer is set.
     *
     * @param slots       how many slots there are
     * @param intervalsNs the distinct intervals, ascending, at most 127
     * @param grain       when a timer really fires
     */
    public DeadlineList(int slots, long[] intervalsNs, TimerGrain grain) {
        this.intervalsNs = intervalsNs.clone();
        this.grain = grain;
        lists = new SlotLists(slots, intervalsNs.length);
        deadlinesNs = new long[slots];
        listOf = new byte[slots];
        Arrays.fill(listOf, (byte) NO_LIST);
        beforeLastMoment = new int[intervalsNs.length];
        Arrays.fill(beforeLastMoment, SlotLists.NONE);
    }

    /** Sets the timer of a slot to one of the intervals from now, replacing the one it had. */
    public void set(int slot, int interval, long nowNs) {
        clear(slot);
        long deadlineNs = grain.fireAtNs(nowNs, intervalsNs[interval]);
        int last = lists.last(interval);
        if (last == SlotLists.NONE || deadlinesNs[last] < deadlineNs) {
            beforeLastMoment[interval] = last;
            lists.append(interval, slot);
        } else {
            // Not later than the last: the same moment (a grain rounds), or a clock that stood still.
            deadlineNs = deadlinesNs[last];
            if (grain.lastInFirstOut()) {
                lists.insertAfter(interval, beforeLastMoment[interval], slot);
            } else {
                lists.append(interval, slot);
            }
        }
        deadlinesNs[slot] = deadlineNs;
        listOf[slot] = (byte) interval;
    }

    /** Clears the timer of a slot; nothing happens when it has none. */
    public void clear(int slot) {
        int list = listOf[slot];
        if (list == NO_LIST) {
            return;
        }
        if (beforeLastMoment[list] == slot) {
            beforeLastMoment[list] = lists.previous(slot);
        }
        lists.remove(list, slot);
        listOf[slot] = NO_LIST;
        if (lists.last(list) == beforeLastMoment[list]) {
            // The last moment's only slot left: the moment before it is the last one now.
            beforeLastMoment[list] = startOfMoment(list);
        }
    }

    /** The slot before the first one that fires together with the last; walks only over slots of one moment. */
    private int startOfMoment(int list) {
        int slot = lists.last(list);
        while (slot != SlotLists.NONE && lists.previous(slot) != SlotLists.NONE
            && deadlinesNs[lists.previous(slot)] == deadlinesNs[slot]) {
            slot = lists.previous(slot);
        }
        return slot == SlotLists.NONE ? SlotLists.NONE : lists.previous(slot);
    }

    /** When the earliest timer fires, or {@link #NEVER}. */
    public long nextDeadlineNs() {
        long next = NEVER;
        for (int list = 0; list < intervalsNs.length; list++) {
            int first = lists.first(list);
            if (first != SlotLists.NONE && deadlinesNs[first] < next) {
                next = deadlinesNs[first];
            }
        }
        return next;
    }

    /** Takes a slot whose time has come, clearing its timer: the earliest of all; {@link SlotLists#NONE} when none is due. */
    public int takeDue(long nowNs) {
        int due = SlotLists.NONE;
        long earliest = nowNs;
        for (int list = 0; list < intervalsNs.length; list++) {
            int first = lists.first(list);
            if (first != SlotLists.NONE && deadlinesNs[first] <= earliest && (due == SlotLists.NONE || deadlinesNs[first] < earliest)) {
                earliest = deadlinesNs[first];
                due = first;
            }
        }
        if (due != SlotLists.NONE) {
            clear(due);
        }
        return due;
    }

    /** When the timer of a slot fires, or {@link #NEVER}. */
    public long deadlineNs(int slot) {
        return listOf[slot] == NO_LIST ? NEVER : deadlinesNs[slot];
    }
}
