package io.netstack.conn;

/**
 * How many bytes an application may have waiting: SO_SNDBUF, or what follows the congestion window while nobody sets it. Linux counts memory and
 * not bytes, and hands out a buffer as long as any is left, so that a little more is taken than was asked for (measured on 6.18):
 *
 * <pre>
 *   ├─ congestion window ─┼─ buffer ─┼─ buffer ─┼─ buffer ─┤     a buffer: half the peer's window, at most 64 kB, in whole segments
 *   ├────────────── SO_SNDBUF, overhead included ────┤
 * </pre>
 */
final class SendMemory {
    /** What a full segment costs when memory follows the congestion window. */
    private static final int SEGMENT_MEMORY = 2304;
    /** What a buffer costs beside its bytes. */
    private static final int BUFFER_OVERHEAD = 1280;
    private static final int LEAST_BYTES = 4608;
    private static final int LARGEST_BUFFER = 65_215;
    private static final int DEFAULT_MSS = 536;

    private final ConnSettings settings;

    SendMemory(ConnSettings settings) {
        this.settings = settings;
    }

    /** SO_SNDBUF: twice the value, within bounds, and from now on fixed. */
    void fix(TcpConnection c, int bytes) {
        c.sendMemory = Math.max(2 * Math.clamp(bytes, 0, settings.coreWmemMaxBytes()), LEAST_BYTES);
        c.sendMemoryFixed = true;
        update(c);
    }

    /** Something that the limit follows has changed: the congestion window, the segment size or the peer's window. */
    void update(TcpConnection c) {
        int segments = Math.max(settings.initialWindow(), Math.max(c.congestion.segments(), c.recovery.reordering + 1));
        if (!c.sendMemoryFixed) {
            c.sendMemory = Math.max(c.sendMemory, (int) Math.min(2L * segments * SEGMENT_MEMORY, settings.wmemMaxBytes()));
        }
        c.streams.sendLimit((int) Math.min(limit(c.sendMemory, segments, c.mss, c.maxWindow), Integer.MAX_VALUE));
    }

    static long limit(int memory, int segments, int mss, int peerWindow) {
        int half = peerWindow > DEFAULT_MSS ? peerWindow >>> 1 : peerWindow;
        int largest = half == 0 ? LARGEST_BUFFER : Math.min(half, LARGEST_BUFFER);
        long buffer = (long) Math.max(largest / mss, 1) * mss;
        long first = (long) segments * mss;
        long left = memory - first - 2 * BUFFER_OVERHEAD;
        long cost = buffer + BUFFER_OVERHEAD;
        return first + buffer * Math.max(1, (left + cost - 1) / cost);
    }
}
