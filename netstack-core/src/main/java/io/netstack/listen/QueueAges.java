package io.netstack.listen;

/**
 * How long the first and the last entry of a listener's two queues have been there, nanoseconds; 0 for an empty queue. A request's age
 * counts from its first SYN-ACK.
 */
public record QueueAges(long oldestRequestNs, long newestRequestNs, long oldestAcceptNs, long newestAcceptNs) {

    /** The stack's thread only. */
    static QueueAges of(SynQueue store, TcpListener listener, long nowNs) {
        AcceptQueue accept = listener.acceptQueue();
        return new QueueAges(ofRequest(store, store.byAge(listener.id(), 0), nowNs), ofRequest(store, store.newest(listener.id()), nowNs),
            since(accept.headPutNs(), nowNs), since(accept.lastPutNs(), nowNs));
    }

    private static long ofRequest(SynQueue store, int slot, long nowNs) {
        return slot == SynQueue.NONE ? 0 : nowNs - store.get(slot).synAckSentNs;
    }

    private static long since(long putNs, long nowNs) {
        return putNs == Long.MAX_VALUE ? 0 : nowNs - putNs;
    }
}
