package io.netstack.wire;

/**
 * The one's-complement sum of RFC 1071, and its incremental update of RFC 1624 equation 3.
 *
 * <p>Partial sums are kept in a long and folded once at the end: adding 32-bit words with the carries left in the upper half gives the same
 * one's-complement sum as adding 16-bit words, at less than half the cost.
 */
public final class InternetChecksum {

    private InternetChecksum() {
    }

    /** Adds {@code length} bytes to a partial sum; an odd last byte is padded with zero on its right. */
    public static long add(long sum, byte[] b, int offset, int length) {
        int i = offset;
        int end = offset + length;
        for (; i + 8 <= end; i += 8) {
            long word = Bytes.i64(b, i);
            sum += (word >>> 32) + (word & 0xFFFF_FFFFL);
        }
        if (i + 4 <= end) {
            sum += Bytes.i32(b, i) & 0xFFFF_FFFFL;
            i += 4;
        }
        if (i + 2 <= end) {
            sum += Bytes.u16(b, i);
            i += 2;
        }
        if (i < end) {
            sum += Bytes.u8(b, i) << 8;
        }
        return sum;
    }

    /** The partial sum of TCP's IPv4 pseudo header (RFC 9293 section 3.1). */
    public static long pseudoHeader(int source, int destination, int protocol, int length) {
        return (source & 0xFFFF_FFFFL) + (destination & 0xFFFF_FFFFL) + protocol + length;
    }

    /** Folds a partial sum to 16 bits and complements it: the value that goes into a checksum field. */
    public static int finish(long sum) {
        // a half added to the other one stands in both halves, with its carry in the upper one
        int half = (int) (sum + Long.rotateLeft(sum, 32) >>> 32);
        return ~(half + Integer.rotateLeft(half, 16)) >>> 16;
    }

    /** The checksum of {@code length} bytes. 0 when a correct checksum field is among them. */
    public static int of(byte[] b, int offset, int length) {
        return finish(add(0, b, offset, length));
    }

    /**
     * RFC 1624 equation 3: the checksum after one 16-bit word changed.
     *
     * @param checksum the old field value
     * @param oldWord  the old 16-bit word
     * @param newWord  the new 16-bit word
     */
    public static int update(int checksum, int oldWord, int newWord) {
        return finish((long) (~checksum & 0xFFFF) + (~oldWord & 0xFFFF) + (newWord & 0xFFFF));
    }
}
