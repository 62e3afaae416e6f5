package io.netstack.conn;

import java.util.Arrays;

/**
 * The next deadline of every slot in one binary heap. A deadline that moves later, which is what nearly all of them do, costs nothing: the heap
 * learns of it when the old one comes up.
 */
final class DeadlineHeap {
    static final long NEVER = Long.MAX_VALUE;
    static final int NONE = -1;

    private final long[] deadlines;
    private final int[] places;
    private final int[] heap;
    private int size;

    DeadlineHeap(int slots) {
        deadlines = new long[slots];
        places = new int[slots];
        heap = new int[slots];
        Arrays.fill(places, NONE);
    }

    /** A slot wants to be looked at no later than this; a later time than before has no effect. */
    void wakeBy(int slot, long deadlineNs) {
        if (deadlineNs == NEVER) {
            return;
        }
        if (places[slot] == NONE) {
            places[slot] = size;
            heap[size] = slot;
            deadlines[slot] = deadlineNs;
            size++;
            up(places[slot]);
        } else if (deadlineNs < deadlines[slot]) {
            deadlines[slot] = deadlineNs;
            up(places[slot]);
        }
    }

    /** When the next slot wants to be looked at. */
    long next() {
        return size == 0 ? NEVER : deadlines[heap[0]];
    }

    /** Takes a slot whose time has come, or {@link #NONE}. */
    int takeDue(long nowNs) {
        if (size == 0 || deadlines[heap[0]] > nowNs) {
            return NONE;
        }
        int slot = heap[0];
        remove(slot);
        return slot;
    }

    /** Forgets a slot. */
    void remove(int slot) {
        int place = places[slot];
        if (place == NONE) {
            return;
        }
        size--;
        int last = heap[size];
        places[slot] = NONE;
        if (place < size) {
            heap[place] = last;
            places[last] = place;
            up(place);
            down(places[last]);
        }
    }

    private void up(int from) {
        int place = from;
        int slot = heap[place];
        long deadline = deadlines[slot];
        while (place > 0) {
            int parent = place - 1 >> 1;
            int above = heap[parent];
            if (deadlines[above] <= deadline) {
                break;
            }
            heap[place] = above;
            places[above] = place;
            place = parent;
        }
        heap[place] = slot;
        places[slot] = place;
    }

    private void down(int from) {
        int place = from;
        int slot = heap[place];
        long deadline = deadlines[slot];
        while (true) {
            int child = 2 * place + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && deadlines[heap[child + 1]] < deadlines[heap[child]]) {
                child++;
            }
            int below = heap[child];
            if (deadline <= deadlines[below]) {
                break;
            }
            heap[place] = below;
            places[below] = place;
            place = child;
        }
        heap[place] = slot;
        places[slot] = place;
    }
}
