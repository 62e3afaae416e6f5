package io.netstack.policy;

import io.netstack.observe.Reason;

/**
 * The decisions of FreeBSD with a SYN cache: solisten_proto, syncache_add, syncache_expand, sonewconn.
 *
 * <pre>
 *   SYN  ─ [4.5 to 6: more than L wait? drop] ─ paused? cookie ─ bucket full? oldest gives way, pause ─ stored
 *   ACK  ─ more than 3L/2 wait? RST or silence, request gone either way ─ else accept queue, or parked until its filter is content
 * </pre>
 *
 * <p>A pause ("using syncookies for the next N seconds") takes 15 s; one that begins soon after another takes twice as long as that, up to
 * 960 s.
 */
final class FreeBsdDecider implements Decider {
    private static final long SECOND = 1_000_000_000L;
    private static final long FIRST_PAUSE_NS = 15 * SECOND;
    private static final int MAX_BACKOFF = 6;
    private static final long NEVER_PAUSED = Long.MIN_VALUE;
    /** Notes of a listener: when its overflow was last logged, and how many refusals came since. */
    private static final int LOGGED_NS = 0;
    private static final int REFUSALS = 1;

    private final FreeBsdVersion version;
    private final int largest;
    private final int bucketLimit;
    private final int cacheLimit;
    private final int rexmtLimit;
    private final boolean resetsRefused;
    private final boolean syncookies;
    private final boolean syncookiesOnly;
    private final long logIntervalNs;
    private long pauseUntilNs = NEVER_PAUSED;
    private int pauseBackoff;

    FreeBsdDecider(Settings settings, FreeBsdVersion version) {
        this.version = version;
        largest = settings.intValue(version.limitSetting());
        bucketLimit = settings.intValue(FreeBsdPolicy.BUCKET_LIMIT);
        cacheLimit = settings.intValue(FreeBsdPolicy.CACHE_LIMIT);
        rexmtLimit = settings.intValue(FreeBsdPolicy.REXMT_LIMIT);
        resetsRefused = settings.has(FreeBsdPolicy.RST_ON_SOCK_FAIL) && settings.on(FreeBsdPolicy.RST_ON_SOCK_FAIL);
        syncookies = settings.on(FreeBsdPolicy.SYNCOOKIES);
        syncookiesOnly = syncookies && settings.has(FreeBsdPolicy.SYNCOOKIES_ONLY) && settings.on(FreeBsdPolicy.SYNCOOKIES_ONLY);
        boolean logs = version.logs() && settings.value(FreeBsdPolicy.OVER_PRIORITY) >= 0;
        logIntervalNs = logs ? settings.value(FreeBsdPolicy.OVER_INTERVAL) * SECOND : Long.MAX_VALUE;
    }

    /** Negative or too large becomes the sysctl; 0 stays 0. A second call sets the limit and evicts nobody (solisten_proto). */
    @Override
    public ListenResult onListen(int requested, int current, boolean again) {
        return ListenResult.limit(requested < 0 || requested > largest ? largest : requested);
    }

    /** The cache's own: the listener bounds no requests. */
    @Override
    public int synQueueLimit(int limit, int synTableLimit) {
        return cacheLimit;
    }

    /** While it answers SYNs by cookies alone nothing is looked up, so a stored request is as good as none. */
    @Override
    public boolean bypassesStore(ListenView view) {
        return syncookies && (syncookiesOnly || isPaused(view.nowNs()));
    }

    private boolean isPaused(long nowNs) {
        return pauseUntilNs != NEVER_PAUSED && nowNs < pauseUntilNs;
    }

    @Override
    public SynVerdict onSyn(ListenView view) {
        int waiting = view.acceptQueueLength();
        if (version.gateAtSyn() && waiting > view.limit()) {
            view.because(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, waiting, view.limit());
            return SynVerdict.DROP;
        }
        if (bypassesStore(view)) {
            view.because(Reason.SYN_COOKIE_PAUSED, Math.max(0, pauseUntilNs - view.nowNs()) / 1_000_000, 0);
            return SynVerdict.COOKIE;
        }
        if (view.totalRequests() >= cacheLimit || view.freeSlots() == 0) {
            return onNoRoom(view);
        }
        if (view.bucketLength() >= bucketLimit) {
            pause(view);
            view.because(Reason.SYN_QUEUED_BUCKET_OVERFLOW, view.bucketLength(), bucketLimit);
            return SynVerdict.EVICT;
        }
        view.because(Reason.SYN_QUEUED, view.synQueueLength() + 1L, cacheLimit);
        return SynVerdict.QUEUE;
    }

    /** The zone is exhausted: the bucket's own oldest gives way; an empty bucket has none, and its cookie will not be taken later. */
    private SynVerdict onNoRoom(ListenView view) {
        if (view.bucketLength() > 0 || version.gateAtSyn()) {
            pause(view);
            view.because(Reason.SYN_QUEUED_CACHE_FULL, view.totalRequests(), cacheLimit);
            return SynVerdict.EVICT;
        }
        view.because(syncookies ? Reason.SYN_COOKIE_NO_ROOM : Reason.SYN_DROP_NO_ROOM, view.totalRequests(), cacheLimit);
        return syncookies ? SynVerdict.COOKIE : SynVerdict.DROP;
    }

    /** syncache_pause. */
    private void pause(ListenView view) {
        if (!version.pauses() || !syncookies || isPaused(view.nowNs())) {
            return;
        }
        long lengthNs = FIRST_PAUSE_NS << pauseBackoff;
        if (pauseUntilNs != NEVER_PAUSED && pauseUntilNs + lengthNs > view.nowNs()) {
            if (pauseBackoff < MAX_BACKOFF) {
                lengthNs *= 2;
                pauseBackoff++;
            }
        } else {
            lengthNs = FIRST_PAUSE_NS;
            pauseBackoff = 0;
        }
        pauseUntilNs = view.nowNs() + lengthNs;
        view.log("TCP syncache overflow detected; using syncookies for the next " + lengthNs / SECOND + " seconds");
    }

    /** sonewconn: more than 3L/2 wait. The request is gone in every case. */
    @Override
    public AckVerdict onHandshakeAck(ListenView view) {
        int waiting = view.acceptQueueLength();
        long most = 3L * view.limit() / 2;
        if (waiting > most) {
            sayOverflow(view, waiting);
            view.because(view.fromCookie() ? resetsRefused ? Reason.COOKIE_ACK_REFUSED_RESET : Reason.COOKIE_ACK_REFUSED
                : resetsRefused ? Reason.ACK_ACCEPT_QUEUE_FULL_RESET : Reason.ACK_REFUSED, waiting, most);
            return resetsRefused ? AckVerdict.RESET : AckVerdict.REMOVE;
        }
        if (view.acceptFilter() != AcceptFilter.NONE) {
            view.because(view.fromCookie() ? Reason.COOKIE_ACK_PARKED : Reason.ACK_PARKED, view.parkedLength() + 1L, view.limit() + 1L);
            return AckVerdict.PARK;
        }
        view.because(view.fromCookie() ? Reason.COOKIE_ACK_ESTABLISHED : Reason.ACK_ESTABLISHED, waiting + 1L, most + 1);
        return AckVerdict.ESTABLISH;
    }

    /**
     * At most one line per listener and kern.ipc.sooverinterval; the first one at once. The kernel prints the control block's address as well, and
     * since 14 whose socket it is: here the super-user's, in no jail.
     */
    private void sayOverflow(ListenView view, int waiting) {
        long refusals = view.note(REFUSALS) + 1;
        long last = view.note(LOGGED_NS);
        if (logIntervalNs == Long.MAX_VALUE || last != 0 && view.nowNs() - last < logIntervalNs) {
            view.note(REFUSALS, refusals);
            return;
        }
        view.note(REFUSALS, 0);
        view.note(LOGGED_NS, view.nowNs() == 0 ? 1 : view.nowNs());
        view.log("sonewconn: pcb (" + text(view.boundAddress()) + ":" + view.localPort() + " (proto 6)): Listen queue overflow: "
            + waiting + " already in queue awaiting acceptance (" + refusals + " occurrences)"
            + (version.countsResends() ? ", euid 0, rgid 0, jail 0" : ""));
    }

    private static String text(int ipv4) {
        return (ipv4 >>> 24) + "." + (ipv4 >>> 16 & 255) + "." + (ipv4 >>> 8 & 255) + "." + (ipv4 & 255);
    }

    /** Paused, or a request of this bucket had to give way not long ago. */
    @Override
    public boolean takesCookie(ListenView view) {
        if (!syncookies || bypassesStore(view) || version.cookieLifeNs() == Long.MAX_VALUE) {
            return syncookies;
        }
        long overflow = view.bucketOverflowNs();
        return overflow != Long.MIN_VALUE && view.nowNs() - overflow <= version.cookieLifeNs();
    }

    /** syncache_timer: a paused cache empties the bucket whose timer fires. */
    @Override
    public TimerVerdict onSynAckTimer(ListenView view) {
        if (syncookies && isPaused(view.nowNs())) {
            view.because(Reason.REQUEST_GONE_PAUSED, 0, 0);
            return TimerVerdict.GIVE_UP_BUCKET;
        }
        if (view.timeouts() >= rexmtLimit) {
            view.because(Reason.REQUEST_EXPIRED, view.retransmits(), rexmtLimit);
            return TimerVerdict.GIVE_UP;
        }
        view.because(Reason.SENT_SYN_ACK_AGAIN, view.timeouts() + 1L, rexmtLimit);
        return TimerVerdict.RESEND;
    }

    /** Connections that wait for their filter: while more than L are there, the oldest is reset before a new one joins. */
    @Override
    public ParkVerdict onParked(ListenView view) {
        return view.parkedLength() > view.limit() + 1 ? ParkVerdict.RESET_OLDEST : ParkVerdict.STAY;
    }
}
