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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Fairness between networks: while the SYN queue is more than half full, no /24 may hold more than its share of it, the queue divided by
 * the number of /24s that hold something. A flood from a few networks then fills its own share and nothing else.
 */
public final class PrefixFairQueue implements ListenPolicy {
    /** What this policy builds on: the wire, and every decision that is not below. */
    private static ListenPolicy linux() {
        return Policies.named("linux");
    }

    @Override
    public String name() {
        return "prefix-fair";
    }

    @Override
    public String summary() {
        return "Linux without cookies; in a filling SYN queue no /24 holds more than its share";
    }

    @Override
    public List<Setting> settings() {
        return linux().settings();
    }

    @Override
    public WireProfile profile(Settings settings) {
        return linux().profile(settings);
    }

    @Override
    public Decider open(Settings settings, long seed) {
        return new Decisions(linux().open(settings, seed));
    }

    private static final class Decisions implements Decider {
        private final Decider linux;
        /** Requests that each /24 holds; only those that hold any. */
        private final Map<Long, Integer> held = new HashMap<>();

        Decisions(Decider linux) {
            this.linux = linux;
        }

        private static long prefix(ListenView view) {
            return view.remoteLow() >>> 8 & 0xFFFFFF;
        }

        @Override
        public ListenResult onListen(int requested, int current, boolean again) {
            return linux.onListen(requested, current, again);
        }

        @Override
        public SynVerdict onSyn(ListenView view) {
            int waiting = view.synQueueLength();
            int mine = held.getOrDefault(prefix(view), 0);
            int networks = held.size() + (mine == 0 ? 1 : 0);
            int share = Math.max(1, (view.limit() + 1) / networks);
            if (view.acceptQueueLength() > view.limit()) {
                view.because(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, view.acceptQueueLength(), view.limit());
                return SynVerdict.DROP;
            }
            if (2 * waiting > view.limit() && mine >= share) {
                view.because(Reason.SYN_DROP_BY_POLICY, mine, share);
                return SynVerdict.DROP;
            }
            // a network that holds nothing may always have one: it takes the oldest request's place when it must
            view.because(Reason.SYN_QUEUED, Math.min(waiting + 1, view.limit() + 1), view.limit() + 1L);
            return waiting > view.limit() ? SynVerdict.EVICT : SynVerdict.QUEUE;
        }

        @Override
        public AckVerdict onHandshakeAck(ListenView view) {
            return linux.onHandshakeAck(view);
        }

        @Override
        public boolean takesCookie(ListenView view) {
            return false;
        }

        @Override
        public TimerVerdict onSynAckTimer(ListenView view) {
            return linux.onSynAckTimer(view);
        }

        @Override
        public void happened(ListenEvent event, ListenView view) {
            switch (event) {
                case QUEUED -> held.merge(prefix(view), 1, Integer::sum);
                case REMOVED, ESTABLISHED -> held.computeIfPresent(prefix(view), (p, count) -> count == 1 ? null : count - 1);
                default -> {
                    // the SYN queue stays as it is
                }
            }
        }
    }
}
