package io.netstack.policy;

import io.netstack.observe.Reason;

/** The decisions of Linux 6.18, in the kernel's order (tcp_conn_request, tcp_check_req, reqsk_timer_handler). */
final class LinuxDecider implements Decider {
    /** A cookie is looked at up to 120 s after the last one was sent; clocks may be 1 s apart (tcp_synq_no_recent_overflow). */
    private static final long COOKIE_RECENT_NS = 120_000_000_000L;
    /** An established request is never given fewer retransmissions than this (reqsk_timer_handler). */
    private static final int FEWEST_RETRIES = 2;

    private final int somaxconn;
    private final int maxSynBacklog;
    private final int syncookies;
    private final boolean abortOnOverflow;
    private final int synAckRetries;

    LinuxDecider(Settings settings) {
        somaxconn = settings.intValue(LinuxPolicy.SOMAXCONN);
        maxSynBacklog = settings.intValue(LinuxPolicy.MAX_SYN_BACKLOG);
        syncookies = settings.intValue(LinuxPolicy.SYNCOOKIES);
        abortOnOverflow = settings.on(LinuxPolicy.ABORT_ON_OVERFLOW);
        synAckRetries = settings.intValue(LinuxPolicy.SYNACK_RETRIES);
    }

    /** min(backlog as unsigned, somaxconn): negative means somaxconn, 0 stays 0; a second call only rewrites the number (__sys_listen). */
    @Override
    public ListenResult onListen(int requested, int current, boolean again) {
        int limit = Integer.compareUnsigned(requested, somaxconn) > 0 ? somaxconn : requested;
        return ListenResult.limit(limit);
    }

    /** tcp_conn_request of 6.18. A SYN that takes over a TIME-WAIT passes every test but that of the accept queue. */
    @Override
    public SynVerdict onSyn(ListenView view) {
        boolean reuse = view.timeWaitReuse();
        int synQueue = view.synQueueLength();
        int acceptQueue = view.acceptQueueLength();
        int limit = view.limit();
        boolean synQueueFull = synQueue > limit;
        boolean cookie = !reuse && (syncookies == 2 || synQueueFull);
        if (cookie && syncookies == 0) {
            view.because(Reason.SYN_DROP_SYN_QUEUE_FULL, synQueue, limit);
            return SynVerdict.DROP;
        }
        if (acceptQueue > limit) {
            Reason reason = !cookie ? Reason.SYN_DROP_ACCEPT_QUEUE_FULL
                : synQueueFull ? Reason.SYN_DROP_BOTH_QUEUES_FULL : Reason.SYN_DROP_ACCEPT_QUEUE_FULL_COOKIES;
            view.because(reason, acceptQueue, limit);
            return SynVerdict.DROP;
        }
        if (cookie) {
            view.because(synQueueFull ? Reason.SYN_COOKIE : Reason.SYN_COOKIE_ALWAYS, synQueue, limit);
            return SynVerdict.COOKIE;
        }
        if (!reuse && syncookies == 0 && maxSynBacklog - synQueue < maxSynBacklog >> 2 && !view.peerProven()) {
            view.because(Reason.SYN_DROP_LAST_QUARTER, synQueue, maxSynBacklog);
            return SynVerdict.DROP;
        }
        view.because(reuse ? Reason.SYN_QUEUED_TIME_WAIT : Reason.SYN_QUEUED, synQueue + 1, limit + 1L);
        return SynVerdict.QUEUE;
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
        if (view.timeouts() < view.deferRounds() && !view.hasPayload()) {
            view.because(Reason.ACK_DEFERRED, 0, 0);
            return AckVerdict.KEEP;
        }
        if (acceptQueue > limit) {
            view.because(abortOnOverflow ? Reason.ACK_ACCEPT_QUEUE_FULL_RESET : Reason.ACK_ACCEPT_QUEUE_FULL, acceptQueue, limit);
            return abortOnOverflow ? AckVerdict.RESET : AckVerdict.KEEP;
        }
        view.because(Reason.ACK_ESTABLISHED, acceptQueue + 1, limit + 1L);
        return AckVerdict.ESTABLISH;
    }

    @Override
    public boolean takesCookie(ListenView view) {
        long last = view.lastCookieNs();
        return syncookies != 0 && last != Long.MIN_VALUE && view.nowNs() - last <= COOKIE_RECENT_NS;
    }

    /** reqsk_timer_handler: the retries, pruned when more than half of the queue is taken by requests that are no longer young. */
    @Override
    public TimerVerdict onSynAckTimer(ListenView view) {
        int retries = view.synAckRetriesOption() > 0 ? view.synAckRetriesOption() : synAckRetries;
        int limit = prunedRetries(retries, view.synQueueLength(), view.youngCount(), view.limit());
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

    private static int prunedRetries(int retries, int synQueue, int young, int limit) {
        if (retries <= FEWEST_RETRIES || 2 * synQueue <= Math.max(8, limit)) {
            return retries;
        }
        long youngTimes = (long) young << 1;
        while (retries > FEWEST_RETRIES && synQueue >= youngTimes) {
            retries--;
            youngTimes <<= 1;
        }
        return retries;
    }
}
