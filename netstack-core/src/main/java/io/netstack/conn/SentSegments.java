package io.netstack.conn;

import io.netstack.wire.SeqNum;
import java.util.Arrays;

/**
 * The segments that are sent and not acknowledged, in order, and what is known of each: the scoreboard of RFC 6675. A ring that grows;
 * allocated with the first segment.
 */
final class SentSegments {
    /** The peer reported it. */
    static final int SACKED = 1;
    /** Believed to be lost. */
    static final int LOST = 2;
    /** Its retransmission is in flight. */
    static final int RETRANSMITTED = 4;
    /** It was retransmitted at least once. */
    static final int EVER_RETRANSMITTED = 8;
    static final int PUSH = 16;
    static final int FIN = 32;
    /** It was sent in one burst with the segment before it: one buffer of the kernel's. */
    static final int CONTINUED = 64;
    private static final int FIRST_CAPACITY = 8;
    private static final int KEPT_CAPACITY = 64;

    private int[] starts;
    private int[] ends;
    private long[] sentNs;
    private byte[] flags;
    private int head;
    private int count;
    private int sacked;
    private int lost;
    private int retransmitted;

    int count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Segments that the peer reported; without SACK, duplicate acknowledgments stand for them. */
    int sacked() {
        return sacked;
    }

    int lost() {
        return lost;
    }

    int retransmitted() {
        return retransmitted;
    }

    /** Segments that are believed to be in the network: "pipe" of RFC 6675. */
    int inFlight() {
        return count - sacked - lost + retransmitted;
    }

    private int at(int i) {
        return head + i & starts.length - 1;
    }

    int start(int i) {
        return starts[at(i)];
    }

    int end(int i) {
        return ends[at(i)];
    }

    long sentNs(int i) {
        return sentNs[at(i)];
    }

    int flags(int i) {
        return flags[at(i)];
    }

    boolean has(int i, int bits) {
        return (flags[at(i)] & bits) != 0;
    }

    /** The first segment that starts at a sequence number or after it; {@link #count} when none does. */
    int firstFrom(int seq) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = low + high >>> 1;
            if (SeqNum.lessThan(start(middle), seq)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Adds a segment that is being sent. */
    void add(int start, int end, int flag, long nowNs) {
        makeRoom();
        count++;
        write(count - 1, start, end, flag, nowNs);
    }

    private void write(int i, int start, int end, int flag, long sent) {
        int at = at(i);
        starts[at] = start;
        ends[at] = end;
        flags[at] = (byte) flag;
        sentNs[at] = sent;
    }

    private void makeRoom() {
        if (starts == null) {
            starts = new int[FIRST_CAPACITY];
            ends = new int[FIRST_CAPACITY];
            sentNs = new long[FIRST_CAPACITY];
            flags = new byte[FIRST_CAPACITY];
        } else if (count == starts.length) {
            rotate();
            int capacity = count * 2;
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
            sentNs = Arrays.copyOf(sentNs, capacity);
            flags = Arrays.copyOf(flags, capacity);
        }
    }

    /** Moves the head to index 0, of a full ring. */
    private void rotate() {
        int[] s = new int[count];
        int[] e = new int[count];
        long[] t = new long[count];
        byte[] f = new byte[count];
        for (int i = 0; i < count; i++) {
            s[i] = start(i);
            e[i] = end(i);
            t[i] = sentNs(i);
            f[i] = flags[at(i)];
        }
        starts = s;
        ends = e;
        sentNs = t;
        flags = f;
        head = 0;
    }

    /** Cuts a segment in two at a sequence number; both keep what is known, the data's end keeps PSH and FIN. */
    void split(int i, int middle) {
        makeRoom();
        count++;
        for (int j = count - 1; j > i + 1; j--) {
            write(j, start(j - 1), end(j - 1), flags(j - 1), sentNs(j - 1));
        }
        int flag = flags(i);
        write(i + 1, middle, end(i), flag & ~CONTINUED, sentNs(i));
        ends[at(i)] = middle;
        flags[at(i)] &= (byte) ~(PUSH | FIN);
        sacked += (flag & SACKED) != 0 ? 1 : 0;
        lost += (flag & LOST) != 0 ? 1 : 0;
        retransmitted += (flag & RETRANSMITTED) != 0 ? 1 : 0;
    }

    /** Data octets of a segment: without its FIN. */
    int dataLength(int i) {
        return end(i) - start(i) - (has(i, FIN) ? 1 : 0);
    }

    /** Makes one segment of two neighbours, neither of which the peer reported. */
    void joinNext(int i) {
        int next = flags(i + 1);
        lost -= (next & LOST) != 0 ? 1 : 0;
        retransmitted -= (next & RETRANSMITTED) != 0 ? 1 : 0;
        ends[at(i)] = end(i + 1);
        flags[at(i)] |= (byte) (next & (PUSH | FIN | EVER_RETRANSMITTED));
        for (int j = i + 1; j < count - 1; j++) {
            write(j, start(j + 1), end(j + 1), flags(j + 1), sentNs(j + 1));
        }
        count--;
        sacked = Math.min(sacked, Math.max(count - 1, 0));
    }

    /** The first segment is acknowledged up to a sequence number inside it. */
    void trimFirst(int start) {
        starts[at(0)] = start;
    }

    /** The first segment is acknowledged. */
    void removeFirst() {
        int flag = flags(0);
        sacked -= (flag & SACKED) != 0 ? 1 : 0;
        lost -= (flag & LOST) != 0 ? 1 : 0;
        retransmitted -= (flag & RETRANSMITTED) != 0 ? 1 : 0;
        head = head + 1 & starts.length - 1;
        count--;
    }

    void markSacked(int i) {
        int at = at(i);
        int flag = flags[at];
        if ((flag & LOST) != 0) {
            lost--;
            if ((flag & RETRANSMITTED) != 0) {
                retransmitted--;
                flag &= ~RETRANSMITTED;
            }
            flag &= ~LOST;
        }
        flags[at] = (byte) (flag | SACKED);
        sacked++;
    }

    /** Believes a segment to be lost, and its retransmission with it. @return true when its retransmission was lost */
    boolean markLost(int i) {
        int at = at(i);
        int flag = flags[at];
        boolean again = (flag & RETRANSMITTED) != 0;
        if (again) {
            retransmitted--;
        }
        if ((flag & LOST) == 0) {
            lost++;
        }
        flags[at] = (byte) (flag & ~RETRANSMITTED | LOST);
        return again;
    }

    /** Believes again that nothing is lost. */
    void clearLost() {
        for (int i = 0; i < count; i++) {
            flags[at(i)] &= (byte) ~LOST;
        }
        lost = 0;
    }

    /** The peer forgot what it reported (RFC 2018 section 8). */
    void clearSacked() {
        for (int i = 0; i < count; i++) {
            flags[at(i)] &= (byte) ~SACKED;
        }
        sacked = 0;
    }

    /** A copy of the segment goes out; {@code counts} when it is part of loss recovery and counts as being in flight. */
    void markRetransmitted(int i, boolean counts, long nowNs) {
        int at = at(i);
        if (counts && (flags[at] & RETRANSMITTED) == 0) {
            retransmitted++;
            flags[at] |= RETRANSMITTED;
        }
        flags[at] |= EVER_RETRANSMITTED;
        sentNs[at] = nowNs;
    }

    /** Without SACK: how many segments arrived beyond the hole, as duplicate acknowledgments say. */
    void assumeSacked(int segments) {
        sacked = Math.clamp(segments, 0, Math.max(count - 1, 0));
    }

    /** Forgets everything. */
    void clear() {
        head = 0;
        count = 0;
        sacked = 0;
        lost = 0;
        retransmitted = 0;
        if (starts != null && starts.length > KEPT_CAPACITY) {
            starts = null;
            ends = null;
            sentNs = null;
            flags = null;
        }
    }
}
