package io.netstack.conn;

import io.netstack.flow.SegmentWriter;
import io.netstack.observe.Reason;
import io.netstack.wire.SeqNum;

/**
 * What we report of data beyond a hole (RFC 2018): up to four blocks, the one touched last first, and once the range that came twice
 * (RFC 2883). A fifth block pushes out the last: its data stays, it is only no longer reported.
 */
final class SackBlocks {
    private static final int MAX_BLOCKS = 4;
    private static final int MAX_BLOCKS_WITH_TIMESTAMPS = 3;

    private final int[] starts = new int[MAX_BLOCKS];
    private final int[] ends = new int[MAX_BLOCKS];
    private int count;
    private boolean duplicate;
    private int duplicateStart;
    private int duplicateEnd;
    private boolean enabled;
    private boolean reportsDuplicates;
    private int mostBlocks;
    private int rcvNxt;

    void open(boolean sack, boolean dsack, boolean timestamps) {
        enabled = sack;
        reportsDuplicates = sack && dsack;
        mostBlocks = timestamps ? MAX_BLOCKS_WITH_TIMESTAMPS : MAX_BLOCKS;
        count = 0;
        duplicate = false;
    }

    int count() {
        return count;
    }

    /** The right edge of the highest block; only when there are blocks. */
    int highestEnd() {
        int highest = ends[0];
        for (int i = 1; i < count; i++) {
            highest = SeqNum.max(highest, ends[i]);
        }
        return highest;
    }

    /** Where the next expected octet stands: below it, a duplicate is an old one. */
    void expect(int next) {
        rcvNxt = next;
    }

    /** Reports a range as received twice, in place of what was to be reported. */
    void duplicate(int start, int end, ConnectionEngine engine) {
        if (!reportsDuplicates) {
            return;
        }
        engine.counters.count(SeqNum.lessThan(start, rcvNxt) ? Reason.DSACK_FOR_OLD : Reason.DSACK_FOR_OUT_OF_ORDER);
        duplicate = true;
        duplicateStart = start;
        duplicateEnd = end;
    }

    /** Reports a range as received twice, together with what was to be reported when they touch. */
    void extendDuplicate(int start, int end, ConnectionEngine engine) {
        if (!duplicate) {
            duplicate(start, end, engine);
        } else if (SeqNum.lessOrEqual(start, duplicateEnd) && SeqNum.lessOrEqual(duplicateStart, end)) {
            duplicateStart = SeqNum.lessThan(start, duplicateStart) ? start : duplicateStart;
            duplicateEnd = SeqNum.max(end, duplicateEnd);
        }
    }

    /** A segment beyond the hole arrived. */
    void add(int start, int end) {
        if (!enabled) {
            return;
        }
        for (int i = 0; i < count; i++) {
            if (extend(i, start, end)) {
                moveToFront(i);
                joinWithFirst();
                return;
            }
        }
        if (count == MAX_BLOCKS) {
            count--;
        }
        for (int i = count; i > 0; i--) {
            starts[i] = starts[i - 1];
            ends[i] = ends[i - 1];
        }
        starts[0] = start;
        ends[0] = end;
        count++;
    }

    private boolean extend(int i, int start, int end) {
        if (SeqNum.lessThan(ends[i], start) || SeqNum.lessThan(end, starts[i])) {
            return false;
        }
        starts[i] = SeqNum.lessThan(start, starts[i]) ? start : starts[i];
        ends[i] = SeqNum.max(end, ends[i]);
        return true;
    }

    private void moveToFront(int i) {
        int start = starts[i];
        int end = ends[i];
        for (; i > 0; i--) {
            starts[i] = starts[i - 1];
            ends[i] = ends[i - 1];
        }
        starts[0] = start;
        ends[0] = end;
    }

    private void joinWithFirst() {
        int i = 1;
        while (i < count) {
            if (extend(0, starts[i], ends[i])) {
                remove(i);
            } else {
                i++;
            }
        }
    }

    private void remove(int block) {
        count--;
        for (int i = block; i < count; i++) {
            starts[i] = starts[i + 1];
            ends[i] = ends[i + 1];
        }
    }

    /** The hole shrank or closed: forgets blocks that are in order now. */
    void removeBelow(int next, boolean everythingInOrder) {
        if (everythingInOrder) {
            count = 0;
            return;
        }
        int i = 0;
        while (i < count) {
            if (SeqNum.lessOrEqual(starts[i], next)) {
                remove(i);
            } else {
                i++;
            }
        }
    }

    /** Forgets all blocks. */
    void clear() {
        count = 0;
        duplicate = false;
    }

    /** Blocks that the next segment carries. */
    int toSend() {
        return Math.min(count + (duplicate ? 1 : 0), mostBlocks);
    }

    /** Adds the option to a segment when there is something to report; the duplicate is reported once. */
    void write(SegmentWriter writer) {
        int blocks = toSend();
        if (blocks == 0) {
            return;
        }
        writer.noOperation().noOperation().sack(blocks);
        if (duplicate) {
            writer.sackBlock(duplicateStart, duplicateEnd);
            duplicate = false;
            blocks--;
        }
        for (int i = 0; i < blocks; i++) {
            writer.sackBlock(starts[i], ends[i]);
        }
    }
}
