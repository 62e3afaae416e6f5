package io.netstack.sim;

import java.util.PriorityQueue;

/**
 * Actions waiting for their moment, ordered by time and then by the order in which they were added, so that a run repeats to the bit.
 * One thread.
 */
public final class EventQueue {
    /** The time of an empty queue: later than every event. */
    public static final long NEVER = Long.MAX_VALUE;

    private record Event(long timeNs, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(timeNs, other.timeNs);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long added;

    /** Adds an action for a moment, behind those already there for the same moment. */
    public void add(long timeNs, Runnable action) {
        events.add(new Event(timeNs, added++, action));
    }

    /** When the next action is due, or {@link #NEVER}. */
    public long nextTimeNs() {
        Event next = events.peek();
        return next == null ? NEVER : next.timeNs();
    }

    /** Takes the next action out of the queue; null when there is none. */
    public Runnable take() {
        Event next = events.poll();
        return next == null ? null : next.action();
    }

    public int size() {
        return events.size();
    }
}
