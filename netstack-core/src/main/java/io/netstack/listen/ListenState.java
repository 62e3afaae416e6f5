package io.netstack.listen;

import io.netstack.conn.ConnectionTable;
import io.netstack.conn.Handshake;
import io.netstack.flow.Addresses;
import io.netstack.flow.Egress;
import io.netstack.flow.FlowKey;
import io.netstack.observe.Counters;
import io.netstack.observe.Reason;
import io.netstack.policy.AckVerdict;
import io.netstack.policy.Decider;
import io.netstack.policy.ListenEvent;
import io.netstack.policy.SegmentRules;
import io.netstack.policy.SegmentVerdict;
import io.netstack.policy.SynVerdict;
import io.netstack.policy.WireProfile;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;

/**
 * Segments for a listening port that belong to no request and no connection: RFC 9293 section 3.10.7.2, in the order of Linux 6.18
 * (tcp_v4_do_rcv, tcp_rcv_state_process in LISTEN, tcp_conn_request, cookie_v4_check).
 */
final class ListenState {
    private final WireProfile profile;
    private final Decider decider;
    private final SynQueue store;
    private final SegmentRules rules;
    private final StoreRules storeRules;
    private final RequestActions actions;
    private final ResetLimiter openPort;
    private final RandomBits random;
    private final CookieCodec cookies;
    private final Negotiation negotiation;
    private final HandshakeWriter writer;
    private final Admission admission;
    private final ListenSegmentView view;
    private final Egress egress;
    private final Counters counters;
    private final Outcome outcome;
    private final Handshake handshake = new Handshake();
    /** The request of a cookie: filled, sent, forgotten. */
    private final ConnectionRequest stateless = new ConnectionRequest();

    ListenState(WireProfile profile, Decider decider, SynQueue store, StoreRules storeRules, CookieCodec cookies, Negotiation negotiation,
                HandshakeWriter writer, RequestActions actions, ResetLimiter openPort, RandomBits random, Admission admission,
                ListenSegmentView view, Egress egress, Counters counters, Outcome outcome) {
        this.profile = profile;
        this.rules = profile.rules();
        this.storeRules = storeRules;
        this.actions = actions;
        this.openPort = openPort;
        this.random = random;
        this.decider = decider;
        this.store = store;
        this.cookies = cookies;
        this.negotiation = negotiation;
        this.writer = writer;
        this.admission = admission;
        this.view = view;
        this.egress = egress;
        this.counters = counters;
        this.outcome = outcome;
    }

    /**
     * A segment for a listener.
     *
     * @param hash     of the key, for the store
     * @param reuse    the SYN takes over a connection in TIME-WAIT
     * @param reuseIss the initial sequence number that then must be used
     */
    Outcome onSegment(TcpListener listener, FlowKey key, int hash, TcpSegment segment, TcpOptions options, int typeOfService, boolean reuse,
                      int reuseIss, long nowNs) {
        view.segment(listener, key, segment, options, nowNs).withHash(hash);
        if (decider.onListenSegment(view) == SegmentVerdict.DROP) {
            return outcome.done(view.reason(), view.a(), view.b());
        }
        int flags = segment.flags();
        if ((flags & TcpFlags.SYN) == 0) {
            return onSegmentWithoutSyn(listener, key, hash, segment, options, typeOfService, flags, nowNs);
        }
        // RFC 9293 section 3.10.7.2, second: any acknowledgment is bad here. A RST is never answered (first).
        if ((flags & TcpFlags.RST) != 0) {
            return outcome.done(Reason.LISTEN_RST_IGNORED);
        }
        if ((flags & TcpFlags.ACK) != 0) {
            return onSynAck(key, segment, typeOfService, nowNs);
        }
        if ((flags & TcpFlags.FIN) != 0 && !rules.synFinIsSyn()) {
            return outcome.done(Reason.LISTEN_SYN_FIN_IGNORED);
        }
        if (reuse) {
            view.withTimeWaitReuse();
        }
        return onSyn(listener, key, hash, segment, options, typeOfService, reuse, reuseIss, nowNs);
    }

    private Outcome onSegmentWithoutSyn(TcpListener listener, FlowKey key, int hash, TcpSegment segment, TcpOptions options, int typeOfService,
                                        int flags, long nowNs) {
        if ((flags & TcpFlags.RST) != 0) {
            return outcome.done(decider.bypassesStore(view) ? Reason.LISTEN_RST_UNSEEN : Reason.LISTEN_RST_IGNORED);
        }
        if ((flags & TcpFlags.ACK) == 0) {
            return rules.bareResets() ? answerByReset(key, segment, typeOfService, Reason.LISTEN_BARE_RESET, nowNs)
                : outcome.done(Reason.LISTEN_NO_SYN_IGNORED);
        }
        if (decider.takesCookie(view) || storeRules.takesCookie(hash, nowNs)) {
            return onCookieAck(listener, key, hash, segment, options, typeOfService, nowNs);
        }
        return answerByReset(key, segment, typeOfService, Reason.LISTEN_ACK_RESET, nowNs);
    }

    private Outcome onSynAck(FlowKey key, TcpSegment segment, int typeOfService, long nowNs) {
        return switch (rules.synAck()) {
            case IGNORE -> outcome.done(Reason.LISTEN_SYN_ACK_IGNORED);
            case RESET, RESET_FORGET -> answerByReset(key, segment, typeOfService,
                rules.order() == SegmentRules.Order.CACHE ? Reason.LISTEN_SYN_ACK_RESET : Reason.LISTEN_ACK_RESET, nowNs);
        };
    }

    /** A RST of the class of open ports, if this second has one left. */
    private Outcome answerByReset(FlowKey key, TcpSegment segment, int typeOfService, Reason reason, long nowNs) {
        if (!openPort.allows(nowNs)) {
            return outcome.done(Reason.LISTEN_RESET_LIMITED, openPort.perSecond(), 0);
        }
        writer.reset(key, segment, typeOfService, nowNs);
        return outcome.done(reason);
    }

    // ---- RFC 9293 section 3.10.7.2, third: a SYN

    private Outcome onSyn(TcpListener listener, FlowKey key, int hash, TcpSegment syn, TcpOptions options, int typeOfService, boolean reuse,
                          int reuseIss, long nowNs) {
        SynVerdict verdict = decider.onSyn(view);
        return switch (verdict) {
            case DROP -> outcome.done(view.reason(), view.a(), view.b());
            case RESET -> {
                writer.reset(key, syn, typeOfService, nowNs);
                yield outcome.done(view.reason(), view.a(), view.b());
            }
            case COOKIE -> egress.hasRoute(Addresses.ipv4(key.remoteLow()))
                ? sendCookie(listener, key, hash, syn, options, typeOfService, nowNs)
                : outcome.done(Reason.SYN_DROP_NO_ROUTE);
            case EVICT -> {
                storeRules.evict(listener, hash, nowNs);
                yield store(listener, key, hash, syn, options, typeOfService, reuse, reuseIss, nowNs);
            }
            case QUEUE -> store(listener, key, hash, syn, options, typeOfService, reuse, reuseIss, nowNs);
        };
    }

    /** The policy wants it stored: the store says where it finds room, if not in a cookie. */
    private Outcome store(TcpListener listener, FlowKey key, int hash, TcpSegment syn, TcpOptions options, int typeOfService, boolean reuse,
                          int reuseIss, long nowNs) {
        if (!egress.hasRoute(Addresses.ipv4(key.remoteLow()))) {
            return outcome.done(Reason.SYN_DROP_NO_ROUTE);
        }
        if (!storeRules.makesRoom(hash, nowNs)) {
            return sendCookie(listener, key, hash, syn, options, typeOfService, nowNs);
        }
        int slot = store.add(key, hash, listener.id());
        if (slot == SynQueue.NONE) {
            return outcome.done(Reason.SYN_DROP_POOL_FULL, store.capacity(), 0);
        }
        countFastOpen(options);
        ConnectionRequest request = store.get(slot);
        boolean numberIsCookie = storeRules.numbersAreCookies();
        SegmentRules.Iss iss = numberIsCookie && !reuse ? SegmentRules.Iss.COOKIE : rules.iss();
        negotiation.fill(request, key, syn, options, typeOfService, listener.options(), numberIsCookie ? cookies : null,
            iss == SegmentRules.Iss.CLOCK && !reuse, nowNs);
        request.iss = switch (iss) {
            case CLOCK -> reuse ? reuseIss : request.iss;
            case COOKIE -> cookies.encode(key, bucket(hash), request, nowNs);
            case RANDOM -> (int) random.next();
        };
        int timestamp = actions.timestamp(request, nowNs);
        request.lastTimestamp = timestamp;
        listener.requestAdded();
        store.startTimer(slot, 0, nowNs);
        writer.synAck(request, timestamp, nowNs, Reason.SENT_SYN_ACK, 0, 0);
        decider.happened(ListenEvent.QUEUED, view);
        return outcome.done(view.reason(), view.a(), view.b());
    }

    private int bucket(int hash) {
        return store.cache().bucket(hash);
    }

    /** A SYN with a Fast Open cookie request is counted where Linux would look at it: not on the cookie path. */
    private void countFastOpen(TcpOptions options) {
        if (options.fastOpenCookieLength() == 0) {
            counters.count(Reason.FAST_OPEN_COOKIE_REQUESTED);
        }
    }

    // ---- cookies (RFC 4987 section 3.6)

    private Outcome sendCookie(TcpListener listener, FlowKey key, int hash, TcpSegment syn, TcpOptions options, int typeOfService, long nowNs) {
        ConnectionRequest request = stateless;
        request.setKey(key);
        negotiation.fill(request, key, syn, options, typeOfService, listener.options(), cookies, false, nowNs);
        request.iss = cookies.encode(key, bucket(hash), request, nowNs);
        int timestamp = cookies.timestamp(request, Negotiation.milliseconds(nowNs)) + request.timestampOffset;
        listener.cookieSent(nowNs);
        writer.synAck(request, timestamp, nowNs, Reason.SENT_SYN_ACK_COOKIE, 0, 0);
        decider.happened(ListenEvent.COOKIE_SENT, view);
        return outcome.done(view.reason(), view.a(), view.b());
    }

    private Outcome onCookieAck(TcpListener listener, FlowKey key, int hash, TcpSegment ack, TcpOptions options, int typeOfService, long nowNs) {
        ConnectionRequest request = stateless;
        request.setKey(key);
        request.iss = ack.acknowledgmentNumber() - 1;
        request.irs = ack.sequenceNumber() - 1;
        request.timestampOffset = negotiation.timestampOffset(key);
        request.timestamps(options.hasTimestamps() && profile.timestamps() != WireProfile.Timestamps.OFF);
        request.timestampRecent = request.timestamps() ? options.timestampValue() : 0;
        switch (cookies.decode(key, bucket(hash), request, options, nowNs)) {
            case BAD -> {
                return answerByReset(key, ack, typeOfService, Reason.LISTEN_COOKIE_FAILED, nowNs);
            }
            case OPTION_REFUSED -> {
                return answerByReset(key, ack, typeOfService, Reason.LISTEN_COOKIE_OPTION_REFUSED, nowNs);
            }
            case GOOD -> negotiation.window(request, request.maximumSegmentSize(), listener.options());
        }
        int mss = request.maximumSegmentSize();
        AckVerdict verdict = decider.onHandshakeAck(view.withCookie());
        switch (verdict) {
            case ESTABLISH, PARK -> {
                fillHandshake(listener, key, mss);
                // Nobody noted when the SYN-ACK went out: the connection has the echo of its timestamp, or nothing, to measure by.
                handshake.synAckSentNs(-1);
                int connection = admission.admit(listener, handshake, verdict, nowNs);
                if (connection == ConnectionTable.NONE) {
                    return outcome.done(Reason.COOKIE_ACK_CONNECTION_POOL_FULL, listener.acceptQueue().length(), 0);
                }
                return outcome.toConnection(connection, view.reason(), view.a(), view.b());
            }
            case RESET -> writer.reset(key, ack, typeOfService, nowNs);
            case KEEP, REMOVE -> {
                // there is no request: the segment is ignored
            }
        }
        return outcome.done(view.reason(), view.a(), view.b());
    }

    private void fillHandshake(TcpListener listener, FlowKey key, int mss) {
        ConnectionRequest request = stateless;
        request.copyKeyTo(handshake.key());
        handshake.clear()
            .iss(request.iss)
            .irs(request.irs)
            .peerMss(mss)
            .sendWindowScale(request.windowScale)
            .receiveWindowScale(request.windowScale == ConnectionRequest.NO_WINDOW_SCALE ? Handshake.NO_SCALE : request.receiveWindowScale)
            .timestamps(request.timestamps())
            .timestampOffset(request.timestampOffset)
            .timestampRecent(request.timestampRecent)
            .sack(request.sackPermitted())
            .ecn(request.ecn())
            .receiveWindow(request.receiveWindow)
            .fromCookie(true)
            .synAckRetransmits(0)
            .receiveBufferBytes(listener.options().receiveBufferBytes())
            .listenerId(listener.id());
    }
}
