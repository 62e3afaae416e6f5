package io.netstack.link;

import java.util.Arrays;
import java.util.PriorityQueue;

/** Frames on their way: each comes out when it is due, those of one moment in the order in which they went in. One thread. */
final class DelayLine {
    private record Held(long dueNs, long number, byte[] frame) implements Comparable<Held> {
        @Override
        public int compareTo(Held other) {
            int byTime = Long.compare(dueNs, other.dueNs);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Held> held = new PriorityQueue<>();
    private long added;

    /** Puts a copy of a frame on its way. */
    void add(long dueNs, byte[] buffer, int offset, int length) {
        held.add(new Held(dueNs, added++, Arrays.copyOfRange(buffer, offset, offset + length)));
    }

    /** The next frame that is due, or null. */
    byte[] take(long nowNs) {
        Held next = held.peek();
        return next == null || next.dueNs() > nowNs ? null : held.poll().frame();
    }

    /** When the next frame is due; {@link Long#MAX_VALUE} when none is on its way. */
    long nextDueNs() {
        Held next = held.peek();
        return next == null ? Long.MAX_VALUE : next.dueNs();
    }

    int size() {
        return held.size();
    }
}
