package io.netstack.pcap;

/**
 * The unit in which a pcapng interface counts time: a negative power of ten, or of two.
 *
 * @param binary   a power of two
 * @param exponent the magnitude of the negative power; at most 18 for ten, 63 for two
 */
record StampUnit(boolean binary, int exponent) {

    /** The unit of an interface that does not say. */
    static final StampUnit MICROSECONDS = new StampUnit(false, 6);

    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int BINARY_BIT = 0x80;

    /** From option if_tsresol; null when no such stamp would fit 64 bits. */
    static StampUnit of(int resolution) {
        boolean binary = (resolution & BINARY_BIT) != 0;
        int exponent = resolution & ~BINARY_BIT;
        return exponent > (binary ? 63 : 18) ? null : new StampUnit(binary, exponent);
    }

    long toNs(long stamp) {
        if (!binary) {
            return exponent <= 9 ? stamp * powerOfTen(9 - exponent) : Long.divideUnsigned(stamp, powerOfTen(exponent - 9));
        }
        long seconds = stamp >>> exponent;
        long fraction = exponent == 0 ? 0 : stamp & -1L >>> 64 - exponent;
        // 2^-32 s is finer than 1 ns; dropping what is below it keeps the product in 64 bits
        int kept = Math.min(exponent, 32);
        return seconds * NS_PER_SECOND + ((fraction >>> exponent - kept) * NS_PER_SECOND >>> kept);
    }

    private static long powerOfTen(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}
