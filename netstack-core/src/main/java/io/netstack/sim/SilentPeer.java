package io.netstack.sim;

import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;

/**
 * A client that never sends the final ACK: until the SYN-ACK comes it is a Linux client that retransmits its SYN, from then on it says nothing.
 * What a crowd of them leaves in a SYN queue is what a SYN flood leaves, or the clients behind a path that loses one direction.
 *
 * <pre>
 *            SYN, again after 1 2 3 4 5 7 11 … s
 *   SYN-SENT ──────────── SYN-ACK ────────────&gt; SILENT
 *      │ RST|ACK: REFUSED    131 s: TIMEOUT
 * </pre>
 */
public final class SilentPeer {
    private final Simulation simulation;
    private final PeerHost host;
    private final FrameBuilder frames;
    private final SynSchedule schedule;
    private final int iss;
    private final Runnable gaveUp;
    private final long startedNs;

    private PeerOutcome outcome = PeerOutcome.RETRANSMITTING;
    private int synRetransmits;

    SilentPeer(Simulation simulation, PeerHost host, FrameBuilder frames, SynSchedule schedule, int iss, Runnable gaveUp) {
        this.simulation = simulation;
        this.host = host;
        this.frames = frames;
        this.schedule = schedule;
        this.iss = iss;
        this.gaveUp = gaveUp;
        this.startedNs = simulation.nowNs();
        sendSyn();
    }

    /** How the attempt stands; never ESTABLISHED. */
    public PeerOutcome outcome() {
        return outcome;
    }

    /** How often the SYN was sent again. */
    public int synRetransmits() {
        return synRetransmits;
    }

    private void sendSyn() {
        host.send(frames.synOptions(Peer.MAXIMUM_SEGMENT_SIZE, host.timestamp(), Peer.WINDOW_SCALE).build(iss, 0, TcpFlags.SYN, Peer.SYN_WINDOW));
        simulation.after(schedule.timeoutNs(synRetransmits), this::onSynTimer);
    }

    private void onSynTimer() {
        if (outcome != PeerOutcome.RETRANSMITTING) {
            return;
        }
        if (schedule.givesUp(synRetransmits, simulation.nowNs() - startedNs)) {
            outcome = PeerOutcome.TIMEOUT;
            gaveUp.run();
            return;
        }
        synRetransmits++;
        sendSyn();
    }

    /** A segment for it arrived; only the first answer to its SYN matters. */
    void onSegment(TcpSegment segment, TcpOptions options) {
        if (outcome != PeerOutcome.RETRANSMITTING || !segment.has(TcpFlags.ACK)) {
            return;
        }
        if (segment.acknowledgmentNumber() != iss + 1) {
            // RFC 9293 section 3.10.7.3: an ACK of what was not sent is answered by RST, also by those who are silent otherwise
            if (!segment.has(TcpFlags.RST)) {
                host.send(frames.build(segment.acknowledgmentNumber(), 0, TcpFlags.RST, 0));
            }
        } else if (segment.has(TcpFlags.RST)) {
            outcome = PeerOutcome.REFUSED;
        } else if (segment.has(TcpFlags.SYN)) {
            outcome = PeerOutcome.SILENT;
        }
    }
}
