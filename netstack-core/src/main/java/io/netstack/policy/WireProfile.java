package io.netstack.policy;

import io.netstack.observe.CounterScheme;

/**
 * How a system looks on the wire and reacts to single segments: data, resolved for given settings. What depends on queues and history is the
 * {@link Decider}'s.
 *
 * @param system              the family and version it is true of: {@code Linux 6.18}
 * @param counters            which counters each reason moves
 * @param timeToLive          of every packet, 1..255
 * @param timestamps          how the timestamp option is answered
 * @param sack                is SACK-permitted answered?
 * @param windowScaling       is window scale answered?
 * @param ecn                 is ECN negotiated (RFC 3168)?
 * @param receiveBufferBytes  default receive buffer of a connection
 * @param receiveBufferMaxBytes the most it may grow to: decides the window scale
 * @param cookies             the format of SYN cookies
 * @param synAckIntervalsNs   the interval after the SYN-ACK was sent 1, 2, 3 … times; the last one repeats
 * @param invalidRateLimitNs  shortest time between two answers to invalid segments of one connection or request; 0: no limit
 * @param resetsEvicted       does a peer whose request gives way to another get a RST?
 * @param timerGrain          when timers really fire
 */
public record WireProfile(String system, CounterScheme counters, int timeToLive, Timestamps timestamps, boolean sack, boolean windowScaling,
                          boolean ecn, int receiveBufferBytes, int receiveBufferMaxBytes, CookieFormat cookies, long[] synAckIntervalsNs,
                          long invalidRateLimitNs, boolean resetsEvicted, Grain timerGrain, SegmentRules rules) {

    /** A profile that reacts to single segments as Linux does. */
    public WireProfile(String system, CounterScheme counters, int timeToLive, Timestamps timestamps, boolean sack, boolean windowScaling,
                       boolean ecn, int receiveBufferBytes, int receiveBufferMaxBytes, CookieFormat cookies, long[] synAckIntervalsNs,
                       long invalidRateLimitNs, boolean resetsEvicted, Grain timerGrain) {
        this(system, counters, timeToLive, timestamps, sack, windowScaling, ecn, receiveBufferBytes, receiveBufferMaxBytes, cookies,
            synAckIntervalsNs, invalidRateLimitNs, resetsEvicted, timerGrain, SegmentRules.LINUX);
    }

    /** How the timestamp option (RFC 7323) is answered. */
    public enum Timestamps {
        /** Not at all. */
        OFF,
        /** With a clock that starts at a random offset for each pair of addresses and ports. */
        RANDOM_OFFSET,
        /** With the plain clock of the machine. */
        PLAIN
    }

    /** How SYN cookies are made. */
    public enum CookieFormat {
        /** No cookies. */
        NONE,
        /** Linux since 3.13: two keyed hashes, a minute counter in the top 8 bits, one of four MSS values, good for 2 minutes. */
        LINUX,
        /** Linux 2.6.33 to 3.12: the same layout, eight MSS values, good for 4 minutes. */
        LINUX_8_MSS,
        /** Linux 2.4 to 2.6.24: eight MSS thresholds, good for 4 minutes, no options in the timestamp. */
        LINUX_NO_OPTIONS,
        /** FreeBSD since 10: 24 bits of a keyed hash, and a byte with MSS, window scale and SACK; two keys, changed every 15 s. */
        FREEBSD
    }

    /** When timers really fire. */
    public enum Grain {
        /** When they were asked to. */
        EXACT,
        /** On the wheel of Linux since 4.8, 250 jiffies a second. */
        LINUX_WHEEL,
        /** At the next multiple of 200 ms (Linux up to 4.3: one timer scans the SYN table of a listener). */
        EVERY_200_MS,
        /** At the next multiple of 500 ms (Linux 2.0 and 2.2). */
        EVERY_500_MS
    }

    /** The interval after the SYN-ACK was sent so many times before. */
    public long synAckIntervalNs(int timeouts) {
        return synAckIntervalsNs[Math.min(timeouts, synAckIntervalsNs.length - 1)];
    }
}
