package io.netstack.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * How often each {@link Reason} occurred, and where each {@link Counter} stands.
 *
 * <p>One thread writes, any thread may read: writes are opaque, so that a reader sees each number whole and soon, but not several numbers of
 * one moment. Counters move only through reasons; the gauge {@link Counter#TCP_CURR_ESTAB} moves by {@link #currentlyEstablished}.
 */
public final class Counters {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /** What a reason that moves less than two counters moves instead. */
    private static final int NOBODY = Counter.values().length;
    private static final int CELL_BITS = 15;
    private static final int CELL_MASK = (1 << CELL_BITS) - 1;
    private static final int MORE = 1 << 31;

    private final int[][] movedBy;
    /** By reason the first two counters that it moves; negative when there are more: hardly any branch has to be guessed that way. */
    private final int[] firstTwo;
    private final long[] counters = new long[NOBODY + 1];
    private final long[] reasons = new long[Reason.values().length];

    public Counters(CounterScheme scheme) {
        movedBy = scheme.table();
        firstTwo = Arrays.stream(movedBy).mapToInt(Counters::firstTwo).toArray();
    }

    private static int firstTwo(int[] moved) {
        int first = moved.length > 0 ? moved[0] : NOBODY;
        int second = moved.length > 1 ? moved[1] : NOBODY;
        return first | second << CELL_BITS | (moved.length > 2 ? MORE : 0);
    }

    /** Something happened: the writer only. */
    public void count(Reason reason) {
        increment(reasons, reason.ordinal());
        alsoMove(reason);
    }

    /** Moves the counters of a reason that is not the one that the frame ends in: a final ACK whose data had something to say, too. */
    public void alsoMove(Reason reason) {
        int two = firstTwo[reason.ordinal()];
        increment(counters, two & CELL_MASK);
        increment(counters, two >>> CELL_BITS & CELL_MASK);
        if (two < 0) {
            int[] moved = movedBy[reason.ordinal()];
            for (int i = 2; i < moved.length; i++) {
                increment(counters, moved[i]);
            }
        }
    }

    /** A connection entered (+1) or left (-1) ESTABLISHED and CLOSE-WAIT: the writer only. */
    public void currentlyEstablished(int change) {
        int cell = Counter.TCP_CURR_ESTAB.ordinal();
        CELL.setOpaque(counters, cell, counters[cell] + change);
    }

    private static void increment(long[] cells, int index) {
        CELL.setOpaque(cells, index, cells[index] + 1);
    }

    /** Where a counter stands. Any thread. */
    public long value(Counter counter) {
        return (long) CELL.getOpaque(counters, counter.ordinal());
    }

    /** How often a reason occurred. Any thread. */
    public long value(Reason reason) {
        return (long) CELL.getOpaque(reasons, reason.ordinal());
    }
}
