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

    private static final String YOUNG_RULE = "Linux 2.4.0, 2.6.24 and 3.0.27; parts of 4.3 and 4.4";

    private LinuxFacts() {
    }

    static List<Fact> of(LinuxVersion version) {
        List<Fact> facts = new ArrayList<>();
        boolean now = version.name().equals("linux-6.18");
        Fact.Evidence known = now ? MEASURED : SOURCE;
        String source = now ? MEASURED_ON : readIn(version);
        facts.add(new Fact(LIMIT, switch (version.listening()) {
            case SMALLER -> "The smaller of the backlog, seen as unsigned, and net.core.somaxconn (" + version.somaxconn()
                + "): a negative one becomes somaxconn, 0 stays 0. Later changes of somaxconn touch no listener.";
            case ZERO_IS_ONE -> "0 becomes 1; everything above 128, and a negative one, becomes 128.";
            case ZERO_IS_MOST -> "0, everything above 128, and a negative one become 128.";
        }, known, source));
        facts.add(new Fact(REQUESTS, requests(version), known, source));
        facts.add(new Fact(CONNECTIONS, version.synQueue() == LinuxVersion.SynQueueFull.ONE_QUEUE
            ? "Counted with the requests: no test of its own." : "The accept queue holds the backlog and one more.", known, source));
        facts.add(new Fact(CLIENT, client(version), known, version.acceptQueue() == LinuxVersion.AtSyn.WITH_TWO_YOUNG ? YOUNG_RULE : source));
        facts.add(counter(version, known, source));
        facts.add(setting(version, known, source));
        doubts(version, facts);
        return List.copyOf(facts);
    }

    private static String requests(LinuxVersion version) {
        String holds = switch (version.synQueue()) {
            case ONE_QUEUE -> "Requests and connections share one queue, which holds exactly the backlog.";
            case BEYOND_MAX_SYN_BACKLOG -> "The SYN queue holds 129 whatever the backlog (128, a constant, and one).";
            case TABLE_OF_MAX_SYN_BACKLOG -> "One size of SYN table for every backlog: a power of two of at least 64 and tcp_max_syn_backlog.";
            case TABLE_OF_BACKLOG ->
                "A SYN table made at the first listen(): from the backlog, at most tcp_max_syn_backlog and at least 8, the next power "
                + "of two above it, so at least 16. A second listen() does not resize it.";
            case AT_LIMIT -> "The SYN queue holds the backlog; with backlog 0 every SYN meets a full one."
                + (version.name().equals("linux-6.1") ? " Since 6.1.125 and 6.12.10 it holds one more, as 6.18's." : "");
            case BEYOND_LIMIT -> "The SYN queue holds the backlog and one more.";
        };
        return version.cookies() == WireProfile.CookieFormat.NONE ? holds
            : holds + " When it is full, SYNs are answered by cookies if tcp_syncookies is on (" + (version.cookiesByDefault() == 0
            ? "it is off" : "it is on") + " unless set), else dropped.";
    }

    private static String client(LinuxVersion version) {
        return switch (version.acceptQueue()) {
            case ALWAYS ->
                "Silence: a SYN at a full accept queue is dropped, cookies or not. A final ACK that meets one is ignored, and the client, "
                + "which believes it is connected, gets its SYN-ACK again; with tcp_abort_on_overflow=1 it gets a RST.";
            case WITH_TWO_YOUNG ->
                "A SYN at a full accept queue is dropped only while two or more requests wait whose SYN-ACK went out once. So two more "
                + "clients believe they are connected, and two more after each SYN-ACK timeout; their final ACKs are ignored, or with "
                + "tcp_abort_on_overflow=1 answered by RST. Once the SYN queue is full, cookies let others believe the same. The rest "
                + "meets silence.";
            case NOT_TESTED -> version.synQueue() == LinuxVersion.SynQueueFull.ONE_QUEUE ? "Silence: its SYN is dropped."
                : "Its SYN is answered whatever the accept queue holds; its final ACK is ignored: it believes it is connected until its "
                    + "data goes unanswered.";
        };
    }

    private static Fact counter(LinuxVersion version, Fact.Evidence known, String source) {
        if (version.counters() == CounterScheme.LINUX) {
            boolean recalled = version.acceptQueue() == LinuxVersion.AtSyn.WITH_TWO_YOUNG;
            return new Fact(COUNTER, "ListenOverflows and ListenDrops, at the SYN and at the final ACK; TCPReqQFullDoCookies or "
                + "TCPReqQFullDrop when the SYN queue is full.", recalled ? RECALLED : known,
                recalled ? "that they count at the SYN since 3.10; read in 4.19" : source);
        }
        return switch (version.listening()) {
            case SMALLER -> new Fact(COUNTER, (version.synQueue() == LinuxVersion.SynQueueFull.TABLE_OF_MAX_SYN_BACKLOG ? "Tcp.AttemptFails"
                : "None") + " at the SYN; ListenOverflows and ListenDrops at the final ACK.", known, source);
            case ZERO_IS_MOST -> new Fact(COUNTER, "Tcp.AttemptFails at the SYN.", known, source);
            case ZERO_IS_ONE -> new Fact(COUNTER, "Tcp.AttemptFails at the SYN, none at the final ACK.", INFERRED, "Linux 2.0.40 and 2.4.0");
        };
    }

    private static Fact setting(LinuxVersion version, Fact.Evidence known, String source) {
        if (version.somaxconnFixed()) {
            return new Fact(SETTING, "None for the backlog: 128 is a constant.", known, source);
        }
        return new Fact(SETTING, "net.core.somaxconn bounds the backlog"
            + (version.name().equals("linux-2.4.7") ? " (in 2.4.0 still a constant of 128)" : "")
            + "; tcp_abort_on_overflow decides between silence and RST at the final ACK; tcp_syncookies what a full SYN queue does.", known,
            source);
    }

    private static void doubts(LinuxVersion version, List<Fact> facts) {
        if (version.name().equals("linux-6.18")) {
            return;
        }
        facts.add(new Fact(DOUBT,
            "In which release exactly a rule changed is mostly recalled; distributions carry fixes back, so that a version number "
            + "alone does not say.", RECALLED, "history of the kernel, not read again"));
        if (version.name().equals("linux-3.0")) {
            facts.add(new Fact(DOUBT, "3.1 to 3.9 have no policy of their own: as this one, but with 3.10's first timeout of 1 s.", RECALLED,
                "not checked in source"));
        }
        if (version.name().equals("linux-3.10")) {
            facts.add(new Fact(DOUBT, "From about 3.13 its cookies are those of linux-4.3: four MSS values, two minutes.", RECALLED,
                "not checked in source"));
        }
        if (version.listening() != LinuxVersion.Listening.SMALLER) {
            facts.add(new Fact(DOUBT, "SYN-ACK times (3 s, doubling, on a grid of half a second) are recalled for this release.", RECALLED,
                "not checked in source"));
            facts.add(new Fact(DOUBT, "SYN cookies were a choice when the kernel was built; here there are none.", SOURCE, readIn(version)));
        }
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
