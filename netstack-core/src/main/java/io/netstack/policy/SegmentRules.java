package io.netstack.policy;

/**
 * How a system reacts to single segments before there is a connection: tables instead of branches on a system's name. What depends on queues and
 * history is the {@link Decider}'s.
 *
 * @param order             in which order segments for a stored request are tested
 * @param synAck            a SYN|ACK for a listening port and no request that would explain it
 * @param synFinIsSyn       is SYN|FIN for a listening port taken for a SYN?
 * @param bareResets        does a segment without SYN, ACK and RST draw a RST from a listening port?
 * @param reset             which RST ends a request
 * @param badAck            a final ACK with a wrong number, outside the window or without its timestamp
 * @param repeatedSyn       the SYN of a stored request again
 * @param echoTested        must TSecr be one that a SYN-ACK carried?
 * @param timestampRequired must a final ACK carry the timestamp option that was negotiated?
 * @param closed            what becomes of the requests of a closed listener
 * @param iss               where the initial sequence number of a stored request comes from
 * @param window            how the window of a SYN-ACK is chosen
 * @param resetsPerSecond   RSTs that a second may see from open, and as many from closed, ports; 0: no limit
 * @param unreachableSends  a second ICMP error removes a request once its SYN-ACK was sent so often; 0: the first one does; -1: none does
 */
public record SegmentRules(Order order, SynAck synAck, boolean synFinIsSyn, boolean bareResets, Reset reset, BadAck badAck,
                           RepeatedSyn repeatedSyn, boolean echoTested, boolean timestampRequired, Closed closed, Iss iss, Window window,
                           int resetsPerSecond, int unreachableSends) {

    /** Linux 6.18.44 (measured). */
    public static final SegmentRules LINUX = new SegmentRules(Order.ACK_FIRST, SynAck.RESET, false, false, Reset.EXACT_OR_CHALLENGE,
        BadAck.RESET_KEEP, RepeatedSyn.RATE_LIMITED, true, false, Closed.FORGET_LATER, Iss.CLOCK, Window.LINUX, 0, 0);

    /** A request is a full control block: RFC 9293's order, as in 4.2BSD and its heirs before the SYN cache, and in streams stacks. */
    public static final SegmentRules CONTROL_BLOCK = new SegmentRules(Order.WINDOW_FIRST, SynAck.RESET, true, false, Reset.IN_WINDOW,
        BadAck.RESET_KEEP, RepeatedSyn.ANSWERED_BY_ACK, false, false, Closed.RESET, Iss.CLOCK, Window.BUFFER, 0, -1);

    /** Who tests first. */
    public enum Order {
        /** Linux tcp_check_req: repeated SYN, acknowledgment number, window, RST, SYN. */
        ACK_FIRST,
        /** RFC 9293 section 3.10.7.4: window, RST, SYN, acknowledgment number. */
        WINDOW_FIRST,
        /** The BSD SYN cache: the listener's own order (ACK, RST, no SYN, SYN|ACK, SYN), each looking at the cache. */
        CACHE
    }

    /** A SYN|ACK for a listening port. */
    public enum SynAck {
        /** Answered by RST. */
        RESET,
        /** Answered by RST, and a request of its peer is removed (FreeBSD up to 14: syncache_badack). */
        RESET_FORGET,
        /** Ignored (FreeBSD main). */
        IGNORE
    }

    /** Which RST ends a request. */
    public enum Reset {
        /** One that hits RCV.NXT exactly; another one in the window is answered by a challenge ACK (RFC 5961). */
        EXACT_OR_CHALLENGE,
        /** The same, but a RST with ACK, SYN or FIN is ignored (FreeBSD up to 13). */
        BARE_EXACT_OR_CHALLENGE,
        /** Any in the window (RFC 793). */
        IN_WINDOW,
        /** One that hits IRS or RCV.NXT (NetBSD, OpenBSD). */
        FIRST_TWO
    }

    /** What a wrong final ACK draws. */
    public enum BadAck {
        /** A wrong number draws a RST, a wrong place an ACK; the request stays. */
        RESET_KEEP,
        /** A RST, and the request is gone (FreeBSD up to 14). */
        RESET_FREE,
        /** A wrong place draws a challenge ACK, then a wrong number a RST; the request stays (FreeBSD main). */
        CHALLENGE_KEEP,
        /** Both draw the SYN-ACK again; the request stays (NetBSD, OpenBSD). */
        SYN_ACK_AGAIN
    }

    /** The SYN of a stored request again. */
    public enum RepeatedSyn {
        /** Only with the same sequence number: SYN-ACK again, not too often, and the timer starts over at its present interval (Linux). */
        RATE_LIMITED,
        /** With any sequence number: SYN-ACK again, retries and timer start over; its timestamp counts (FreeBSD). */
        STARTS_OVER,
        /** With any sequence number: SYN-ACK again, the timer runs on; its timestamp counts (NetBSD, OpenBSD). */
        TIMER_RUNS_ON,
        /** An ACK: outside the window like any other segment (RFC 9293). */
        ANSWERED_BY_ACK
    }

    /** The requests of a closed listener. */
    public enum Closed {
        /** They go silently at their next timer or segment (Linux). */
        FORGET_LATER,
        /** They go silently at once (NetBSD). */
        FORGET,
        /** They stay, SYN-ACKs are repeated, but nobody takes the ACK (FreeBSD). */
        KEEP,
        /** Each peer gets a RST (a full control block is aborted). */
        RESET
    }

    /** Where the initial sequence number of a stored request comes from. */
    public enum Iss {
        /** A keyed hash plus a clock (RFC 9293 section 3.4.1). */
        CLOCK,
        /** Every one is a cookie (FreeBSD with syncookies on). */
        COOKIE,
        /** Chance alone. */
        RANDOM
    }

    /** How the window of a SYN-ACK is chosen. */
    public enum Window {
        /** A part of the buffer, in whole segments, and a scale for the largest buffer (Linux). */
        LINUX,
        /** The receive buffer up to 65535, and the smallest scale that covers the largest buffer (BSD). */
        BUFFER
    }

    /** The same with another value. */
    public SegmentRules with(Reset other) {
        return new SegmentRules(order, synAck, synFinIsSyn, bareResets, other, badAck, repeatedSyn, echoTested, timestampRequired, closed, iss,
            window, resetsPerSecond, unreachableSends);
    }

    /** The same with another value. */
    public SegmentRules with(SynAck other) {
        return new SegmentRules(order, other, synFinIsSyn, bareResets, reset, badAck, repeatedSyn, echoTested, timestampRequired, closed, iss,
            window, resetsPerSecond, unreachableSends);
    }

    /** The same with another value. */
    public SegmentRules with(BadAck other) {
        return new SegmentRules(order, synAck, synFinIsSyn, bareResets, reset, other, repeatedSyn, echoTested, timestampRequired, closed, iss,
            window, resetsPerSecond, unreachableSends);
    }

    /** The same with another value. */
    public SegmentRules with(Iss other) {
        return new SegmentRules(order, synAck, synFinIsSyn, bareResets, reset, badAck, repeatedSyn, echoTested, timestampRequired, closed, other,
            window, resetsPerSecond, unreachableSends);
    }

    /** The same, but TSecr is tested or not. */
    public SegmentRules echoTested(boolean tested) {
        return new SegmentRules(order, synAck, synFinIsSyn, bareResets, reset, badAck, repeatedSyn, tested, timestampRequired, closed, iss,
            window, resetsPerSecond, unreachableSends);
    }

    /** The same, but SYN|FIN is a SYN or not. */
    public SegmentRules synFinIsSyn(boolean yes) {
        return new SegmentRules(order, synAck, yes, bareResets, reset, badAck, repeatedSyn, echoTested, timestampRequired, closed, iss,
            window, resetsPerSecond, unreachableSends);
    }

    /** The same, but a bare segment draws a RST or not. */
    public SegmentRules bareResets(boolean yes) {
        return new SegmentRules(order, synAck, synFinIsSyn, yes, reset, badAck, repeatedSyn, echoTested, timestampRequired, closed, iss,
            window, resetsPerSecond, unreachableSends);
    }

    /** The same, but the negotiated timestamp is required or not. */
    public SegmentRules timestampRequired(boolean yes) {
        return new SegmentRules(order, synAck, synFinIsSyn, bareResets, reset, badAck, repeatedSyn, echoTested, yes, closed, iss,
            window, resetsPerSecond, unreachableSends);
    }

    /** The same with another limit. */
    public SegmentRules resetsPerSecond(int limit) {
        return new SegmentRules(order, synAck, synFinIsSyn, bareResets, reset, badAck, repeatedSyn, echoTested, timestampRequired, closed, iss,
            window, limit, unreachableSends);
    }
}
