package io.netstack.listen;

import io.netstack.flow.FlowKey;

/**
 * An embryonic connection: all that is kept of a peer between its SYN and its final ACK (RFC 9293 SYN-RECEIVED; Linux request_sock). One of
 * these per slot exists from the start and is reused; only the stack's thread reads and writes it.
 */
final class ConnectionRequest {
    /** {@link #windowScale}: the SYN did not carry the option, or it is switched off. */
    static final byte NO_WINDOW_SCALE = -1;
    /** {@link #lastInvalidNs}: no invalid segment was answered yet. */
    static final long NEVER = Long.MIN_VALUE;

    // who
    long remoteHigh;
    long remoteLow;
    int ports;
    short localIndex;
    short listener;
    int hash;
    int nextInBucket;

    // sequence space (RFC 9293 section 3.4)
    int iss;
    int irs;
    /** The unscaled window of the SYN-ACK before it was cut to 16 bits. */
    int receiveWindow;

    // options
    short maximumSegmentSize;
    byte windowScale;
    byte receiveWindowScale;
    /** Did the SYN carry the MSS option? */
    boolean mssNamed;
    boolean timestamps;
    boolean sackPermitted;
    boolean ecn;
    /** A final ACK arrived and was not honoured. */
    boolean ackSeen;
    /** An ICMP error about it arrived. */
    boolean unreachable;
    int timestampRecent;
    int timestampOffset;
    /** TSval of the last SYN-ACK: the latest that an honest final ACK can echo. That of the first follows from {@link #synAckSentNs}. */
    int lastTimestamp;

    // time
    long synAckSentNs;
    long lastInvalidNs;
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

    void setKey(FlowKey key, int keyHash) {
        remoteHigh = key.remoteHigh();
        remoteLow = key.remoteLow();
        ports = key.ports();
        localIndex = (short) key.localIndex();
        hash = keyHash;
    }

    FlowKey copyKeyTo(FlowKey key) {
        return key.setPacked(remoteHigh, remoteLow, ports, localIndex);
    }

    boolean isFor(FlowKey key, int keyHash) {
        return hash == keyHash && remoteLow == key.remoteLow() && ports == key.ports() && localIndex == key.localIndex()
            && remoteHigh == key.remoteHigh();
    }
}
