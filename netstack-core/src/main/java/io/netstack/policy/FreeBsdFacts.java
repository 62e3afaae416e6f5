package io.netstack.policy;

import static io.netstack.policy.Fact.Evidence.*;
import static io.netstack.policy.Fact.Topic.*;

import java.util.ArrayList;
import java.util.List;

/** What is known about FreeBSD's listener, release by release. */
final class FreeBsdFacts {
    private static final String SOCKET = "sys/kern/uipc_socket.c of FreeBSD 9.1, 13.0 and 14";
    private static final String CACHE = "sys/netinet/tcp_syncache.c of FreeBSD 13.0";

    private FreeBsdFacts() {
    }

    static List<Fact> of(FreeBsdVersion version) {
        Fact.Evidence known = version.inferred() ? RECALLED : SOURCE;
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(LIMIT, "A negative backlog and one above kern.ipc." + version.limitSetting()
            + " become that number; 0 stays 0. Only listen() looks at it: a later change touches no listener.", known, SOCKET));
        facts.add(new Fact(REQUESTS,
            "Requests live in one cache of 512 buckets of 30 for all listeners; the backlog does not bound them. A full "
            + "bucket gives up its oldest.", known, CACHE));
        if (version.gateAtSyn()) {
            facts.add(new Fact(CONNECTIONS,
                "A SYN is dropped while more connections wait than the backlog: one after another, backlog + 1 get in.",
                version.inferred() ? RECALLED : PUBLISHED, "tcp_input.c of FreeBSD 5 and 6; Stevens, UNP 3rd ed., figure 4.10"));
            facts.add(new Fact(CLIENT,
                "Silence: its SYN is repeated. A final ACK that finds more than 3/2 of the backlog waiting is dropped, and the "
                + "request with it; whatever the client sends next draws a RST.", known, "tcp_syncache.c of FreeBSD 4.x"));
        } else {
            facts.add(new Fact(CONNECTIONS, "A final ACK is refused when more than 3/2 of the backlog wait, so 3/2 of it and one more get in.",
                SOURCE, SOCKET + ", sonewconn"));
            facts.add(new Fact(CLIENT, "Its SYN is always answered: it is connected, and reset when its final ACK is refused. With "
                + "rst_on_sock_fail=0 nothing answers that ACK, and its data draws a RST.", SOURCE, CACHE + ", syncache_expand"));
        }
        facts.add(new Fact(COUNTER, "tcps_listendrop (netstat -s: listen queue overflows) and tcps_sc_aborted"
            + (version.gateAtSyn() ? " at the final ACK; none for the dropped SYN." : "."), known, CACHE));
        if (version.logs()) {
            facts.add(new Fact(COUNTER, "The kernel logs the overflow, at most once per listener and kern.ipc.sooverinterval (60 s).",
                SOURCE, SOCKET));
        }
        facts.add(new Fact(SETTING, "kern.ipc." + version.limitSetting() + " bounds the backlog"
            + (version.gateAtSyn() ? "." : "; net.inet.tcp.syncache.rst_on_sock_fail decides between RST and silence."), known, SOCKET));
        if (version.pauses()) {
            facts.add(new Fact(REQUESTS, "When a bucket overflows the cache pauses: for 15 s, or twice as long as the pause before it, up to 16 "
                + "minutes, SYNs are answered by cookies and nothing is stored.", SOURCE, CACHE + ", syncache_pause"));
            facts.add(new Fact(DOUBT, "The year and branch in which pauses came is recalled (2019, 12.x).", RECALLED,
                "release notes not checked"));
        } else {
            facts.add(new Fact(DOUBT,
                "Its cookies are made here in the format of FreeBSD 10 and later, not in its own (MD5); when one is taken is its own "
                + "rule.", SOURCE, "tcp_syncache.c of FreeBSD 4.x and 9.1"));
        }
        if (version.countsSpurious()) {
            facts.add(new Fact(DOUBT, "Describes main of 2025-26; which of it is in 15.0 was not checked.", SOURCE,
                "freebsd-src main and its TCP test suite"));
        }
        if (version.inferred()) {
            facts.add(new Fact(DOUBT,
                "All of it is recalled: DragonFly descends from FreeBSD 4 and has a cache per processor, here it has one.", RECALLED,
                "not checked in source"));
        }
        return List.copyOf(facts);
    }
}
