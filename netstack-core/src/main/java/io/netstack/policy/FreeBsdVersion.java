package io.netstack.policy;

import java.util.List;

/**
 * What differs between the releases of FreeBSD that have a SYN cache: one row of data per range.
 *
 * @param name            of the policy
 * @param aliases         its other names
 * @param system          family and version, for people
 * @param summary         one line
 * @param inferred        does it rest on recall?
 * @param limitSetting    the short name of the sysctl that bounds the backlog
 * @param gateAtSyn       is a SYN dropped while more connections wait than the limit (4.5 to 6)?
 * @param resetsRefused   is a refused final ACK answered by RST unless set otherwise (rst_on_sock_fail)?
 * @param rexmitInitialMs until the SYN-ACK is sent for the second time
 * @param rexmitSlopMs    added to every later interval
 * @param pauses          does a full bucket pause the cache in favour of cookies?
 * @param cookieLifeNs    how long after a bucket's overflow an ACK is looked at for a cookie; {@link Long#MAX_VALUE}: always
 * @param logs            is an overflow of the accept queue logged?
 * @param countsResends   do SYN-ACKs sent again and challenge ACKs count as packets sent (14 and later)?
 * @param countsSpurious  are cookies that were not expected or wrong counted, and connections from cookies not counted as completed (main)?
 * @param rules           reactions to single segments
 */
record FreeBsdVersion(String name, List<String> aliases, String system, String summary, boolean inferred, String limitSetting,
                      boolean gateAtSyn, boolean resetsRefused, int rexmitInitialMs, int rexmitSlopMs, boolean pauses, long cookieLifeNs,
                      boolean logs, boolean countsResends, boolean countsSpurious, SegmentRules rules) {
    private static final long SECOND = 1_000_000_000L;

    /** tcp_syncache.c of 13.0: what its neighbours are described against. */
    private static final SegmentRules RULES_13 = new SegmentRules(SegmentRules.Order.CACHE, SegmentRules.SynAck.RESET_FORGET, true, false,
        SegmentRules.Reset.BARE_EXACT_OR_CHALLENGE, SegmentRules.BadAck.RESET_FREE, SegmentRules.RepeatedSyn.STARTS_OVER, false, true,
        SegmentRules.Closed.KEEP, SegmentRules.Iss.COOKIE, SegmentRules.Window.BUFFER, 200, 4);
    private static final SegmentRules RULES_14 = RULES_13.with(SegmentRules.Reset.EXACT_OR_CHALLENGE);
    private static final SegmentRules RULES_MAIN = RULES_14.with(SegmentRules.SynAck.IGNORE).with(SegmentRules.BadAck.CHALLENGE_KEEP);
    private static final SegmentRules RULES_4 = new SegmentRules(SegmentRules.Order.CACHE, SegmentRules.SynAck.RESET_FORGET, true, false,
        SegmentRules.Reset.IN_WINDOW, SegmentRules.BadAck.RESET_FREE, SegmentRules.RepeatedSyn.STARTS_OVER, false, false,
        SegmentRules.Closed.FORGET_LATER, SegmentRules.Iss.COOKIE, SegmentRules.Window.BUFFER, 200, 4);

    static final List<FreeBsdVersion> ALL = List.of(
        new FreeBsdVersion("freebsd-14", List.of("freebsd"), "FreeBSD 14",
            "FreeBSD 14: every SYN answered; 3/2 backlog + 1 connections; beyond that connected, then reset", false, "soacceptqueue",
            false, true, 1000, 200, true, 15 * SECOND, true, true, false, RULES_14),
        new FreeBsdVersion("freebsd-main", List.of("freebsd-15"), "FreeBSD main",
            "FreeBSD main of 2025-26: as 14, but a wrong final ACK leaves the request alone and a SYN|ACK is ignored", false, "soacceptqueue",
            false, true, 1000, 200, true, 15 * SECOND, true, true, true, RULES_MAIN),
        new FreeBsdVersion("freebsd-13", List.of(), "FreeBSD 13",
            "FreeBSD 13: as 14, but only a bare RST ends a request", false, "soacceptqueue",
            false, true, 1000, 200, true, 15 * SECOND, true, false, false, RULES_13),
        new FreeBsdVersion("freebsd-9", List.of(), "FreeBSD 9",
            "FreeBSD 9: as 13 without pauses; SYN-ACKs at 0, 3, 9, 21 s; any good cookie is taken", false, "somaxconn",
            false, true, 3000, 0, false, Long.MAX_VALUE, false, false, false, RULES_13),
        new FreeBsdVersion("freebsd-4.8", List.of("freebsd-5.1"), "FreeBSD 4.8",
            "FreeBSD 4.5 to 6: SYNs dropped while more than backlog connections wait; a refused final ACK vanishes", false, "somaxconn",
            true, false, 1000, 0, false, 4 * SECOND, false, false, false, RULES_4),
        new FreeBsdVersion("dragonfly", List.of("dragonflybsd"), "DragonFly",
            "DragonFly BSD: as FreeBSD 4.8, from which it comes (recalled, not checked)", true, "somaxconn",
            true, false, 1000, 0, false, 4 * SECOND, false, false, false, RULES_4));
}
