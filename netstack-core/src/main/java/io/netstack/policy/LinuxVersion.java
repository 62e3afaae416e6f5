package io.netstack.policy;

import io.netstack.observe.CounterScheme;
import java.util.List;

/**
 * What changed between the releases of Linux that a listener's peer or administrator can notice: one row of data per range of releases.
 *
 * @param name             of the policy
 * @param aliases          its other names
 * @param summary          the range in one line
 * @param counters         what counts
 * @param listening        what listen() makes of its argument
 * @param somaxconn        the largest backlog unless set
 * @param somaxconnFixed   is it a constant, no setting?
 * @param synQueue         when the SYN queue is full
 * @param acceptQueue      when a SYN meets a full accept queue
 * @param firstTimeoutNs   of a SYN-ACK
 * @param grain            when timers really fire
 * @param retries          SYN-ACK retransmissions unless set
 * @param pruning          when requests that nobody answers lose retries
 * @param ackedStays       does a request whose final ACK was not honoured keep all its retries?
 * @param lastQuarter      is the last quarter of tcp_max_syn_backlog kept for proven peers when cookies are off?
 * @param deferForEver     does deferred accept never take a bare ACK?
 * @param abortOnOverflow  does the setting exist?
 * @param cookies          their format; NONE: not built in
 * @param cookieRecentNs   how long after the last cookie sent an ACK is looked at for one
 * @param cookiesByDefault tcp_syncookies unless set
 * @param invalidRateMs    tcp_invalid_ratelimit unless set; -1: no such limit
 * @param rules            reactions to single segments
 */
record LinuxVersion(String name, List<String> aliases, String summary, CounterScheme counters, Listening listening, int somaxconn,
                    boolean somaxconnFixed, SynQueueFull synQueue, AtSyn acceptQueue, long firstTimeoutNs, WireProfile.Grain grain, int retries,
                    Pruning pruning, boolean ackedStays, boolean lastQuarter, boolean deferForEver, boolean abortOnOverflow,
                    WireProfile.CookieFormat cookies, long cookieRecentNs, int cookiesByDefault, int invalidRateMs, SegmentRules rules) {

    /** What listen() makes of its argument. */
    enum Listening {
        /** 2.0: 0 and everything above the constant become the constant, seen as unsigned. */
        ZERO_IS_MOST,
        /** 2.2: 0 becomes 1, everything above the constant becomes the constant. */
        ZERO_IS_ONE,
        /** Since 2.4: the smaller of the argument, seen as unsigned, and somaxconn; 0 stays 0. */
        SMALLER
    }

    /** When the SYN queue is full. */
    enum SynQueueFull {
        /** 2.0: requests and connections together have reached the backlog. */
        ONE_QUEUE,
        /** 2.2: more than tcp_max_syn_backlog requests, whatever the backlog. */
        BEYOND_MAX_SYN_BACKLOG,
        /** 2.4 to 2.6.19: a table of at least 64 and tcp_max_syn_backlog, a power of two, is full. */
        TABLE_OF_MAX_SYN_BACKLOG,
        /** 2.6.20 to 4.3: a table made from the backlog at the first listen() is full. */
        TABLE_OF_BACKLOG,
        /** 4.4 to 6.12.9: as many requests as the backlog. */
        AT_LIMIT,
        /** Since 6.12.10 and 6.13: more requests than the backlog. */
        BEYOND_LIMIT
    }

    /** What a SYN finds at a full accept queue. */
    enum AtSyn {
        /** 2.0 and 2.2: nobody looks. */
        NOT_TESTED,
        /** 2.4 to 4.9: dropped when there are also two or more young requests. */
        WITH_TWO_YOUNG,
        /** Since 4.10: dropped. */
        ALWAYS
    }

    /** When requests lose retries. */
    enum Pruning {
        NONE,
        /** 2.4 to 4.3: the SYN table is half full. */
        HALF_TABLE,
        /** Since 4.4: more than half of the larger of 8 and the backlog. */
        HALF_LIMIT
    }

    /** Is the SYN queue full? */
    boolean isFull(ListenView view, int maxSynBacklog) {
        int requests = view.synQueueLength();
        return switch (synQueue) {
            case ONE_QUEUE -> requests + view.acceptQueueLength() >= view.limit();
            case BEYOND_MAX_SYN_BACKLOG -> requests > maxSynBacklog;
            case TABLE_OF_MAX_SYN_BACKLOG, TABLE_OF_BACKLOG -> requests >= view.synTableLimit();
            case AT_LIMIT -> requests >= view.limit();
            case BEYOND_LIMIT -> requests > view.limit();
        };
    }

    /** What the reason of a full SYN queue compares the requests with. */
    int fullAt(ListenView view, int maxSynBacklog) {
        return switch (synQueue) {
            case BEYOND_MAX_SYN_BACKLOG -> maxSynBacklog;
            case TABLE_OF_MAX_SYN_BACKLOG, TABLE_OF_BACKLOG -> view.synTableLimit() - 1;
            case ONE_QUEUE, AT_LIMIT -> view.limit() - 1;
            case BEYOND_LIMIT -> view.limit();
        };
    }

    /** The size of the SYN table of a listener with this limit, or {@link Integer#MAX_VALUE} without one. */
    int synTable(int limit, int maxSynBacklog) {
        return switch (synQueue) {
            case TABLE_OF_MAX_SYN_BACKLOG -> powerOfTwo(Math.max(64, maxSynBacklog));
            case TABLE_OF_BACKLOG -> powerOfTwo(Math.max(8, Math.min(limit, maxSynBacklog)) + 1);
            default -> Integer.MAX_VALUE;
        };
    }

    /** The smallest power of two that is not below n. */
    private static int powerOfTwo(int n) {
        return n > 1 << 30 ? Integer.MAX_VALUE : n <= 1 ? 1 : Integer.highestOneBit(n - 1) << 1;
    }

    /** Do requests lose retries now? */
    boolean prunes(ListenView view) {
        return switch (pruning) {
            case NONE -> false;
            case HALF_TABLE -> view.synQueueLength() >= view.synTableLimit() / 2;
            case HALF_LIMIT -> 2 * view.synQueueLength() > Math.max(8, view.limit());
        };
    }
}
