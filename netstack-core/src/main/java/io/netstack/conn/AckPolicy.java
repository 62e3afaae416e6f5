package io.netstack.conn;

/**
 * When received data is acknowledged (RFC 9293 section 3.8.6.3, RFC 5681 section 4.2) as Linux 6.18 does it: the first segments of a
 * connection, and those after a silence, at once ("quick"); later ones after a delay that follows the rhythm of the data; not at all while
 * the application's own answers carry the acknowledgment ("ping-pong"). Measured on 6.18.
 */
final class AckPolicy {
    static final int SCHEDULED = 1;
    static final int TIMER = 2;
    static final int PUSHED = 4;
    static final int PUSHED_TWICE = 8;
    static final int NOW = 16;
    /** The most segments in a row that are acknowledged at once. */
    static final int MAX_QUICK = 16;
    /** The same after a congestion mark. */
    static final int MAX_QUICK_ECN = 2;
    private static final long MS = 1_000_000L;
    private static final long MIN_DELAY_NS = 40 * MS;
    private static final long MAX_DELAY_NS = 500 * MS;
    private static final long MAX_INTERACTIVE_DELAY_NS = 200 * MS;

    /** How many more acknowledgments go out at once. */
    int quick;
    /** Is the connection a conversation? */
    boolean pingpong;
    /** The bits above. */
    int pending;
    /** The delay that the rhythm of the data suggests; 0 before the first data. */
    long delayNs;
    long lastDataNs;
    /** When the delayed acknowledgment is due; meaningful while {@link #TIMER} is pending. */
    long deadlineNs;
    /** For when it was asked, by the clock of the timers; they fire somewhat later. */
    private long askedNs;

    void open() {
        quick = 0;
        pingpong = false;
        pending = 0;
        delayNs = 0;
        lastDataNs = 0;
        deadlineNs = Long.MAX_VALUE;
    }

    boolean isScheduled() {
        return (pending & SCHEDULED) != 0;
    }

    boolean isPending(int bits) {
        return (pending & bits) != 0;
    }

    void schedule() {
        pending |= SCHEDULED;
    }

    void scheduleNow() {
        pending |= SCHEDULED | NOW;
    }

    boolean isQuick() {
        return quick > 0 && !pingpong;
    }

    /** Data arrived in order. */
    void onData(ReceiveWindow window, long retransmitTimeoutNs, long nowNs) {
        pending |= SCHEDULED;
        if (delayNs == 0) {
            moreQuick(window, MAX_QUICK);
            delayNs = MIN_DELAY_NS;
        } else {
            long gap = nowNs - lastDataNs;
            if (gap <= MIN_DELAY_NS / 2) {
                delayNs = delayNs / 2 + MIN_DELAY_NS / 2;
            } else if (gap < delayNs) {
                delayNs = Math.min(delayNs / 2 + gap, retransmitTimeoutNs);
            } else if (gap > retransmitTimeoutNs) {
                // The sender fell silent and may have to start again slowly.
                moreQuick(window, MAX_QUICK);
            }
        }
        lastDataNs = nowNs;
    }

    private void moreQuick(ReceiveWindow window, int most) {
        int half = window.rcvWnd / (2 * window.rcvMss);
        quick = Math.max(quick, Math.min(half == 0 ? 2 : half, most));
    }

    /** Something went wrong on the peer's side: acknowledge at once for a while. */
    void enterQuick(ReceiveWindow window, int most) {
        moreQuick(window, most);
        pingpong = false;
        delayNs = MIN_DELAY_NS;
    }

    /** Data of ours goes out: an answer, if it follows the peer's data soon enough. */
    void onDataSent(long nowNs) {
        if (nowNs - lastDataNs < delayNs) {
            pingpong = true;
        }
    }

    /** A segment with our acknowledgment went out, whatever else it carries. */
    void onAckSent() {
        if (quick > 0 && isScheduled()) {
            quick--;
            if (quick == 0) {
                delayNs = MIN_DELAY_NS;
            }
        }
        pending = 0;
        deadlineNs = Long.MAX_VALUE;
    }

    /**
     * Puts the acknowledgment off.
     *
     * @return false when a timer is so near that it is sent at once instead
     */
    boolean delay(ConnectionEngine engine, long smoothedRttNs, long nowNs) {
        long wait = delayNs;
        if (wait > MIN_DELAY_NS) {
            long most = pingpong || isPending(PUSHED) ? MAX_INTERACTIVE_DELAY_NS : MAX_DELAY_NS;
            if (smoothedRttNs > 0) {
                most = Math.min(most, Math.max(smoothedRttNs, MIN_DELAY_NS));
            }
            wait = Math.min(wait, most);
        }
        wait = Math.min(wait, engine.settings.minRtoNs() - engine.settings.jiffyNs());
        // All in whole jiffies, as the kernel counts: a stream of 4.5 ms is acknowledged every seventh to ninth segment, by its phase (6.18).
        long jiffy = engine.settings.jiffyNs();
        long clockNs = engine.grain.clockNs(nowNs);
        if (isPending(TIMER) && askedNs <= clockNs + wait / jiffy / 4 * jiffy) {
            return false;
        }
        if (!isPending(TIMER) || clockNs + wait < askedNs) {
            askedNs = clockNs + wait;
            deadlineNs = engine.grain.fireAtNs(nowNs, wait);
        }
        pending |= SCHEDULED | TIMER;
        return true;
    }

    /** The delayed acknowledgment is due. @return true when one is to be sent */
    boolean onTimer(long retransmitTimeoutNs) {
        pending &= ~TIMER;
        deadlineNs = Long.MAX_VALUE;
        if (!isScheduled()) {
            return false;
        }
        if (pingpong) {
            pingpong = false;
            delayNs = MIN_DELAY_NS;
        } else {
            delayNs = Math.min(delayNs * 2, retransmitTimeoutNs);
        }
        return true;
    }
}
