package io.netstack.wire;

/** Sequence-number arithmetic modulo 2^32 (RFC 9293 section 3.4). Numbers are ints; a difference is a signed int. */
public final class SeqNum {

    private SeqNum() {
    }

    /** a &lt; b. */
    public static boolean lessThan(int a, int b) {
        return a - b < 0;
    }

    /** a &le; b. */
    public static boolean lessOrEqual(int a, int b) {
        return a - b <= 0;
    }

    /** low &le; n &lt; low + size; false when size is 0. */
    public static boolean inWindow(int n, int low, int size) {
        return Integer.compareUnsigned(n - low, size) < 0;
    }

    /** The later of two. */
    public static int max(int a, int b) {
        return a - b >= 0 ? a : b;
    }
}
