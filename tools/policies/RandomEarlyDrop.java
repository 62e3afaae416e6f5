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
 * Random early drop (Floyd and Jacobson 1993) of SYNs: below a part of the backlog nobody is dropped, above it more and more are. Clients
 * whose SYN is dropped come back at different times, instead of all at the moment when the queue has just been emptied.
 */
public final class RandomEarlyDrop implements ListenPolicy {
    /** What this policy builds on: the wire, and every decision that is not below. */
    private static ListenPolicy linux() {
        return Policies.named("linux");
    }

    @Override
    public String name() {
        return "red";
    }

    @Override
    public String summary() {
        return "Linux, but SYNs are dropped at random from half a full accept queue on";
    }

    @Override
    public List<Setting> settings() {
        return Policies.with(linux().settings(), Setting.of("red_start", "red.start", 50, 0, 100,
            "percent of the backlog where dropping begins"));
    }

    @Override
    public WireProfile profile(Settings settings) {
        return linux().profile(settings);
    }

    @Override
    public Decider open(Settings settings, long seed) {
        return new Decisions(linux().open(settings, seed), settings.intValue("red_start"));
    }

    private record Decisions(Decider linux, int startPercent) implements Decider {

        @Override
        public ListenResult onListen(int requested, int current, boolean again) {
            return linux.onListen(requested, current, again);
        }

        @Override
        public SynVerdict onSyn(ListenView view) {
            int waiting = view.acceptQueueLength();
            int start = view.limit() * startPercent / 100;
            // from 0 at the start to 1 beyond the limit; chance comes from the view, so that a run can be repeated
            double chance = (double) (waiting - start) / (view.limit() + 1 - start);
            double draw = (view.randomBits() >>> 11) * 0x1.0p-53;
            if (draw < chance) {
                view.because(Reason.SYN_DROP_BY_POLICY, waiting, view.limit());
                return SynVerdict.DROP;
            }
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
}
