package io.netstack.sim.load;

import io.netstack.flow.Addresses;

/**
 * Consecutive IPv4 addresses of a population, inside 198.18.0.0/15: the network that RFC 2544 sets aside for benchmarks, so that no
 * recording of a simulated attack ever names somebody's real address.
 *
 * @param first the first address
 * @param count how many, at least 1
 */
public record AddressRange(int first, int count) {
    private static final int NETWORK = 198 << 24 | 18 << 16;
    private static final int NETWORK_MASK = -1 << 17;

    public AddressRange {
        if (count < 1 || (first & NETWORK_MASK) != NETWORK || (first + count - 1 & NETWORK_MASK) != NETWORK || count > 1 << 17) {
            throw new IllegalArgumentException(count + " addresses from " + Addresses.text(first) + " are not inside 198.18.0.0/15");
        }
    }

    /** Is the address one of these? */
    public boolean contains(int address) {
        return Integer.compareUnsigned(address - first, count) < 0;
    }

    /** The address at a place, which wraps around. */
    public int at(long place) {
        return first + (int) Long.remainderUnsigned(place, count);
    }
}
