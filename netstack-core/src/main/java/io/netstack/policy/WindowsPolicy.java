package io.netstack.policy;

import static io.netstack.policy.Fact.Evidence.*;
import static io.netstack.policy.Fact.Topic.*;

import io.netstack.observe.CounterScheme;
import io.netstack.observe.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Windows: a connection counts from its SYN until accept(), and a SYN at a full backlog is answered by RST. Known from the vendor's
 * documents and knowledge base, not from source; no primary source gives the exact slack of the backlog (0, 1 or 2), so that it is a setting.
 */
final class WindowsPolicy implements ListenPolicy {
    private static final String MAX_BACKLOG = "MaxBacklog";
    private static final String SLACK = "BacklogSlack";
    private static final String RETRANSMISSIONS = "TcpMaxConnectResponseRetransmissions";
    private static final String SYN_ATTACK_PROTECT = "SynAttackProtect";
    private static final String MAX_HALF_OPEN = "TcpMaxHalfOpen";
    private static final String MAX_HALF_OPEN_RETRIED = "TcpMaxHalfOpenRetried";
    private static final String MAX_PORTS_EXHAUSTED = "TcpMaxPortsExhausted";
    private static final int LEAST_HINT = 200;
    private static final int MOST_HINT = 65_535;
    private static final long SECOND = 1_000_000_000L;
    private static final int MOST_INTERVALS = 16;

    /**
     * One range of versions.
     *
     * @param largest     the largest backlog
     * @param hints       is SOMAXCONN_HINT known?
     * @param alwaysGuard is SYN attack protection built in and always on?
     */
    private record Version(String name, List<String> aliases, String system, int largest, boolean hints, boolean alwaysGuard) {
    }

    private static final List<Version> VERSIONS = List.of(
        new Version("windows", List.of("windows-server"), "Windows Vista/2008 and later", 200, true, true),
        new Version("windows-2000", List.of("windows-nt4", "windows-2003"), "Windows NT 4 and 2000 Server", 200, false, false),
        new Version("windows-nt4-workstation", List.of("windows-2000-pro", "winsock-1.1"), "Windows NT 4 Workstation and 2000 Professional", 5,
            false, false),
        new Version("windows-nt3.5", List.of(), "Windows NT 3.5x", 100, false, false),
        new Version("windows-nt3.1", List.of(), "Windows NT 3.1 SP3", 60, false, false));

    private final Version version;
    private final List<Setting> settings;

    private WindowsPolicy(Version version) {
        this.version = version;
        List<Setting> list = new ArrayList<>(List.of(
            Setting.of(MAX_BACKLOG, MAX_BACKLOG, version.largest(), 1, MOST_HINT, "the largest backlog of this version; SOMAXCONN becomes it"),
            Setting.of(SLACK, SLACK, 0, 0, 2, "how many more than the backlog are taken: the sources disagree"),
            Setting.of(RETRANSMISSIONS, "Tcpip\\Parameters\\" + RETRANSMISSIONS, 2, 0, MOST_INTERVALS - 1, "how often a SYN-ACK is sent again"),
            Setting.of(SYN_ATTACK_PROTECT, "Tcpip\\Parameters\\" + SYN_ATTACK_PROTECT, version.alwaysGuard() ? 1 : 0, version.alwaysGuard()
                ? 1 : 0, 2,
                "1, 2: fewer SYN-ACKs during an attack"),
            Setting.of(MAX_HALF_OPEN, "Tcpip\\Parameters\\" + MAX_HALF_OPEN, 100, 1, MOST_HINT,
                "more half-open connections are an attack (500 in "
                + "another edition)"),
            Setting.of(MAX_HALF_OPEN_RETRIED, "Tcpip\\Parameters\\" + MAX_HALF_OPEN_RETRIED, 80, 1, MOST_HINT,
                "more of them whose SYN-ACK was sent again "
                + "are an attack (400 in another edition)"),
            Setting.of(MAX_PORTS_EXHAUSTED, "Tcpip\\Parameters\\" + MAX_PORTS_EXHAUSTED, 5, 0, MOST_HINT, "more refused SYNs are an attack"),
            Setting.of("DefaultRcvWindow", "Afd\\Parameters\\DefaultReceiveWindow", 65_535, 2048, 1 << 30, "receive buffer of a connection"),
            Setting.of("DefaultTTL", "Tcpip\\Parameters\\DefaultTTL", 128, 1, 255, "time to live of packets sent")));
        this.settings = List.copyOf(list);
    }

    /** One policy for each range of versions. */
    static List<ListenPolicy> all() {
        return VERSIONS.stream().<ListenPolicy>map(WindowsPolicy::new).toList();
    }

    @Override
    public String name() {
        return version.name();
    }

    @Override
    public List<String> aliases() {
        return version.aliases();
    }

    @Override
    public String summary() {
        return version.system() + ": backlog connections (at most " + version.largest()
            + "), half-open and completed together; SYNs beyond answered by RST";
    }

    @Override
    public List<Setting> settings() {
        return settings;
    }

    @Override
    public boolean oneQueue(Settings chosen) {
        return true;
    }

    @Override
    public List<Fact> facts() {
        List<Fact> facts = new ArrayList<>(List.of(
            new Fact(LIMIT, "At most " + version.largest() + "; larger values are silently reduced" + (version.hints()
                ? ", SOMAXCONN becomes it, and SOMAXCONN_HINT(n), which is -n, becomes n from 200 to 65535." : ", and SOMAXCONN becomes it."),
                PUBLISHED, "Microsoft, listen function; KB 113576, 127144"),
            new Fact(REQUESTS, "A connection counts from its SYN until accept().", PUBLISHED, "KB 113576, 295079"),
            new Fact(CONNECTIONS, "The backlog, and perhaps one or two more: setting " + SLACK + ".", PUBLISHED,
                "KB 113576: with 5 the 7th or 8th was refused"),
            new Fact(CLIENT,
                "RST: connection refused. A Windows client tries three times, half a second apart, before it says so (recalled).",
                PUBLISHED,
                "KB 113576; KB 175523"),
            new Fact(COUNTER, "None is known.", RECALLED, "not found in a document"),
            new Fact(SETTING, RETRANSMISSIONS + " and " + SYN_ATTACK_PROTECT + " decide how long a half-open connection stays.", PUBLISHED,
                "Microsoft, TCP/IP registry values"),
            new Fact(DOUBT,
                "That a second listen() changes nothing, what listen(0) means (here 1), and how much SYN attack protection shortens the "
                + "wait "
                + "(here to one repetition) are recalled.", RECALLED, "not checked")));
        facts.add(version.hints()
            ? new Fact(DOUBT, "That 200 is still the largest is concluded: the documents that say it are about NT 4 and 2000.", INFERRED,
                "KB 113576, 127144")
            : new Fact(DOUBT, "AFD's dynamic backlog of 2000 and 2003, off at first, is not reproduced.", PUBLISHED, "AFD registry values"));
        return List.copyOf(facts);
    }

    @Override
    public WireProfile profile(Settings chosen) {
        long[] intervals = new long[MOST_INTERVALS];
        for (int i = 0; i < intervals.length; i++) {
            intervals[i] = 3 * SECOND << i;
        }
        return new WireProfile(version.system(), CounterScheme.foreign("windows", Map.of()), chosen.intValue("DefaultTTL"),
            WireProfile.Timestamps.OFF, true, true, false, chosen.intValue("DefaultRcvWindow"), chosen.intValue("DefaultRcvWindow"),
            WireProfile.CookieFormat.NONE, intervals, 0, false, WireProfile.Grain.EXACT, SegmentRules.CONTROL_BLOCK);
    }

    @Override
    public int largestLimit(Settings chosen) {
        return version.hints() ? MOST_HINT : chosen.intValue(MAX_BACKLOG);
    }

    @Override
    public Decider open(Settings chosen, long seed) {
        return new WindowsDecider(version.hints(), chosen);
    }

    /** The decisions, as the documents describe them. */
    private static final class WindowsDecider implements Decider {
        private final boolean hints;
        private final int largest;
        private final int slack;
        private final int retransmissions;
        private final boolean guards;
        private final int maxHalfOpen;
        private final int maxHalfOpenRetried;
        private final int maxRefused;
        private int refused;

        WindowsDecider(boolean hints, Settings chosen) {
            this.hints = hints;
            largest = chosen.intValue(MAX_BACKLOG);
            slack = chosen.intValue(SLACK);
            retransmissions = chosen.intValue(RETRANSMISSIONS);
            guards = chosen.on(SYN_ATTACK_PROTECT) && retransmissions >= 2;
            maxHalfOpen = chosen.intValue(MAX_HALF_OPEN);
            maxHalfOpenRetried = chosen.intValue(MAX_HALF_OPEN_RETRIED);
            maxRefused = chosen.intValue(MAX_PORTS_EXHAUSTED);
        }

        /** WSAEINVAL for a socket that is not bound, WSAEISCONN for one that is connected (listen function). */
        @Override
        public SocketError refusesListen(SocketState state) {
            return switch (state) {
                case UNBOUND -> SocketError.EINVAL;
                case CONNECTED -> SocketError.EISCONN;
                default -> Decider.super.refusesListen(state);
            };
        }

        /** A second listen() succeeds and changes nothing. */
        @Override
        public ListenResult onListen(int requested, int current, boolean again) {
            if (again) {
                return ListenResult.limit(current);
            }
            if (hints && requested < 0) {
                return ListenResult.limit(requested == Integer.MIN_VALUE ? MOST_HINT : Math.clamp(-requested, LEAST_HINT, MOST_HINT));
            }
            return ListenResult.limit(Math.clamp(requested, 1, largest));
        }

        /** Requests and connections together. */
        @Override
        public int synQueueLimit(int limit, int synTableLimit) {
            return limit + slack;
        }

        @Override
        public SynVerdict onSyn(ListenView view) {
            int pending = view.synQueueLength() + view.acceptQueueLength();
            int most = view.limit() + slack;
            if (pending >= most) {
                refused++;
                view.because(Reason.SYN_RESET, pending, most);
                return SynVerdict.RESET;
            }
            refused = 0;
            view.because(Reason.SYN_QUEUED, pending + 1L, most);
            return SynVerdict.QUEUE;
        }

        @Override
        public AckVerdict onHandshakeAck(ListenView view) {
            view.because(Reason.ACK_ESTABLISHED, view.acceptQueueLength() + 1L, view.limit() + slack);
            return AckVerdict.ESTABLISH;
        }

        @Override
        public boolean takesCookie(ListenView view) {
            return false;
        }

        @Override
        public TimerVerdict onSynAckTimer(ListenView view) {
            int retries = guards && isAttacked(view) ? 1 : retransmissions;
            if (view.timeouts() >= retries) {
                view.because(Reason.REQUEST_EXPIRED, view.retransmits(), retries);
                return TimerVerdict.GIVE_UP;
            }
            view.because(Reason.SENT_SYN_ACK_AGAIN, view.timeouts() + 1L, retries);
            return TimerVerdict.RESEND;
        }

        private boolean isAttacked(ListenView view) {
            return view.totalRequests() > maxHalfOpen || view.synQueueLength() - view.youngCount() > maxHalfOpenRetried || refused > maxRefused;
        }
    }
}
