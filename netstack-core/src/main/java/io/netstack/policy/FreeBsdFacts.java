package io.netstack.policy;

import static io.netstack.policy.Fact.Evidence.*;
import static io.netstack.policy.Fact.Topic.*;

import java.util.ArrayList;
import java.util.List;

/** What is known about FreeBSD's listener, release by release. */
final class FreeBsdFacts {
    private FreeBsdFacts() {
    }

    private static String release(FreeBsdVersion version) {
        return switch (version.name()) {
            case "freebsd-main" -> "FreeBSD main of 2025-26";
            case "freebsd-14" -> "FreeBSD 13.0 and the 14 line";
            case "freebsd-13" -> "FreeBSD 13.0";
            case "freebsd-9" -> "FreeBSD 9.1";
            default -> "FreeBSD 4.x";
        };
    }

    static List<Fact> of(FreeBsdVersion version) {
        String socket = "uipc_socket.c of " + (version.countsSpurious() ? "the 14 line" : release(version));
        String cache = "tcp_syncache.c of " + release(version);
        Fact.Evidence known = version.inferred() ? RECALLED : SOURCE;
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(LIMIT, "A negative backlog and one above kern.ipc." + version.limitSetting()
            + " (128) become that number; 0 stays 0. Only listen() looks at it: a later change touches no listener.", known, socket));
        facts.add(new Fact(REQUESTS,
            "Requests live in one cache of 512 buckets of 30 for all listeners; the backlog does not bound them. A full "
            + "bucket gives up its oldest.", known, cache));
        if (version.gateAtSyn()) {
            facts.add(new Fact(CONNECTIONS,
                "A SYN is dropped while more connections wait than the backlog: one after another, backlog + 1 get in.",
                known, "tcp_input.c of FreeBSD 5 and 6; Stevens, UNP 3rd ed., figure 4.10, prints the numbers"));
            facts.add(new Fact(CLIENT,
                "Silence: its SYN is repeated. A final ACK that finds more than 3/2 of the backlog waiting is dropped, and the "
                + "request with it; whatever the client sends next draws a RST.", known, "tcp_syncache.c of FreeBSD 4.x"));
        } else {
            facts.add(new Fact(CONNECTIONS, "A final ACK is refused when more than 3/2 of the backlog wait, so 3/2 of it and one more get in.",
                SOURCE, socket + ", sonewconn"));
            facts.add(new Fact(CLIENT, "Its SYN is always answered: it is connected, and reset when its final ACK is refused. With "
                + "rst_on_sock_fail=0 nothing answers that ACK, and its data draws a RST.", SOURCE, cache + ", syncache_expand"));
        }
        facts.add(new Fact(COUNTER, "tcps_listendrop (netstat -s: listen queue overflow) and tcps_sc_aborted"
            + (version.gateAtSyn() ? " at the final ACK; none for the dropped SYN." : "."), known, cache));
        if (version.logs()) {
            facts.add(new Fact(COUNTER, "The kernel logs the overflow, at most once per listener and kern.ipc.sooverinterval (60 s).",
                SOURCE, socket));
        }
        if (!version.gateAtSyn()) {
            facts.add(new Fact(COUNTER, "netstat -L shows both queues, but no listener with a backlog of 0.", SOURCE, "netstat's inet.c of 13.0"));
        }
        facts.add(new Fact(SETTING, "kern.ipc." + version.limitSetting() + " bounds the backlog"
            + (version.gateAtSyn() ? "." : "; net.inet.tcp.syncache.rst_on_sock_fail decides between RST and silence."), known, socket));
        if (version.pauses()) {
            facts.add(new Fact(REQUESTS, "When a bucket overflows the cache pauses: for 15 s, or twice as long as the pause before it, up to 16 "
                + "minutes, SYNs are answered by cookies and nothing is stored.", SOURCE, cache + ", syncache_pause"));
            facts.add(new Fact(DOUBT, "The year and branch in which pauses came is recalled (2019, 12.x).", RECALLED,
                "release notes not checked"));
        } else {
            facts.add(new Fact(DOUBT,
                "Its cookies are made here in the format of FreeBSD 10 and later, not in its own (MD5); when one is taken is its own "
                + "rule.", SOURCE, "tcp_syncache.c of FreeBSD 4.x and 9.1"));
        }
        if (version.gateAtSyn() && !version.inferred()) {
            facts.add(new Fact(DOUBT, "That the gate at the SYN went with 7.0 is recalled; 9.1 has none.", RECALLED, "7 and 8 not read"));
        }
        if (version.name().equals("freebsd-9")) {
            facts.add(new Fact(DOUBT, "10 to 12 have no policy of their own: the 1 s base came with 12.0, pauses with 12.x (recalled).",
                RECALLED, "release notes not checked"));
        }
        if (version.countsSpurious()) {
            facts.add(new Fact(DOUBT, "Describes main of 2025-26; which of it is in 15.0 was not checked.", SOURCE,
                "freebsd-src main and its TCP test suite"));
        }
        if (version.inferred()) {
            facts.add(new Fact(DOUBT,
                "All of it is recalled: that DragonFly, which descends from FreeBSD 4, kept its rules, and that it has a cache per processor, where "
                + "there is one here.", RECALLED,
                "not checked in source"));
        }
        return List.copyOf(facts);
    }
}
