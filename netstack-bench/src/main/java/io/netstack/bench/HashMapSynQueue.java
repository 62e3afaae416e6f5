package io.netstack.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The SYN queue as one would write it first, kept as the baseline: an object for each tuple and each request, a HashMap, and one heap for
 * all timers. A request that leaves stays in the heap until its time comes, as removing it there would cost a walk.
 */
public final class HashMapSynQueue {

    /** Who. */
    public record Tuple(long remoteHigh, long remoteLow, int ports, int localIndex) {
    }

    /** What is kept of a peer. */
    public static final class Request implements Comparable<Request> {
        final Tuple tuple;
        final long dueNs;
        boolean gone;
        int iss;
        int irs;

        Request(Tuple tuple, long dueNs) {
            this.tuple = tuple;
            this.dueNs = dueNs;
        }

        @Override
        public int compareTo(Request other) {
            return Long.compare(dueNs, other.dueNs);
        }
    }

    private final Map<Tuple, Request> requests = new HashMap<>();
    private final PriorityQueue<Request> timers = new PriorityQueue<>();

    /** The request of a tuple, or null. */
    public Request find(long remoteLow, int ports) {
        return requests.get(new Tuple(0, remoteLow, ports, 0));
    }

    /** Stores a request with its timer. */
    public void add(long remoteLow, int ports, long dueNs) {
        Request request = new Request(new Tuple(0, remoteLow, ports, 0), dueNs);
        requests.put(request.tuple, request);
        timers.add(request);
    }

    /** Takes a request out. */
    public void remove(Request request) {
        request.gone = true;
        requests.remove(request.tuple);
    }

    /** Drops timers that are due or whose request is gone from the head of the heap. */
    public void advance(long nowNs) {
        for (Request head = timers.peek(); head != null && (head.gone || head.dueNs <= nowNs); head = timers.peek()) {
            timers.poll();
        }
    }

    /** How many are stored. */
    public int length() {
        return requests.size();
    }
}
