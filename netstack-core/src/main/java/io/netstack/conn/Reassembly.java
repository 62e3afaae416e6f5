package io.netstack.conn;

import io.netstack.observe.Reason;
import io.netstack.wire.SeqNum;
import java.util.Arrays;

/**
 * Which parts beyond the next expected octet have arrived: the out-of-order queue, ordered by sequence number, with what each part costs. The
 * bytes themselves are in the ring already, at their places. Parts may overlap to the left, as in Linux, whose accounting this follows.
 *
 * <pre>
 *   rcvNxt            part 0          part 1      part 2
 *     │    (hole)   [start,end)     [start,end)  [start,end) FIN
 * </pre>
 */
final class Reassembly {
    private static final int FIRST_CAPACITY = 8;
    private static final int KEPT_CAPACITY = 32;
    private static final int[] NOTHING = new int[0];

    private int[] starts = NOTHING;
    private int[] ends = NOTHING;
    private int[] costs = NOTHING;
    /** Room behind the data; the lowest bit says that the part ends with a FIN. */
    private int[] rooms = NOTHING;
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    int start(int part) {
        return starts[part];
    }

    int end(int part) {
        return ends[part];
    }

    int cost(int part) {
        return costs[part];
    }

    int room(int part) {
        return rooms[part] >> 1;
    }

    boolean hasFin(int part) {
        return (rooms[part] & 1) != 0;
    }

    /** The end of the last part. */
    int highestEnd() {
        return ends[count - 1];
    }

    /**
     * Adds a segment, extending or dropping parts that it meets.
     *
     * @param memory is charged for the segment unless it fits behind its left neighbour, and relieved of parts that it covers
     * @param blocks learns what the peer sent twice
     * @return {@link Outcome}
     */
    Outcome add(int start, int end, int cost, int room, boolean fin, ReceiveMemory memory, SackBlocks blocks, ConnectionEngine engine) {
        int at = count;
        while (at > 0 && SeqNum.lessThan(start, starts[at - 1])) {
            at--;
        }
        // at: the first part that starts after the segment does
        boolean replaces = false;
        if (at > 0) {
            int left = at - 1;
            if (SeqNum.lessThan(start, ends[left])) {
                if (SeqNum.lessOrEqual(end, ends[left])) {
                    blocks.duplicate(start, end, engine);
                    return Outcome.DUPLICATE;
                }
                if (start == starts[left]) {
                    blocks.extendDuplicate(starts[left], ends[left], engine);
                    memory.discharge(costs[left]);
                    replaces = true;
                } else {
                    blocks.duplicate(start, ends[left], engine);
                }
            } else if (start == ends[left] && end - start <= room(left) && !hasFin(left)) {
                ends[left] = end;
                rooms[left] = room(left) - (end - start) << 1 | (fin ? 1 : 0);
                swallowRight(left, memory, blocks, engine);
                return Outcome.COALESCED;
            }
        }
        int place = replaces ? at - 1 : insertAt(at);
        starts[place] = start;
        ends[place] = end;
        costs[place] = cost;
        rooms[place] = room << 1 | (fin ? 1 : 0);
        if (replaces) {
            engine.counters.count(Reason.OUT_OF_ORDER_MERGED);
        }
        swallowRight(place, memory, blocks, engine);
        return Outcome.QUEUED;
    }

    private void swallowRight(int part, ReceiveMemory memory, SackBlocks blocks, ConnectionEngine engine) {
        while (part + 1 < count && SeqNum.lessThan(starts[part + 1], ends[part])) {
            int right = part + 1;
            if (SeqNum.lessThan(ends[part], ends[right])) {
                blocks.extendDuplicate(starts[right], ends[part], engine);
                return;
            }
            blocks.extendDuplicate(starts[right], ends[right], engine);
            engine.counters.count(Reason.OUT_OF_ORDER_MERGED);
            memory.discharge(costs[right]);
            if (hasFin(right) && ends[right] == ends[part]) {
                rooms[part] |= 1;
            }
            remove(right);
        }
    }

    private int insertAt(int place) {
        if (count == starts.length) {
            int capacity = count == 0 ? FIRST_CAPACITY : count * 2;
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
            costs = Arrays.copyOf(costs, capacity);
            rooms = Arrays.copyOf(rooms, capacity);
        }
        move(place, place + 1, count - place);
        count++;
        return place;
    }

    private void move(int from, int to, int length) {
        System.arraycopy(starts, from, starts, to, length);
        System.arraycopy(ends, from, ends, to, length);
        System.arraycopy(costs, from, costs, to, length);
        System.arraycopy(rooms, from, rooms, to, length);
    }

    private void remove(int part) {
        move(part + 1, part, count - part - 1);
        count--;
    }

    /** Takes the first {@code parts} parts out: they are in order now. */
    void removeFirst(int parts) {
        move(parts, 0, count - parts);
        count -= parts;
    }

    /** Drops the last part, for lack of memory. */
    void dropLast(ReceiveMemory memory) {
        memory.discharge(costs[count - 1]);
        count--;
    }

    /** Drops everything. */
    void clear(ReceiveMemory memory) {
        while (count > 0) {
            dropLast(memory);
        }
        if (starts.length > KEPT_CAPACITY) {
            starts = NOTHING;
            ends = NOTHING;
            costs = NOTHING;
            rooms = NOTHING;
        }
    }

    /** What became of a segment. */
    enum Outcome {
        /** It is a part of its own now: charge it. */
        QUEUED,
        /** It lies in the memory of its left neighbour. */
        COALESCED,
        /** All of it was here already. */
        DUPLICATE
    }
}
