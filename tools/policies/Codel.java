import io.netstack.policy.AckVerdict;
import io.netstack.policy.Decider;
import io.netstack.policy.HeadVerdict;
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
 * CoDel (Nichols and Jacobson, RFC 8289) on the accept queue: when every connection for a whole interval has waited longer than a target,
 * the head is reset, and then heads are reset faster and faster (interval / sqrt(count)) until waiting is short again. A queue that is
 * long for a moment is left alone; one that stays long is cut, so that those who are accepted are accepted soon.
 */
public final class Codel implements ListenPolicy {
    /** What this policy builds on: the wire, and every decision that is not below. */
    private static ListenPolicy linux() {
        return Policies.named("linux");
    }

    @Override
    public String name() {
        return "codel";
    }

    @Override
    public String summary() {
        return "Linux, but connections are reset when accept() has been late for a while (CoDel)";
    }

    @Override
    public List<Setting> settings() {
        return Policies.with(linux().settings(), Setting.of("codel_target", "codel.target", 20, 1, 60000,
            "milliseconds that waiting may take"),
            Setting.of("codel_interval", "codel.interval", 100, 1, 60000, "milliseconds that it may take longer before heads are reset"));
    }

    @Override
    public WireProfile profile(Settings settings) {
        return linux().profile(settings);
    }

    @Override
    public Decider open(Settings settings, long seed) {
        return new Decisions(linux().open(settings, seed), settings.value("codel_target"), settings.value("codel_interval"));
    }

    private static final class Decisions implements Decider {
        private final Decider linux;
        private final long targetNs;
        private final long intervalNs;
        private boolean late;
        private long lateUntilNs;
        private boolean dropping;
        private long nextDropNs = Long.MAX_VALUE;
        private int drops;

        Decisions(Decider linux, long targetMs, long intervalMs) {
            this.linux = linux;
            targetNs = targetMs * 1_000_000;
            intervalNs = intervalMs * 1_000_000;
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

        @Override
        public HeadVerdict onAcceptHead(ListenView view) {
            long now = view.nowNs();
            if (view.oldestAcceptAgeNs() < targetNs) {
                late = false;
                dropping = false;
                nextDropNs = now + targetNs - view.oldestAcceptAgeNs();
                return HeadVerdict.KEEP;
            }
            if (!late) {
                late = true;
                lateUntilNs = now + intervalNs;
                nextDropNs = lateUntilNs;
            }
            if (!dropping && now >= lateUntilNs) {
                dropping = true;
                drops = 0;
                nextDropNs = now;
            }
            if (!dropping || now < nextDropNs) {
                return HeadVerdict.KEEP;
            }
            drops++;
            nextDropNs = view.acceptQueueLength() == 1 ? Long.MAX_VALUE : now + (long) (intervalNs / Math.sqrt(drops));
            return HeadVerdict.RESET;
        }

        @Override
        public void happened(ListenEvent event, ListenView view) {
            if (view.acceptQueueLength() == 0) {
                // nobody waits: a wake-up that finds no head would come again and again
                late = false;
                dropping = false;
                nextDropNs = Long.MAX_VALUE;
            } else if (event == ListenEvent.ESTABLISHED && nextDropNs == Long.MAX_VALUE) {
                // the first that waits starts the clock, so that a queue that nobody empties is looked at, too
                nextDropNs = view.nowNs() + targetNs;
            }
        }

        /** When the head will have waited too long, or the next one is to be reset. */
        @Override
        public long nextWakeNs(long nowNs) {
            return nextDropNs;
        }
    }
}
