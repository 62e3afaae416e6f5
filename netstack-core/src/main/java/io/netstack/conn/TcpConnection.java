package io.netstack.conn;

import io.netstack.flow.FlowKey;
import java.util.concurrent.locks.LockSupport;

/**
 * One connection from ESTABLISHED to the return of its slot: the state block of RFC 9293 section 3.3.1 ("TCB"), and the face that it shows to an
 * application.
 *
 * <pre>
 *   application's reader ◀── received ◀── ReceiveWindow, Reassembly, AckPolicy ◀──┐
 *                                                                                │ stack's thread ── frames
 *   application's writer ──▶ toSend ──▶ SentSegments, CongestionWindow, Recovery ─┘
 * </pre>
 *
 * Threads: at most one reader and one writer of the application, each on its side of a ring; everything else, the {@code on…} methods included,
 * belongs to the stack's thread. The object is reused for later connections of its slot: after {@link #close} no application thread may touch
 * it. What moves a connection is in {@link ConnectionEngine} and its parts; here is what they work on.
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
    boolean fromCookie;
    int receiveScaleOption;
    int sendScaleOption;

    // ---- state
    TcpState state = TcpState.CLOSED;
    boolean applicationHolds;
    boolean receiveShut;
    boolean sendShut;
    boolean finQueued;
    boolean finSeen;
    boolean noDelay;
    boolean keepAlive;
    long userTimeoutNs;
    long handshakeSentNs;
    int handshakeTimestamp;
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
    int probes;
    int backoff;

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
    int tsRecent;
    long tsRecentNs;
    long lastOutOfWindowNs;
    boolean outOfWindowAnswered;
    int compressedAcks;
    int duplicateAcksSent;
    int duplicateAcksFor;
    long compressedAckNs;
    long lastReceivedNs;
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

    // ---- the application's side
    final ByteRing received;
    final ByteRing toSend;
    volatile int sendLimit;
    private volatile boolean endReceived;
    private volatile boolean receiveEnded;
    private volatile boolean sendEnded;
    private volatile ConnectionError error = ConnectionError.NONE;
    private volatile Thread reader;
    private volatile Thread writer;

    TcpConnection(ConnectionEngine engine, int slot) {
        this.engine = engine;
        this.slot = slot;
        received = new ByteRing(engine.pool);
        toSend = new ByteRing(engine.pool);
    }

    void openApplicationSide() {
        endReceived = false;
        receiveEnded = false;
        sendEnded = false;
        error = ConnectionError.NONE;
        reader = null;
        writer = null;
    }

    // ---- application: any one reader thread, any one writer thread

    /** Bytes from the peer. The reader consumes them, then {@link #onApplicationRead} must run on the stack's thread. */
    public ByteRing received() {
        return received;
    }

    /** Bytes to the peer, of which those not yet acknowledged count against {@link #sendSpace}. */
    public ByteRing toSend() {
        return toSend;
    }

    /**
     * Reads what is there, without waiting.
     *
     * @return how many bytes; 0 when nothing waits; {@link #END_OF_STREAM}; or {@link #FAILED}: {@link #takeError} says why, once
     */
    public int receive(byte[] b, int offset, int length) {
        // The flags are read before the ring: what was published before they were set is then seen.
        boolean end = endReceived;
        ConnectionError e = error;
        boolean shut = receiveEnded;
        int n = received.read(b, offset, length);
        if (n > 0 || length == 0) {
            return n;
        }
        if (end) {
            return END_OF_STREAM;
        }
        if (e != ConnectionError.NONE) {
            return FAILED;
        }
        return shut ? END_OF_STREAM : 0;
    }

    /**
     * Takes bytes for sending, without waiting; then {@link #onApplicationWrote} must run on the stack's thread.
     *
     * @return how many were taken; 0 when there is no room now; or {@link #FAILED}: {@link #takeSendError} says why
     */
    public int send(byte[] b, int offset, int length) {
        if (error != ConnectionError.NONE || sendEnded) {
            return FAILED;
        }
        int n = Math.min(length, sendSpace());
        return n > 0 ? toSend.append(b, offset, n) : 0;
    }

    /** How many bytes {@link #send} takes now, memory permitting. */
    public int sendSpace() {
        return Math.max(0, sendLimit - toSend.available());
    }

    /** Has the peer closed its direction, or is the connection over? Bytes may still wait to be read. */
    public boolean isReceiveEnded() {
        return receiveEnded;
    }

    /** Would {@link #send} fail? */
    public boolean isSendEnded() {
        return sendEnded;
    }

    /** The error that waits to be told; {@link ConnectionError#NONE} when there is none. */
    public ConnectionError error() {
        return error;
    }

    /** Takes the error: it is told once. */
    public ConnectionError takeError() {
        ConnectionError e = error;
        error = ConnectionError.NONE;
        return e;
    }

    /** Why {@link #send} fails: the error that waits, once, and then {@link ConnectionError#EPIPE}. */
    public ConnectionError takeSendError() {
        ConnectionError e = takeError();
        return e == ConnectionError.NONE ? ConnectionError.EPIPE : e;
    }

    /** This thread is about to park until there is something to {@link #receive}; null withdraws. Look again before parking. */
    public void readerWaits(Thread thread) {
        reader = thread;
    }

    /** This thread is about to park until {@link #send} would take something; null withdraws. Look again before parking. */
    public void writerWaits(Thread thread) {
        writer = thread;
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
        receiveEnded = true;
        wakeReader();
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

    /** SO_RCVBUF on the connection: fixes receive memory at twice the value. */
    public void receiveBuffer(int bytes) {
        window.setBufferBytes(ReceiveWindow.bufferBytes(engine.settings, bytes), true);
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

    void endReceiving(boolean byFin) {
        if (byFin) {
            endReceived = true;
        }
        receiveEnded = true;
    }

    void endSending() {
        sendEnded = true;
    }

    void fail(ConnectionError why) {
        error = why;
    }

    void wakeReader() {
        Thread thread = reader;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    void wakeWriter() {
        Thread thread = writer;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
