package io.netstack.conn;

/**
 * What the segments in a receive queue cost under Linux's accounting: not their bytes but the memory that the kernel would spend on them
 * ("truesize"), because that is what its windows are computed from.
 *
 * <pre>
 *   read first                                    read last
 *   | 174 bytes, 832 | 1448 bytes, 2304 | … | 60 bytes, 832, room for 114 more |
 * </pre>
 *
 * Bytes that follow the last segment of the queue are copied into its free room and cost nothing. A segment is freed when its last byte has
 * been read. Measured on Linux 6.18 with one frame per segment.
 */
final class ReceiveMemory {
    /** Kernel overhead before the TCP header of a segment that came in one frame: headroom, Ethernet and IP headers. */
    private static final int HEADROOM = 16 + 14 + 20;
    private static final int SMALL_ROOM = 256;
    private static final int SMALL_COST = 832;
    private static final int SHARED_INFO = 320;
    private static final int DESCRIPTOR = 256;
    private static final int FIRST_SLAB = 1024;
    private static final int COLLAPSED_ROOM = 4096 - SHARED_INFO;
    private static final int COLLAPSED_COST = 4096 + DESCRIPTOR;
    private static final int FIRST_CAPACITY = 8;
    private static final int KEPT_CAPACITY = 64;

    /** Bytes in the upper half, cost in the lower; allocated with the first segment. */
    private long[] segments;
    private int head;
    private int count;
    private int headRead;
    private int tailRoom;
    private int cost;

    /** What is charged now, out-of-order segments included. */
    int cost() {
        return cost;
    }

    /** How many segments wait in order. */
    int segmentCount() {
        return count;
    }

    /** The memory of a segment with a TCP header and data of these lengths. */
    static int costOf(int headerLength, int dataLength) {
        int linear = HEADROOM + headerLength + dataLength;
        return linear <= SMALL_ROOM ? SMALL_COST : slab(linear) + DESCRIPTOR;
    }

    /** The room that is left behind the data in that memory. */
    static int roomOf(int headerLength, int dataLength) {
        int linear = HEADROOM + headerLength + dataLength;
        return linear <= SMALL_ROOM ? SMALL_ROOM - linear : slab(linear) - SHARED_INFO - linear;
    }

    private static int slab(int linear) {
        int slab = FIRST_SLAB;
        while (slab - SHARED_INFO < linear) {
            slab <<= 1;
        }
        return slab;
    }

    /**
     * Adds a segment at the end of the queue.
     *
     * @param segmentCost  its memory when it does not fit into the last one's room
     * @param segmentRoom  the room behind it then
     * @return false when it was copied into the last segment's room and costs nothing
     */
    boolean append(int bytes, int segmentCost, int segmentRoom) {
        if (count > 0 && bytes <= tailRoom) {
            int tail = head + count - 1 & segments.length - 1;
            segments[tail] += (long) bytes << 32;
            tailRoom -= bytes;
            return false;
        }
        if (segments == null) {
            segments = new long[FIRST_CAPACITY];
        } else if (count == segments.length) {
            grow();
        }
        segments[head + count & segments.length - 1] = (long) bytes << 32 | segmentCost;
        count++;
        tailRoom = segmentRoom;
        cost += segmentCost;
        return true;
    }

    private void grow() {
        long[] larger = new long[segments.length * 2];
        for (int i = 0; i < count; i++) {
            larger[i] = segments[head + i & segments.length - 1];
        }
        segments = larger;
        head = 0;
    }

    /** Charges a segment of the out-of-order queue. */
    void charge(int segmentCost) {
        cost += segmentCost;
    }

    /** Takes back what {@link #charge} charged. */
    void discharge(int segmentCost) {
        cost -= segmentCost;
    }

    /** Bytes of the first segment that are not read yet. */
    int headRemaining() {
        return (int) (segments[head] >>> 32) - headRead;
    }

    /** The application read bytes, not more than {@link #headRemaining}: frees the first segment when they were its last. */
    void read(int bytes) {
        headRead += bytes;
        if (headRead == (int) (segments[head] >>> 32)) {
            cost -= (int) segments[head];
            headRead = 0;
            head = head + 1 & segments.length - 1;
            count--;
        }
    }

    /**
     * Copies the queue together so that it wastes little: what the kernel does when memory runs out.
     *
     * @return true when that freed memory
     */
    boolean collapse() {
        int originals = 0;
        int total = 0;
        for (int i = 0; i < count; i++) {
            long segment = segments[head + i & segments.length - 1];
            total += (int) (segment >>> 32);
            originals += (int) segment;
        }
        // Read bytes of the first segment need no place in the copy.
        total -= headRead;
        int copies = (total + COLLAPSED_ROOM - 1) / COLLAPSED_ROOM;
        if (copies >= count || copies * COLLAPSED_COST >= originals) {
            return false;
        }
        int bytes = 0;
        for (int i = 0; i < copies; i++) {
            bytes = Math.min(COLLAPSED_ROOM, total);
            segments[head + i & segments.length - 1] = (long) bytes << 32 | COLLAPSED_COST;
            total -= bytes;
        }
        count = copies;
        headRead = 0;
        tailRoom = COLLAPSED_ROOM - bytes;
        cost += copies * COLLAPSED_COST - originals;
        return true;
    }

    /** Forgets everything. */
    void clear() {
        head = 0;
        count = 0;
        headRead = 0;
        tailRoom = 0;
        cost = 0;
        if (segments != null && segments.length > KEPT_CAPACITY) {
            segments = null;
        }
    }
}
