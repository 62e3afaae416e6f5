package io.netstack.sim;

/**
 * When a client sends its SYN again, and when it gives up.
 *
 * @param firstTimeoutNs  until the first retransmission
 * @param linearTimeouts  this many timeouts do not double the next one (Linux: tcp_syn_linear_timeouts)
 * @param retries         retransmissions beyond the linear ones (Linux: tcp_syn_retries)
 * @param longestNs       no timeout is longer (Linux: TCP_RTO_MAX)
 */
public record SynSchedule(long firstTimeoutNs, int linearTimeouts, int retries, long longestNs) {
    private static final long SECOND_NS = 1_000_000_000L;

    /** Linux 6.5 and later (measured on 6.18): SYNs at 1, 2, 3, 4, 5, 7, 11, 19, 35 and 67 s, then ETIMEDOUT at 131 s. */
    public static final SynSchedule LINUX = new SynSchedule(SECOND_NS, 4, 6, 120 * SECOND_NS);

    /** Linux 3.1 to 6.4: SYNs at 1, 3, 7, 15, 31 and 63 s, then ETIMEDOUT at 127 s. */
    public static final SynSchedule LINUX_EXPONENTIAL = new SynSchedule(SECOND_NS, 0, 6, 120 * SECOND_NS);

    public SynSchedule {
        if (firstTimeoutNs <= 0 || linearTimeouts < 0 || retries < 0 || retries > 127 || longestNs < firstTimeoutNs) {
            throw new IllegalArgumentException("no schedule: first " + firstTimeoutNs + " ns, " + linearTimeouts + " linear, " + retries
                + " retries, longest " + longestNs + " ns");
        }
    }

    /** How long to wait for an answer after so many retransmissions. */
    public long timeoutNs(int retransmits) {
        int doublings = Math.max(0, retransmits - linearTimeouts);
        return doublings >= 40 ? longestNs : Math.min(firstTimeoutNs << doublings, longestNs);
    }

    /** Is it time to give up instead of sending the SYN once more? */
    public boolean givesUp(int retransmits, long elapsedNs) {
        return retransmits >= retries + linearTimeouts
            || retries < 30 && elapsedNs >= firstTimeoutNs * ((1L << retries + 1) - 1);
    }
}
