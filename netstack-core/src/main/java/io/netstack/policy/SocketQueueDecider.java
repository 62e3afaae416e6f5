package io.netstack.policy;

import io.netstack.observe.Reason;

/**
 * The decisions of systems with one bound for half-open and completed connections: solisten, sonewconn, sodropablereq. Who has a socket is never
 * refused later.
 */
final class SocketQueueDecider implements Decider {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long NO_SECOND = Long.MIN_VALUE;

    private final SocketQueueSystem system;
    private final int largest;
    private final boolean compat;
    private final boolean completedOnly;
    private int victim;
    // how many SYNs asked for a victim in this second, and how many a second before it
    private long second = NO_SECOND;
    /** Compared, so that not every SYN divides. */
    private long secondEndsNs = Long.MIN_VALUE;
    private long askedNow;
    private long askedBefore;
    private int lot;

    SocketQueueDecider(SocketQueueSystem system, Settings settings) {
        this.system = system;
        largest = settings.intValue(system.limitSetting());
        compat = settings.has(SocketQueuePolicy.QLIMIT_COMPAT) ? settings.on(SocketQueuePolicy.QLIMIT_COMPAT)
            : !settings.has(SocketQueuePolicy.QUEUE_HOLDS) || !settings.on(SocketQueuePolicy.QUEUE_HOLDS);
        completedOnly = settings.has(SocketQueuePolicy.QLEN_COMP) && settings.on(SocketQueuePolicy.QLEN_COMP);
    }

    @Override
    public ListenResult onListen(int requested, int current, boolean again) {
        return ListenResult.limit(switch (system.limits()) {
            case NEGATIVE_IS_ZERO -> Math.clamp(requested, 0, largest);
            case NEGATIVE_IS_LARGEST -> requested < 0 || requested > largest ? largest : requested;
            case ZERO_IS_LARGEST -> requested <= 0 || requested > largest ? largest : requested;
        });
    }

    /** Requests and connections together, the most there may be; where only completed connections count, requests by themselves. */
    @Override
    public int synQueueLimit(int limit, int synTableLimit) {
        return completedOnly ? largest : (int) Math.min(Integer.MAX_VALUE, system.most(limit, compat) + 1);
    }

    private boolean isFull(ListenView view, int total, long most) {
        return completedOnly ? view.acceptQueueLength() > most || view.synQueueLength() > largest : total > most;
    }

    private static int total(ListenView view) {
        return view.synQueueLength() + view.acceptQueueLength();
    }

    /** 4.4BSD makes the socket first and looks at the segment then. */
    @Override
    public SegmentVerdict onListenSegment(ListenView view) {
        if (!system.beforeFlags()) {
            return SegmentVerdict.BY_PROFILE;
        }
        long most = system.most(view.limit(), compat);
        int total = total(view);
        if (!isFull(view, total, most)) {
            return SegmentVerdict.BY_PROFILE;
        }
        view.because(Reason.SEGMENT_DROP_QUEUE_FULL, total, most + 1);
        return SegmentVerdict.DROP;
    }

    @Override
    public SynVerdict onSyn(ListenView view) {
        long most = system.most(view.limit(), compat);
        int total = total(view);
        if (!isFull(view, total, most)) {
            view.because(Reason.SYN_QUEUED, total + 1L, most + 1);
            return SynVerdict.QUEUE;
        }
        if (system.victim() == SocketQueueSystem.Victim.NONE) {
            view.because(Reason.SYN_DROP_QUEUE_FULL, total, most + 1);
            return SynVerdict.DROP;
        }
        victim = chooseVictim(view);
        if (victim < 0) {
            view.because(Reason.SYN_DROP_NO_VICTIM, total, most + 1);
            return SynVerdict.DROP;
        }
        view.because(Reason.SYN_QUEUED_EVICTING, total, most + 1);
        return SynVerdict.EVICT;
    }

    /**
     * sodropablereq of FreeBSD 2.2 to 4.4, whose generator starts at 0, and Darwin's tcp_dropdropablreq, whose generator starts anywhere.
     *
     * @return how many older ones there are; -1: this time the new SYN is the one that goes
     */
    private int chooseVictim(ListenView view) {
        int halfOpen = view.synQueueLength();
        if (halfOpen == 0) {
            return -1;
        }
        long now = view.nowNs();
        if (now >= secondEndsNs) {
            nextSecond(Math.floorDiv(now, SECOND_NS));
        }
        askedNow++;
        if (askedNow <= halfOpen && askedBefore <= halfOpen) {
            return 0;
        }
        if (lot == 0 && system.victim() == SocketQueueSystem.Victim.CLOSED) {
            lot = (int) view.randomBits() & 0xFFFF;
        }
        lot = 314159 * lot + 66329 & 0xFFFF;
        int drawn = (int) ((halfOpen + 1L) * lot >> 16);
        return drawn == halfOpen ? -1 : drawn;
    }

    private void nextSecond(long now) {
        askedBefore = second == NO_SECOND ? 0 : askedNow / (now - second);
        askedNow = 0;
        second = now;
        secondEndsNs = (now + 1) * SECOND_NS;
    }

    @Override
    public int victim(ListenView view) {
        return victim;
    }

    @Override
    public AckVerdict onHandshakeAck(ListenView view) {
        view.because(Reason.ACK_ESTABLISHED, view.acceptQueueLength() + 1L, system.most(view.limit(), compat) + 1);
        return AckVerdict.ESTABLISH;
    }

    @Override
    public boolean takesCookie(ListenView view) {
        return false;
    }

    @Override
    public TimerVerdict onSynAckTimer(ListenView view) {
        int last = system.intervalsNs().length - 1;
        if (view.timeouts() >= last) {
            view.because(Reason.REQUEST_EXPIRED_RESET, view.retransmits(), last);
            return TimerVerdict.GIVE_UP_RESET;
        }
        view.because(Reason.SENT_SYN_ACK_AGAIN, view.timeouts() + 1L, last);
        return TimerVerdict.RESEND;
    }
}
