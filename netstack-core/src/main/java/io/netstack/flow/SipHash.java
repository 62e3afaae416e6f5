package io.netstack.flow;

/**
 * SipHash-2-4 (Aumasson, Bernstein 2012) over one to four 64-bit words: the keyed hash behind flow tables, initial sequence numbers and SYN
 * cookies. Keyed, because whoever sends the SYNs chooses the tuples and must not be able to choose the buckets.
 */
public final class SipHash {

    private SipHash() {
    }

    /** The hash of one word. */
    public static long hash(long k0, long k1, long w0) {
        return finish(k0, k1, w0, 0, 0, 0, 1);
    }

    /** The hash of two words. */
    public static long hash(long k0, long k1, long w0, long w1) {
        return finish(k0, k1, w0, w1, 0, 0, 2);
    }

    /** The hash of three words. */
    public static long hash(long k0, long k1, long w0, long w1, long w2) {
        return finish(k0, k1, w0, w1, w2, 0, 3);
    }

    /** The hash of four words. */
    public static long hash(long k0, long k1, long w0, long w1, long w2, long w3) {
        return finish(k0, k1, w0, w1, w2, w3, 4);
    }

    private static long finish(long k0, long k1, long w0, long w1, long w2, long w3, int words) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        // The loop runs words + 1 times: the last word holds the length. Each turn is two rounds.
        for (int i = 0; i <= words; i++) {
            long m = i == words ? (long) words << 59 : i == 0 ? w0 : i == 1 ? w1 : i == 2 ? w2 : w3;
            v3 ^= m;
            for (int round = 0; round < 2; round++) {
                v0 += v1;
                v2 += v3;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v1;
                v0 += v3;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= m;
        }
        v2 ^= 0xFF;
        for (int round = 0; round < 4; round++) {
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}
