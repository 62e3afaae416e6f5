package io.netstack.flow;

/**
 * The four-tuple of a connection, as a reused holder: remote address and port, local port, and the local address by its index in
 * {@link LocalAddresses}, which keeps a stored key small.
 */
public final class FlowKey {
    private long remoteHigh;
    private long remoteLow;
    private int ports;
    private int localIndex;

    /** Points the key at a tuple. */
    public FlowKey set(long remoteHigh, long remoteLow, int remotePort, int localIndex, int localPort) {
        this.remoteHigh = remoteHigh;
        this.remoteLow = remoteLow;
        this.ports = remotePort << 16 | localPort;
        this.localIndex = localIndex;
        return this;
    }

    /** Points the key at a tuple whose ports are already packed as {@link #ports()}. */
    public FlowKey setPacked(long remoteHigh, long remoteLow, int ports, int localIndex) {
        this.remoteHigh = remoteHigh;
        this.remoteLow = remoteLow;
        this.ports = ports;
        this.localIndex = localIndex;
        return this;
    }

    public long remoteHigh() {
        return remoteHigh;
    }

    public long remoteLow() {
        return remoteLow;
    }

    public int remotePort() {
        return ports >>> 16;
    }

    public int localPort() {
        return ports & 0xFFFF;
    }

    /** Remote port in the upper half, local port in the lower. */
    public int ports() {
        return ports;
    }

    public int localIndex() {
        return localIndex;
    }

    /** The keyed hash of the tuple. */
    public long hash(Secrets secrets) {
        long w1 = (long) ports << 32 | localIndex;
        return remoteHigh == 0
            ? SipHash.hash(secrets.flow0(), secrets.flow1(), remoteLow, w1)
            : SipHash.hash(secrets.flow0(), secrets.flow1(), remoteLow, w1, remoteHigh);
    }
}
