package io.netstack.sim;

/**
 * When a client sends its SYN again, and when it gives up.
 *
 * @param firstTimeoutNs  until the first retransmission
 * @param linearTimeouts  this many timeouts do not double the next one (Linux: tcp_syn_linear_timeouts)
 * @param retries         retransmissions beyond the linear ones (Linux: tcp_syn_retries)
 * @param longestNs       no timeout is longer (Linux: TCP_RTO_MAX)
 * @param patienceNs      the whole attempt ends at this time at the latest (BSD: tcp_keepinit)
 */
public record SynSchedule(long firstTimeoutNs, int linearTimeouts, int retries, long longestNs, long patienceNs) {
    private static final long SECOND_NS = 1_000_000_000L;

    /** Linux 6.5 and later (measured on 6.18): SYNs at 1, 2, 3, 4, 5, 7, 11, 19, 35 and 67 s, then ETIMEDOUT at 131 s. */
    public static final SynSchedule LINUX = new SynSchedule(SECOND_NS, 4, 6, 120 * SECOND_NS);

    /** Linux 3.1 to 6.4: SYNs at 1, 3, 7, 15, 31 and 63 s, then ETIMEDOUT at 127 s. */
    public static final SynSchedule LINUX_EXPONENTIAL = new SynSchedule(SECOND_NS, 0, 6, 120 * SECOND_NS);

    /** Windows by its documented defaults (TcpInitialRtt 3 s, TcpMaxConnectRetransmissions 2): SYNs at 3 and 9 s, WSAETIMEDOUT at 21 s. */
    public static final SynSchedule WINDOWS = new SynSchedule(3 * SECOND_NS, 0, 2, 120 * SECOND_NS);

    /** FreeBSD (tcp_syn_backoff, a base of 1 s; not measured here): SYNs as Linux, but keepinit ends the attempt at 75 s. */
    public static final SynSchedule FREEBSD = new SynSchedule(SECOND_NS, 4, 6, 64 * SECOND_NS, 75 * SECOND_NS);

    /** One SYN, no patience: gives up after a second. */
    public static final SynSchedule ONCE = new SynSchedule(SECOND_NS, 0, 0, SECOND_NS);

    /** An attempt that ends by the number of its SYNs. */
    public SynSchedule(long firstTimeoutNs, int linearTimeouts, int retries, long longestNs) {
        this(firstTimeoutNs, linearTimeouts, retries, longestNs, Long.MAX_VALUE);
    }

    public SynSchedule {
        if (firstTimeoutNs <= 0 || linearTimeouts < 0 || retries < 0 || retries > 127 || longestNs < firstTimeoutNs || patienceNs <= 0) {
            throw new IllegalArgumentException("no schedule: first " + firstTimeoutNs + " ns, " + linearTimeouts + " linear, " + retries
                + " retries, longest " + longestNs + " ns");
        }
    }

    /** How long to wait for an answer after so many retransmissions. */
    public long timeoutNs(int retransmits) {
        if (patienceNs == Long.MAX_VALUE) {
            return stepNs(retransmits);
        }
        long elapsed = 0;
        for (int i = 0; i < retransmits; i++) {
            elapsed += stepNs(i);
        }
        return Math.max(1, Math.min(stepNs(retransmits), patienceNs - elapsed));
    }

    private long stepNs(int retransmits) {
        int doublings = Math.max(0, retransmits - linearTimeouts);
        return doublings >= 40 ? longestNs : Math.min(firstTimeoutNs << doublings, longestNs);
    }

    /** Is it time to give up instead of sending the SYN once more? */
    public boolean givesUp(int retransmits, long elapsedNs) {
        return retransmits >= retries + linearTimeouts || elapsedNs >= patienceNs
            || retries < 30 && elapsedNs >= firstTimeoutNs * ((1L << retries + 1) - 1);
    }
}
