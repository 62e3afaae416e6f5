package io.netstack.conn;

import io.netstack.flow.FlowKey;

/**
 * One connection from ESTABLISHED to the return of its slot: the state block of RFC 9293 section 3.3.1 ("TCB"), and the face that it shows to an
 * streams.
 *
 * <pre>
 *   application's reader ◀── received ◀── ReceiveWindow, Reassembly, AckPolicy ◀──┐
 *                                                                                │ stack's thread ── frames
 *   application's writer ──▶ toSend ──▶ SentSegments, CongestionWindow, Recovery ─┘
 * </pre>
 *
 * Threads: the application's reader and writer hold {@link #application()} and nothing else, because this object is used again for later
 * connections of its slot; everything here, the {@code on…} methods included, belongs to the stack's thread. What moves a connection is in
 * {@link ConnectionEngine} and its parts; here is what they work on.
 */
public final class TcpConnection {
    /** {@link #receive} and {@link #send}: the stream is over; there is an error to take. */
    public static final int FAILED = -2;
    /** {@link #receive}: the peer has closed its direction and everything was read. */
    public static final int END_OF_STREAM = -1;

    final ConnectionEngine engine;
    final int slot;
    int id = ConnectionTable.NONE;
    int hashNext;
    int hashBucket;
    boolean hashed;

    // ---- who
    long remoteHigh;
    long remoteLow;
    int ports;
    int localIndex;
    int listenerId;

    // ---- what was negotiated
    boolean timestamps;
    boolean sack;
    boolean ecn;
    int sendScale;
    int timestampOffset;
    int receiveScaleOption;
    int sendScaleOption;

    // ---- state
    TcpState state = TcpState.CLOSED;
    boolean applicationHolds;
    boolean receiveShut;
    boolean finQueued;
    boolean finSeen;
    boolean noDelay;
    boolean keepAlive;
    long userTimeoutNs;
    long handshakeSentNs;
    int handshakeRetransmits;

    // ---- sending
    final SentSegments sent = new SentSegments();
    final CongestionWindow congestion = new CongestionWindow();
    final RttEstimator rtt = new RttEstimator();
    final Recovery recovery = new Recovery();
    int mss;
    int sndUna;
    int sndNxt;
    int sndWl1;
    int sndWnd;
    int maxWindow;
    /** After the last byte that the application wrote and we know of. */
    int writeEnd;
    /** Where data was last marked to be pushed. */
    int pushedEnd;
    /** The end of the last segment that was not full. */
    int smallEnd;
    long bytesAcked;
    /** Stream position of {@link #sndUna}. */
    long ackedPosition;
    long lastSentNs;
    /** Bytes per second that set the length of bursts; 0: unlimited. */
    long pacingRate;
    int ipId;
    /** SO_SNDBUF. */
    int sendMemory;
    boolean sendMemoryFixed;
    int probes;
    int backoff;
    long probingSinceNs;
    /** The window was reduced: the next new data says so. */
    boolean announceReduction;

    // ---- receiving
    final ReceiveWindow window = new ReceiveWindow();
    final AckPolicy acks = new AckPolicy();
    final Reassembly reassembly = new Reassembly();
    final SackBlocks blocks = new SackBlocks();
    final ReceiveTuning tuning = new ReceiveTuning();
    /** Stream position of {@code window.rcvNxt}. */
    long receivedPosition;
    /** Up to where the application's reading has been accounted for. */
    long readPosition;
    long leftOutCount;
    int tsRecent;
    long tsRecentNs;
    long lastOutOfWindowNs;
    boolean outOfWindowAnswered;
    int compressedAcks;
    int duplicateAcksSent;
    int duplicateAcksFor;
    long compressedAckNs;
    long lastReceivedNs;
    /** A mark arrived and the peer has not said that it slowed down (RFC 3168 section 6.1.3). */
    boolean echoCongestion;

    // ---- timers
    RetransmitTimer.Kind timer = RetransmitTimer.Kind.NONE;
    long timerNs = Long.MAX_VALUE;
    /** FIN-WAIT-2, TIME-WAIT or keep-alive. */
    long slowTimerNs = Long.MAX_VALUE;
    int keepAliveProbesSent;
    /** In FIN-WAIT-2 and TIME-WAIT after close(): only a window and two numbers are left of the connection. */
    boolean bucket;
    int bucketWindow;
    int bucketField;

    // ---- where the application's threads and the stack's meet
    final Streams streams;
    final ByteRing received;
    final ByteRing toSend;

    TcpConnection(ConnectionEngine engine, int slot) {
        this.engine = engine;
        this.slot = slot;
        streams = new Streams(engine.pool);
        received = streams.received;
        toSend = streams.toSend;
    }

    // ---- the application's side, for callers on the stack's thread

    /** What the application's threads are to hold: a new handle, good for this connection only. */
    public ApplicationSide application() {
        return new ApplicationSide(streams, id);
    }

    /** Bytes from the peer. */
    public ByteRing received() {
        return received;
    }

    /** Bytes to the peer, of which those not yet acknowledged still wait. */
    public ByteRing toSend() {
        return toSend;
    }

    /** {@link ApplicationSide#receive}. */
    public int receive(byte[] b, int offset, int length) {
        return streams.receive(b, offset, length);
    }

    /** {@link ApplicationSide#send}. */
    public int send(byte[] b, int offset, int length) {
        return streams.send(b, offset, length);
    }

    /** {@link ApplicationSide#takeError}. */
    public ConnectionError takeError() {
        return streams.takeError();
    }

    /** {@link ApplicationSide#takeSendError}. */
    public ConnectionError takeSendError() {
        return streams.takeSendError();
    }

    // ---- stack's thread, on behalf of the application

    /** The application appended to {@link #toSend}. */
    public void onApplicationWrote(long nowNs) {
        engine.output.onApplicationWrote(this, nowNs);
        engine.reschedule(this);
    }

    /** The application consumed from {@link #received}. */
    public void onApplicationRead(long nowNs) {
        engine.data.onApplicationRead(this, nowNs);
        engine.reschedule(this);
    }

    /** Nothing more will be written: FIN after what is queued. The stream stays readable. */
    public void shutdownWrite(long nowNs) {
        engine.closing.shutdownWrite(this, nowNs);
        engine.reschedule(this);
    }

    /** The application reads no more. What still arrives is acknowledged as before (Linux). */
    public void shutdownRead() {
        receiveShut = true;
        streams.endReceiving(false);
        streams.wakeReader();
    }

    /** The application lets go: RST when bytes are unread, else FIN after what is queued. The slot comes back when the protocol is done. */
    public void close(long nowNs) {
        engine.closing.close(this, nowNs);
    }

    /** The application lets go and wants no more: RST (SO_LINGER with 0 seconds). */
    public void abort(long nowNs) {
        engine.closing.abort(this, nowNs);
    }

    /** The listener closed before anybody accepted this connection: RST. */
    public void listenerClosed(long nowNs) {
        engine.closing.listenerClosed(this, nowNs);
    }

    /** Sends small segments at once (TCP_NODELAY). */
    public void noDelay(boolean on, long nowNs) {
        noDelay = on;
        if (on) {
            engine.output.push(this, true, nowNs);
            engine.reschedule(this);
        }
    }

    /** Reads urgent octets in their place (SO_OOBINLINE). */
    public void urgentInline(boolean on) {
        streams.urgent.inline(on);
    }

    /** SO_RCVBUF on the connection: fixes receive memory at twice the value. */
    public void receiveBuffer(int bytes) {
        window.setBufferBytes(ReceiveWindow.bufferBytes(engine.settings, bytes), true);
    }

    /** SO_SNDBUF on the connection: fixes memory for sending at twice the value. */
    public void sendBuffer(int bytes) {
        engine.sendMemory.fix(this, bytes);
    }

    /** Probes a silent peer (SO_KEEPALIVE). */
    public void keepAlive(boolean on, long nowNs) {
        keepAlive = on;
        engine.timers.armKeepAlive(this, nowNs);
        engine.reschedule(this);
    }

    /** Gives up when data stays unacknowledged so long (TCP_USER_TIMEOUT, RFC 5482); 0 goes by the retry limits. */
    public void userTimeoutNs(long ns) {
        userTimeoutNs = ns;
    }

    // ---- what it is: stack's thread

    public TcpState state() {
        return state;
    }

    /** Names this connection as long as it holds its slot. */
    public int id() {
        return id;
    }

    public int listenerId() {
        return listenerId;
    }

    /** Points a key at this connection's tuple. */
    public FlowKey key(FlowKey key) {
        return key.setPacked(remoteHigh, remoteLow, ports, localIndex);
    }

    public boolean timestamps() {
        return timestamps;
    }

    public boolean sack() {
        return sack;
    }

    public boolean ecn() {
        return ecn;
    }

    /** The shift of the peer's windows, or {@link Handshake#NO_SCALE}. */
    public int sendWindowScale() {
        return sendScaleOption;
    }

    /** The shift of our windows, or {@link Handshake#NO_SCALE}. */
    public int receiveWindowScale() {
        return receiveScaleOption;
    }

    /** Data bytes of a full segment that we send. */
    public int sendMss() {
        return mss;
    }

    /** The segment size that the peer seems to use. */
    public int receiveMss() {
        return window.rcvMss;
    }

    /** Data bytes of a full segment that we asked for. */
    public int advertisedMss() {
        return window.advertisedMss;
    }

    /** Congestion window in segments. */
    public int congestionWindow() {
        return congestion.segments();
    }

    /** Slow start threshold in segments. */
    public int slowStartThreshold() {
        return congestion.threshold();
    }

    /** Smoothed round-trip time, or 0. */
    public long smoothedRttNs() {
        return rtt.smoothedNs();
    }

    /** Retransmission timeout. */
    public long retransmitTimeoutNs() {
        return rtt.timeoutNs();
    }

    /** Bytes received in order and not read: the Recv-Q of {@code ss}. */
    public int receiveQueueBytes() {
        return received.available();
    }

    /** Bytes written and not acknowledged: the Send-Q of {@code ss}. */
    public int sendQueueBytes() {
        return toSend.available();
    }

    // ---- for the engine

    /** Data that was written and never sent. */
    int unsentBytes() {
        return Math.max(0, writeEnd - sndNxt);
    }

    boolean finUnsent() {
        return finQueued && sndNxt - writeEnd <= 0;
    }

    boolean hasUnsent() {
        return finUnsent() || writeEnd - sndNxt > 0;
    }

    /** After everything, FIN included. */
    int sequenceEnd() {
        return writeEnd + (finQueued ? 1 : 0);
    }

    int windowEnd() {
        return sndUna + sndWnd;
    }

    boolean isOver() {
        return state == TcpState.CLOSED;
    }

    long deadlineNs() {
        return Math.min(Math.min(timerNs, acks.deadlineNs), Math.min(slowTimerNs, compressedAckNs));
    }
}
