package io.netstack.listen;

import io.netstack.conn.ConnectionTable;
import io.netstack.conn.Handshake;
import io.netstack.flow.FlowKey;
import io.netstack.observe.Counters;
import io.netstack.observe.Reason;
import io.netstack.policy.AckVerdict;
import io.netstack.policy.Decider;
import io.netstack.policy.ListenEvent;
import io.netstack.policy.WireProfile;
import io.netstack.wire.SeqNum;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;

/**
 * Segments for a stored request: RFC 9293 section 3.10.7.4 for SYN-RECEIVED, in the order of Linux 6.18 (tcp_check_req).
 */
final class SynReceived {
    private static final int RST_SYN_ACK = TcpFlags.RST | TcpFlags.SYN | TcpFlags.ACK;

    private final WireProfile profile;
    private final Decider decider;
    private final SynQueue store;
    private final HandshakeWriter writer;
    private final Admission admission;
    private final ListenSegmentView view;
    private final Counters counters;
    private final Outcome outcome;
    private final Handshake handshake = new Handshake();
    private final FlowKey key = new FlowKey();

    SynReceived(WireProfile profile, Decider decider, SynQueue store, HandshakeWriter writer, Admission admission, ListenSegmentView view,
                Counters counters, Outcome outcome) {
        this.profile = profile;
        this.decider = decider;
        this.store = store;
        this.writer = writer;
        this.admission = admission;
        this.view = view;
        this.counters = counters;
        this.outcome = outcome;
    }

    /** A segment for the request in a slot. */
    Outcome onSegment(TcpListener listener, int slot, TcpSegment segment, TcpOptions options, int typeOfService, long nowNs) {
        ConnectionRequest request = store.get(slot);
        int flags = segment.flags();
        int sequence = segment.sequenceNumber();
        int receiveNext = request.receiveNext();
        boolean timestamps = options.hasTimestamps() && request.timestamps;
        boolean paws = timestamps && isOlder(options.timestampValue(), request.timestampRecent);
        boolean badEcho = timestamps && options.timestampEcho() != 0
            && !isBetween(options.timestampEcho(), request.firstTimestamp, request.lastTimestamp);

        // The SYN again: whatever else it carries, its options and data are not looked at a second time.
        if (sequence == request.irs && (flags & RST_SYN_ACK) == TcpFlags.SYN && !paws) {
            return onRepeatedSyn(slot, request, segment, nowNs);
        }
        // RFC 9293 section 3.10.7.4, fifth: an ACK of what was not sent is answered by RST; Linux tests it before the window and leaves out RSTs.
        if ((flags & TcpFlags.ACK) != 0 && (flags & TcpFlags.RST) == 0 && segment.acknowledgmentNumber() != request.iss + 1) {
            return onBadAck(listener, request, segment, options, typeOfService, nowNs);
        }
        // First: is it in the window?
        if (paws || badEcho || !isAcceptable(request, sequence, segment.endSequenceNumber())) {
            return onUnacceptable(request, segment, typeOfService, paws, badEcho, nowNs);
        }
        if (timestamps && SeqNum.lessOrEqual(sequence, receiveNext)) {
            request.timestampRecent = options.timestampValue();
        }
        boolean syn = (flags & TcpFlags.SYN) != 0 && sequence != request.irs;
        // Second: RST, exact or challenged (RFC 5961 section 3).
        if ((flags & TcpFlags.RST) != 0 && sequence != receiveNext) {
            return onInexactReset(request, typeOfService, nowNs);
        }
        if ((flags & TcpFlags.RST) != 0) {
            remove(listener, slot, request);
            return outcome.done(Reason.REQUEST_RESET_BY_PEER);
        }
        // Fourth: another SYN in the window ends the request.
        if (syn) {
            writer.reset(request.copyKeyTo(key), segment, typeOfService, nowNs);
            remove(listener, slot, request);
            return outcome.done(Reason.REQUEST_RESET_BY_SYN);
        }
        if ((flags & TcpFlags.ACK) == 0) {
            return outcome.done(Reason.REQUEST_NO_ACK_IGNORED);
        }
        return onFinalAck(listener, slot, request, segment, options, typeOfService, nowNs);
    }

    private Outcome onRepeatedSyn(int slot, ConnectionRequest request, TcpSegment segment, long nowNs) {
        if (isRateLimited(request, segment, nowNs)) {
            return outcome.done(Reason.REQUEST_SYN_SKIPPED);
        }
        if (sendAgain(request, nowNs, Reason.SENT_SYN_ACK_FOR_SYN, 0, 0)) {
            store.setTimer(slot, intervalIndex(request.timeouts), nowNs);
        }
        return outcome.done(Reason.REQUEST_SYN_REPEATED);
    }

    /** Sends the SYN-ACK of a request again, with a new timestamp. */
    boolean sendAgain(ConnectionRequest request, long nowNs, Reason reason, long a, long b) {
        int timestamp = Negotiation.milliseconds(nowNs) + request.timestampOffset;
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

    /** Linux hands the segment to the listener, which may take it for a cookie's ACK; the request is not touched. */
    private Outcome onBadAck(TcpListener listener, ConnectionRequest request, TcpSegment segment, TcpOptions options, int typeOfService,
                             long nowNs) {
        request.copyKeyTo(key);
        view.segment(listener, key, segment, options, nowNs);
        Reason reason = (segment.flags() & TcpFlags.SYN) == 0 && decider.takesCookie(view)
            ? Reason.REQUEST_BAD_ACK_COOKIE_FAILED : Reason.REQUEST_BAD_ACK;
        writer.reset(key, segment, typeOfService, nowNs);
        return outcome.done(reason);
    }

    private Outcome onUnacceptable(ConnectionRequest request, TcpSegment segment, int typeOfService, boolean paws, boolean badEcho, long nowNs) {
        if (segment.has(TcpFlags.RST)) {
            return outcome.done(paws ? Reason.REQUEST_PAWS_RST : badEcho ? Reason.REQUEST_TS_ECR_RST : Reason.REQUEST_RST_OUT_OF_WINDOW);
        }
        if (isRateLimited(request, segment, nowNs)) {
            return outcome.done(paws ? Reason.REQUEST_PAWS_SKIPPED
                : badEcho ? Reason.REQUEST_TS_ECR_SKIPPED : Reason.REQUEST_OUT_OF_WINDOW_SKIPPED);
        }
        writer.requestAck(request, Negotiation.milliseconds(nowNs) + request.timestampOffset, typeOfService, nowNs);
        return outcome.done(paws ? Reason.REQUEST_PAWS : badEcho ? Reason.REQUEST_TS_ECR : Reason.REQUEST_OUT_OF_WINDOW);
    }

    private Outcome onInexactReset(ConnectionRequest request, int typeOfService, long nowNs) {
        if (isRecent(request, nowNs)) {
            return outcome.done(Reason.REQUEST_RST_CHALLENGE_SKIPPED);
        }
        request.lastInvalidNs = nowNs;
        writer.requestAck(request, Negotiation.milliseconds(nowNs) + request.timestampOffset, typeOfService, nowNs);
        return outcome.done(Reason.REQUEST_RST_CHALLENGED);
    }

    // ---- the final ACK

    private Outcome onFinalAck(TcpListener listener, int slot, ConnectionRequest request, TcpSegment segment, TcpOptions options,
                               int typeOfService, long nowNs) {
        request.copyKeyTo(key);
        AckVerdict verdict = decider.onHandshakeAck(view.segment(listener, key, segment, options, nowNs).request(request));
        switch (verdict) {
            case ESTABLISH, PARK -> {
                fillHandshake(listener, request);
                int connection = admission.admit(listener, handshake, verdict, nowNs);
                if (connection == ConnectionTable.NONE) {
                    request.ackSeen = true;
                    return outcome.done(Reason.ACK_CONNECTION_POOL_FULL, listener.acceptQueue().length(), 0);
                }
                store.remove(slot);
                listener.requestRemoved(request.timeouts == 0);
                return outcome.toConnection(connection, view.reason(), view.a(), view.b());
            }
            case KEEP -> request.ackSeen = true;
            case REMOVE -> remove(listener, slot, request);
            case RESET -> {
                writer.reset(key, segment, typeOfService, nowNs);
                remove(listener, slot, request);
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
            .timestamps(request.timestamps)
            .timestampOffset(request.timestampOffset)
            .timestampRecent(request.timestampRecent)
            .sack(request.sackPermitted)
            .ecn(request.ecn)
            .receiveWindow(request.receiveWindow)
            .fromCookie(false)
            .synAckSentNs(request.retransmits == 0 ? request.synAckSentNs : -1)
            .lastSynAckTimestamp(request.lastTimestamp)
            .synAckRetransmits(request.retransmits)
            .receiveBufferBytes(listener.options().receiveBufferBytes())
            .listenerId(listener.id());
    }

    /** Takes a request out of the store and out of its listener's counts. */
    void remove(TcpListener listener, int slot, ConnectionRequest request) {
        store.remove(slot);
        listener.requestRemoved(request.timeouts == 0);
        decider.happened(ListenEvent.REMOVED, view);
    }

    // ---- tests

    /** RFC 7323 section 5.3; a remembered 0 is some systems' way of saying nothing. */
    private static boolean isOlder(int timestamp, int recent) {
        return recent != 0 && timestamp - recent < 0;
    }

    private static boolean isBetween(int timestamp, int first, int last) {
        return Integer.compareUnsigned(timestamp - first, last - first) <= 0;
    }

    /** Linux's tcp_in_window: a segment that ends beyond the left edge and begins before the right one, or an empty one on either edge. */
    private static boolean isAcceptable(ConnectionRequest request, int sequence, int end) {
        int left = request.receiveNext();
        int right = left + request.acceptableWindow();
        return sequence == left
            || SeqNum.lessThan(left, end) && SeqNum.lessThan(sequence, right)
            || sequence == right && end == sequence;
    }

    /** One answer per interval to segments that carry no data (Linux tcp_oow_rate_limited): the first is free. */
    private boolean isRateLimited(ConnectionRequest request, TcpSegment segment, long nowNs) {
        if (segment.sequenceLength() > 0 && !segment.has(TcpFlags.SYN)) {
            return false;
        }
        if (isRecent(request, nowNs)) {
            return true;
        }
        request.lastInvalidNs = nowNs;
        return false;
    }

    private boolean isRecent(ConnectionRequest request, long nowNs) {
        return request.lastInvalidNs != ConnectionRequest.NEVER && nowNs - request.lastInvalidNs < profile.invalidRateLimitNs();
    }
}
