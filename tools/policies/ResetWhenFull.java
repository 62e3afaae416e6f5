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

/**
 * Silence tells a client to try again in a second; RST tells it at once that it must go elsewhere. This policy does both: while the
 * accept queue has been full for less than a patience, SYNs that find it full are dropped in silence as on Linux; afterwards they are
 * answered by RST. The overload is over when only half of the backlog waits: a place that an accept() frees for a millisecond is no end.
 */
public final class ResetWhenFull implements ListenPolicy {
    /** What this policy builds on: the wire, and every decision that is not below. */
    private static ListenPolicy linux() {
        return Policies.named("linux");
    }

    @Override
    public String name() {
        return "reset-when-full";
    }

    @Override
    public String summary() {
        return "Linux, but when an overload has lasted for some milliseconds, SYNs are answered by RST";
    }

    @Override
    public List<Setting> settings() {
        return Policies.with(linux().settings(), Setting.of("reset_after", "reset.after", 100, 0, 60000,
            "milliseconds of overload before SYNs get RST"));
    }

    @Override
    public WireProfile profile(Settings settings) {
        return linux().profile(settings);
    }

    @Override
    public Decider open(Settings settings, long seed) {
        return new Decisions(linux().open(settings, seed), settings.value("reset_after"));
    }

    private static final class Decisions implements Decider {
        private static final long NOT_FULL = Long.MIN_VALUE;
        private final Decider linux;
        private final long patienceNs;
        private long fullSinceNs = NOT_FULL;

        Decisions(Decider linux, long patienceMs) {
            this.linux = linux;
            patienceNs = patienceMs * 1_000_000;
        }

        @Override
        public ListenResult onListen(int requested, int current, boolean again) {
            return linux.onListen(requested, current, again);
        }

        @Override
        public SynVerdict onSyn(ListenView view) {
            if (view.acceptQueueLength() <= view.limit()) {
                return linux.onSyn(view);
            }
            if (fullSinceNs == NOT_FULL) {
                fullSinceNs = view.nowNs();
            }
            boolean tooLong = view.nowNs() - fullSinceNs >= patienceNs;
            view.because(tooLong ? Reason.SYN_RESET : Reason.SYN_DROP_ACCEPT_QUEUE_FULL, view.acceptQueueLength(), view.limit());
            return tooLong ? SynVerdict.RESET : SynVerdict.DROP;
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

        @Override
        public void happened(ListenEvent event, ListenView view) {
            if (event == ListenEvent.ACCEPTED && view.acceptQueueLength() <= view.limit() / 2) {
                fullSinceNs = NOT_FULL;
            }
        }
    }
}
