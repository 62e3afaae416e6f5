package io.netstack.listen;

import io.netstack.flow.FlowKey;
import io.netstack.observe.Reason;
import io.netstack.policy.Decider;
import io.netstack.policy.SegmentRules;
import io.netstack.policy.WireProfile;
import io.netstack.wire.SeqNum;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;

/**
 * Segments for a stored request: RFC 9293 section 3.10.7.4 for SYN-RECEIVED, in the order of Linux 6.18 (tcp_check_req) or, where a request is a
 * full control block, in that of the RFC.
 */
final class SynReceived implements RequestState {
    private static final int RST_SYN_ACK = TcpFlags.RST | TcpFlags.SYN | TcpFlags.ACK;

    private final WireProfile profile;
    private final SegmentRules rules;
    private final Decider decider;
    private final SynQueue store;
    private final HandshakeWriter writer;
    private final RequestActions actions;
    private final ListenSegmentView view;
    private final Outcome outcome;
    private final FlowKey key = new FlowKey();

    SynReceived(WireProfile profile, Decider decider, SynQueue store, HandshakeWriter writer, RequestActions actions, ListenSegmentView view,
                Outcome outcome) {
        this.profile = profile;
        this.rules = profile.rules();
        this.decider = decider;
        this.store = store;
        this.writer = writer;
        this.actions = actions;
        this.view = view;
        this.outcome = outcome;
    }

    @Override
    public Outcome onSegment(TcpListener listener, int slot, TcpSegment segment, TcpOptions options, int typeOfService, long nowNs) {
        ConnectionRequest request = store.get(slot);
        int flags = segment.flags();
        int sequence = segment.sequenceNumber();
        int receiveNext = request.receiveNext();
        boolean timestamps = options.hasTimestamps() && request.timestamps();
        boolean paws = timestamps && isOlder(options.timestampValue(), request.timestampRecent);
        boolean badEcho = rules.echoTested() && timestamps && options.timestampEcho() != 0
            && !isBetween(options.timestampEcho(), actions.timestamp(request, request.synAckSentNs), request.lastTimestamp);

        boolean ackFirst = rules.order() == SegmentRules.Order.ACK_FIRST;

        // The SYN again: whatever else it carries, its options and data are not looked at a second time.
        if (ackFirst && sequence == request.irs && (flags & RST_SYN_ACK) == TcpFlags.SYN && !paws) {
            return onRepeatedSyn(slot, request, segment, nowNs);
        }
        // RFC 9293 section 3.10.7.4, fifth: an ACK of what was not sent is answered by RST. Linux tests it before the window; since RFC 5961
        // came to requests it leaves out RSTs, before that such a RST went to the listener, which ignores it.
        boolean badAck = (flags & TcpFlags.ACK) != 0 && segment.acknowledgmentNumber() != request.iss + 1;
        if (ackFirst && badAck && (flags & TcpFlags.RST) == 0) {
            return onBadAck(listener, request, segment, options, typeOfService, nowNs);
        }
        if (ackFirst && badAck && rules.reset() == SegmentRules.Reset.IN_WINDOW) {
            return outcome.done(Reason.LISTEN_RST_IGNORED);
        }
        // First: is it in the window?
        if (paws || badEcho || !isAcceptable(request, sequence, segment.endSequenceNumber())) {
            return onUnacceptable(request, segment, typeOfService, paws, badEcho, nowNs);
        }
        if (timestamps && SeqNum.lessOrEqual(sequence, receiveNext)) {
            request.timestampRecent = options.timestampValue();
        }
        boolean syn = (flags & TcpFlags.SYN) != 0 && sequence != request.irs;
        // Second: RST, exact or challenged (RFC 5961 section 3), or, before that, any in the window.
        if ((flags & TcpFlags.RST) != 0 && sequence != receiveNext && rules.reset() != SegmentRules.Reset.IN_WINDOW) {
            return onInexactReset(request, typeOfService, nowNs);
        }
        if ((flags & TcpFlags.RST) != 0) {
            actions.remove(slot, request);
            return outcome.done(Reason.REQUEST_RESET_BY_PEER);
        }
        // Fourth: another SYN in the window ends the request.
        if (syn) {
            writer.reset(request.copyKeyTo(key), segment, typeOfService, nowNs);
            actions.remove(slot, request);
            return outcome.done(Reason.REQUEST_RESET_BY_SYN);
        }
        if ((flags & TcpFlags.ACK) == 0) {
            return outcome.done(Reason.REQUEST_NO_ACK_IGNORED);
        }
        if (badAck) {
            writer.reset(request.copyKeyTo(key), segment, typeOfService, nowNs);
            return outcome.done(Reason.REQUEST_BAD_ACK);
        }
        return actions.finalAck(listener, slot, request, segment, options, typeOfService, nowNs);
    }

    private Outcome onRepeatedSyn(int slot, ConnectionRequest request, TcpSegment segment, long nowNs) {
        if (isRateLimited(request, segment, nowNs)) {
            return outcome.done(Reason.REQUEST_SYN_SKIPPED);
        }
        if (actions.sendAgain(request, nowNs, Reason.SENT_SYN_ACK_FOR_SYN, 0, 0)) {
            store.setTimer(slot, actions.intervalIndex(request.timeouts), nowNs);
        }
        return outcome.done(Reason.REQUEST_SYN_REPEATED);
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
        writer.requestAck(request, actions.timestamp(request, nowNs), typeOfService, nowNs);
        return outcome.done(paws ? Reason.REQUEST_PAWS : badEcho ? Reason.REQUEST_TS_ECR : Reason.REQUEST_OUT_OF_WINDOW);
    }

    private Outcome onInexactReset(ConnectionRequest request, int typeOfService, long nowNs) {
        if (isRecent(request, nowNs)) {
            return outcome.done(Reason.REQUEST_RST_CHALLENGE_SKIPPED);
        }
        request.invalidAnswered(nowNs);
        writer.requestAck(request, actions.timestamp(request, nowNs), typeOfService, nowNs);
        return outcome.done(Reason.REQUEST_RST_CHALLENGED);
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
        request.invalidAnswered(nowNs);
        return false;
    }

    private boolean isRecent(ConnectionRequest request, long nowNs) {
        return request.answeredInvalidWithin(profile.invalidRateLimitNs(), nowNs);
    }
}
