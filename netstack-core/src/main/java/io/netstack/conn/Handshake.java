package io.netstack.conn;

import io.netstack.flow.FlowKey;

/**
 * Everything that a finished handshake says about the connection to be: a reused holder that the listener fills and
 * {@link ConnectionTable#open} reads. Setters and readers share their names.
 */
public final class Handshake {
    /** For {@link #sendWindowScale()} and {@link #receiveWindowScale()}: the option was not negotiated. */
    public static final int NO_SCALE = -1;

    private final FlowKey key = new FlowKey();
    private int iss;
    private int irs;
    private int peerMss;
    private int sendWindowScale;
    private int receiveWindowScale;
    private boolean timestamps;
    private int timestampOffset;
    private int timestampRecent;
    private boolean sack;
    private boolean ecn;
    private boolean fromCookie;
    private long synAckSentNs;
    private int lastSynAckTimestamp;
    private int synAckRetransmits;
    private int receiveWindow;
    private int receiveBufferBytes;
    private int listenerId;

    /** A handshake without options, until the setters say otherwise. */
    public Handshake() {
        clear();
    }

    /** Back to a handshake without options; the key stays. */
    public Handshake clear() {
        iss = 0;
        irs = 0;
        peerMss = 536;
        sendWindowScale = NO_SCALE;
        receiveWindowScale = NO_SCALE;
        timestamps = false;
        timestampOffset = 0;
        timestampRecent = 0;
        sack = false;
        ecn = false;
        fromCookie = false;
        synAckSentNs = -1;
        lastSynAckTimestamp = 0;
        synAckRetransmits = 0;
        receiveWindow = 0;
        receiveBufferBytes = 0;
        listenerId = 0;
        return this;
    }

    /** The tuple; set it in place. */
    public FlowKey key() {
        return key;
    }

    /** The sequence number of our SYN-ACK. */
    public int iss() {
        return iss;
    }

    public Handshake iss(int value) {
        iss = value;
        return this;
    }

    /** The sequence number of the peer's SYN. */
    public int irs() {
        return irs;
    }

    public Handshake irs(int value) {
        irs = value;
        return this;
    }

    /** The peer's MSS option after clamps, 536 without one, or what a cookie said. */
    public int peerMss() {
        return peerMss;
    }

    public Handshake peerMss(int bytes) {
        peerMss = bytes;
        return this;
    }

    /** The shift of windows that the peer sends, 0..14, or {@link #NO_SCALE}. */
    public int sendWindowScale() {
        return sendWindowScale;
    }

    public Handshake sendWindowScale(int shift) {
        sendWindowScale = shift;
        return this;
    }

    /** The shift of windows that we send, 0..14, or {@link #NO_SCALE}. */
    public int receiveWindowScale() {
        return receiveWindowScale;
    }

    public Handshake receiveWindowScale(int shift) {
        receiveWindowScale = shift;
        return this;
    }

    public boolean timestamps() {
        return timestamps;
    }

    public Handshake timestamps(boolean negotiated) {
        timestamps = negotiated;
        return this;
    }

    /** What is added to the millisecond clock for our timestamps. */
    public int timestampOffset() {
        return timestampOffset;
    }

    public Handshake timestampOffset(int offset) {
        timestampOffset = offset;
        return this;
    }

    /** The peer's timestamp that we echo. */
    public int timestampRecent() {
        return timestampRecent;
    }

    public Handshake timestampRecent(int value) {
        timestampRecent = value;
        return this;
    }

    public boolean sack() {
        return sack;
    }

    public Handshake sack(boolean negotiated) {
        sack = negotiated;
        return this;
    }

    public boolean ecn() {
        return ecn;
    }

    public Handshake ecn(boolean negotiated) {
        ecn = negotiated;
        return this;
    }

    public boolean fromCookie() {
        return fromCookie;
    }

    public Handshake fromCookie(boolean yes) {
        fromCookie = yes;
        return this;
    }

    /** When the first SYN-ACK went out; -1 when no round-trip time can be taken from it. */
    public long synAckSentNs() {
        return synAckSentNs;
    }

    public Handshake synAckSentNs(long nowNs) {
        synAckSentNs = nowNs;
        return this;
    }

    /** The timestamp of the last SYN-ACK. */
    public int lastSynAckTimestamp() {
        return lastSynAckTimestamp;
    }

    public Handshake lastSynAckTimestamp(int value) {
        lastSynAckTimestamp = value;
        return this;
    }

    /** How often the SYN-ACK was sent again, for whatever reason. */
    public int synAckRetransmits() {
        return synAckRetransmits;
    }

    public Handshake synAckRetransmits(int count) {
        synAckRetransmits = count;
        return this;
    }

    /** The window that the SYN-ACK offered, before it was cut to 16 bits. */
    public int receiveWindow() {
        return receiveWindow;
    }

    public Handshake receiveWindow(int bytes) {
        receiveWindow = bytes;
        return this;
    }

    /** SO_RCVBUF as the listener was given it, or 0. */
    public int receiveBufferBytes() {
        return receiveBufferBytes;
    }

    public Handshake receiveBufferBytes(int bytes) {
        receiveBufferBytes = bytes;
        return this;
    }

    /** Whose child it is. */
    public int listenerId() {
        return listenerId;
    }

    public Handshake listenerId(int id) {
        listenerId = id;
        return this;
    }
}
