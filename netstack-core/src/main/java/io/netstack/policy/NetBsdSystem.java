package io.netstack.policy;

import static io.netstack.observe.Counter.*;
import static io.netstack.policy.Fact.Evidence.*;
import static io.netstack.policy.Fact.Topic.*;

import io.netstack.observe.Counter;
import io.netstack.observe.CounterScheme;
import io.netstack.observe.Reason;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * NetBSD and OpenBSD, which share a SYN cache and differ in their numbers.
 *
 * @param name       of the policy
 * @param system     family and version, for people
 * @param summary    one line
 * @param smallest   a backlog below it becomes it (OpenBSD kern.sominconn), 0 for none
 * @param negative   what a negative backlog becomes: 0, or the largest when true
 * @param threeOver  the final ACK is refused when more than 3 backlogs, divided by this, wait
 * @param bareResets does a segment without SYN, ACK and RST draw a RST?
 * @param counters   what counts
 * @param facts      what is known, with sources
 */
record NetBsdSystem(String name, String system, String summary, int smallest, boolean negative, int threeOver, boolean bareResets,
                    CounterScheme counters, List<Fact> facts) {
    private static final String NETBSD = "NetBSD tcp_syncache.c 1.7 and uipc_socket2.c 1.110";
    private static final String OPENBSD = "OpenBSD tcp_input.c and uipc_socket2.c of 2025";

    static final List<NetBsdSystem> ALL = List.of(
        new NetBsdSystem("netbsd", "NetBSD",
            "NetBSD: SYNs dropped while more than backlog connections wait; wrong final ACKs draw the SYN-ACK again",
            0, false, 2, false, counters("netbsd", false), List.of(
                new Fact(LIMIT, "A negative backlog becomes 0, one above 128 becomes 128 (the number is recalled).", RECALLED, NETBSD),
                new Fact(REQUESTS, "One cache of 293 buckets of 105, 10255 in all, for all listeners: a full bucket gives up its oldest.",
                    SOURCE, NETBSD),
                new Fact(CONNECTIONS,
                    "A SYN is dropped while more connections wait than the backlog; a final ACK is refused beyond 3/2 of it.", SOURCE,
                    NETBSD),
                new Fact(CLIENT, "Silence at the SYN; RST at a final ACK that comes too late.", SOURCE, NETBSD),
                new Fact(COUNTER, "None for the SYN, tcps_sc_aborted for the final ACK.", SOURCE, NETBSD),
                new Fact(SETTING, "kern.somaxconn bounds the backlog.", RECALLED, "not checked"),
                new Fact(DOUBT, "3 s and 75 s, which give SYN-ACKs at 0, 3, 9, 21, 45 s and the end at 93 s, are recalled.", RECALLED, NETBSD))),
        new NetBsdSystem("openbsd", "OpenBSD", "OpenBSD: the backlog is at least 80; SYNs dropped while more than that wait", 80, true, 1, true,
            counters("openbsd", true), List.of(
                new Fact(LIMIT,
                    "A negative backlog and one above kern.somaxconn (128, recalled) become that; then one below kern.sominconn (80) "
                    + "becomes "
                    + "80.", SOURCE, OPENBSD),
                new Fact(REQUESTS,
                    "One cache for all listeners, as NetBSD's; OpenBSD exchanges it for an empty one with new secrets every 100000 "
                    + "insertions, which nobody outside can see and which is not done here.", SOURCE, OPENBSD),
                new Fact(CONNECTIONS,
                    "A SYN is dropped while more connections wait than the limit; a final ACK is refused beyond 3 times it.", SOURCE,
                    OPENBSD),
                new Fact(CLIENT, "Silence at the SYN; RST at a final ACK that comes too late.", SOURCE, OPENBSD),
                new Fact(COUNTER, "tcps_dropsyn for the SYN, tcps_sc_aborted for the final ACK.", SOURCE, OPENBSD),
                new Fact(SETTING, "kern.somaxconn and kern.sominconn bound the backlog.", SOURCE, OPENBSD),
                new Fact(DOUBT, "SYN-ACK times are NetBSD's.", RECALLED, OPENBSD))));

    private static CounterScheme counters(String name, boolean countsSyn) {
        Map<Reason, Counter[]> map = new EnumMap<>(Reason.class);
        map.put(Reason.SYN_QUEUED, new Counter[] {BSD_SC_ADDED});
        map.put(Reason.SYN_QUEUED_TIME_WAIT, new Counter[] {BSD_SC_ADDED});
        map.put(Reason.SYN_QUEUED_BUCKET_FULL, new Counter[] {BSD_SC_ADDED, BSD_SC_BUCKET_OVERFLOW});
        map.put(Reason.SYN_QUEUED_CACHE_FULL, new Counter[] {BSD_SC_ADDED, BSD_SC_CACHE_OVERFLOW});
        map.put(Reason.SENT_SYN_ACK_AGAIN, new Counter[] {BSD_SC_RETRANSMITTED});
        map.put(Reason.REQUEST_SYN_REPEATED, new Counter[] {BSD_SC_DUPSYN});
        map.put(Reason.REQUEST_EXPIRED, new Counter[] {BSD_SC_STALE});
        map.put(Reason.REQUEST_RESET_BY_PEER, new Counter[] {BSD_SC_RESET});
        map.put(Reason.REQUEST_UNREACHABLE, new Counter[] {BSD_SC_DROPPED});
        map.put(Reason.ICMP_REQUEST_REMOVED, new Counter[] {BSD_SC_UNREACH});
        map.put(Reason.ACK_ESTABLISHED, new Counter[] {BSD_SC_COMPLETED, BSD_ACCEPTS, BSD_CONNECTS});
        map.put(Reason.ACK_ACCEPT_QUEUE_FULL_RESET, new Counter[] {BSD_SC_ABORTED});
        map.put(Reason.LISTEN_ACK_RESET, new Counter[] {BSD_BAD_SYN});
        map.put(Reason.LISTEN_SYN_ACK_RESET, new Counter[] {BSD_BAD_SYN});
        map.put(Reason.LISTENER_CLOSED_CONNECTION, new Counter[] {BSD_DROPS});
        if (countsSyn) {
            map.put(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, new Counter[] {BSD_DROP_SYN});
        }
        return CounterScheme.foreign(name, map);
    }
}
