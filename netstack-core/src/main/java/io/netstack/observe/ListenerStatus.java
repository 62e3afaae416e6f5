package io.netstack.observe;

/**
 * One listener as {@code ss -lt} shows it, with what {@code ss} cannot show.
 *
 * @param address      dotted decimal, or {@code 0.0.0.0} for every address
 * @param port         1..65535
 * @param profile      whose rules it follows: {@code linux}; at most 31 ASCII characters are kept
 * @param synQueue     embryonic connections
 * @param acceptQueue  connections that wait for accept(); its limit is what a full queue exceeds, as Linux compares
 */
public record ListenerStatus(String address, int port, String profile, Queue synQueue, Queue acceptQueue) {

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
