package io.netstack.observe;

/**
 * One listener as {@code ss -lt} shows it, with what {@code ss} cannot show.
 *
 * @param address      dotted decimal, or {@code 0.0.0.0} for every address
 * @param port         1..65535
 * @param profile      whose rules it follows: {@code linux}; at most 31 ASCII characters are kept
 * @param synQueue     embryonic connections; its limit is the one of a cache for all listeners where a system has such a cache
 * @param acceptQueue  connections that wait for accept(); its limit is what listen() stored
 * @param incomplete   sockets that accept() does not see yet, FreeBSD's incqlen: requests where each has a socket, not those of a SYN cache,
 *                     and connections that an accept filter holds back
 */
public record ListenerStatus(String address, int port, String profile, Queue synQueue, Queue acceptQueue, int incomplete) {

    /** A listener whose requests are its only incomplete sockets. */
    public ListenerStatus(String address, int port, String profile, Queue synQueue, Queue acceptQueue) {
        this(address, port, profile, synQueue, acceptQueue, synQueue.length());
    }

    /**
     * A queue at one moment.
     *
     * @param length entries now
     * @param peak   the most there ever were
     * @param limit  what its policy compares the length with
     * @param oldestNs how long the first entry has been there; 0 when the queue is empty, or when nobody looked
     * @param newestNs how long the last entry has been there; likewise
     */
    public record Queue(int length, int peak, int limit, long oldestNs, long newestNs) {

        /** A queue at whose entries nobody looked. */
        public Queue(int length, int peak, int limit) {
            this(length, peak, limit, 0, 0);
        }
    }
}
