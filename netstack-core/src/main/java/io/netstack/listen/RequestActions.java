package io.netstack.listen;

import io.netstack.conn.ConnectionTable;
import io.netstack.conn.Handshake;
import io.netstack.flow.FlowKey;
import io.netstack.observe.Reason;
import io.netstack.policy.AckVerdict;
import io.netstack.policy.Decider;
import io.netstack.policy.ListenEvent;
import io.netstack.policy.WireProfile;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;

/** What can be done to a stored request, whoever decides it: send its SYN-ACK again, make a connection of it, remove it. */
final class RequestActions {
    private final WireProfile profile;
    private final Decider decider;
    private final boolean tellsOfRemoval;
    private final ListenerTable listeners;
    private final SynQueue store;
    private final HandshakeWriter writer;
    private final CookieCodec cookies;
    private final Admission admission;
    private final ListenSegmentView view;
    /** Points at the request that goes, while the other view stays with the segment or timer that made it go. */
    private final ListenSegmentView leaving;
    private final Outcome outcome;
    private final Handshake handshake = new Handshake();
    private final FlowKey key = new FlowKey();
    private final FlowKey leavingKey = new FlowKey();

    /** @param cookies what a request lives on in when it has to give way; null where it is gone then */
    RequestActions(WireProfile profile, Decider decider, ListenerTable listeners, SynQueue store, HandshakeWriter writer, CookieCodec cookies,
                   Admission admission, ListenSegmentView view, ListenSegmentView leaving, Outcome outcome) {
        this.profile = profile;
        this.decider = decider;
        tellsOfRemoval = Decider.hearsEvents(decider);
        this.listeners = listeners;
        this.store = store;
        this.writer = writer;
        this.cookies = cookies;
        this.admission = admission;
        this.view = view;
        this.leaving = leaving;
        this.outcome = outcome;
    }

    /** The TSval of what is sent for a request at a moment, if it has timestamps: where its number is a cookie, the options travel in it. */
    int timestamp(ConnectionRequest request, long atNs) {
        if (!request.timestamps()) {
            return 0;
        }
        int ms = Negotiation.milliseconds(atNs);
        return (cookies == null ? ms : cookies.timestamp(request, ms)) + request.timestampOffset;
    }

    /** Sends the SYN-ACK of a request again, with a new timestamp. */
    boolean sendAgain(ConnectionRequest request, long nowNs, Reason reason, long a, long b) {
        int timestamp = timestamp(request, nowNs);
        if (!writer.synAck(request, timestamp, nowNs, reason, a, b)) {
            return false;
        }
        request.lastTimestamp = timestamp;
        request.retransmits++;
        return true;
    }

    /** The interval after so many timeouts. */
    int intervalIndex(int timeouts) {
        return Math.min(timeouts, profile.synAckIntervalsNs().length - 1);
    }

    /** A final ACK that is right in every other respect: the policy decides. */
    Outcome finalAck(TcpListener listener, int slot, ConnectionRequest request, TcpSegment segment, TcpOptions options, int typeOfService,
                     long nowNs) {
        request.copyKeyTo(key);
        AckVerdict verdict = decider.onHandshakeAck(view.segment(listener, key, segment, options, nowNs).request(request, store.hash(slot)));
        switch (verdict) {
            case ESTABLISH, PARK -> {
                fillHandshake(listener, request);
                int connection = admission.admit(listener, handshake, verdict, nowNs);
                if (connection == ConnectionTable.NONE) {
                    request.ackSeen(true);
                    return outcome.done(Reason.ACK_CONNECTION_POOL_FULL, listener.acceptQueue().length(), 0);
                }
                unlink(listener, slot, store.hash(slot), request);
                return outcome.toConnection(connection, view.reason(), view.a(), view.b());
            }
            case KEEP -> request.ackSeen(true);
            case REMOVE -> remove(slot, request);
            case RESET -> {
                writer.reset(key, segment, typeOfService, nowNs);
                remove(slot, request);
            }
        }
        return outcome.done(view.reason(), view.a(), view.b());
    }

    private void fillHandshake(TcpListener listener, ConnectionRequest request) {
        request.copyKeyTo(handshake.key());
        handshake.clear()
            .iss(request.iss)
            .irs(request.irs)
            .peerMss(request.maximumSegmentSize())
            .sendWindowScale(request.windowScale)
            .receiveWindowScale(request.windowScale == ConnectionRequest.NO_WINDOW_SCALE ? Handshake.NO_SCALE : request.receiveWindowScale)
            .timestamps(request.timestamps())
            .timestampOffset(request.timestampOffset)
            .timestampRecent(request.timestampRecent)
            .sack(request.sackPermitted())
            .ecn(request.ecn())
            .receiveWindow(request.receiveWindow)
            .fromCookie(false)
            .synAckSentNs(request.retransmits == 0 ? request.synAckSentNs : -1)
            .lastSynAckTimestamp(request.lastTimestamp)
            .synAckRetransmits(request.retransmits)
            .receiveBufferBytes(listener.options().receiveBufferBytes())
            .listenerId(listener.id());
    }

    /** Takes a request out of the store and out of its listener's counts; it became no connection. */
    void remove(int slot, ConnectionRequest request) {
        remove(listeners.get(request.listener), slot, store.hash(slot), request);
    }

    /** The same for whoever knows the listener and the hash. */
    void remove(TcpListener owner, int slot, int hash, ConnectionRequest request) {
        unlink(owner, slot, hash, request);
        if (tellsOfRemoval) {
            decider.happened(ListenEvent.REMOVED,
                leaving.timer(owner, request.copyKeyTo(leavingKey), request, hash, view.nowNs()));
        }
    }

    private void unlink(TcpListener owner, int slot, int hash, ConnectionRequest request) {
        store.remove(slot, owner.id(), hash);
        owner.requestRemoved(request.timeouts == 0);
        listeners.freeIfEmpty(owner);
    }

    /** Removes the requests of a listener that closes, all at once; each peer gets a RST if the profile says so. */
    int removeAll(TcpListener listener, boolean reset, long nowNs) {
        int count = 0;
        int slot;
        while ((slot = store.byAge(listener.id(), 0)) != SynQueue.NONE) {
            ConnectionRequest request = store.get(slot);
            if (reset) {
                writer.resetRequest(request, nowNs);
            }
            remove(slot, request);
            count++;
        }
        return count;
    }
}
