package io.netstack.listen;

import io.netstack.flow.FlowKey;
import io.netstack.flow.LocalAddresses;
import io.netstack.flow.Secrets;
import io.netstack.flow.SipHash;

/**
 * SYN cookies as Linux makes them, with the MSS values and the life of 3.13 and later unless said otherwise (RFC 4987 section 3.6): the
 * request encoded in the initial sequence number.
 *
 * <pre>
 *   cookie = H(A) + IRS + count &lt;&lt; 24 + ((H(B, count) + MSS index) &amp; 0xFFFFFF)          modulo 2^32
 *
 *   count      minutes since boot: a cookie is good in its minute and the next, 60 to 120 s
 *   MSS index  the largest of 536, 1300, 1440, 1460 that is not above the client's
 * </pre>
 *
 * <p>The other options travel in the low 6 bits of the SYN-ACK's timestamp, which the client sends back: window shift (15: none), SACK, ECN.
 */
public final class SynCookies {
    /** What {@link #decode} answers for a number that is no cookie of ours, or too old. */
    public static final int INVALID = -1;
    /** The MSS values a cookie can carry over IPv4, since 3.13. */
    private static final int[] MSS_TABLE = {536, 1300, 1440, 1460};
    /** The same of 3.0. */
    private static final int[] MSS_TABLE_3_0 = {64, 512, 536, 1024, 1440, 1460, 4312, 8960};
    /** The same of 2.6.24, whose table holds these less one and compares strictly. */
    private static final int[] MSS_TABLE_2_6_24 = {64, 256, 512, 536, 1024, 1440, 1460, 4312};
    private static final long COUNT_NS = 60_000_000_000L;
    private static final int COUNT_SHIFT = 24;
    private static final int MASK = (1 << COUNT_SHIFT) - 1;
    /** Minutes, the one begun included: 60 to 120 s since 3.13, 3 to 4 minutes before (COUNTER_TRIES). */
    private static final int MAX_AGE = 2;
    private static final int MAX_AGE_3_0 = 4;

    private static final int TIMESTAMP_BITS = 6;
    private static final int NO_WINDOW_SCALE = 0xF;
    private static final int SACK_BIT = 1 << 4;
    private static final int ECN_BIT = 1 << 5;

    private final Secrets secrets;
    private final LocalAddresses locals;
    private final long bootNs;
    private final int[] mssTable;
    private final int maxAge;

    /** Cookies of Linux since 3.13. @param bootNs when the minutes began to count */
    public SynCookies(Secrets secrets, LocalAddresses locals, long bootNs) {
        this(secrets, locals, bootNs, MSS_TABLE, MAX_AGE);
    }

    private SynCookies(Secrets secrets, LocalAddresses locals, long bootNs, int[] mssTable, int maxAge) {
        this.secrets = secrets;
        this.locals = locals;
        this.bootNs = bootNs;
        this.mssTable = mssTable;
        this.maxAge = maxAge;
    }

    /** Cookies of Linux 2.6.33 to 3.12: read in 3.0.27. */
    static SynCookies of3_0(Secrets secrets, LocalAddresses locals, long bootNs) {
        return new SynCookies(secrets, locals, bootNs, MSS_TABLE_3_0, MAX_AGE_3_0);
    }

    /** Cookies of Linux 2.4 and 2.6 up to 2.6.32: read in 2.6.24. */
    static SynCookies of2_6_24(Secrets secrets, LocalAddresses locals, long bootNs) {
        return new SynCookies(secrets, locals, bootNs, MSS_TABLE_2_6_24, MAX_AGE_3_0);
    }

    /** The initial sequence number that carries an MSS for this tuple. */
    public int encode(FlowKey key, int irs, int maximumSegmentSize, long nowNs) {
        int index = mssTable.length - 1;
        while (index > 0 && mssTable[index] > maximumSegmentSize) {
            index--;
        }
        int count = count(nowNs);
        return hashA(key) + irs + (count << COUNT_SHIFT) + (hashB(key, count) + index & MASK);
    }

    /**
     * The MSS that a cookie carries, or {@link #INVALID}.
     *
     * @param cookie the acknowledgment number of the ACK, less 1
     * @param irs    its sequence number, less 1
     */
    public int decode(FlowKey key, int cookie, int irs, long nowNs) {
        int rest = cookie - hashA(key) - irs;
        int now = count(nowNs);
        int age = now - (rest >>> COUNT_SHIFT) & 0xFF;
        if (age >= maxAge) {
            return INVALID;
        }
        int index = rest - hashB(key, now - age) & MASK;
        return index < mssTable.length ? mssTable[index] : INVALID;
    }

    /** How many minutes old a number would be if it were a cookie of ours, modulo 256; the parameters are those of {@link #decode}. */
    public int age(FlowKey key, int cookie, int irs, long nowNs) {
        return count(nowNs) - (cookie - hashA(key) - irs >>> COUNT_SHIFT) & 0xFF;
    }

    /** Is a cookie of so many minutes refused? */
    public boolean isTooOld(int age) {
        return age >= maxAge;
    }

    /** Minutes since boot. */
    public int count(long nowNs) {
        return (int) Math.floorDiv(nowNs - bootNs, COUNT_NS);
    }

    private int hashA(FlowKey key) {
        return (int) SipHash.hash(secrets.cookieA0(), secrets.cookieA1(), key.remoteLow(), locals.low(key.localIndex()),
            key.ports() ^ key.remoteHigh());
    }

    private int hashB(FlowKey key, int count) {
        return (int) SipHash.hash(secrets.cookieB0(), secrets.cookieB1(), key.remoteLow(), locals.low(key.localIndex()),
            key.ports() ^ key.remoteHigh(), count);
    }

    // ---- options in the timestamp

    /** The TSval, without its offset, that carries the options of a request: never later than {@code nowMs}. */
    static int timestamp(ConnectionRequest request, int nowMs) {
        return timestamp(request.windowScale, request.sackPermitted(), request.ecn(), nowMs);
    }

    /** The same for options that are not a request's; a negative window scale is none. */
    public static int timestamp(int windowScale, boolean sackPermitted, boolean ecn, int nowMs) {
        int bits = (windowScale < 0 ? NO_WINDOW_SCALE : windowScale) | (sackPermitted ? SACK_BIT : 0) | (ecn ? ECN_BIT : 0);
        int low = (1 << TIMESTAMP_BITS) - 1;
        int timestamp = nowMs & ~low | bits;
        return timestamp - nowMs > 0 ? timestamp - (1 << TIMESTAMP_BITS) : timestamp;
    }

    /** The client's window shift in an echoed timestamp, or {@link ConnectionRequest#NO_WINDOW_SCALE}. */
    public static byte windowScale(int echo) {
        int shift = echo & NO_WINDOW_SCALE;
        return shift == NO_WINDOW_SCALE ? ConnectionRequest.NO_WINDOW_SCALE : (byte) shift;
    }

    /** Does an echoed timestamp say that the client offered SACK? */
    public static boolean sackPermitted(int echo) {
        return (echo & SACK_BIT) != 0;
    }

    /** Does an echoed timestamp say that ECN was negotiated? */
    public static boolean ecn(int echo) {
        return (echo & ECN_BIT) != 0;
    }
}
