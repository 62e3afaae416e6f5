package io.netstack.listen;

import io.netstack.flow.FlowKey;
import io.netstack.observe.Counters;
import io.netstack.observe.Reason;
import io.netstack.policy.Decider;
import io.netstack.policy.SegmentRules;
import io.netstack.policy.TimerVerdict;

/** What happens when the SYN-ACK timer of a request fires (Linux reqsk_timer_handler). */
final class SynAckTimers {
    private final Decider decider;
    private final SynQueue store;
    private final RequestActions actions;
    private final SegmentRules.Closed closedRule;
    private final HandshakeWriter writer;
    private final ListenSegmentView view;
    private final Counters counters;
    private final FlowKey key = new FlowKey();

    SynAckTimers(SegmentRules rules, Decider decider, SynQueue store, RequestActions actions, HandshakeWriter writer, ListenSegmentView view,
                 Counters counters) {
        this.closedRule = rules.closed();
        this.decider = decider;
        this.store = store;
        this.actions = actions;
        this.writer = writer;
        this.view = view;
        this.counters = counters;
    }

    /** The timer of a request fired; it is not set any more. */
    void onTimeout(TcpListener listener, int slot, long nowNs) {
        ConnectionRequest request = store.get(slot);
        if (!listener.isListening() && closedRule != SegmentRules.Closed.KEEP) {
            counters.count(Reason.REQUEST_ORPHANED);
            actions.remove(slot, request);
            return;
        }
        counters.count(Reason.SYN_ACK_TIMEOUT);
        TimerVerdict verdict = decider.onSynAckTimer(view.timer(listener, request.copyKeyTo(key), request, store.hash(slot), nowNs));
        boolean goesOn = switch (verdict) {
            case WAIT -> true;
            case RESEND -> resend(request, nowNs);
            case GIVE_UP, GIVE_UP_RESET, GIVE_UP_BUCKET -> false;
        };
        if (!goesOn) {
            giveUp(slot, request, verdict, nowNs);
            return;
        }
        if (request.timeouts == 0) {
            listener.requestAged();
        }
        request.timeouts++;
        store.startTimer(slot, actions.intervalIndex(request.timeouts), nowNs);
    }

    private void giveUp(int slot, ConnectionRequest request, TimerVerdict verdict, long nowNs) {
        if (verdict == TimerVerdict.GIVE_UP_RESET) {
            writer.resetRequest(request, nowNs);
        }
        if (verdict != TimerVerdict.RESEND) {
            counters.count(view.reason());
        }
        int bucket = store.cache().bucket(store.hash(slot));
        actions.remove(slot, request);
        int neighbour;
        while (verdict == TimerVerdict.GIVE_UP_BUCKET && store.cache().isShared()
            && (neighbour = store.cache().oldest(bucket)) != SynQueue.NONE) {
            counters.count(view.reason());
            actions.remove(neighbour, store.get(neighbour));
        }
    }

    /** A SYN-ACK that cannot be sent ends the request, unless its peer's final ACK is known to have come (Linux). */
    private boolean resend(ConnectionRequest request, long nowNs) {
        if (actions.sendAgain(request, nowNs, view.reason(), view.a(), view.b()) || request.ackSeen()) {
            return true;
        }
        counters.count(Reason.REQUEST_UNREACHABLE);
        return false;
    }
}
