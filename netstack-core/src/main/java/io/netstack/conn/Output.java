package io.netstack.conn;

import io.netstack.observe.Reason;
import io.netstack.wire.SeqNum;
import io.netstack.wire.TcpFlags;

/**
 * Sends what the application wrote, as far as the peer's window, the congestion window and Nagle's rule allow (RFC 9293 section 3.8.6.2,
 * RFC 896 with Minshall's variation), in the bursts that Linux makes: a burst of several segments has PSH on its last one.
 */
final class Output {
    private static final int BURST_BYTES = 65536;
    private static final int LEAST_BURST = 2;
    private static final int PACING_SHIFT = 10;
    private static final int RTT_SHIFT = 9;

    private final ConnectionEngine engine;

    Output(ConnectionEngine engine) {
        this.engine = engine;
    }

    /** The application wrote: takes note, and sends. */
    void onApplicationWrote(TcpConnection c, long nowNs) {
        if (!c.state.maySend() || c.finQueued || !noteWritten(c)) {
            return;
        }
        if (c.sent.isEmpty() && engine.settings.slowStartAfterIdle() && nowNs - c.lastSentNs > c.rtt.timeoutNs()) {
            c.congestion.restart(nowNs - c.lastSentNs, c.rtt.timeoutNs(), engine.settings, nowNs);
        }
        push(c, c.noDelay, nowNs);
    }

    /** Takes note of bytes that the application wrote. @return true when there are new ones */
    boolean noteWritten(TcpConnection c) {
        long known = c.ackedPosition + (c.writeEnd - c.sndUna);
        int fresh = (int) (c.toSend.written() - known);
        c.writeEnd += fresh;
        return fresh > 0;
    }

    /** Sends what may be sent, and sees to it that a closed window is probed. */
    void push(TcpConnection c, boolean nagleOff, long nowNs) {
        if (!c.hasUnsent() || c.bucket || c.isOver()) {
            return;
        }
        write(c, nagleOff, false, nowNs);
        if (c.sent.isEmpty() && c.hasUnsent() && c.timer == RetransmitTimer.Kind.NONE) {
            engine.timers.armProbe(c, nowNs);
        }
    }

    /** Sends one segment of new data beyond the congestion window, to probe the tail. @return true when there was one to send */
    boolean sendProbe(TcpConnection c, long nowNs) {
        return c.hasUnsent() && write(c, true, true, nowNs) > 0;
    }

    private int write(TcpConnection c, boolean nagleOff, boolean probe, long nowNs) {
        int count = 0;
        boolean limited = false;
        while (c.hasUnsent()) {
            int inFlight = c.sent.inFlight();
            int quota = Math.min(Math.max(c.congestion.segments() >> 1, 1), c.congestion.segments() - inFlight);
            if (quota <= 0) {
                limited = true;
                if (!probe) {
                    break;
                }
                quota = 1;
            }
            int length = sendable(c, quota, nagleOff);
            if (length < 0) {
                break;
            }
            count += burst(c, length, nowNs);
            if (probe) {
                break;
            }
        }
        int inFlight = c.sent.inFlight();
        limited |= inFlight >= c.congestion.segments();
        if (count > 0 || limited) {
            c.congestion.validate(limited, c.sent.count(), c.sndUna, c.sndNxt, c.recovery.phase == Recovery.Phase.OPEN, engine.settings,
                c.rtt.timeoutNs(), nowNs);
        }
        if (count > 0) {
            if (c.recovery.isReducing()) {
                c.congestion.onSentInReduction(count);
            }
            if (!probe) {
                engine.timers.scheduleLossProbe(c, false, nowNs);
            }
        }
        return count;
    }

    /** How many bytes the next burst takes; 0 for a FIN alone; -1 when nothing may be sent now. */
    private int sendable(TcpConnection c, int quota, boolean nagleOff) {
        int mss = segmentBytes(c);
        int unsent = c.unsentBytes();
        int window = c.windowEnd() - c.sndNxt;
        boolean fin = c.finUnsent();
        int first = Math.min(unsent, mss) + (fin && unsent <= mss ? 1 : 0);
        if (first > window) {
            return -1;
        }
        if (unsent <= mss) {
            return !nagleOff && !fin && unsent < mss && smallOutstanding(c) ? -1 : unsent;
        }
        int most = Math.min(burstSegments(c, mss), quota) * mss;
        int needed = Math.min(unsent, window);
        if (most <= needed) {
            return most;
        }
        int partial = needed % mss;
        return partial != 0 && !nagleOff && !fin && smallOutstanding(c) ? needed - partial : needed;
    }

    /** Is there a segment in flight that was not full? Only then does Nagle's rule, as Minshall relaxed it, hold another one back. */
    private static boolean smallOutstanding(TcpConnection c) {
        return !c.sent.isEmpty() && SeqNum.lessThan(c.sndUna, c.smallEnd) && SeqNum.lessOrEqual(c.smallEnd, c.sndNxt);
    }

    /** Data bytes of a full segment now: SACK blocks take their room. */
    int segmentBytes(TcpConnection c) {
        int blocks = c.blocks.toSend();
        return blocks == 0 ? c.mss : c.mss - 4 - 8 * blocks;
    }

    private static int burstSegments(TcpConnection c, int mss) {
        long bytes = BURST_BYTES;
        if (c.pacingRate > 0) {
            long slots = c.rtt.leastUs() >> RTT_SHIFT;
            bytes = c.pacingRate >> PACING_SHIFT;
            if (slots < 32) {
                bytes += BURST_BYTES >> slots;
            }
            bytes = Math.min(bytes, BURST_BYTES);
        }
        return (int) Math.max(LEAST_BURST, bytes / mss);
    }

    private int burst(TcpConnection c, int length, long nowNs) {
        int mss = segmentBytes(c);
        int segments = Math.max(1, (length + mss - 1) / mss);
        boolean wasEmpty = c.sent.isEmpty();
        int end = c.sndNxt + length;
        boolean withFin = c.finUnsent() && end == c.writeEnd;
        if (length < segments * mss) {
            c.smallEnd = end + (withFin ? 1 : 0);
        }
        for (int i = 0; i < segments; i++) {
            int start = c.sndNxt;
            int next = i == segments - 1 ? end : start + mss;
            int flags = 0;
            if (next == c.writeEnd && next != start || next - c.pushedEnd > c.maxWindow >>> 1) {
                flags = TcpFlags.PSH;
                c.pushedEnd = next;
            }
            int stored = (flags != 0 ? SentSegments.PUSH : 0) | (i > 0 ? SentSegments.CONTINUED : 0);
            if (i == segments - 1) {
                flags |= segments > 1 ? TcpFlags.PSH : 0;
                if (withFin) {
                    flags |= TcpFlags.FIN;
                    stored |= SentSegments.FIN;
                    next++;
                }
            }
            engine.transmitter.data(c, start, next, flags, nowNs, next - start == (withFin ? 1 : 0) ? Reason.SENT_FIN : Reason.SENT_DATA);
            c.sent.add(start, next, stored, nowNs);
            c.sndNxt = next;
        }
        if (wasEmpty || c.timer == RetransmitTimer.Kind.LOSS_PROBE) {
            engine.timers.rearm(c, nowNs);
        }
        return segments;
    }

    /** Sends what fits into a window smaller than the next segment. @return false when not even a byte does */
    boolean sendIntoSmallWindow(TcpConnection c, long nowNs) {
        int window = c.windowEnd() - c.sndNxt;
        if (window <= 0 || !c.hasUnsent()) {
            return false;
        }
        boolean wasEmpty = c.sent.isEmpty();
        int length = Math.min(Math.min(c.unsentBytes(), segmentBytes(c)), window);
        int start = c.sndNxt;
        int end = start + length;
        int flags = TcpFlags.PSH;
        int stored = SentSegments.PUSH;
        if (c.finUnsent() && end == c.writeEnd && length < window) {
            flags |= TcpFlags.FIN;
            stored |= SentSegments.FIN;
            end++;
        }
        c.pushedEnd = end;
        engine.transmitter.data(c, start, end, flags, nowNs, Reason.SENT_DATA);
        c.sent.add(start, end, stored, nowNs);
        c.sndNxt = end;
        if (wasEmpty) {
            engine.timers.rearm(c, nowNs);
        }
        return true;
    }

    /** Sets the pace that the length of bursts is derived from: the window per round trip, and some. */
    void updatePacing(TcpConnection c) {
        if (!c.rtt.hasSample()) {
            c.pacingRate = 0;
            return;
        }
        long window = (long) Math.max(c.congestion.segments(), c.sent.count()) * c.mss;
        long percent = c.congestion.segments() < c.congestion.threshold() / 2 ? 200 : 120;
        c.pacingRate = Math.max(1, window * percent * 10_000 / c.rtt.smoothedUs());
    }
}
