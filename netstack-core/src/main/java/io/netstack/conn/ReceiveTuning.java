package io.netstack.conn;

import io.netstack.wire.SeqNum;

/**
 * Receive memory that follows what the application reads in a round trip, as Linux does ({@code tcp_moderate_rcvbuf}): when more was read
 * than ever before, the window may become twice that and some. The round trip is the peer's, taken from its timestamps or, without them, from
 * the time that a window of data takes to arrive.
 */
final class ReceiveTuning {
    private static final long MS = 1_000_000L;

    /** Round trip as the receiver sees it; 0 when unknown. */
    private long rttNs;
    private int lastEcho;
    private long windowStartNs;
    private int windowEnd;
    /** The most that was read in one round trip. */
    private int space;
    private long measureStartNs;
    private long measureStart;

    void open(ReceiveWindow window, long nowNs) {
        rttNs = 0;
        lastEcho = 0;
        windowStartNs = Long.MIN_VALUE;
        space = Math.min(Math.min(window.slowStart, window.rcvWnd), 10 * window.advertisedMss);
        measureStartNs = nowNs;
        measureStart = 0;
    }

    long rttNs() {
        return rttNs;
    }

    /** Data arrived whose segment echoes a timestamp of ours. */
    void onEcho(int echo, int nowTimestamp, int length, ReceiveWindow window, boolean nothingQueued) {
        if (echo == lastEcho) {
            return;
        }
        lastEcho = echo;
        if (length < window.rcvMss) {
            return;
        }
        int ms = Math.max(nowTimestamp - echo, 1);
        sample(ms * MS, false, nothingQueued);
    }

    /** Data arrived in order, of a connection without timestamps. */
    void onData(ReceiveWindow window, long nowNs) {
        if (windowStartNs != Long.MIN_VALUE) {
            if (SeqNum.lessThan(window.rcvNxt, windowEnd)) {
                return;
            }
            sample(Math.max(nowNs - windowStartNs, 1000), true, false);
        }
        windowEnd = window.rcvNxt + window.rcvWnd;
        windowStartNs = nowNs;
    }

    private void sample(long ns, boolean byWindow, boolean mayRise) {
        if (rttNs == 0 || ns < rttNs) {
            rttNs = ns;
        } else if (!byWindow && mayRise) {
            rttNs += ns / 8 - rttNs / 8;
        }
    }

    /**
     * The application read part of the queue.
     *
     * @param readPosition      stream position up to which it has read
     * @param queuedBytes       what waits in order behind that
     * @param outOfOrderSpan    how far out-of-order data reaches beyond the next expected octet
     * @param lastReceivedNs    when the last segment arrived
     */
    void onRead(ReceiveWindow window, ConnSettings settings, long readPosition, int queuedBytes, int outOfOrderSpan, long lastReceivedNs) {
        if (rttNs == 0 || lastReceivedNs - measureStartNs < rttNs) {
            return;
        }
        long copied = readPosition - measureStart - queuedBytes;
        if (copied > space) {
            long old = space;
            space = (int) copied;
            if (settings.moderateRcvbuf() && window.isTunable()) {
                growTo(window, settings, 2 * copied + 2 * (2 * copied * (copied - old) / Math.max(old, 1)) + outOfOrderSpan);
            }
        }
        measureStart = readPosition;
        measureStartNs = lastReceivedNs;
    }

    /** Data was queued beyond a hole: the window must hold it as well as what was read in the best round trip, twice. */
    void onOutOfOrder(ReceiveWindow window, ConnSettings settings, int outOfOrderSpan) {
        if (settings.moderateRcvbuf() && window.isTunable()) {
            growTo(window, settings, 2L * space + outOfOrderSpan);
        }
    }

    private static void growTo(ReceiveWindow window, ConnSettings settings, long windowBytes) {
        long bytes = Math.min((windowBytes << 8) / window.ratio, settings.rmemMaxBytes());
        if (bytes > window.bufferBytes) {
            window.setBufferBytes((int) bytes, false);
            window.clamp = window.full();
        }
    }
}
