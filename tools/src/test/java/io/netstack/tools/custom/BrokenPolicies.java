package io.netstack.tools.custom;

import io.netstack.observe.Reason;
import io.netstack.policy.AckVerdict;
import io.netstack.policy.Decider;
import io.netstack.policy.ListenEvent;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.ListenResult;
import io.netstack.policy.ListenView;
import io.netstack.policy.Policies;
import io.netstack.policy.Setting;
import io.netstack.policy.Settings;
import io.netstack.policy.SynVerdict;
import io.netstack.policy.TimerVerdict;
import io.netstack.policy.WireProfile;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/** Policies that each do one thing that none may do: what people get wrong. */
final class BrokenPolicies {

    private BrokenPolicies() {
    }

    /** Each with the rule that it breaks. */
    static Map<ListenPolicy, String> all() {
        return Map.of(
            policy("never-gives-up", NeverGivesUp::new), "requests left",
            policy("tosses-a-coin", TossesACoin::new), "not deterministic",
            policy("takes-everybody", TakesEverybody::new), "accept queue",
            policy("counts-past-the-end", CountsPastTheEnd::new), "onHandshakeAck throws",
            policy("says-nothing", SaysNothing::new), "onSyn silent",
            policy("parks-for-ever", ParksForEver::new), "connections left",
            policy("wakes-in-the-past", WakesInThePast::new), "nextWakeNs stuck");
    }

    private static ListenPolicy policy(String name, UnaryOperator<Decider> decider) {
        return new ListenPolicy() {
            private final ListenPolicy linux = Policies.named("linux");

            @Override
            public String name() {
                return name;
            }

            @Override
            public String summary() {
                return "broken on purpose";
            }

            @Override
            public List<Setting> settings() {
                return linux.settings();
            }

            @Override
            public WireProfile profile(Settings settings) {
                return linux.profile(settings);
            }

            @Override
            public Decider open(Settings settings, long seed) {
                return decider.apply(linux.open(settings, seed));
            }
        };
    }

    /** All of Linux's decisions. */
    private static class Borrowed implements Decider {
        final Decider linux;

        Borrowed(Decider linux) {
            this.linux = linux;
        }

        @Override
        public ListenResult onListen(int requested, int current, boolean again) {
            return linux.onListen(requested, current, again);
        }

        @Override
        public SynVerdict onSyn(ListenView view) {
            return linux.onSyn(view);
        }

        @Override
        public AckVerdict onHandshakeAck(ListenView view) {
            return linux.onHandshakeAck(view);
        }

        @Override
        public boolean takesCookie(ListenView view) {
            return linux.takesCookie(view);
        }

        @Override
        public TimerVerdict onSynAckTimer(ListenView view) {
            return linux.onSynAckTimer(view);
        }
    }

    private static final class NeverGivesUp extends Borrowed {
        NeverGivesUp(Decider linux) {
            super(linux);
        }

        @Override
        public TimerVerdict onSynAckTimer(ListenView view) {
            view.because(Reason.SENT_SYN_ACK_AGAIN, view.timeouts(), 0);
            return TimerVerdict.RESEND;
        }
    }

    private static final class TossesACoin extends Borrowed {
        TossesACoin(Decider linux) {
            super(linux);
        }

        @Override
        public SynVerdict onSyn(ListenView view) {
            if (ThreadLocalRandom.current().nextBoolean()) {
                view.because(Reason.SYN_DROP_BY_POLICY, 0, 0);
                return SynVerdict.DROP;
            }
            return super.onSyn(view);
        }
    }

    private static final class TakesEverybody extends Borrowed {
        TakesEverybody(Decider linux) {
            super(linux);
        }

        @Override
        public SynVerdict onSyn(ListenView view) {
            view.because(Reason.SYN_QUEUED, view.synQueueLength() + 1, 0);
            return SynVerdict.QUEUE;
        }

        @Override
        public AckVerdict onHandshakeAck(ListenView view) {
            view.because(Reason.ACK_ESTABLISHED, view.acceptQueueLength() + 1, 0);
            return AckVerdict.ESTABLISH;
        }
    }

    private static final class CountsPastTheEnd extends Borrowed {
        private final int[] byLength = new int[2];

        CountsPastTheEnd(Decider linux) {
            super(linux);
        }

        @Override
        public AckVerdict onHandshakeAck(ListenView view) {
            byLength[view.acceptQueueLength()]++;
            return super.onHandshakeAck(view);
        }
    }

    private static final class SaysNothing extends Borrowed {
        SaysNothing(Decider linux) {
            super(linux);
        }

        @Override
        public SynVerdict onSyn(ListenView view) {
            return view.acceptQueueLength() > view.limit() ? SynVerdict.DROP : super.onSyn(view);
        }
    }

    private static final class ParksForEver extends Borrowed {
        ParksForEver(Decider linux) {
            super(linux);
        }

        @Override
        public AckVerdict onHandshakeAck(ListenView view) {
            view.because(Reason.ACK_PARKED, 1, 0);
            return view.acceptQueueLength() > 0 ? AckVerdict.PARK : AckVerdict.ESTABLISH;
        }
    }

    private static final class WakesInThePast extends Borrowed {
        private long nextNs = Long.MAX_VALUE;

        WakesInThePast(Decider linux) {
            super(linux);
        }

        @Override
        public void happened(ListenEvent event, ListenView view) {
            nextNs = event == ListenEvent.ESTABLISHED ? view.nowNs() + 1000 : nextNs;
        }

        @Override
        public long nextWakeNs(long nowNs) {
            return nextNs;
        }
    }
}
