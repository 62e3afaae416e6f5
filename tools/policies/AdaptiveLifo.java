import io.netstack.observe.Reason;
import io.netstack.policy.AckVerdict;
import io.netstack.policy.Decider;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.ListenResult;
import io.netstack.policy.ListenView;
import io.netstack.policy.ParkVerdict;
import io.netstack.policy.Policies;
import io.netstack.policy.Setting;
import io.netstack.policy.Settings;
import io.netstack.policy.SynVerdict;
import io.netstack.policy.TimerVerdict;
import io.netstack.policy.WireProfile;
import java.util.List;

/**
 * Adaptive LIFO: as long as the queue is short, first come is first served. In an overload the newest goes first, because the oldest have
 * waited so long that their clients are about to give up or have already: serving them helps nobody. What waits longest is reset when
 * there is no room. To reorder, connections are parked, and only one at a time stands in the accept queue.
 */
public final class AdaptiveLifo implements ListenPolicy {
    /** What this policy builds on: the wire, and every decision that is not below. */
    private static ListenPolicy linux() {
        return Policies.named("linux");
    }

    @Override
    public String name() {
        return "adaptive-lifo";
    }

    @Override
    public String summary() {
        return "Linux, but accept() gets the newest connection while more than half of the backlog waits";
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
            int waiting = view.acceptQueueLength() + view.parkedLength();
            if (waiting > view.limit()) {
                view.because(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, waiting, view.limit());
                return SynVerdict.DROP;
            }
            return linux.onSyn(view);
        }

        @Override
        public AckVerdict onHandshakeAck(ListenView view) {
            int waiting = view.acceptQueueLength() + view.parkedLength();
            if (waiting > view.limit()) {
                view.because(view.fromCookie() ? Reason.COOKIE_ACK_ACCEPT_QUEUE_FULL : Reason.ACK_ACCEPT_QUEUE_FULL, waiting, view.limit());
                return AckVerdict.KEEP;
            }
            view.because(view.fromCookie() ? Reason.COOKIE_ACK_PARKED : Reason.ACK_PARKED, waiting + 1L, view.limit() + 1L);
            return AckVerdict.PARK;
        }

        @Override
        public boolean takesCookie(ListenView view) {
            return linux.takesCookie(view);
        }

        @Override
        public TimerVerdict onSynAckTimer(ListenView view) {
            return linux.onSynAckTimer(view);
        }

        @Override
        public ParkVerdict onParked(ListenView view) {
            if (view.acceptQueueLength() > 0) {
                return ParkVerdict.STAY;
            }
            return 2 * view.parkedLength() > view.limit() ? ParkVerdict.PROMOTE_NEWEST : ParkVerdict.PROMOTE;
        }
    }
}
