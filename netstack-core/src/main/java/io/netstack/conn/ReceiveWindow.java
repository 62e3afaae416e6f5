package io.netstack.conn;

import io.netstack.observe.Counters;
import io.netstack.observe.Reason;

/**
 * The window that this side offers (RFC 9293 section 3.8.6), computed as Linux 6.18 does: a share of the receive memory that is free, growing
 * with the size of the segments that come, never taken back once offered. Measured on 6.18.
 *
 * <pre>
 *      rcvWup          rcvNxt                      rcvWup + rcvWnd
 *         │ acknowledged  │ ◀──────── current() ────────▶ │
 * </pre>
 */
public final class ReceiveWindow {
    /** The least receive memory that SO_RCVBUF can set. */
    public static final int MIN_BUFFER_BYTES = 2304;
    private static final int MIN_CLAMP = MIN_BUFFER_BYTES / 2;
    private static final int INITIAL_RATIO = 128;
    private static final int RATIO_SHIFT = 8;
    private static final int MAX_FIELD = 65535;
    private static final int MAX_SCALE = 14;
    private static final int DEFAULT_MSS = 536;
    private static final int MIN_MSS = 88;
    private static final int TCP_HEADER = 20;
    private static final int GROW_AT_BYTES = 128;

    final ReceiveMemory memory = new ReceiveMemory();
    int rcvNxt;
    int rcvWup;
    int rcvWnd;
    int rcvMss;
    int clamp;
    /** Up to where the window has grown: a slow start of the receiver's own. */
    int slowStart;
    int bufferBytes;
    int ratio;
    int scale;
    int advertisedMss;
    private int lastSegmentBytes;
    private boolean fixedBuffer;

    ReceiveWindow() {
    }

    // ---- what a listener needs for the SYN-ACK

    /** Receive memory of a new connection. @param userBytes SO_RCVBUF as given, or 0 */
    public static int bufferBytes(ConnSettings settings, int userBytes) {
        if (userBytes <= 0) {
            return settings.rmemDefaultBytes();
        }
        return Math.max(2 * Math.min(userBytes, settings.coreRmemMaxBytes()), MIN_BUFFER_BYTES);
    }

    /**
     * The window of the SYN-ACK, unscaled; it may exceed the 16 bits of the field.
     *
     * @param segmentBytes what a full segment of the peer carries: our MSS less 12 with timestamps; for the child of a cookie the MSS that
     *                     the cookie holds
     */
    public static int initialWindow(ConnSettings settings, int segmentBytes, int userBytes) {
        int full = share(bufferBytes(settings, userBytes), INITIAL_RATIO);
        return full > segmentBytes ? full / segmentBytes * segmentBytes : full;
    }

    /** The shift to offer when the peer's SYN offers one. */
    public static int windowScale(ConnSettings settings, int userBytes) {
        long most = share(bufferBytes(settings, userBytes), INITIAL_RATIO);
        if (userBytes <= 0) {
            most = Math.max(most, Math.max(settings.rmemMaxBytes(), settings.coreRmemMaxBytes()));
        }
        int shift = 63 - Long.numberOfLeadingZeros(Math.max(most, 1)) - 15;
        return Math.clamp(shift, 0, MAX_SCALE);
    }

    private static int share(int bytes, int ratio) {
        return (int) ((long) bytes * ratio >> RATIO_SHIFT);
    }

    // ---- the connection's life

    void open(ConnSettings settings, Handshake h, int sendMss) {
        memory.clear();
        bufferBytes = bufferBytes(settings, h.receiveBufferBytes());
        fixedBuffer = h.receiveBufferBytes() > 0;
        ratio = INITIAL_RATIO;
        scale = Math.max(h.receiveWindowScale(), 0);
        advertisedMss = settings.mtuBytes() - 40 - (h.timestamps() ? 12 : 0);
        rcvNxt = h.irs() + 1;
        rcvWup = rcvNxt;
        rcvWnd = h.receiveWindow();
        lastSegmentBytes = 0;
        int full = share(bufferBytes, ratio);
        clamp = (int) Math.min((long) MAX_FIELD << scale, fixedBuffer ? full : 1L << 30);
        if (clamp >= full) {
            clamp = full;
        }
        if (clamp > 2 * advertisedMss && clamp + advertisedMss > full) {
            clamp = Math.max(2 * advertisedMss, full - advertisedMss);
        }
        slowStart = Math.min(rcvWnd, clamp);
        rcvMss = Math.max(MIN_MSS, Math.min(Math.min(DEFAULT_MSS, Math.min(advertisedMss, sendMss)), rcvWnd / 2));
    }

    /** What the peer may still send of what it was offered. */
    int current() {
        return Math.max(0, rcvWup + rcvWnd - rcvNxt);
    }

    /** The share of all receive memory. */
    int full() {
        return share(bufferBytes, ratio);
    }

    /** The share of the free receive memory; negative when it is overdrawn. */
    int space() {
        return share(bufferBytes - memory.cost(), ratio);
    }

    /** The window to offer now, before the rule that none is taken back. May end quick acknowledgments: memory is short. */
    int select(AckPolicy acks) {
        int full = full();
        int fullest = Math.min(clamp, full);
        int mss = Math.min(rcvMss, fullest);
        if (mss <= 0) {
            return 0;
        }
        int free = space();
        if (free < fullest / 2) {
            acks.quick = 0;
            free = free >> scale << scale;
            if (free < full / 16 || free < mss) {
                return 0;
            }
        }
        free = Math.min(free, slowStart);
        if (scale > 0) {
            return alignUp(free);
        }
        int window = rcvWnd;
        if (window <= free - mss || window > free) {
            return free / mss * mss;
        }
        return mss == fullest && free > window + fullest / 2 ? free : window;
    }

    private int alignUp(int bytes) {
        int unit = 1 << scale;
        return bytes + unit - 1 & -unit;
    }

    /** Chooses the window for a segment that is being sent, and answers with its field. */
    int advertise(AckPolicy acks, Counters counters) {
        int before = rcvWnd;
        int current = current();
        int window = select(acks);
        if (window < current) {
            if (window == 0) {
                counters.count(Reason.ZERO_WINDOW_WANTED);
            }
            window = alignUp(current);
        }
        rcvWnd = window;
        rcvWup = rcvNxt;
        int field = (int) Math.min(window, (long) MAX_FIELD << scale) >> scale;
        if (field == 0 && before != 0) {
            counters.count(Reason.WINDOW_CLOSED);
        } else if (field != 0 && before == 0) {
            counters.count(Reason.WINDOW_REOPENED);
        }
        return field;
    }

    /** Is the window so much larger than the peer knows, after the application read, that it should be told? */
    boolean wantsUpdate(AckPolicy acks) {
        int current = current();
        if (2L * current > clamp) {
            return false;
        }
        int window = select(acks);
        return window != 0 && window >= 2L * current;
    }

    // ---- learning from what arrives

    /** Learns the peer's segment size from an accepted segment, and the memory that its bytes cost. */
    void measure(AckPolicy acks, int length, int headerLength, int negotiatedHeaderLength, int cost, boolean push, boolean odd) {
        int previous = lastSegmentBytes;
        lastSegmentBytes = 0;
        if (length >= rcvMss) {
            if (length != rcvMss) {
                learnRatio((int) Math.max(1, ((long) length << RATIO_SHIFT) / cost));
            }
            rcvMss = Math.min(length, advertisedMss);
            if (push) {
                acks.pending |= AckPolicy.PUSHED;
            }
            return;
        }
        int segment = length + headerLength;
        if (segment >= DEFAULT_MSS + TCP_HEADER || segment >= MIN_MSS + TCP_HEADER && !odd && !push) {
            int data = segment - negotiatedHeaderLength;
            if (data == previous) {
                lastSegmentBytes = data;
                rcvMss = data;
                return;
            }
            lastSegmentBytes = data;
        }
        if (acks.isPending(AckPolicy.PUSHED)) {
            acks.pending |= AckPolicy.PUSHED_TWICE;
        }
        acks.pending |= AckPolicy.PUSHED;
    }

    private void learnRatio(int learned) {
        if (learned == ratio) {
            return;
        }
        ratio = learned;
        setClamp(full());
    }

    /** Sets the most that the window may become, {@code SO_WINDOW_CLAMP}'s rule. */
    void setClamp(int bytes) {
        int c = Math.max(MIN_CLAMP, bytes);
        if (c < clamp) {
            slowStart = Math.min(slowStart, c);
        } else if (c > clamp) {
            slowStart = Math.max(slowStart, Math.min(rcvWnd, c));
        }
        clamp = c;
    }

    /** A segment was accepted: the window may grow. {@code inOrder} small segments do not count. */
    void grow(ConnSettings settings, AckPolicy acks, int length, int cost, boolean inOrder) {
        if (inOrder && length < GROW_AT_BYTES) {
            return;
        }
        int room = Math.min(clamp, space()) - slowStart;
        if (room <= 0) {
            return;
        }
        int increment = share(cost, ratio) <= length ? 2 * advertisedMss : smallIncrement(settings, length, cost);
        if (increment > 0) {
            slowStart += Math.min(room, Math.max(increment, 2 * length));
            acks.quick |= 1;
        }
    }

    private int smallIncrement(ConnSettings settings, int length, int cost) {
        int window = share(settings.rmemMaxBytes(), ratio) / 2;
        int wasteful = share(cost, ratio) / 2;
        while (slowStart <= window) {
            if (wasteful <= length) {
                return 2 * rcvMss;
            }
            wasteful /= 2;
            window /= 2;
        }
        return 0;
    }

    /** May receive memory grow by itself? Not when SO_RCVBUF set it. */
    boolean isTunable() {
        return !fixedBuffer;
    }

    /** SO_RCVBUF on a connection. */
    void setBufferBytes(int bytes, boolean fixed) {
        bufferBytes = bytes;
        fixedBuffer |= fixed;
    }
}
