package io.netstack.flow;

/** The addresses that this stack answers for. Fixed at start; a stored key names one by its index. */
public final class LocalAddresses {
    private final long[] high;
    private final long[] low;

    /** IPv4 addresses, at least one. */
    public LocalAddresses(int... ipv4) {
        if (ipv4.length == 0) {
            throw new IllegalArgumentException("a stack needs at least one address");
        }
        high = new long[ipv4.length];
        low = new long[ipv4.length];
        for (int i = 0; i < ipv4.length; i++) {
            low[i] = Addresses.lowOf(ipv4[i]);
        }
    }

    /** The index of an address, or -1 when it is not ours. */
    public int indexOf(long addressHigh, long addressLow) {
        for (int i = 0; i < low.length; i++) {
            if (low[i] == addressLow && high[i] == addressHigh) {
                return i;
            }
        }
        return -1;
    }

    public int count() {
        return low.length;
    }

    public long high(int index) {
        return high[index];
    }

    public long low(int index) {
        return low[index];
    }

    /** The IPv4 address at an index. */
    public int ipv4(int index) {
        return Addresses.ipv4(low[index]);
    }
}
