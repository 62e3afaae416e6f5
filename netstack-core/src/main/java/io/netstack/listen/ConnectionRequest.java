package io.netstack.listen;

import io.netstack.flow.FlowKey;
import io.netstack.flow.SegmentWriter;

/**
 * An embryonic connection: all that is kept of a peer between its SYN and its final ACK (RFC 9293 SYN-RECEIVED; Linux request_sock). One of
 * these per slot exists from the start and is reused; only the stack's thread reads and writes it. 80 bytes with its header: a field more
 * makes each of a million requests 8 bytes larger, so what follows from another field is not kept, and booleans share a byte.
 */
final class ConnectionRequest {
    /** {@link #windowScale}: the SYN did not carry the option, or it is switched off. */
    static final byte NO_WINDOW_SCALE = -1;
    /** A moment that never was. */
    static final long NEVER = Long.MIN_VALUE;

    private static final int MSS_NAMED = 1;
    private static final int TIMESTAMPS = 1 << 1;
    private static final int SACK = 1 << 2;
    private static final int ECN = 1 << 3;
    private static final int ACK_SEEN = 1 << 4;
    private static final int UNREACHABLE = 1 << 5;
    private static final int INVALID_ANSWERED = 1 << 6;
    private static final long NS_PER_US = 1000;

    // who
    private long remoteHigh;
    private long remoteLow;
    private int ports;
    private short localIndex;
    short listener;

    // sequence space (RFC 9293 section 3.4)
    int iss;
    int irs;
    /** The unscaled window of the SYN-ACK before it was cut to 16 bits. */
    int receiveWindow;

    // options
    private short maximumSegmentSize;
    byte windowScale;
    byte receiveWindowScale;
    private byte flags;
    int timestampRecent;
    int timestampOffset;
    /** TSval of the last SYN-ACK: the latest that an honest final ACK can echo. That of the first follows from {@link #synAckSentNs}. */
    int lastTimestamp;

    // time
    long synAckSentNs;
    private int lastInvalidUs;
    byte timeouts;
    short retransmits;

    /** RCV.NXT: the SYN is the only octet received. */
    int receiveNext() {
        return irs + 1;
    }

    /** The window that segments are tested against: what the SYN-ACK could say. */
    int acceptableWindow() {
        return Math.min(receiveWindow, 0xFFFF);
    }

    int maximumSegmentSize() {
        return maximumSegmentSize & 0xFFFF;
    }

    void maximumSegmentSize(int bytes) {
        maximumSegmentSize = (short) bytes;
    }

    // ---- yes or no

    /** What a SYN agreed on; nothing has happened to the request yet. */
    void agreed(boolean mssNamed, boolean timestamps, boolean sackPermitted, boolean ecn) {
        flags = (byte) ((mssNamed ? MSS_NAMED : 0) | (timestamps ? TIMESTAMPS : 0) | (sackPermitted ? SACK : 0) | (ecn ? ECN : 0));
    }

    /** Did the SYN carry the MSS option? */
    boolean mssNamed() {
        return is(MSS_NAMED);
    }

    boolean timestamps() {
        return is(TIMESTAMPS);
    }

    void timestamps(boolean yes) {
        set(TIMESTAMPS, yes);
    }

    boolean sackPermitted() {
        return is(SACK);
    }

    void sackPermitted(boolean yes) {
        set(SACK, yes);
    }

    boolean ecn() {
        return is(ECN);
    }

    void ecn(boolean yes) {
        set(ECN, yes);
    }

    /** Did a final ACK arrive that was not honoured? */
    boolean ackSeen() {
        return is(ACK_SEEN);
    }

    void ackSeen(boolean yes) {
        set(ACK_SEEN, yes);
    }

    /** Did an ICMP error about it arrive? */
    boolean unreachable() {
        return is(UNREACHABLE);
    }

    void unreachable(boolean yes) {
        set(UNREACHABLE, yes);
    }

    private boolean is(int flag) {
        return (flags & flag) != 0;
    }

    private void set(int flag, boolean yes) {
        flags = (byte) (yes ? flags | flag : flags & ~flag);
    }

    // ---- answers to invalid segments

    /** An invalid segment is answered now. */
    void invalidAnswered(long nowNs) {
        set(INVALID_ANSWERED, true);
        lastInvalidUs = microseconds(nowNs);
    }

    /**
     * Was an invalid segment answered less than so long ago? To the microsecond, and on a clock that comes round in 71 minutes: a request that
     * lives that long may once be silent when it could have answered.
     */
    boolean answeredInvalidWithin(long limitNs, long nowNs) {
        return is(INVALID_ANSWERED) && Integer.toUnsignedLong(microseconds(nowNs) - lastInvalidUs) * NS_PER_US < limitNs;
    }

    private static int microseconds(long ns) {
        return (int) Math.floorDiv(ns, NS_PER_US);
    }

    // ---- the tuple

    /** Reads the first and the last of what is here, to bring it all from memory: the value means nothing. */
    int touch() {
        return (int) remoteHigh + flags;
    }

    void setKey(FlowKey key) {
        remoteHigh = key.remoteHigh();
        remoteLow = key.remoteLow();
        ports = key.ports();
        localIndex = (short) key.localIndex();
    }

    FlowKey copyKeyTo(FlowKey key) {
        return key.setPacked(remoteHigh, remoteLow, ports, localIndex);
    }

    int localIndex() {
        return localIndex;
    }

    long remoteLow() {
        return remoteLow;
    }

    /** As a key packs them. */
    int ports() {
        return ports;
    }

    /** Starts a segment to the peer. */
    SegmentWriter begin(SegmentWriter writer) {
        return writer.begin(localIndex, remoteLow, ports);
    }

    boolean isFor(FlowKey key) {
        return remoteLow == key.remoteLow() && ports == key.ports() && localIndex == key.localIndex() && remoteHigh == key.remoteHigh();
    }
}
