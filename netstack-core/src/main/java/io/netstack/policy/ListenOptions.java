package io.netstack.policy;

/**
 * Socket options that a listener hands to its requests and connections.
 *
 * @param deferAcceptRounds  SYN-ACK timeouts that a bare final ACK is held back (TCP_DEFER_ACCEPT in Linux's unit), 0..255; 0: not at all
 * @param synAckRetries      overrides the system's number of SYN-ACK retransmissions (TCP_SYNCNT), 1..127; 0: the system's
 * @param receiveBufferBytes SO_RCVBUF as the application gives it; 0: the system's default
 * @param noDelay            connections start without Nagle's algorithm (TCP_NODELAY)
 * @param acceptFilter       what a connection must have received before accept() sees it (SO_ACCEPTFILTER); only FreeBSD's policies heed it
 */
public record ListenOptions(int deferAcceptRounds, int synAckRetries, int receiveBufferBytes, boolean noDelay, AcceptFilter acceptFilter) {

    /** Nothing set. */
    public static final ListenOptions NONE = new ListenOptions(0, 0, 0, false);

    /** Without an accept filter. */
    public ListenOptions(int deferAcceptRounds, int synAckRetries, int receiveBufferBytes, boolean noDelay) {
        this(deferAcceptRounds, synAckRetries, receiveBufferBytes, noDelay, AcceptFilter.NONE);
    }

    public ListenOptions {
        if (deferAcceptRounds < 0 || deferAcceptRounds > 255) {
            throw new IllegalArgumentException("deferred accept of " + deferAcceptRounds + " rounds is outside 0..255");
        }
        if (synAckRetries < 0 || synAckRetries > 127) {
            throw new IllegalArgumentException(synAckRetries + " SYN-ACK retries are outside 0..127");
        }
        if (receiveBufferBytes < 0) {
            throw new IllegalArgumentException("a receive buffer of " + receiveBufferBytes + " bytes is negative");
        }
    }

    /**
     * TCP_DEFER_ACCEPT in seconds as Linux converts it to timeouts: the smallest number of rounds of 1, 2, 4 … (at most 120) seconds that
     * last at least as long.
     */
    public static int deferRounds(int seconds) {
        int rounds = 0;
        long reached = 0;
        long interval = 1;
        while (reached < seconds && rounds < 255) {
            reached += interval;
            interval = Math.min(interval << 1, 120);
            rounds++;
        }
        return rounds;
    }
}
