package io.netstack.listen;

import io.netstack.flow.FlowKey;
import io.netstack.observe.Counters;
import io.netstack.observe.Reason;
import io.netstack.policy.Decider;
import io.netstack.policy.TimerVerdict;

/** What happens when the SYN-ACK timer of a request fires (Linux reqsk_timer_handler). */
final class SynAckTimers {
    private final Decider decider;
    private final SynQueue store;
    private final SynReceived synReceived;
    private final HandshakeWriter writer;
    private final ListenSegmentView view;
    private final Counters counters;
    private final FlowKey key = new FlowKey();

    SynAckTimers(Decider decider, SynQueue store, SynReceived synReceived, HandshakeWriter writer, ListenSegmentView view, Counters counters) {
        this.decider = decider;
        this.store = store;
        this.synReceived = synReceived;
        this.writer = writer;
        this.view = view;
        this.counters = counters;
    }

    /** The timer of a request fired; it is not set any more. */
    void onTimeout(TcpListener listener, int slot, long nowNs) {
        ConnectionRequest request = store.get(slot);
        if (!listener.isListening()) {
            counters.count(Reason.REQUEST_ORPHANED);
            synReceived.remove(listener, slot, request);
            return;
        }
        counters.count(Reason.SYN_ACK_TIMEOUT);
        TimerVerdict verdict = decider.onSynAckTimer(view.timer(listener, request.copyKeyTo(key), request, nowNs));
        boolean goesOn = switch (verdict) {
            case WAIT -> true;
            case RESEND -> resend(request, nowNs);
            case GIVE_UP, GIVE_UP_RESET -> {
                if (verdict == TimerVerdict.GIVE_UP_RESET) {
                    writer.resetRequest(request, nowNs);
                }
                counters.count(Reason.REQUEST_EXPIRED);
                yield false;
            }
        };
        if (!goesOn) {
            synReceived.remove(listener, slot, request);
            return;
        }
        if (request.timeouts == 0) {
            listener.requestAged();
        }
        request.timeouts++;
        store.setTimer(slot, synReceived.intervalIndex(request.timeouts), nowNs);
    }

    /** A SYN-ACK that cannot be sent ends the request, unless its peer's final ACK is known to have come (Linux). */
    private boolean resend(ConnectionRequest request, long nowNs) {
        if (synReceived.sendAgain(request, nowNs, view.reason(), view.a(), view.b()) || request.ackSeen) {
            return true;
        }
        counters.count(Reason.REQUEST_UNREACHABLE);
        return false;
    }
}
