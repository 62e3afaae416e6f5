package io.netstack.listen;

import io.netstack.observe.Reason;
import io.netstack.policy.Decider;
import io.netstack.policy.SegmentRules;
import io.netstack.wire.IcmpPacket;

/**
 * ICMP errors about requests. On Linux (tcp_req_err) the network, the host or the path is gone, so is the request; BSD (syncache_unreach)
 * only notes the first error, and so a later one before the SYN-ACK was sent often enough.
 */
final class RequestErrors {
    private final SegmentRules rules;
    private final Decider decider;
    private final SynQueue store;
    private final RequestActions actions;
    private final ListenSegmentView view;

    RequestErrors(SegmentRules rules, Decider decider, SynQueue store, RequestActions actions, ListenSegmentView view) {
        this.rules = rules;
        this.decider = decider;
        this.store = store;
        this.actions = actions;
        this.view = view;
    }

    /** An error that quotes a segment of the request in a slot of its listener; the reason that the frame ends in. */
    Reason onIcmp(TcpListener listener, int slot, int type, int code, int quotedSequenceNumber, long nowNs) {
        ConnectionRequest request = store.get(slot);
        if (quotedSequenceNumber != request.iss) {
            return Reason.ICMP_OUT_OF_WINDOW;
        }
        view.listener(listener, nowNs);
        if (rules.unreachableSends() != 0) {
            return onSoftError(slot, request);
        }
        boolean unreachable = type == IcmpPacket.DESTINATION_UNREACHABLE && code <= 1;
        if (!unreachable && type != IcmpPacket.TIME_EXCEEDED && type != IcmpPacket.PARAMETER_PROBLEM) {
            return Reason.ICMP_IGNORED;
        }
        actions.remove(slot, request);
        return Reason.ICMP_REQUEST_REMOVED;
    }

    private Reason onSoftError(int slot, ConnectionRequest request) {
        if (decider.bypassesStore(view)) {
            return Reason.ICMP_IGNORED;
        }
        if (rules.unreachableSends() < 0 || !request.unreachable() || request.timeouts + 1 < rules.unreachableSends()) {
            request.unreachable(true);
            return Reason.ICMP_REQUEST_NOTED;
        }
        actions.remove(slot, request);
        return Reason.ICMP_REQUEST_REMOVED;
    }
}
