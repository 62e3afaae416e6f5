package io.netstack.policy;

import io.netstack.observe.Reason;
import java.util.List;

/**
 * Linux on the wire, with a listener that drops at the ring: SYN queue and accept queue share one bound, and while they are over it the port's
 * gate is closed, so that a SYN costs no more than a look at its header. Whoever was admitted finds room: no final ACK ever meets a full accept
 * queue, and there is no use for cookies.
 */
final class RingDropPolicy implements ListenPolicy {
    private final LinuxPolicy linux = new LinuxPolicy();

    @Override
    public String name() {
        return "ring-drop";
    }

    @Override
    public String summary() {
        return "Linux 6.18 on the wire; SYN queue + accept queue > backlog closes the port's gate and SYNs are dropped at the ring";
    }

    @Override
    public boolean oneQueue(Settings chosen) {
        return true;
    }

    @Override
    public List<Fact> facts() {
        String here = "this project: no system does it";
        return List.of(
            new Fact(Fact.Topic.LIMIT, "As Linux 6.18.", Fact.Evidence.SOURCE, here),
            new Fact(Fact.Topic.REQUESTS, "Requests and connections share one bound, the backlog and one more.", Fact.Evidence.SOURCE, here),
            new Fact(Fact.Topic.CONNECTIONS, "Counted with the requests, so that no final ACK meets a full queue.", Fact.Evidence.SOURCE, here),
            new Fact(Fact.Topic.CLIENT, "Silence: its SYN is dropped at the ring, before the stack sees it.", Fact.Evidence.SOURCE, here),
            new Fact(Fact.Topic.COUNTER, "Netstack.IngressGateDrop, or Netstack.LateGateDrop for a SYN that slipped through.",
                Fact.Evidence.SOURCE, here),
            new Fact(Fact.Topic.SETTING, "net.core.somaxconn bounds the backlog.", Fact.Evidence.SOURCE, here));
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
        return new RingDropDecider(linux.open(settings, seed));
    }

    /** The decisions of Linux, but for SYNs. */
    private record RingDropDecider(Decider linux) implements Decider {

        @Override
        public ListenResult onListen(int requested, int current, boolean again) {
            return linux.onListen(requested, current, again);
        }

        @Override
        public SocketError refusesListen(SocketState state) {
            return linux.refusesListen(state);
        }

        /** Requests and connections together, the most there may be. */
        @Override
        public int synQueueLimit(int limit, int synTableLimit) {
            return (int) Math.min(Integer.MAX_VALUE, limit + 1L);
        }

        @Override
        public boolean closesGate(ListenView view) {
            return view.synQueueLength() + view.acceptQueueLength() > view.limit();
        }

        @Override
        public SynVerdict onSyn(ListenView view) {
            int waiting = view.synQueueLength() + view.acceptQueueLength();
            if (waiting > view.limit()) {
                view.because(Reason.LATE_GATE_DROP, waiting, view.limit());
                return SynVerdict.DROP;
            }
            view.because(view.timeWaitReuse() ? Reason.SYN_QUEUED_TIME_WAIT : Reason.SYN_QUEUED, waiting + 1, view.limit() + 1L);
            return SynVerdict.QUEUE;
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
