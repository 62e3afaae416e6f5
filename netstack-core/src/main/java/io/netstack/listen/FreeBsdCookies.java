package io.netstack.listen;

import io.netstack.flow.FlowKey;
import io.netstack.flow.LocalAddresses;
import io.netstack.flow.Secrets;
import io.netstack.flow.SipHash;
import io.netstack.wire.TcpOptions;

/**
 * SYN cookies as FreeBSD makes them since 10 (sys/netinet/tcp_syncache.c): every initial sequence number is one, whether the request is
 * stored or not, so that a request that had to give way can still come true.
 *
 * <pre>
 *   ISS     = hash &amp; 0xFFFFFF00 | (byte ^ hash &gt;&gt;&gt; 24)
 *   byte    = MSS index (3) | window scale index (3) | SACK (1) | key (1)
 *   hash    = both halves of SipHash-2-4 (key; addresses, ports, IRS, byte, bucket), one over the other
 * </pre>
 *
 * <p>Two keys: every 15 s the idle one is drawn anew and becomes the one in use, so a cookie is good for 15 to 30 s. FreeBSD hashes the
 * address of a bucket in memory; here it is the bucket's number, which gives the same behaviour but not the same bits.
 */
public final class FreeBsdCookies implements CookieCodec {
    private static final int[] MSS_TABLE = {216, 536, 1200, 1360, 1400, 1440, 1452, 1460};
    /** Index 0: no window scale option. */
    private static final int[] SCALE_TABLE = {0, 0, 1, 2, 4, 6, 7, 8};
    private static final int MSS_SHIFT = 5;
    private static final int SCALE_SHIFT = 2;
    private static final int INDEX_MASK = 7;
    private static final int SACK_BIT = 1 << 1;
    private static final int KEY_BIT = 1;
    private static final long KEY_NS = 15_000_000_000L;

    private final Secrets secrets;
    private final LocalAddresses locals;
    private final long bootNs;
    /** Both keys, each with the generation that it is of: drawn when first needed. */
    private final long[] generations = {Long.MIN_VALUE, Long.MIN_VALUE};
    private final long[] key0 = new long[2];
    private final long[] key1 = new long[2];

    /** @param bootNs when the first key came into use */
    public FreeBsdCookies(Secrets secrets, LocalAddresses locals, long bootNs) {
        this.secrets = secrets;
        this.locals = locals;
        this.bootNs = bootNs;
    }

    // ---- the byte

    /**
     * The byte of a cookie.
     *
     * @param maximumSegmentSize of the peer, 0 when it named none
     * @param windowScale        of the peer, -1 when it named none
     * @param key                0 or 1
     */
    public static int byteOf(int maximumSegmentSize, int windowScale, boolean sack, int key) {
        int mss = MSS_TABLE.length - 1;
        while (mss > 0 && MSS_TABLE[mss] > maximumSegmentSize) {
            mss--;
        }
        int scale = 0;
        if (windowScale >= 0) {
            scale = SCALE_TABLE.length - 1;
            while (scale > 1 && SCALE_TABLE[scale] > windowScale) {
                scale--;
            }
        }
        return mss << MSS_SHIFT | scale << SCALE_SHIFT | (sack ? SACK_BIT : 0) | key;
    }

    /** The MSS that a byte carries. */
    public static int maximumSegmentSize(int cookieByte) {
        return MSS_TABLE[cookieByte >>> MSS_SHIFT & INDEX_MASK];
    }

    /** The window scale that a byte carries, or -1. */
    public static int windowScale(int cookieByte) {
        int index = cookieByte >>> SCALE_SHIFT & INDEX_MASK;
        return index == 0 ? -1 : SCALE_TABLE[index];
    }

    /** Does a byte carry SACK-permitted? */
    public static boolean sackPermitted(int cookieByte) {
        return (cookieByte & SACK_BIT) != 0;
    }

    /** Which of the two keys made it. */
    public static int key(int cookieByte) {
        return cookieByte & KEY_BIT;
    }

    /** The sequence number of a hash and a byte. */
    public static int combine(int hash, int cookieByte) {
        return hash & 0xFFFF_FF00 | (cookieByte ^ hash >>> 24) & 0xFF;
    }

    /** The byte in a sequence number. */
    public static int cookieByte(int iss) {
        return (iss ^ iss >>> 24) & 0xFF;
    }

    // ---- the number

    /** The initial sequence number for a tuple and a byte without its key bit, which the time decides. */
    public int encode(FlowKey key, int bucket, int irs, int cookieByte, long nowNs) {
        long generation = generation(nowNs);
        int whole = cookieByte & ~KEY_BIT | (int) generation & KEY_BIT;
        return combine(hash(key, bucket, irs, whole, generation), whole);
    }

    /** The byte of a cookie that we made for this tuple and that is not too old, or -1. */
    public int decode(FlowKey key, int bucket, int irs, int iss, long nowNs) {
        int cookieByte = cookieByte(iss);
        long now = generation(nowNs);
        long generation = (now & KEY_BIT) == key(cookieByte) ? now : now - 1;
        return ((hash(key, bucket, irs, cookieByte, generation) ^ iss) & 0xFFFF_FF00) == 0 ? cookieByte : -1;
    }

    /** How often the keys have changed. */
    private long generation(long nowNs) {
        return Math.floorDiv(nowNs - bootNs, KEY_NS);
    }

    private int hash(FlowKey key, int bucket, int irs, int cookieByte, long generation) {
        int which = (int) generation & KEY_BIT;
        if (generations[which] != generation) {
            generations[which] = generation;
            key0[which] = SipHash.hash(secrets.cookieA0(), secrets.cookieA1(), generation, 0);
            key1[which] = SipHash.hash(secrets.cookieB0(), secrets.cookieB1(), generation, 1);
        }
        long h = SipHash.hash(key0[which], key1[which], key.remoteLow() ^ key.remoteHigh(), locals.low(key.localIndex()),
            (long) key.ports() << 32 | irs & 0xFFFF_FFFFL, (long) cookieByte << 32 | bucket);
        return (int) (h ^ h >>> 32);
    }

    // ---- as the listener uses it

    @Override
    public boolean keepsOptions(boolean timestamps) {
        return true;
    }

    @Override
    public boolean keepsTimestamps() {
        return true;
    }

    @Override
    public int encode(FlowKey key, int bucket, ConnectionRequest request, long nowNs) {
        int mss = request.mssNamed() ? request.maximumSegmentSize() : 0;
        return encode(key, bucket, request.irs, byteOf(mss, request.windowScale, request.sackPermitted(), 0), nowNs);
    }

    @Override
    public int timestamp(ConnectionRequest request, int nowMs) {
        return nowMs;
    }

    @Override
    public Result decode(FlowKey key, int bucket, ConnectionRequest request, TcpOptions options, long nowNs) {
        int cookieByte = decode(key, bucket, request.irs, request.iss, nowNs);
        if (cookieByte < 0) {
            return Result.BAD;
        }
        request.maximumSegmentSize(maximumSegmentSize(cookieByte));
        request.windowScale = (byte) windowScale(cookieByte);
        request.sackPermitted(sackPermitted(cookieByte));
        request.ecn(false);
        return Result.GOOD;
    }
}
