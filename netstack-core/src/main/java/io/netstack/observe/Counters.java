package io.netstack.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How often each {@link Reason} occurred, and where each {@link Counter} stands.
 *
 * <p>What happens to a frame is one reason, so the writer adds one to one cell; a counter is the sum of the reasons that move it, made when
 * somebody asks. The gauge {@link Counter#TCP_CURR_ESTAB} moves by {@link #currentlyEstablished}.
 *
 * <pre>
 *   cells  │ reason 0 │ reason 1 │ …  how often      value(TCP_OUT_SEGS) = SENT_SYN_ACK + SENT_RST + …
 *          │ reason 0 │ reason 1 │ …  how often only its counters moved
 *          │ gauge │
 * </pre>
 *
 * One thread writes, any thread may read: writes are opaque, so that a reader sees each cell whole and soon, and no number ever goes back, but
 * several numbers are not of one moment.
 */
public final class Counters {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int REASONS = Reason.values().length;
    private static final int GAUGE = 2 * REASONS;

    /** By counter the ordinals of the reasons that move it. */
    private final int[][] movers;
    private final long[] cells = new long[GAUGE + 1];

    public Counters(CounterScheme scheme) {
        movers = scheme.movers();
    }

    /** Something happened: the writer only. */
    public void count(Reason reason) {
        increment(reason.ordinal());
    }

    /** Moves the counters of a reason that is not the one that the frame ends in: a final ACK whose data had something to say, too. */
    public void alsoMove(Reason reason) {
        increment(REASONS + reason.ordinal());
    }

    /** A connection entered (+1) or left (-1) ESTABLISHED and CLOSE-WAIT: the writer only. */
    public void currentlyEstablished(int change) {
        CELL.setOpaque(cells, GAUGE, cells[GAUGE] + change);
    }

    private void increment(int cell) {
        CELL.setOpaque(cells, cell, cells[cell] + 1);
    }

    private long cell(int cell) {
        return (long) CELL.getOpaque(cells, cell);
    }

    /** Where a counter stands. Any thread. */
    public long value(Counter counter) {
        long value = counter == Counter.TCP_CURR_ESTAB ? cell(GAUGE) : 0;
        for (int reason : movers[counter.ordinal()]) {
            value += cell(reason) + cell(REASONS + reason);
        }
        return value;
    }

    /** How often a reason occurred. Any thread. */
    public long value(Reason reason) {
        return cell(reason.ordinal());
    }
}
