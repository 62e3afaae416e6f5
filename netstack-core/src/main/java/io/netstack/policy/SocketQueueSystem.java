package io.netstack.policy;

import io.netstack.observe.CounterScheme;
import java.util.List;

/**
 * One system whose listener keeps a full socket for every SYN, in one bound for embryonic and completed connections: 4.2BSD and its heirs before
 * the SYN cache, and Darwin. A row of data.
 *
 * @param name         of the policy
 * @param aliases      its other names
 * @param system       family and version, for people
 * @param summary      one line
 * @param inferred     does it rest on a published number alone?
 * @param limits       what listen() makes of its argument
 * @param limitSetting the system's name of the largest backlog, short; its full name
 * @param limitFull    the same, whole
 * @param largest      its default
 * @param fixed        is it a constant, no setting?
 * @param full         when the queue is full
 * @param beforeFlags  is that tested before a segment's flags are looked at, so that even a stray ACK meets silence?
 * @param victim       how a half-open connection gives way to a SYN
 * @param iss          where initial sequence numbers come from
 * @param counters     what counts
 * @param intervalsNs  of SYN-ACKs; after the last one the request is dropped with a RST
 * @param facts        what is known, with sources
 */
record SocketQueueSystem(String name, List<String> aliases, String system, String summary, boolean inferred, Limits limits, String limitSetting,
                         String limitFull, int largest, boolean fixed, Full full, boolean beforeFlags, Victim victim, SegmentRules.Iss iss, CounterScheme counters,
                         long[] intervalsNs, List<Fact> facts) {

    /** What listen() makes of its argument. */
    enum Limits {
        /** Negative becomes 0, too large the largest (4.2BSD to 4.4BSD). */
        NEGATIVE_IS_ZERO,
        /** Negative and too large become the largest (FreeBSD since 2.2). */
        NEGATIVE_IS_LARGEST,
        /** 0, negative and too large become the largest (Darwin). */
        ZERO_IS_LARGEST
    }

    /** When the queue, embryonic and completed connections together, is full. */
    enum Full {
        /** It holds more than 3/2 of the limit (4.2BSD). */
        BEYOND_THREE_HALVES,
        /** It holds 3/2 of the limit, at least 1 (HP-UX, concluded from a published table), or one more (a vendor's forum). */
        AT_THREE_HALVES,
        /** It holds the limit (Darwin, kern.ipc.soqlimitcompat=1), or 3/2 of it when that is 0. */
        BY_COMPAT
    }

    /** What becomes of a half-open connection that gives way: the oldest, or one by lot when SYNs come fast. */
    enum Victim {
        /** None does: the SYN is dropped. */
        NONE,
        /** A RST tells its peer (FreeBSD 2.2 to 4.4: sodropablereq, tcp_drop). */
        RESET,
        /** Nobody tells its peer, who meets a RST with its next segment (Darwin: tcp_dropdropablreq, tcp_close). */
        CLOSED
    }

    /** How many may be there when a SYN comes; more mean that the queue is full. */
    long most(int limit, boolean compat) {
        return switch (full) {
            case BEYOND_THREE_HALVES -> 3L * limit / 2;
            case AT_THREE_HALVES -> compat ? Math.max(1, 3L * limit / 2) - 1 : 3L * limit / 2;
            case BY_COMPAT -> (compat ? limit : 3L * limit / 2) - 1;
        };
    }
}
