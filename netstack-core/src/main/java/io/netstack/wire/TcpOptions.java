package io.netstack.wire;

/**
 * The options of one segment, read into fields of a reused object.
 *
 * <p>Reading is total: a broken length ends the list there and keeps what was read before (RFC 9293 MUST-7); an unknown kind is skipped by
 * its length (MUST-6); a known kind with a length that is not its own is skipped (Linux 6.18); of two options of one kind the later wins.
 */
public final class TcpOptions {
    public static final int END = 0;
    public static final int NO_OPERATION = 1;
    public static final int MAXIMUM_SEGMENT_SIZE = 2;
    public static final int WINDOW_SCALE = 3;
    public static final int SACK_PERMITTED = 4;
    public static final int SACK = 5;
    public static final int TIMESTAMPS = 8;
    public static final int MD5_SIGNATURE = 19;
    public static final int FAST_OPEN_COOKIE = 34;
    private static final int EXPERIMENT = 254;
    private static final int FAST_OPEN_MAGIC = 0xF989;
    /** The largest shift of RFC 7323 section 2.3; a larger one is used as this. */
    public static final int MAX_WINDOW_SCALE = 14;
    /** At most this many SACK blocks fit (RFC 2018). */
    public static final int MAX_SACK_BLOCKS = 4;
    private static final int ABSENT = -1;

    private int maximumSegmentSize = ABSENT;
    private int windowScale = ABSENT;
    private boolean sackPermitted;
    private boolean timestamps;
    private int timestampValue;
    private int timestampEcho;
    private int sackCount;
    private final int[] sackLeft = new int[MAX_SACK_BLOCKS];
    private final int[] sackRight = new int[MAX_SACK_BLOCKS];
    private boolean md5Signature;
    private int fastOpenCookieLength = ABSENT;

    /** No options, until the first {@code parse}. */
    public TcpOptions() {
    }

    /** Forgets everything: as after parsing a segment without options. */
    public void clear() {
        maximumSegmentSize = ABSENT;
        windowScale = ABSENT;
        sackPermitted = false;
        timestamps = false;
        timestampValue = 0;
        timestampEcho = 0;
        sackCount = 0;
        md5Signature = false;
        fastOpenCookieLength = ABSENT;
    }

    /** Reads the options of a wrapped segment, replacing what was read before. Never fails. */
    public void parse(TcpSegment segment) {
        parse(segment.buffer(), segment.optionsOffset(), segment.optionsLength());
    }

    /** Reads {@code length} option bytes, replacing what was read before. Never fails. */
    public void parse(byte[] b, int offset, int length) {
        clear();
        int i = offset;
        int end = offset + length;
        while (i < end) {
            int kind = b[i];
            if (kind == NO_OPERATION) {
                i++;
                continue;
            }
            if (kind == END || i + 1 >= end) {
                return;
            }
            int optionLength = Bytes.u8(b, i + 1);
            if (optionLength < 2 || i + optionLength > end) {
                return;
            }
            read(b, i, kind & 0xFF, optionLength);
            i += optionLength;
        }
    }

    private void read(byte[] b, int i, int kind, int length) {
        switch (kind) {
            case MAXIMUM_SEGMENT_SIZE -> {
                if (length == 4) {
                    maximumSegmentSize = Bytes.u16(b, i + 2);
                }
            }
            case WINDOW_SCALE -> {
                if (length == 3) {
                    windowScale = Math.min(Bytes.u8(b, i + 2), MAX_WINDOW_SCALE);
                }
            }
            case SACK_PERMITTED -> sackPermitted |= length == 2;
            case SACK -> readSack(b, i, length);
            case TIMESTAMPS -> {
                if (length == 10) {
                    timestamps = true;
                    timestampValue = Bytes.i32(b, i + 2);
                    timestampEcho = Bytes.i32(b, i + 6);
                }
            }
            case MD5_SIGNATURE -> md5Signature |= length == 18;
            case FAST_OPEN_COOKIE -> fastOpenCookieLength = length - 2;
            case EXPERIMENT -> {
                if (length >= 4 && Bytes.u16(b, i + 2) == FAST_OPEN_MAGIC) {
                    fastOpenCookieLength = length - 4;
                }
            }
            default -> {
                // an unknown option is skipped
            }
        }
    }

    private void readSack(byte[] b, int i, int length) {
        if ((length - 2) % 8 != 0) {
            return;
        }
        sackCount = Math.min((length - 2) / 8, MAX_SACK_BLOCKS);
        for (int block = 0; block < sackCount; block++) {
            sackLeft[block] = Bytes.i32(b, i + 2 + 8 * block);
            sackRight[block] = Bytes.i32(b, i + 6 + 8 * block);
        }
    }

    public boolean hasMaximumSegmentSize() {
        return maximumSegmentSize != ABSENT;
    }

    /** 0..65535, or -1 when absent. */
    public int maximumSegmentSize() {
        return maximumSegmentSize;
    }

    public boolean hasWindowScale() {
        return windowScale != ABSENT;
    }

    /** 0..14, or -1 when absent. */
    public int windowScale() {
        return windowScale;
    }

    public boolean sackPermitted() {
        return sackPermitted;
    }

    public boolean hasTimestamps() {
        return timestamps;
    }

    /** TSval; 0 when absent. */
    public int timestampValue() {
        return timestampValue;
    }

    /** TSecr; 0 when absent. */
    public int timestampEcho() {
        return timestampEcho;
    }

    /** Complete SACK blocks, 0..4. */
    public int sackCount() {
        return sackCount;
    }

    public int sackLeft(int block) {
        return sackLeft[block];
    }

    public int sackRight(int block) {
        return sackRight[block];
    }

    public boolean hasMd5Signature() {
        return md5Signature;
    }

    /** Bytes of the TCP Fast Open cookie (RFC 7413), 0 for a cookie request, -1 when the option is absent. */
    public int fastOpenCookieLength() {
        return fastOpenCookieLength;
    }
}
