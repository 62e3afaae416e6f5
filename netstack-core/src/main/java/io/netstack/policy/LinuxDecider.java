package io.netstack.policy;

import io.netstack.observe.Reason;

/**
 * The decisions of Linux, in the kernel's order (tcp_conn_request, tcp_check_req, reqsk_timer_handler); what differs between releases is
 * asked of a
 * {@link LinuxVersion}.
 */
final class LinuxDecider implements Decider {
    /** An established request is never given fewer retransmissions than this (reqsk_timer_handler). */
    private static final int FEWEST_RETRIES = 2;

    /** The note of a listener that remembers that the kernel said once that it is being flooded. */
    private static final int FLOOD_SAID = 0;
    private final LinuxVersion version;
    private final int somaxconn;
    private final int maxSynBacklog;
    private final int syncookies;
    private final boolean abortOnOverflow;
    private final int synAckRetries;

    LinuxDecider(Settings settings, LinuxVersion version) {
        this.version = version;
        somaxconn = settings.intValue(LinuxPolicy.SOMAXCONN);
        maxSynBacklog = settings.intValue(LinuxPolicy.MAX_SYN_BACKLOG);
        syncookies = settings.has(LinuxPolicy.SYNCOOKIES) ? settings.intValue(LinuxPolicy.SYNCOOKIES) : 0;
        abortOnOverflow = settings.has(LinuxPolicy.ABORT_ON_OVERFLOW) && settings.on(LinuxPolicy.ABORT_ON_OVERFLOW);
        synAckRetries = settings.intValue(LinuxPolicy.SYNACK_RETRIES);
    }

    /**
     * min(backlog as unsigned, somaxconn) since 2.4: negative means somaxconn, 0 stays 0; a second call only rewrites the number (__sys_listen).
     * The SYN table of 2.4 to 4.3 keeps the size of the first call.
     */
    @Override
    public ListenResult onListen(int requested, int current, boolean again) {
        int limit = switch (version.listening()) {
            case SMALLER -> Integer.compareUnsigned(requested, somaxconn) > 0 ? somaxconn : requested;
            case ZERO_IS_MOST -> requested == 0 || Integer.compareUnsigned(requested, somaxconn) > 0 ? somaxconn : requested;
            case ZERO_IS_ONE -> requested == 0 ? 1 : Integer.compareUnsigned(requested, somaxconn) > 0 ? somaxconn : requested;
        };
        int table = version.synTable(limit, maxSynBacklog);
        return new ListenResult(limit, again && table != Integer.MAX_VALUE ? ListenResult.SAME_TABLE : table, null);
    }

    /** __sys_listen, inet_listen; that unix_listen says EINVAL without a name is recalled. */
    @Override
    public SocketError refusesListen(SocketState state) {
        return state == SocketState.NAMELESS_LOCAL ? SocketError.EINVAL : Decider.super.refusesListen(state);
    }

    @Override
    public int synQueueLimit(int limit, int synTableLimit) {
        return switch (version.synQueue()) {
            case ONE_QUEUE, AT_LIMIT, BEYOND_LIMIT -> limit;
            case BEYOND_MAX_SYN_BACKLOG -> maxSynBacklog;
            case TABLE_OF_MAX_SYN_BACKLOG, TABLE_OF_BACKLOG -> synTableLimit;
        };
    }

    /** tcp_conn_request. A SYN that takes over a TIME-WAIT passes every test but that of the accept queue. */
    @Override
    public SynVerdict onSyn(ListenView view) {
        boolean reuse = view.timeWaitReuse();
        int synQueue = view.synQueueLength();
        int acceptQueue = view.acceptQueueLength();
        int limit = view.limit();
        boolean oneQueue = version.synQueue() == LinuxVersion.SynQueueFull.ONE_QUEUE;
        boolean synQueueFull = version.isFull(view, maxSynBacklog);
        int fullAt = version.fullAt(view, maxSynBacklog);
        boolean cookie = !reuse && (syncookies == 2 || synQueueFull);
        if (cookie && syncookies != 2) {
            sayFlood(view);
        }
        if (oneQueue && synQueueFull) {
            view.because(Reason.SYN_DROP_QUEUE_FULL, synQueue + acceptQueue, limit);
            return SynVerdict.DROP;
        }
        if (cookie && syncookies == 0) {
            view.because(Reason.SYN_DROP_SYN_QUEUE_FULL, synQueue, fullAt);
            return SynVerdict.DROP;
        }
        if (isAcceptQueueFull(view, acceptQueue, limit)) {
            Reason reason = !cookie ? Reason.SYN_DROP_ACCEPT_QUEUE_FULL
                : synQueueFull ? Reason.SYN_DROP_BOTH_QUEUES_FULL : Reason.SYN_DROP_ACCEPT_QUEUE_FULL_COOKIES;
            view.because(reason, acceptQueue, limit);
            return SynVerdict.DROP;
        }
        if (cookie) {
            view.because(synQueueFull ? Reason.SYN_COOKIE : Reason.SYN_COOKIE_ALWAYS, synQueue, fullAt);
            return SynVerdict.COOKIE;
        }
        if (version.lastQuarter() && !reuse && syncookies == 0 && maxSynBacklog - synQueue < maxSynBacklog >> 2 && !view.peerProven()) {
            view.because(Reason.SYN_DROP_LAST_QUARTER, synQueue, maxSynBacklog);
            return SynVerdict.DROP;
        }
        view.because(reuse ? Reason.SYN_QUEUED_TIME_WAIT : Reason.SYN_QUEUED, synQueue + 1 + (oneQueue ? acceptQueue : 0), fullAt + 1L);
        return SynVerdict.QUEUE;
    }

    private boolean isAcceptQueueFull(ListenView view, int acceptQueue, int limit) {
        return switch (version.acceptQueue()) {
            case NOT_TESTED -> false;
            case WITH_TWO_YOUNG -> acceptQueue > limit && view.youngCount() > 1;
            case ALWAYS -> acceptQueue > limit;
        };
    }

    /** Once per listener. What kernels before 4.4 said, and how often, is not reproduced. */
    private void sayFlood(ListenView view) {
        String more = switch (version.synQueue()) {
            case BEYOND_LIMIT -> "";
            case AT_LIMIT -> "  Check SNMP counters.";
            case ONE_QUEUE, BEYOND_MAX_SYN_BACKLOG, TABLE_OF_MAX_SYN_BACKLOG, TABLE_OF_BACKLOG -> null;
        };
        if (more != null && view.note(FLOOD_SAID) == 0) {
            view.note(FLOOD_SAID, 1);
            view.log("TCP: request_sock_TCP: Possible SYN flooding on port " + view.localPort()
                + (syncookies == 0 ? ". Dropping request." : ". Sending cookies.") + more);
        }
    }

    /** The end of tcp_check_req, and of cookie_v4_check, which knows neither deferred accept nor abort_on_overflow. */
    @Override
    public AckVerdict onHandshakeAck(ListenView view) {
        int acceptQueue = view.acceptQueueLength();
        int limit = view.limit();
        if (view.fromCookie()) {
            if (acceptQueue > limit) {
                view.because(Reason.COOKIE_ACK_ACCEPT_QUEUE_FULL, acceptQueue, limit);
                return AckVerdict.KEEP;
            }
            view.because(Reason.COOKIE_ACK_ESTABLISHED, acceptQueue + 1, limit + 1L);
            return AckVerdict.ESTABLISH;
        }
        boolean deferred = version.deferForEver() ? view.deferRounds() > 0 : view.timeouts() < view.deferRounds();
        if (deferred && !view.hasPayload()) {
            view.because(Reason.ACK_DEFERRED, 0, 0);
            return AckVerdict.KEEP;
        }
        if (acceptQueue > limit && version.synQueue() != LinuxVersion.SynQueueFull.ONE_QUEUE) {
            view.because(abortOnOverflow ? Reason.ACK_ACCEPT_QUEUE_FULL_RESET : Reason.ACK_ACCEPT_QUEUE_FULL, acceptQueue, limit);
            return abortOnOverflow ? AckVerdict.RESET : AckVerdict.KEEP;
        }
        view.because(Reason.ACK_ESTABLISHED, acceptQueue + 1, limit + 1L);
        return AckVerdict.ESTABLISH;
    }

    @Override
    public boolean takesCookie(ListenView view) {
        long last = view.lastCookieNs();
        return syncookies != 0 && last != Long.MIN_VALUE && view.nowNs() - last <= version.cookieRecentNs();
    }

    /** reqsk_timer_handler: the retries, pruned when more than half of the queue is taken by requests that are no longer young. */
    @Override
    public TimerVerdict onSynAckTimer(ListenView view) {
        int retries = view.synAckRetriesOption() > 0 ? view.synAckRetriesOption() : synAckRetries;
        int limit = prunedRetries(retries, view);
        int timeouts = view.timeouts();
        int defer = view.deferRounds();
        boolean expired = timeouts >= limit && (defer == 0 || !view.ackSeen() || timeouts >= defer);
        if (expired) {
            view.because(Reason.REQUEST_EXPIRED, view.retransmits(), limit);
            return TimerVerdict.GIVE_UP;
        }
        boolean resend = defer == 0 || !view.ackSeen() || timeouts >= defer - 1;
        view.because(Reason.SENT_SYN_ACK_AGAIN, timeouts + 1L, limit);
        return resend ? TimerVerdict.RESEND : TimerVerdict.WAIT;
    }

    private int prunedRetries(int retries, ListenView view) {
        if (retries <= FEWEST_RETRIES || !version.prunes(view) || version.ackedStays() && view.ackSeen()) {
            return retries;
        }
        int synQueue = view.synQueueLength();
        long youngTimes = (long) view.youngCount() << 1;
        while (retries > FEWEST_RETRIES && synQueue >= youngTimes) {
            retries--;
            youngTimes <<= 1;
        }
        return retries;
    }
}
