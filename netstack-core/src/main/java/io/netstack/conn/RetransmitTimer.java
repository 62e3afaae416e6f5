package io.netstack.conn;

import io.netstack.observe.Reason;

/**
 * The one timer of a connection's sending side and what it does when it fires: retransmission (RFC 6298), tail loss probe and reordering
 * (RFC 8985), zero-window probe (RFC 9293 section 3.8.6.1); and the slow timer: keep-alive, FIN-WAIT-2, TIME-WAIT.
 */
final class RetransmitTimer {
    /** What the timer is set for. */
    enum Kind { NONE, RETRANSMIT, LOSS_PROBE, REORDER, PROBE }

    private static final long MS = 1_000_000L;
    /** Added where a timer would otherwise fire too close after an answer that is on its way. */
    private static final long LEAST_NS = 2 * MS;
    private static final long PROBE_WITHOUT_RTT_NS = 1000 * MS;

    private final ConnectionEngine engine;

    RetransmitTimer(ConnectionEngine engine) {
        this.engine = engine;
    }

    private void arm(TcpConnection c, Kind kind, long delayNs, long nowNs) {
        c.timer = kind;
        c.timerNs = engine.grain.fireAtNs(nowNs, Math.min(delayNs, engine.settings.maxRtoNs()));
    }

    void disarm(TcpConnection c) {
        c.timer = Kind.NONE;
        c.timerNs = Long.MAX_VALUE;
    }

    /** Sets the retransmission timer anew, less what has passed when another timer stood in for it. */
    void rearm(TcpConnection c, long nowNs) {
        if (c.sent.isEmpty()) {
            disarm(c);
            return;
        }
        long delay = c.rtt.timeoutNs();
        if (c.timer == Kind.REORDER || c.timer == Kind.LOSS_PROBE) {
            delay = Math.max(engine.roundUp(c.sent.sentNs(0) + delay - nowNs), engine.settings.jiffyNs());
        }
        arm(c, Kind.RETRANSMIT, delay, nowNs);
    }

    /** Sets the retransmission timer to a full timeout from now. */
    void restart(TcpConnection c, long nowNs) {
        disarm(c);
        rearm(c, nowNs);
    }

    /** After new data or an acknowledgment: the tail probe when one is due, else the retransmission timer. */
    void set(TcpConnection c, long nowNs) {
        if (!scheduleLossProbe(c, true, nowNs)) {
            rearm(c, nowNs);
        }
    }

    /** @param advancing the retransmission timeout counts from now, not from when the first segment was sent */
    boolean scheduleLossProbe(TcpConnection c, boolean advancing, long nowNs) {
        Recovery.Phase phase = c.recovery.phase;
        if (!engine.settings.tailLossProbe() || !c.sack || c.sent.isEmpty()
            || phase != Recovery.Phase.OPEN && phase != Recovery.Phase.REDUCING) {
            return false;
        }
        long delay = PROBE_WITHOUT_RTT_NS;
        if (c.rtt.hasSample()) {
            delay = 2 * c.rtt.smoothedNs() + (c.sent.count() == 1 ? engine.settings.minRtoNs() : LEAST_NS);
            delay = engine.roundUp(delay);
        }
        long timeout = c.rtt.timeoutNs();
        if (!advancing) {
            timeout = engine.roundUp(c.sent.sentNs(0) + timeout - nowNs);
        }
        arm(c, Kind.LOSS_PROBE, timeout > 0 ? Math.min(delay, timeout) : delay, nowNs);
        return true;
    }

    /** Data waits for the peer's window: asks for it in a while. */
    void armProbe(TcpConnection c, long nowNs) {
        arm(c, Kind.PROBE, probeDelay(c), nowNs);
    }

    private long probeDelay(TcpConnection c) {
        long base = Math.max(c.rtt.timeoutNs(), engine.settings.minRtoNs());
        return Math.min(base << Math.min(c.backoff, 20), engine.settings.maxRtoNs());
    }

    /** Waits whether a segment is only late. */
    void armReorder(TcpConnection c, long delayNs, long nowNs) {
        arm(c, Kind.REORDER, engine.roundUp(delayNs + LEAST_NS), nowNs);
    }

    /** Sets the slow timer for keep-alive, or clears it. */
    void armKeepAlive(TcpConnection c, long nowNs) {
        if (c.bucket || c.isOver() || c.state == TcpState.FIN_WAIT_2 && !c.applicationHolds) {
            return;
        }
        c.keepAliveProbesSent = 0;
        c.slowTimerNs = c.keepAlive ? engine.grain.fireAtNs(nowNs, engine.settings.keepAliveNs()) : Long.MAX_VALUE;
    }

    /** The time of some timer of this connection has come; does everything that is due. */
    void onTimer(TcpConnection c, long nowNs) {
        if (c.acks.deadlineNs <= nowNs && c.acks.onTimer(c.rtt.timeoutNs())) {
            engine.transmitter.ack(c, Reason.SENT_DELAYED_ACK, nowNs);
        }
        if (c.compressedAckNs <= nowNs) {
            c.compressedAckNs = Long.MAX_VALUE;
            engine.transmitter.ack(c, Reason.SENT_ACK, nowNs);
        }
        if (c.timerNs <= nowNs) {
            Kind kind = c.timer;
            disarm(c);
            switch (kind) {
                case RETRANSMIT -> onRetransmit(c, nowNs);
                case LOSS_PROBE -> onLossProbe(c, nowNs);
                case REORDER -> engine.recovery.onReorderTimer(c, nowNs);
                case PROBE -> onProbe(c, nowNs);
                case NONE -> {
                    // nothing was set
                }
            }
        }
        if (c.slowTimerNs <= nowNs) {
            c.slowTimerNs = Long.MAX_VALUE;
            onSlowTimer(c, nowNs);
        }
    }

    private void onRetransmit(TcpConnection c, long nowNs) {
        if (c.sent.isEmpty()) {
            return;
        }
        Recovery r = c.recovery;
        if (c.sndWnd == 0 && c.applicationHolds) {
            // The peer took its window back with data in flight: this probes it, and says nothing about loss.
            long limit = 2 * engine.settings.maxRtoNs();
            if (r.firstRetransmitNs != 0 && nowNs - c.lastReceivedNs > limit && nowNs - r.firstRetransmitNs > limit) {
                giveUp(c, nowNs);
                return;
            }
            engine.recovery.onTimeout(c, nowNs);
            engine.recovery.retransmit(c, 0, true, nowNs);
        } else {
            engine.count(Reason.RETRANSMIT_TIMEOUT);
            if (isHopeless(c, nowNs)) {
                giveUp(c, nowNs);
                return;
            }
            engine.recovery.onTimeout(c, nowNs);
            r.timeouts++;
            engine.recovery.retransmit(c, 0, true, nowNs);
        }
        c.rtt.backOff(engine.settings);
        long delay = c.rtt.timeoutNs();
        if (c.userTimeoutNs > 0) {
            delay = Math.clamp(c.userTimeoutNs - (nowNs - r.firstRetransmitNs), engine.settings.jiffyNs(), delay);
        }
        arm(c, Kind.RETRANSMIT, delay, nowNs);
    }

    private boolean isHopeless(TcpConnection c, long nowNs) {
        Recovery r = c.recovery;
        if (r.timeouts == 0) {
            return false;
        }
        long elapsed = nowNs - r.firstRetransmitNs;
        if (!c.applicationHolds) {
            boolean alive = c.rtt.timeoutNs() < engine.settings.maxRtoNs();
            return elapsed >= backedOff(alive ? engine.settings.orphanRetries() : 0);
        }
        long limit = c.userTimeoutNs > 0 ? c.userTimeoutNs : backedOff(engine.settings.retries2());
        return elapsed >= limit;
    }

    /** How long so many doubling timeouts take, starting from the least one. */
    private long backedOff(int retries) {
        long least = engine.settings.minRtoNs();
        long most = engine.settings.maxRtoNs();
        int doublings = 63 - Long.numberOfLeadingZeros(Math.max(most / least, 1));
        if (retries <= doublings) {
            return ((2L << retries) - 1) * least;
        }
        return ((2L << doublings) - 1) * least + (retries - doublings) * most;
    }

    private void giveUp(TcpConnection c, long nowNs) {
        engine.count(Reason.ABORTED_BY_TIMEOUT);
        engine.closing.fail(c, ConnectionError.ETIMEDOUT, nowNs);
    }

    private void onLossProbe(TcpConnection c, long nowNs) {
        Recovery r = c.recovery;
        if (c.sent.isEmpty()) {
            return;
        }
        boolean sent = false;
        if (!r.probing) {
            r.probeRetransmitted = false;
            if (c.hasUnsent() && c.windowEnd() - c.sndNxt >= Math.min(c.unsentBytes() + (c.finUnsent() ? 1 : 0), c.mss)) {
                sent = engine.output.sendProbe(c, nowNs);
            } else {
                engine.recovery.retransmit(c, c.sent.count() - 1, false, nowNs);
                r.probeRetransmitted = true;
                sent = true;
            }
            if (sent) {
                engine.count(Reason.TAIL_LOSS_PROBE);
                r.probing = true;
                r.probeEnd = c.sndNxt;
            }
        }
        if (!sent) {
            // What is left of the retransmission timeout, for which the probe stood in.
            c.timer = Kind.LOSS_PROBE;
        }
        rearm(c, nowNs);
    }

    private void onProbe(TcpConnection c, long nowNs) {
        if (!c.sent.isEmpty() || !c.hasUnsent()) {
            c.probes = 0;
            c.backoff = 0;
            return;
        }
        if (c.probes == 0) {
            c.probingSinceNs = nowNs;
        } else if (c.userTimeoutNs > 0 && nowNs - c.probingSinceNs >= c.userTimeoutNs) {
            giveUp(c, nowNs);
            return;
        }
        if (!c.applicationHolds) {
            boolean alive = c.rtt.timeoutNs() << Math.min(c.backoff, 20) < engine.settings.maxRtoNs();
            if (!alive && c.backoff >= engine.settings.orphanRetries()) {
                giveUp(c, nowNs);
                return;
            }
        }
        if (c.probes >= engine.settings.retries2()) {
            giveUp(c, nowNs);
            return;
        }
        if (engine.output.sendIntoSmallWindow(c, nowNs)) {
            c.probes = 0;
            c.backoff = 0;
            return;
        }
        engine.transmitter.probe(c, Reason.SENT_WINDOW_PROBE, nowNs);
        c.probes++;
        if (c.backoff < engine.settings.retries2()) {
            c.backoff++;
        }
        armProbe(c, nowNs);
    }

    private void onSlowTimer(TcpConnection c, long nowNs) {
        if (c.bucket) {
            engine.count(Reason.TIME_WAIT_OVER);
            engine.closing.finish(c, nowNs);
            return;
        }
        if (c.state == TcpState.FIN_WAIT_2 && !c.applicationHolds) {
            engine.closing.enterBucket(c, engine.closing.finWaitNs(c) - engine.settings.timeWaitNs(), nowNs);
            return;
        }
        if (c.keepAlive) {
            onKeepAlive(c, nowNs);
        }
    }

    private void onKeepAlive(TcpConnection c, long nowNs) {
        ConnSettings s = engine.settings;
        long silence = nowNs - c.lastReceivedNs;
        if (!c.sent.isEmpty() || c.hasUnsent()) {
            c.slowTimerNs = engine.grain.fireAtNs(nowNs, s.keepAliveNs());
            return;
        }
        if (silence < s.keepAliveNs()) {
            c.keepAliveProbesSent = 0;
            c.slowTimerNs = engine.grain.fireAtNs(nowNs, s.keepAliveNs() - silence);
            return;
        }
        boolean over = c.userTimeoutNs > 0 ? silence >= c.userTimeoutNs && c.keepAliveProbesSent > 0
            : c.keepAliveProbesSent >= s.keepAliveProbes();
        if (over) {
            engine.transmitter.reset(c, Reason.SENT_RST_CONNECTION, nowNs);
            giveUp(c, nowNs);
            return;
        }
        engine.transmitter.keepAlive(c, nowNs);
        c.keepAliveProbesSent++;
        c.slowTimerNs = engine.grain.fireAtNs(nowNs, s.keepAliveProbeNs());
    }
}
