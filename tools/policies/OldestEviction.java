import io.netstack.observe.Reason;
import io.netstack.policy.AckVerdict;
import io.netstack.policy.Decider;
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

/**
 * Recycling the oldest embryonic connection (RFC 4987 section 3.4): a SYN that finds the SYN queue full takes the place of the oldest
 * request. Whoever answers within the time that a flood needs to fill the queue gets in, without cookies; whoever is slower does not.
 */
public final class OldestEviction implements ListenPolicy {
    /** What this policy builds on: the wire, and every decision that is not below. */
    private static ListenPolicy linux() {
        return Policies.named("linux");
    }

    @Override
    public String name() {
        return "evict-oldest";
    }

    @Override
    public String summary() {
        return "Linux without cookies; a full SYN queue gives up its oldest request";
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

    private record Decisions(Decider linux) implements Decider {

        @Override
        public ListenResult onListen(int requested, int current, boolean again) {
            return linux.onListen(requested, current, again);
        }

        @Override
        public SynVerdict onSyn(ListenView view) {
            if (view.acceptQueueLength() > view.limit()) {
                view.because(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, view.acceptQueueLength(), view.limit());
                return SynVerdict.DROP;
            }
            boolean full = view.synQueueLength() > view.limit();
            view.because(Reason.SYN_QUEUED, Math.min(view.synQueueLength() + 1, view.limit() + 1), view.limit() + 1L);
            return full ? SynVerdict.EVICT : SynVerdict.QUEUE;
        }

        /** The oldest. */
        @Override
        public int victim(ListenView view) {
            return 0;
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
    }
}
