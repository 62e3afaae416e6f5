package io.netstack.listen;

/** Seeded random bits for policies that draw lots: SplitMix64 (Steele, Lea, Flood 2014). */
final class RandomBits {
    private long state;

    RandomBits(long seed) {
        state = seed;
    }

    long next() {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
