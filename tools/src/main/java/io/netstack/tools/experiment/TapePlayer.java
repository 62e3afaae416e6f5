package io.netstack.tools.experiment;

import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.sim.Simulation;
import io.netstack.sim.load.AddressRange;
import io.netstack.sim.load.SimulatedNetwork;
import io.netstack.sim.load.SimulatedServer;
import io.netstack.wire.Bytes;
import io.netstack.wire.TcpFlags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends a tape to a server under a scenario's policy. Segments that refer to the SYN-ACK of the first server are made to refer to that of
 * this one: acknowledgment number and timestamp echo are moved by the difference.
 */
final class TapePlayer implements FrameTrace {
    private static final AddressRange EVERYBODY = new AddressRange(198 << 24 | 18 << 16 | 1 << 8, (1 << 17) - (1 << 8));
    private static final int TIMESTAMPS = 8;
    private static final long SETTLE_NS = 1_000_000_000L;

    /**
     * What became of one frame of the tape.
     *
     * @param reason the verdict
     * @param text   the verdict with its numbers
     * @param answer the flags of what was sent to its sender at once, or nothing
     */
    record Fate(Reason reason, String text, String answer) {
    }

    private final Simulation simulation = new Simulation(0);
    private final SimulatedNetwork network = new SimulatedNetwork(simulation);
    private final Tape tape;
    private final List<Fate> fates = new ArrayList<>();
    private final Map<Long, Tape.SynAck> synAcks = new HashMap<>();
    private final StringBuilder answer = new StringBuilder();
    private long current;

    private TapePlayer(Scenario scenario, Tape tape) {
        this.tape = tape;
        SimulatedServer server = new SimulatedServer(simulation, network, scenario.policy, scenario.settings, scenario.backlog,
            scenario.seed,
            this, scenario.memory());
        Experiment.serve(scenario, simulation, server, (address, port, nowNs) -> { });
        network.attach(EVERYBODY, this::onSent);
    }

    /** What became of each frame, in the order of the tape. */
    static List<Fate> play(Scenario scenario, Tape tape) {
        return new TapePlayer(scenario, tape).play();
    }

    private List<Fate> play() {
        for (RecordedFrames.Frame frame : tape.frames()) {
            simulation.runUntil(Math.max(simulation.nowNs(), frame.timeNs()));
            byte[] bytes = translated(frame.bytes().clone());
            current = Tape.key(Bytes.i32(bytes, Tape.IP + 12), Bytes.u16(bytes, Tape.TCP));
            answer.setLength(0);
            network.toStack(bytes, 0, bytes.length);
        }
        simulation.runFor(SETTLE_NS);
        return fates;
    }

    private byte[] translated(byte[] frame) {
        long key = Tape.key(Bytes.i32(frame, Tape.IP + 12), Bytes.u16(frame, Tape.TCP));
        Tape.SynAck then = tape.synAck(key);
        Tape.SynAck now = synAcks.get(key);
        if (then == null || now == null || (frame[Tape.TCP + 13] & TcpFlags.ACK) == 0) {
            return frame;
        }
        Bytes.put32(frame, Tape.TCP + 8, Bytes.i32(frame, Tape.TCP + 8) - then.iss() + now.iss());
        int end = Tape.TCP + (Bytes.u8(frame, Tape.TCP + 12) >>> 4) * 4;
        for (int at = Tape.TCP + 20; at < end && Bytes.u8(frame, at) != 0; at += Bytes.u8(frame, at) == 1 ? 1 : Math.max(2,
            Bytes.u8(frame, at + 1))) {
            if (Bytes.u8(frame, at) == TIMESTAMPS && at + 10 <= end && Bytes.i32(frame, at + 6) != 0) {
                Bytes.put32(frame, at + 6, Bytes.i32(frame, at + 6) - then.timestamp() + now.timestamp());
            }
        }
        Tape.checksum(frame);
        return frame;
    }

    private void onSent(byte[] frame, int offset, int length) {
        int flags = frame[offset + Tape.TCP + 13] & 0x3F;
        long key = Tape.key(Bytes.i32(frame, offset + Tape.IP + 16), Bytes.u16(frame, offset + Tape.TCP + 2));
        if ((flags & (TcpFlags.SYN | TcpFlags.ACK)) == (TcpFlags.SYN | TcpFlags.ACK)) {
            synAcks.putIfAbsent(key, Tape.synAck(frame, offset, length));
        }
        if (key == current) {
            answer.append(answer.isEmpty() ? "" : " ").append(TcpFlags.text(flags));
        }
    }

    @Override
    public void received(byte[] frame, int offset, int length, long nowNs) {
        // it is the tape's
    }

    @Override
    public void sent(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b) {
        // the network shows what is sent
    }

    @Override
    public void ended(Reason reason, long a, long b) {
        fates.add(new Fate(reason, reason.describe(a, b), answer.toString()));
    }
}
