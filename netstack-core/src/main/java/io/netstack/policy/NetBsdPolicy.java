package io.netstack.policy;

import io.netstack.observe.Reason;
import java.util.ArrayList;
import java.util.List;

/** NetBSD and OpenBSD: a SYN cache of 293 buckets for all listeners behind a gate that looks at the accept queue. See {@link NetBsdSystem}. */
final class NetBsdPolicy implements ListenPolicy {
    private static final String SOMAXCONN = "somaxconn";
    private static final String SOMINCONN = "sominconn";
    private static final int BUCKETS = 293;
    private static final int PER_BUCKET = 3 * 35;
    private static final int TOTAL = BUCKETS * 35;
    private static final long SECOND = 1_000_000_000L;
    /** Sent at 0, 3, 9, 21 and 45 s, dead at 93 s. */
    private static final long[] INTERVALS = {3 * SECOND, 6 * SECOND, 12 * SECOND, 24 * SECOND, 48 * SECOND};

    private final NetBsdSystem system;
    private final List<Setting> settings;

    private NetBsdPolicy(NetBsdSystem system) {
        this.system = system;
        List<Setting> list = new ArrayList<>(List.of(
            Setting.of(SOMAXCONN, "kern.somaxconn", 128, 1, 65_535, "the largest backlog"),
            Setting.of("recvspace", "net.inet.tcp.recvspace", 65_535, 2048, 1 << 30, "receive buffer of a connection"),
            Setting.of("ttl", "net.inet.ip.ttl", 64, 1, 255, "time to live of packets sent")));
        if (system.smallest() > 0) {
            list.add(Setting.of(SOMINCONN, "kern.sominconn", system.smallest(), 0, 65_535, "the smallest backlog"));
        }
        this.settings = List.copyOf(list);
    }

    /** Both. */
    static List<ListenPolicy> all() {
        return NetBsdSystem.ALL.stream().<ListenPolicy>map(NetBsdPolicy::new).toList();
    }

    @Override
    public String name() {
        return system.name();
    }

    @Override
    public String summary() {
        return system.summary();
    }

    @Override
    public List<Setting> settings() {
        return settings;
    }

    @Override
    public List<Fact> facts() {
        return system.facts();
    }

    @Override
    public WireProfile profile(Settings chosen) {
        SegmentRules rules = new SegmentRules(SegmentRules.Order.CACHE, SegmentRules.SynAck.RESET, true, system.bareResets(),
            SegmentRules.Reset.FIRST_TWO, SegmentRules.BadAck.SYN_ACK_AGAIN, SegmentRules.RepeatedSyn.TIMER_RUNS_ON, false, false,
            SegmentRules.Closed.FORGET, SegmentRules.Iss.RANDOM, SegmentRules.Window.BUFFER, 0, 4);
        return new WireProfile(system.system(), system.counters(), chosen.intValue("ttl"), WireProfile.Timestamps.RANDOM_OFFSET, true, true,
            false,
            chosen.intValue("recvspace"), chosen.intValue("recvspace"), WireProfile.CookieFormat.NONE, INTERVALS, 0, false,
            WireProfile.Grain.EXACT, rules);
    }

    @Override
    public StoreShape store(Settings chosen) {
        return new StoreShape(StoreShape.Sharing.SHARED, BUCKETS, PER_BUCKET, TOTAL);
    }

    @Override
    public int largestLimit(Settings chosen) {
        return Math.max(chosen.intValue(SOMAXCONN), chosen.has(SOMINCONN) ? chosen.intValue(SOMINCONN) : 0) * 2;
    }

    @Override
    public Decider open(Settings chosen, long seed) {
        return new NetBsdDecider(system, chosen.intValue(SOMAXCONN), chosen.has(SOMINCONN) ? chosen.intValue(SOMINCONN) : 0);
    }

    /** solisten, syncache_add, syncache_get, sonewconn. */
    private record NetBsdDecider(NetBsdSystem system, int largest, int smallest) implements Decider {

        @Override
        public ListenResult onListen(int requested, int current, boolean again) {
            int limit = requested < 0 ? system.negative() ? largest : 0 : Math.min(requested, largest);
            return ListenResult.limit(Math.max(limit, smallest));
        }

        @Override
        public int synQueueLimit(int limit, int synTableLimit) {
            return TOTAL;
        }

        @Override
        public SynVerdict onSyn(ListenView view) {
            int waiting = view.acceptQueueLength();
            if (waiting > view.limit()) {
                view.because(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, waiting, view.limit());
                return SynVerdict.DROP;
            }
            if (view.freeSlots() == 0) {
                view.because(Reason.SYN_DROP_NO_ROOM, view.totalRequests(), TOTAL);
                return SynVerdict.DROP;
            }
            if (view.bucketLength() >= PER_BUCKET) {
                view.because(Reason.SYN_QUEUED_BUCKET_FULL, view.bucketLength(), PER_BUCKET);
                return SynVerdict.EVICT;
            }
            if (view.totalRequests() >= TOTAL) {
                view.because(Reason.SYN_QUEUED_CACHE_FULL, view.totalRequests(), TOTAL);
                return SynVerdict.EVICT;
            }
            view.because(Reason.SYN_QUEUED, view.totalRequests() + 1L, TOTAL);
            return SynVerdict.QUEUE;
        }

        @Override
        public AckVerdict onHandshakeAck(ListenView view) {
            int waiting = view.acceptQueueLength() + view.parkedLength();
            long most = 3L * view.limit() / system.threeOver();
            if (waiting > most) {
                view.because(Reason.ACK_ACCEPT_QUEUE_FULL_RESET, waiting, most);
                return AckVerdict.RESET;
            }
            view.because(Reason.ACK_ESTABLISHED, waiting + 1L, most + 1);
            return AckVerdict.ESTABLISH;
        }

        @Override
        public boolean takesCookie(ListenView view) {
            return false;
        }

        @Override
        public TimerVerdict onSynAckTimer(ListenView view) {
            int last = INTERVALS.length - 1;
            if (view.timeouts() >= last) {
                view.because(Reason.REQUEST_EXPIRED, view.retransmits(), last);
                return TimerVerdict.GIVE_UP;
            }
            view.because(Reason.SENT_SYN_ACK_AGAIN, view.timeouts() + 1L, last);
            return TimerVerdict.RESEND;
        }
    }
}
