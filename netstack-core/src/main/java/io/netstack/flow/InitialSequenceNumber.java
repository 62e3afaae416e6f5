package io.netstack.flow;

/**
 * Initial sequence numbers and timestamp offsets as Linux makes them since 4.11 (RFC 9293 section 3.4.1): one keyed hash of the tuple, its low
 * half plus a clock of 64 ns for the number, its high half for the offset. A peer sees numbers that grow for its own tuple and learns nothing
 * about another's.
 */
public final class InitialSequenceNumber {
    private final Secrets secrets;
    private final LocalAddresses locals;

    public InitialSequenceNumber(Secrets secrets, LocalAddresses locals) {
        this.secrets = secrets;
        this.locals = locals;
    }

    /** The hash that both come from. */
    public long hash(FlowKey key) {
        return SipHash.hash(secrets.iss0(), secrets.iss1(), locals.low(key.localIndex()), key.remoteLow(),
            (key.localPort() << 16 | key.remotePort()) ^ key.remoteHigh());
    }

    /** The initial sequence number of a tuple at a time. */
    public int iss(long hash, long nowNs) {
        return (int) hash + (int) (nowNs >> 6);
    }

    /** What is added to the millisecond clock for the timestamps of this tuple. */
    public int timestampOffset(long hash) {
        return (int) (hash >>> 32);
    }
}
