package io.netstack.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How often each {@link Reason} occurred, and where each {@link Counter} stands.
 *
 * <p>One thread writes, any thread may read: writes are opaque, so that a reader sees each number whole and soon, but not several numbers of
 * one moment. Counters move only through reasons; the gauge {@link Counter#TCP_CURR_ESTAB} moves by {@link #currentlyEstablished}.
 */
public final class Counters {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final int[][] movedBy;
    private final long[] counters = new long[Counter.values().length];
    private final long[] reasons = new long[Reason.values().length];

    public Counters(CounterScheme scheme) {
        this.movedBy = scheme.table();
    }

    /** Something happened: the writer only. */
    public void count(Reason reason) {
        int r = reason.ordinal();
        increment(reasons, r);
        for (int counter : movedBy[r]) {
            increment(counters, counter);
        }
    }

    /** Moves the counters of a reason that is not the one that the frame ends in: a final ACK whose data had something to say, too. */
    public void alsoMove(Reason reason) {
        for (int counter : movedBy[reason.ordinal()]) {
            increment(counters, counter);
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
