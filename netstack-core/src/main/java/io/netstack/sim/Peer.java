package io.netstack.sim;

import io.netstack.wire.SeqNum;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;

/**
 * One connection of a simulated Linux client: opens actively, sends what it is given, reads until the end.
 *
 * <pre>
 *            SYN, again after 1 2 3 4 5 7 11 … s
 *   SYN-SENT ──────────── SYN-ACK ────────────&gt; ESTABLISHED ── data, FIN ──&gt; done
 *      │ RST|ACK: REFUSED    131 s: TIMEOUT         │ RST: RESET
 * </pre>
 *
 * What it does as Linux 6.18 does (measured): the SYN's options, window and timing; one challenge ACK per 500 ms for a repeated SYN-ACK;
 * which RST it believes. What it leaves out: congestion control (ten segments may be in flight), delayed ACKs, reassembly of what arrives
 * out of order (it acknowledges what it has, so that the sender repeats the rest).
 */
public final class Peer {
    static final int MAXIMUM_SEGMENT_SIZE = 1460;
    static final int WINDOW_SCALE = 7;
    static final int SYN_WINDOW = 64240;
    private static final int WINDOW_BYTES = 502 << WINDOW_SCALE;
    private static final long CHALLENGE_INTERVAL_NS = 500_000_000L;
    private static final long NEVER_SENT = Long.MIN_VALUE;
    private static final int MAX_IN_FLIGHT_SEGMENTS = 10;

    private final Simulation simulation;
    private final PeerHost host;
    private final PeerHost.Tuple tuple;
    private final FrameBuilder frames;
    private final SynSchedule schedule;
    private final PeerStream stream = new PeerStream();
    private final int iss;
    private final long startedNs;

    private PeerOutcome outcome = PeerOutcome.RETRANSMITTING;
    private boolean synSent = true;
    private int synRetransmits;
    private long establishedNs = EventQueue.NEVER;
    private long lastChallengeNs = NEVER_SENT;
    private boolean timestamps;
    private int newestTimestamp;
    private int peerScale;
    private boolean scaled;
    private int segmentBytes = 536;
    private int sndUna;
    private int sndNxt;
    /** After the last octet ever sent: {@link #sndNxt} goes back on a timeout, and what was sent may be acknowledged all the same. */
    private int sndMax;
    private int sndWnd;
    private int rcvNxt;
    private int dataTimeouts;
    private int dataRetransmits;
    private int timerGeneration;

    Peer(Simulation simulation, PeerHost host, PeerHost.Tuple tuple, FrameBuilder frames, SynSchedule schedule, int iss) {
        this.simulation = simulation;
        this.host = host;
        this.tuple = tuple;
        this.frames = frames;
        this.schedule = schedule;
        this.iss = iss;
        this.startedNs = simulation.nowNs();
        sndUna = iss;
        sndNxt = iss + 1;
        sndMax = sndNxt;
        sendSyn();
    }

    /** How the attempt stands. */
    public PeerOutcome outcome() {
        return outcome;
    }

    /** How often the SYN was sent again. */
    public int synRetransmits() {
        return synRetransmits;
    }

    /** How often data or a FIN was sent again. */
    public int dataRetransmits() {
        return dataRetransmits;
    }

    /** The address that it speaks from. */
    public int localAddress() {
        return tuple.local();
    }

    /** The port that it speaks from. */
    public int localPort() {
        return tuple.localPort();
    }

    PeerHost.Tuple tuple() {
        return tuple;
    }

    /** When the SYN-ACK arrived, or {@link EventQueue#NEVER}. */
    public long establishedNs() {
        return establishedNs;
    }

    /** Sends bytes, or keeps them until the connection is established. */
    public void write(byte[] bytes) {
        stream.write(bytes);
        push();
    }

    /** Sends FIN behind everything written so far; reading goes on. */
    public void finish() {
        stream.finish();
        push();
    }

    /** Resets the connection, or gives up its SYN. */
    public void abort() {
        if (isOpen()) {
            if (!synSent) {
                send(TcpFlags.RST, sndNxt);
            }
            end(PeerOutcome.RESET);
        }
    }

    /** Everything that has been read so far. */
    public byte[] received() {
        return stream.received();
    }

    /** Has the other side finished? */
    public boolean endOfStream() {
        return stream.endOfStream();
    }

    /** Have both sides finished, and has the other side acknowledged it? */
    public boolean isFinished() {
        return outcome == PeerOutcome.ESTABLISHED && !synSent && stream.endOfStream() && stream.finAcknowledged(sndUna - iss);
    }

    private boolean isOpen() {
        return outcome == PeerOutcome.RETRANSMITTING || outcome == PeerOutcome.ESTABLISHED;
    }

    // ------------------------------------------------------------------ SYN-SENT

    private void sendSyn() {
        host.send(frames.synOptions(MAXIMUM_SEGMENT_SIZE, host.timestamp(), WINDOW_SCALE).build(iss, 0, TcpFlags.SYN, SYN_WINDOW));
        startTimer(schedule.timeoutNs(synRetransmits), this::onSynTimer);
    }

    private void onSynTimer() {
        if (schedule.givesUp(synRetransmits, simulation.nowNs() - startedNs)) {
            end(PeerOutcome.TIMEOUT);
            return;
        }
        synRetransmits++;
        sendSyn();
    }

    private void onSegmentInSynSent(TcpSegment segment, TcpOptions options) {
        boolean ack = segment.has(TcpFlags.ACK);
        if (ack && segment.acknowledgmentNumber() != iss + 1) {
            if (!segment.has(TcpFlags.RST)) {
                host.send(frames.build(segment.acknowledgmentNumber(), 0, TcpFlags.RST, 0));
            }
            return;
        }
        if (segment.has(TcpFlags.RST)) {
            if (ack) {
                end(PeerOutcome.REFUSED);
            }
            return;
        }
        if (!ack || !segment.has(TcpFlags.SYN)) {
            return;
        }
        timestamps = options.hasTimestamps();
        newestTimestamp = options.timestampValue();
        scaled = options.hasWindowScale();
        peerScale = scaled ? options.windowScale() : 0;
        segmentBytes = Math.min(MAXIMUM_SEGMENT_SIZE, options.hasMaximumSegmentSize() ? options.maximumSegmentSize() : 536)
            - (timestamps ? 12 : 0);
        sndUna = iss + 1;
        sndWnd = segment.window();
        rcvNxt = segment.sequenceNumber() + 1;
        synSent = false;
        establishedNs = simulation.nowNs();
        outcome = PeerOutcome.ESTABLISHED;
        stopTimer();
        sendAck();
        push();
        host.changed(this);
    }

    // ------------------------------------------------------------------ ESTABLISHED and after

    /** A segment for this connection arrived. */
    void onSegment(TcpSegment segment, TcpOptions options) {
        if (!isOpen()) {
            if (!segment.has(TcpFlags.RST)) {
                answerByReset(segment);
            }
        } else if (synSent) {
            onSegmentInSynSent(segment, options);
        } else {
            onSegmentWhenSynchronized(segment, options);
        }
    }

    private void answerByReset(TcpSegment segment) {
        if (segment.has(TcpFlags.ACK)) {
            host.send(frames.build(segment.acknowledgmentNumber(), 0, TcpFlags.RST, 0));
        } else {
            host.send(frames.build(0, segment.endSequenceNumber(), TcpFlags.RST | TcpFlags.ACK, 0));
        }
    }

    private void onSegmentWhenSynchronized(TcpSegment segment, TcpOptions options) {
        int seq = segment.sequenceNumber();
        if (segment.has(TcpFlags.RST)) {
            // RFC 5961 section 3.2: exact kills, in the window is challenged, the rest is ignored.
            if (seq == rcvNxt) {
                end(PeerOutcome.RESET);
            } else if (SeqNum.inWindow(seq, rcvNxt, WINDOW_BYTES)) {
                challenge();
            }
            return;
        }
        if (segment.has(TcpFlags.SYN)) {
            challenge();
            return;
        }
        if (!segment.has(TcpFlags.ACK)) {
            return;
        }
        // RFC 7323 section 4.3: also a repeated segment's stamp is echoed; the age of the first would be taken for a round trip.
        if (options.hasTimestamps() && !SeqNum.lessThan(rcvNxt, seq) && options.timestampValue() - newestTimestamp > 0) {
            newestTimestamp = options.timestampValue();
        }
        if (segment.sequenceLength() > 0 && seq != rcvNxt) {
            sendAck();
            acceptAcknowledgment(segment);
            return;
        }
        acceptAcknowledgment(segment);
        if (segment.sequenceLength() > 0 && isOpen()) {
            stream.receive(segment.buffer(), segment.dataOffset(), segment.dataLength(), segment.has(TcpFlags.FIN));
            rcvNxt += segment.sequenceLength();
            sendAck();
        }
        if (isFinished()) {
            host.changed(this);
        }
    }

    private void acceptAcknowledgment(TcpSegment segment) {
        int ack = segment.acknowledgmentNumber();
        if (SeqNum.lessThan(sndMax, ack) || SeqNum.lessThan(ack, sndUna)) {
            return;
        }
        if (ack != sndUna) {
            sndUna = ack;
            sndNxt = SeqNum.lessThan(sndNxt, ack) ? ack : sndNxt;
            dataTimeouts = 0;
            stopTimer();
        }
        sndWnd = segment.window() << peerScale;
        push();
    }

    private void challenge() {
        long nowNs = simulation.nowNs();
        if (lastChallengeNs == NEVER_SENT || nowNs - lastChallengeNs >= CHALLENGE_INTERVAL_NS) {
            lastChallengeNs = nowNs;
            sendAck();
        }
    }

    // ------------------------------------------------------------------ sending

    private void push() {
        if (outcome != PeerOutcome.ESTABLISHED || synSent) {
            return;
        }
        while (sndNxt - sndUna < Math.min(sndWnd, MAX_IN_FLIGHT_SEGMENTS * segmentBytes) && sendNext()) {
            // as long as window and data last
        }
        if (sndNxt != sndUna && !timerRuns()) {
            startTimer(PeerStream.timeoutNs(dataTimeouts), this::onDataTimer);
        }
    }

    private boolean sendNext() {
        int position = sndNxt - iss - 1;
        int length = Math.min(stream.pendingLength(position), segmentBytes);
        boolean fin = stream.finAt(position + length);
        if (length == 0 && !fin) {
            return false;
        }
        int flags = TcpFlags.ACK | (length > 0 ? TcpFlags.PSH : 0) | (fin ? TcpFlags.FIN : 0);
        withTimestamps();
        host.send(frames.build(sndNxt, rcvNxt, flags, window(), stream.outgoing(), position, length));
        sndNxt += length + (fin ? 1 : 0);
        sndMax = SeqNum.lessThan(sndMax, sndNxt) ? sndNxt : sndMax;
        return true;
    }

    private void onDataTimer() {
        if (++dataTimeouts > PeerStream.MAX_TIMEOUTS) {
            end(PeerOutcome.TIMEOUT);
            return;
        }
        dataRetransmits++;
        sndNxt = sndUna;
        sendNext();
        startTimer(PeerStream.timeoutNs(dataTimeouts), this::onDataTimer);
    }

    private void sendAck() {
        send(TcpFlags.ACK, sndNxt);
    }

    private void send(int flags, int sequenceNumber) {
        if ((flags & TcpFlags.RST) == 0) {
            withTimestamps();
        }
        host.send(frames.build(sequenceNumber, rcvNxt, flags, window()));
    }

    private void withTimestamps() {
        if (timestamps) {
            frames.timestamps(host.timestamp(), newestTimestamp);
        }
    }

    private int window() {
        return scaled ? WINDOW_BYTES >> WINDOW_SCALE : WINDOW_BYTES;
    }

    // ------------------------------------------------------------------ the one timer

    private boolean timerRuns() {
        return (timerGeneration & 1) != 0;
    }

    /** An odd generation means: running. An event of another generation is one that was stopped. */
    private void startTimer(long delayNs, Runnable action) {
        timerGeneration = (timerGeneration | 1) + 2;
        int mine = timerGeneration;
        simulation.after(delayNs, () -> {
            if (timerGeneration == mine) {
                stopTimer();
                action.run();
            }
        });
    }

    private void stopTimer() {
        timerGeneration = (timerGeneration | 1) + 1;
    }

    private void end(PeerOutcome how) {
        outcome = how;
        stopTimer();
        host.changed(this);
    }
}
