package io.netstack.conn;

/**
 * The urgent octet of a stream under Linux: reading stops before it, and leaves it out unless SO_OOBINLINE puts it in. There is one mark; a
 * newer urgent pointer moves it on, and what was urgent before becomes an octet like any other, unless the reader stands just before it (Linux
 * tcp_check_urg, tcp_recvmsg; measured on 6.18). The pointer means the octet before it, as all implementations have it (RFC 6093 section 3.1).
 *
 * <pre>
 *            first read     second read
 *   a b c d ─────────▶ U e f ─────────▶         U: the mark, left out
 * </pre>
 *
 * Positions count bytes since the start of the stream. The stack's thread sets marks, the application's reader passes them.
 */
final class UrgentMark {
    private static final long NONE = -1;

    private volatile long position = NONE;
    /** The octet before the mark's present place that is left out all the same. */
    private volatile long former = NONE;
    private volatile boolean inline;
    /** How many octets the reader left out. */
    private volatile long leftOut;

    /** A new stream. */
    void clear() {
        position = NONE;
        former = NONE;
        inline = false;
        leftOut = 0;
    }

    // ---- the stack's thread

    /**
     * A segment's urgent pointer.
     *
     * @param mark where the urgent octet stands or will stand
     * @param next where the next octet in order will stand
     */
    void set(long mark, long next, long read) {
        if (mark < read || mark < next) {
            return;
        }
        long old = position;
        boolean waits = old >= read;
        if (waits && mark <= old) {
            return;
        }
        if (waits && old == read && read != next && !inline) {
            former = old;
        }
        position = mark;
    }

    long leftOut() {
        return leftOut;
    }

    // ---- the application

    void inline(boolean on) {
        inline = on;
    }

    /** Was there ever a mark? */
    boolean isSet() {
        return position != NONE;
    }

    /** How many octets can be read of those that wait? */
    int readable(ByteRing ring) {
        int available = ring.available();
        long at = ring.read();
        long mark = position;
        boolean without = !inline && mark >= at && mark < at + available;
        return available - (without ? 1 : 0) - (former >= at && former < at + available ? 1 : 0);
    }

    /** Reads up to the mark, or from the mark on. @return how many; 0 when nothing waits */
    int read(ByteRing ring, byte[] b, int offset, int length) {
        int copied = 0;
        while (copied < length && ring.available() > 0) {
            long at = ring.read();
            long mark = position;
            if (at == mark && copied > 0) {
                return copied;
            }
            if (at == former || at == mark && !inline) {
                leftOut = leftOut + 1;
                ring.skipTo(at + 1);
                continue;
            }
            int most = length - copied;
            if (mark > at) {
                most = (int) Math.min(most, mark - at);
            }
            copied += ring.read(b, offset + copied, most);
        }
        return copied;
    }
}
