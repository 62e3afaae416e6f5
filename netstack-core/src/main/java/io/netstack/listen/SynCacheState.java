package io.netstack.listen;

import io.netstack.flow.FlowKey;
import io.netstack.observe.Reason;
import io.netstack.policy.SegmentRules;
import io.netstack.policy.WireProfile;
import io.netstack.wire.SeqNum;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;

/**
 * Segments for a stored request behind a SYN cache, in the order of the BSDs' tcp_input for a listening socket (sys/netinet/tcp_input.c and
 * tcp_syncache.c): each kind of segment looks at the cache by itself.
 *
 * <pre>
 *   ACK alone    ─▶ expand      timestamps, numbers, then the policy
 *   RST          ─▶ chkrst
 *   no SYN       ─▶ ignored
 *   SYN|ACK      ─▶ badack
 *   SYN          ─▶ add         which finds the request stored: SYN-ACK again
 * </pre>
 */
final class SynCacheState implements RequestState {
    private static final int RST_ACK_SYN = TcpFlags.RST | TcpFlags.ACK | TcpFlags.SYN;
    private static final int ACK_SYN_FIN = TcpFlags.ACK | TcpFlags.SYN | TcpFlags.FIN;

    private final WireProfile profile;
    private final SegmentRules rules;
    private final SynQueue store;
    private final HandshakeWriter writer;
    private final RequestActions actions;
    private final ResetLimiter openPort;
    private final Outcome outcome;
    private final FlowKey key = new FlowKey();

    SynCacheState(WireProfile profile, SynQueue store, HandshakeWriter writer, RequestActions actions, ResetLimiter openPort, Outcome outcome) {
        this.profile = profile;
        this.rules = profile.rules();
        this.store = store;
        this.writer = writer;
        this.actions = actions;
        this.openPort = openPort;
        this.outcome = outcome;
    }

    @Override
    public Outcome onSegment(TcpListener listener, int slot, TcpSegment segment, TcpOptions options, int typeOfService, long nowNs) {
        ConnectionRequest request = store.get(slot);
        int flags = segment.flags();
        if ((flags & RST_ACK_SYN) == TcpFlags.ACK) {
            return expand(listener, slot, request, segment, options, typeOfService, nowNs);
        }
        if ((flags & TcpFlags.RST) != 0) {
            return onReset(slot, request, segment, typeOfService, nowNs);
        }
        if ((flags & TcpFlags.SYN) == 0) {
            if (rules.bareResets()) {
                return answerByReset(request, segment, typeOfService, Reason.LISTEN_BARE_RESET, nowNs);
            }
            return outcome.done(Reason.LISTEN_NO_SYN_IGNORED);
        }
        if ((flags & TcpFlags.ACK) != 0) {
            return onSynAck(slot, request, segment, typeOfService, nowNs);
        }
        if ((flags & TcpFlags.FIN) != 0 && !rules.synFinIsSyn()) {
            return outcome.done(Reason.LISTEN_SYN_FIN_IGNORED);
        }
        return onRepeatedSyn(listener, slot, request, options, nowNs);
    }

    /** syncache_add that finds an entry: the sequence number is not compared, and the answer is the old one. */
    private Outcome onRepeatedSyn(TcpListener listener, int slot, ConnectionRequest request, TcpOptions options, long nowNs) {
        if (request.timestamps() && options.hasTimestamps()) {
            request.timestampRecent = options.timestampValue();
        } else if (rules.repeatedSyn() == SegmentRules.RepeatedSyn.STARTS_OVER) {
            request.timestamps(false);
        }
        if (actions.sendAgain(request, nowNs, Reason.SENT_SYN_ACK_FOR_SYN, 0, 0)
            && rules.repeatedSyn() == SegmentRules.RepeatedSyn.STARTS_OVER) {
            if (request.timeouts > 0) {
                request.timeouts = 0;
                listener.requestRejuvenated();
            }
            store.setTimer(slot, 0, nowNs);
        }
        return outcome.done(Reason.REQUEST_SYN_REPEATED);
    }

    /** syncache_expand: an ACK that may complete the handshake. */
    private Outcome expand(TcpListener listener, int slot, ConnectionRequest request, TcpSegment ack, TcpOptions options, int typeOfService,
                           long nowNs) {
        boolean again = rules.badAck() == SegmentRules.BadAck.SYN_ACK_AGAIN;
        if (!again && request.timestamps()) {
            if (options.hasTimestamps() && options.timestampValue() - request.timestampRecent < 0) {
                return outcome.done(Reason.REQUEST_TS_OLD_IGNORED);
            }
            if (!options.hasTimestamps() && rules.timestampRequired()) {
                return outcome.done(Reason.REQUEST_TS_MISSING_IGNORED);
            }
        }
        boolean badNumber = ack.acknowledgmentNumber() != request.iss + 1;
        boolean badPlace = !isBehind(ack.sequenceNumber(), request, request.irs + 1);
        if (!badNumber && !badPlace) {
            return actions.finalAck(listener, slot, request, ack, options, typeOfService, nowNs);
        }
        return switch (rules.badAck()) {
            case SYN_ACK_AGAIN -> {
                actions.sendAgain(request, nowNs, Reason.SENT_SYN_ACK_FOR_SYN, 0, 0);
                yield outcome.done(Reason.REQUEST_ACK_SYN_ACK);
            }
            case RESET_FREE -> {
                Reason reason = badNumber ? Reason.REQUEST_BAD_ACK_FREED : Reason.REQUEST_OUT_OF_WINDOW_FREED;
                Outcome answer = answerByReset(request, ack, typeOfService, reason, nowNs);
                actions.remove(slot, request);
                yield answer;
            }
            case CHALLENGE_KEEP -> badPlace
                ? challenge(request, typeOfService, Reason.REQUEST_ACK_CHALLENGED, Reason.REQUEST_OUT_OF_WINDOW_SKIPPED, nowNs)
                : answerByReset(request, ack, typeOfService, Reason.REQUEST_BAD_ACK, nowNs);
            case RESET_KEEP -> badNumber ? answerByReset(request, ack, typeOfService, Reason.REQUEST_BAD_ACK, nowNs)
                : challenge(request, typeOfService, Reason.REQUEST_OUT_OF_WINDOW, Reason.REQUEST_OUT_OF_WINDOW_SKIPPED, nowNs);
        };
    }

    /** syncache_chkrst, syncache_reset. */
    private Outcome onReset(int slot, ConnectionRequest request, TcpSegment rst, int typeOfService, long nowNs) {
        int sequence = rst.sequenceNumber();
        boolean exact = sequence == request.irs + 1;
        boolean ends = switch (rules.reset()) {
            case EXACT_OR_CHALLENGE -> exact;
            case BARE_EXACT_OR_CHALLENGE -> exact && (rst.flags() & ACK_SYN_FIN) == 0;
            case IN_WINDOW -> isBehind(sequence, request, request.irs);
            case FIRST_TWO -> exact || sequence == request.irs;
        };
        if (ends) {
            actions.remove(slot, request);
            return outcome.done(Reason.REQUEST_RESET_BY_PEER);
        }
        if (rules.reset() == SegmentRules.Reset.BARE_EXACT_OR_CHALLENGE && (rst.flags() & ACK_SYN_FIN) != 0) {
            return outcome.done(Reason.REQUEST_RST_WITH_FLAGS_IGNORED);
        }
        boolean challenges = rules.reset() == SegmentRules.Reset.EXACT_OR_CHALLENGE
            || rules.reset() == SegmentRules.Reset.BARE_EXACT_OR_CHALLENGE;
        if (challenges && isBehind(sequence, request, request.irs + 1)) {
            return challenge(request, typeOfService, Reason.REQUEST_RST_CHALLENGED, Reason.REQUEST_RST_CHALLENGE_SKIPPED, nowNs);
        }
        return outcome.done(Reason.REQUEST_RST_OUT_OF_WINDOW);
    }

    /** syncache_badack. */
    private Outcome onSynAck(int slot, ConnectionRequest request, TcpSegment synAck, int typeOfService, long nowNs) {
        return switch (rules.synAck()) {
            case IGNORE -> outcome.done(Reason.LISTEN_SYN_ACK_IGNORED);
            case RESET -> answerByReset(request, synAck, typeOfService, Reason.LISTEN_SYN_ACK_RESET, nowNs);
            case RESET_FORGET -> {
                Outcome answer = answerByReset(request, synAck, typeOfService, Reason.REQUEST_SYN_ACK_RESET, nowNs);
                actions.remove(slot, request);
                yield answer;
            }
        };
    }

    private Outcome challenge(ConnectionRequest request, int typeOfService, Reason reason, Reason skipped, long nowNs) {
        if (request.answeredInvalidWithin(profile.invalidRateLimitNs(), nowNs)) {
            return outcome.done(skipped);
        }
        request.invalidAnswered(nowNs);
        writer.requestAck(request, actions.timestamp(request, nowNs), typeOfService, nowNs);
        return outcome.done(reason);
    }

    /** A RST of the class of open ports. The reason counts even when the limit keeps the RST back. */
    private Outcome answerByReset(ConnectionRequest request, TcpSegment segment, int typeOfService, Reason reason, long nowNs) {
        if (openPort.allows(nowNs)) {
            writer.reset(request.copyKeyTo(key), segment, typeOfService, nowNs);
        }
        return outcome.done(reason);
    }

    /** Is a number at or behind the first one, and not beyond IRS + window? */
    private static boolean isBehind(int sequence, ConnectionRequest request, int first) {
        return SeqNum.lessOrEqual(first, sequence) && SeqNum.lessOrEqual(sequence, request.irs + request.acceptableWindow());
    }
}
