package io.netstack.policy;

import static io.netstack.observe.Counter.*;
import static io.netstack.policy.Fact.Evidence.*;
import static io.netstack.policy.Fact.Topic.*;

import io.netstack.observe.Counter;
import io.netstack.observe.CounterScheme;
import io.netstack.observe.Reason;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Solaris and illumos: two queues, Q for completed and Q0 for embryonic connections. A final ACK is never refused: a connection that finds
 * Q full waits on Q0, connected and out of accept()'s sight, until there is room.
 *
 * <p>Not reproduced: the defence that prefers known good peers during a flood, and the per-port caps of connections; both are off at first.
 */
final class IllumosPolicy implements ListenPolicy {
    private static final String REQ_MIN = "tcp_conn_req_min";
    private static final String REQ_MAX_Q = "tcp_conn_req_max_q";
    private static final String REQ_MAX_Q0 = "tcp_conn_req_max_q0";
    private static final String ROUNDING = "backlog_rounding";
    private static final int FAR_TOO_LARGE = (Integer.MAX_VALUE - 1) / 3;
    private static final long SECOND = 1_000_000_000L;
    /** Ordinary retransmission: from about 3 s, doubling up to 60 s, for 3 minutes (recalled). */
    private static final long[] INTERVALS = {3 * SECOND, 6 * SECOND, 12 * SECOND, 24 * SECOND, 48 * SECOND, 60 * SECOND, 27 * SECOND};
    private static final CounterScheme COUNTERS = CounterScheme.foreign("solaris", Map.of(
        Reason.SYN_DROP_ACCEPT_QUEUE_FULL, new Counter[] {SUN_LISTEN_DROP},
        Reason.SYN_DROP_NO_VICTIM, new Counter[] {SUN_LISTEN_DROP_Q0},
        Reason.REQUEST_EVICTED, new Counter[] {SUN_HALF_OPEN_DROP}));
    private static final List<Setting> SETTINGS = List.of(
        Setting.of(REQ_MIN, REQ_MIN, 1, 1, 1024, "the smallest limit of Q"),
        Setting.of(REQ_MAX_Q, REQ_MAX_Q, 128, 1, Integer.MAX_VALUE / 4, "the largest limit of Q"),
        Setting.of(REQ_MAX_Q0, REQ_MAX_Q0, 1024, 0, Integer.MAX_VALUE / 4, "how many more than Q's limit Q0 holds"),
        Setting.choice(ROUNDING, ROUNDING, List.of("3b/2+1", "3(b+1)/2"), "what becomes of the backlog: today's source, or an older one's"),
        Setting.of("tcp_recv_hiwat", "tcp_recv_hiwat", 49_152, 2048, 1 << 30, "receive buffer of a connection"),
        Setting.of("tcp_ipv4_ttl", "tcp_ipv4_ttl", 64, 1, 255, "time to live of packets sent"));
    private static final String SOURCE_FILES = "illumos sockcommon.c, tcp_input.c, tcp_tunables.c";
    private static final String STEVENS = "Stevens, UNP 3rd ed., figure 4.10";
    private static final List<Fact> FACTS = List.of(
        new Fact(LIMIT,
            "3/2 of the backlog and one more, from tcp_conn_req_min (1) to tcp_conn_req_max_q (128); a negative backlog counts as 0.", SOURCE,
            SOURCE_FILES),
        new Fact(REQUESTS,
            "Q0 holds Q's limit and tcp_conn_req_max_q0 (1024) more; beyond that the oldest half-open connection is dropped.", SOURCE,
            SOURCE_FILES),
        new Fact(CONNECTIONS, "A SYN is dropped while Q holds its limit.", SOURCE, SOURCE_FILES),
        new Fact(CLIENT,
            "Silence at the SYN. Whoever got its SYN-ACK is connected for good: it waits on Q0 until accept() makes room, never a RST.",
            SOURCE, SOURCE_FILES),
        new Fact(COUNTER, "tcpListenDrop; tcpHalfOpenDrop for a half-open connection that gives way, tcpListenDropQ0 when there is none.",
            SOURCE, SOURCE_FILES),
        new Fact(SETTING, "tcp_conn_req_max_q bounds the backlog, tcp_conn_req_max_q0 the half-open connections.", SOURCE, SOURCE_FILES),
        new Fact(DOUBT, "An older version made 3(b+1)/2 of the backlog: setting backlog_rounding.", SOURCE, SOURCE_FILES),
        new Fact(DOUBT, "Where the clamp to tcp_conn_req_max_q is made, and the times of SYN-ACKs, are recalled.", RECALLED,
            "not checked in source"));
    /** Solaris 2.9: what is read in its descendant is concluded for it; the numbers of connections are printed. */
    private static final List<Fact> SOLARIS_FACTS = Stream.concat(FACTS.stream().map(fact -> fact.topic() == CONNECTIONS
            ? new Fact(CONNECTIONS, "A SYN is dropped while Q holds its limit: 1, 2, 4, 5, then 8, 10, 11 for 0 to 3 and 5 to 7.", PUBLISHED, STEVENS)
            : fact.evidence() == SOURCE ? new Fact(fact.topic(), fact.text(), INFERRED, SOURCE_FILES) : fact),
        Stream.of(new Fact(DOUBT, "The figure prints 6 for backlog 4; illumos' source gives 7, and all other rows agree with it.", PUBLISHED,
            STEVENS))).toList();

    private final String name;
    private final List<String> aliases;

    private IllumosPolicy(String name, List<String> aliases) {
        this.name = name;
        this.aliases = aliases;
    }

    /** Solaris 2.9 and illumos: the same listener. */
    static List<ListenPolicy> all() {
        return List.of(new IllumosPolicy("illumos", List.of("solaris")), new IllumosPolicy("solaris-2.9", List.of("solaris-9")));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> aliases() {
        return aliases;
    }

    @Override
    public String summary() {
        return (name.equals("illumos") ? "illumos" : "Solaris 2.9")
            + ": 3/2 backlog + 1 connections; SYNs dropped beyond; a final ACK is never refused, its connection waits aside";
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public List<Fact> facts() {
        return name.equals("illumos") ? FACTS : SOLARIS_FACTS;
    }

    @Override
    public WireProfile profile(Settings chosen) {
        return new WireProfile(name.equals("illumos") ? "illumos" : "Solaris 2.9", COUNTERS, chosen.intValue("tcp_ipv4_ttl"),
            WireProfile.Timestamps.PLAIN, true, true, false, chosen.intValue("tcp_recv_hiwat"), chosen.intValue("tcp_recv_hiwat"),
            WireProfile.CookieFormat.NONE, INTERVALS, 0, false, WireProfile.Grain.EXACT, SegmentRules.CONTROL_BLOCK);
    }

    @Override
    public int largestLimit(Settings chosen) {
        return chosen.intValue(REQ_MAX_Q);
    }

    @Override
    public Decider open(Settings chosen, long seed) {
        return new IllumosDecider(chosen.intValue(REQ_MIN), chosen.intValue(REQ_MAX_Q), chosen.intValue(REQ_MAX_Q0), chosen.on(ROUNDING));
    }

    /** The decisions: sotpi_listen, tcp_input_listener, tcp_drop_q0, tcp_accept_finish. */
    private record IllumosDecider(int smallest, int largest, int moreOnQ0, boolean oldRounding) implements Decider {

        @Override
        public ListenResult onListen(int requested, int current, boolean again) {
            int backlog = Math.max(0, requested);
            int wanted = backlog >= FAR_TOO_LARGE ? Integer.MAX_VALUE : oldRounding ? 3 * (backlog + 1) / 2 : 3 * backlog / 2 + 1;
            return ListenResult.limit(Math.clamp(wanted, smallest, Math.max(smallest, largest)));
        }

        /** Q0's. */
        @Override
        public int synQueueLimit(int limit, int synTableLimit) {
            return (int) Math.min(Integer.MAX_VALUE, (long) limit + moreOnQ0);
        }

        @Override
        public SynVerdict onSyn(ListenView view) {
            int waiting = view.acceptQueueLength();
            if (waiting >= view.limit()) {
                view.because(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, waiting, view.limit() - 1L);
                return SynVerdict.DROP;
            }
            long onQ0 = view.synQueueLength() + view.parkedLength();
            long most = (long) view.limit() + moreOnQ0;
            if (onQ0 < most) {
                view.because(Reason.SYN_QUEUED, onQ0 + 1, most);
                return SynVerdict.QUEUE;
            }
            boolean none = view.synQueueLength() == 0;
            view.because(none ? Reason.SYN_DROP_NO_VICTIM : Reason.SYN_QUEUED_EVICTING, onQ0, most);
            return none ? SynVerdict.DROP : SynVerdict.EVICT;
        }

        @Override
        public AckVerdict onHandshakeAck(ListenView view) {
            int waiting = view.acceptQueueLength();
            if (waiting >= view.limit()) {
                view.because(Reason.ACK_PARKED, view.parkedLength() + 1L, (long) view.limit() + moreOnQ0);
                return AckVerdict.PARK;
            }
            view.because(Reason.ACK_ESTABLISHED, waiting + 1L, view.limit());
            return AckVerdict.ESTABLISH;
        }

        @Override
        public ParkVerdict onParked(ListenView view) {
            return view.acceptQueueLength() < view.limit() ? ParkVerdict.PROMOTE : ParkVerdict.STAY;
        }

        @Override
        public boolean takesCookie(ListenView view) {
            return false;
        }

        @Override
        public TimerVerdict onSynAckTimer(ListenView view) {
            int last = INTERVALS.length - 1;
            if (view.timeouts() >= last) {
                view.because(Reason.REQUEST_EXPIRED_RESET, view.retransmits(), last);
                return TimerVerdict.GIVE_UP_RESET;
            }
            view.because(Reason.SENT_SYN_ACK_AGAIN, view.timeouts() + 1L, last);
            return TimerVerdict.RESEND;
        }
    }
}
