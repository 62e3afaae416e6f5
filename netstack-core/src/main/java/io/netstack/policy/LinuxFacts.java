package io.netstack.policy;

import static io.netstack.policy.Fact.Evidence.*;
import static io.netstack.policy.Fact.Topic.*;

import io.netstack.observe.CounterScheme;
import java.util.ArrayList;
import java.util.List;

/** What is known about Linux's listener, release by release. */
final class LinuxFacts {
    private static final String MEASURED_ON = "Linux 6.18.44";
    private static final String NOW_FILES = "net/ipv4/tcp_input.c, inet_connection_sock.c of 6.1, 6.12, 6.18";

    private LinuxFacts() {
    }

    static List<Fact> of(LinuxVersion version) {
        List<Fact> facts = new ArrayList<>();
        Fact.Evidence known = version.name().equals("linux-6.18") ? MEASURED : SOURCE;
        String source = version.name().equals("linux-6.18") ? MEASURED_ON : readIn(version);
        facts.add(new Fact(LIMIT, switch (version.listening()) {
            case SMALLER -> "The smaller of the backlog, seen as unsigned, and net.core.somaxconn (" + version.somaxconn()
                + "): a negative one becomes somaxconn, 0 stays 0. Later changes of somaxconn touch no listener.";
            case ZERO_IS_ONE -> "0 becomes 1; everything above 128, and a negative one, becomes 128.";
            case ZERO_IS_MOST -> "0, everything above 128, and a negative one become 128.";
        }, known, source));
        facts.add(new Fact(REQUESTS, switch (version.synQueue()) {
            case ONE_QUEUE -> "Requests and connections share one queue, which holds exactly the backlog.";
            case BEYOND_MAX_SYN_BACKLOG -> "The SYN queue holds 129 whatever the backlog (tcp_max_syn_backlog and one).";
            case TABLE_OF_MAX_SYN_BACKLOG -> "One SYN table for every backlog: a power of two of at least 64 and tcp_max_syn_backlog.";
            case TABLE_OF_BACKLOG ->
                "A SYN table made at the first listen(): from the backlog, at most tcp_max_syn_backlog and at least 8, the next power "
                + "of two above it, so at least 16. A second listen() does not resize it.";
            case AT_LIMIT -> "The SYN queue holds the backlog; with backlog 0 every SYN meets a full one.";
            case BEYOND_LIMIT -> "The SYN queue holds the backlog and one more.";
        } + (version.cookies() == WireProfile.CookieFormat.NONE ? ""
            : " When it is full, SYNs are answered by cookies if tcp_syncookies is on (here "
            + (version.cookiesByDefault() == 0 ? "off" : "on") + " unless set), else dropped."), known, source));
        facts.add(new Fact(CONNECTIONS, version.synQueue() == LinuxVersion.SynQueueFull.ONE_QUEUE
            ? "Counted with the requests: no test of its own." : "The accept queue holds the backlog and one more.", known, source));
        facts.add(new Fact(CLIENT, switch (version.acceptQueue()) {
            case ALWAYS ->
                "Silence: a SYN at a full accept queue is dropped, cookies or not. A final ACK that meets one is ignored, and the client, "
                + "which believes to be connected, gets SYN-ACKs again; with tcp_abort_on_overflow=1 a RST.";
            case WITH_TWO_YOUNG ->
                "A SYN at a full accept queue is dropped only while two requests wait that were never retransmitted: so two more "
                + "clients believe to be connected, whose final ACKs are ignored, and two more after each SYN-ACK timeout. Then silence.";
            case NOT_TESTED -> version.synQueue() == LinuxVersion.SynQueueFull.ONE_QUEUE ? "Silence: its SYN is dropped."
                : "Its SYN is answered whatever the accept queue holds; its final ACK is ignored: it believes to be connected until "
                    + "data goes unanswered.";
        }, known, source));
        facts.add(new Fact(COUNTER, counter(version), known, source));
        facts.add(new Fact(SETTING, version.somaxconnFixed() ? "None for the backlog: 128 is a constant."
            : "net.core.somaxconn bounds the backlog; tcp_abort_on_overflow decides between silence and RST at the final ACK; "
                + "tcp_syncookies what a full "
            + "SYN queue does.", known, source));
        if (known != MEASURED) {
            facts.add(new Fact(DOUBT,
                "In which release exactly a rule changed is mostly recalled; distributions carry fixes back, so that a version number "
                + "alone does not say.", RECALLED, "history of the kernel, not read again"));
        }
        if (version.listening() != LinuxVersion.Listening.SMALLER) {
            facts.add(new Fact(DOUBT, "SYN-ACK times (3 s, doubling, on a grid of half a second) are recalled for this release.", RECALLED,
                "not checked in source"));
        }
        return List.copyOf(facts);
    }

    private static String counter(LinuxVersion version) {
        if (version.counters() == CounterScheme.LINUX) {
            return "ListenOverflows and ListenDrops, at the SYN and at the final ACK; TCPReqQFullDoCookies or TCPReqQFullDrop when the "
                + "SYN queue is full.";
        }
        return switch (version.listening()) {
            case SMALLER -> (version.synQueue() == LinuxVersion.SynQueueFull.TABLE_OF_MAX_SYN_BACKLOG ? "Tcp.AttemptFails" : "None")
                + " at the SYN; ListenOverflows and ListenDrops at the final ACK.";
            case ZERO_IS_ONE, ZERO_IS_MOST -> "Tcp.AttemptFails at the SYN (assumed for 2.2), none at the final ACK.";
        };
    }

    private static String readIn(LinuxVersion version) {
        return switch (version.synQueue()) {
            case ONE_QUEUE -> "Linux 2.0.40";
            case BEYOND_MAX_SYN_BACKLOG -> "Linux 2.2.1";
            case TABLE_OF_MAX_SYN_BACKLOG -> "Linux 2.4.0";
            case TABLE_OF_BACKLOG -> "Linux 2.6.24 and 3.0.27";
            case AT_LIMIT, BEYOND_LIMIT -> version.somaxconn() == 128 ? "Linux 4.19.0" : NOW_FILES;
        };
    }
}
