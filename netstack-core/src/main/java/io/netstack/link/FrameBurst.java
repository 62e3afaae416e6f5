package io.netstack.link;

/**
 * Frames that a link has taken at once, for a handler that {@linkplain FrameHandler#looksAhead looks ahead}: it hears of all of them before it
 * gets the first.
 *
 * <pre>
 *   link ──add──▶ │ frame │ frame │ frame │   ──▶ expect, expect, expect, onFrame, onFrame, onFrame
 * </pre>
 *
 * One thread.
 */
public final class FrameBurst {
    /** So many frames at the most: the first waits until the last was read. */
    public static final int MOST_FRAMES = 64;
    /** When so much is in it no further frame is taken, so that it stays in the cache. */
    private static final int FULL_BYTES = 16 << 10;

    private final byte[] bytes;
    private final int[] ends = new int[MOST_FRAMES];
    private int count;

    /** @param maxFrameBytes the longest frame that {@link #add} is given */
    public FrameBurst(int maxFrameBytes) {
        bytes = new byte[FULL_BYTES + maxFrameBytes];
    }

    /** May another frame be added? */
    public boolean isOpen() {
        return count < MOST_FRAMES && end() < FULL_BYTES;
    }

    /** Frames in it. */
    public int count() {
        return count;
    }

    /** Copies a frame, the first bytes of a buffer, behind the others; {@link #isOpen} said that there is room. */
    public void add(byte[] buffer, int length) {
        int start = end();
        System.arraycopy(buffer, 0, bytes, start, length);
        ends[count++] = start + length;
    }

    private int end() {
        return count == 0 ? 0 : ends[count - 1];
    }

    /** Hands all of them over; then there are none. @return how many there were */
    public int deliver(FrameHandler handler) {
        int delivered = count;
        // empty whatever the handler throws: no frame is handed over twice
        count = 0;
        for (int i = 0; i < delivered; i++) {
            handler.expect(bytes, start(i), ends[i] - start(i));
        }
        for (int i = 0; i < delivered; i++) {
            handler.onFrame(bytes, start(i), ends[i] - start(i));
        }
        return delivered;
    }

    private int start(int frame) {
        return frame == 0 ? 0 : ends[frame - 1];
    }
}
