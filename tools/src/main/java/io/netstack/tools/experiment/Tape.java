package io.netstack.tools.experiment;

import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.sim.load.SimulatedNetwork;
import io.netstack.sim.load.SimulatedServer;
import io.netstack.tools.UsageError;
import io.netstack.wire.Bytes;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What clients sent to a server, and the first SYN-ACK that each of them was given: all that is needed to send the same to another
 * server, whose sequence numbers and timestamps are others.
 */
final class Tape implements FrameTrace {
    static final int IP = EthernetFrame.HEADER_LENGTH;
    static final int TCP = IP + Ipv4Packet.HEADER_LENGTH;
    private static final int MOST_FRAMES = 500_000;
    private static final int FIRST_SOURCE = 198 << 24 | 18 << 16 | 16 << 8;

    /** What clients sent, in order. */
    private final List<RecordedFrames.Frame> frames = new ArrayList<>();
    private final Map<Long, SynAck> synAcks = new HashMap<>();
    private boolean full;

    /**
     * The numbers of a SYN-ACK that a client's later segments refer to.
     *
     * @param iss       initial sequence number
     * @param timestamp TSval, or 0 without the option
     */
    record SynAck(int iss, int timestamp) {
    }

    /** Everything that reaches the server of a scenario. */
    static Tape of(Scenario scenario) {
        Tape tape = new Tape();
        new Experiment(scenario, tape).run();
        tape.requireFrames("the scenario");
        return tape;
    }

    /**
     * A recording: the server is where its first SYN goes.
     *
     * @throws UsageError when there is no SYN
     */
    static Tape of(Path file) {
        Tape tape = new Tape();
        RecordedFrames.View view = new RecordedFrames.View();
        Map<Integer, Integer> sources = new HashMap<>();
        int server = 0;
        int port = 0;
        for (RecordedFrames.Frame frame : RecordedFrames.read(file)) {
            view.wrap(frame.bytes(), 0, frame.bytes().length);
            TcpSegment segment = view.segment();
            if (port == 0 && (segment.flags() & (TcpFlags.SYN | TcpFlags.ACK)) == TcpFlags.SYN) {
                server = view.ip().destination();
                port = segment.destinationPort();
            }
            if (port != 0 && view.ip().destination() == server && segment.destinationPort() == port) {
                int source = sources.computeIfAbsent(view.ip().source(), s -> FIRST_SOURCE + sources.size() % 4096);
                tape.add(frame.timeNs(), moved(view, source));
            } else if (port != 0 && view.ip().source() == server && segment.sourcePort() == port && segment.has(TcpFlags.SYN)) {
                int source = sources.getOrDefault(view.ip().destination(), 0);
                tape.synAcks.putIfAbsent(key(source, segment.destinationPort()), new SynAck(segment.sequenceNumber(), timestamp(segment)));
            }
        }
        tape.requireFrames(file.toString());
        return tape;
    }

    private static int timestamp(TcpSegment segment) {
        TcpOptions options = new TcpOptions();
        options.parse(segment);
        return options.hasTimestamps() ? options.timestampValue() : 0;
    }

    /** The same segment from and to addresses of the simulation, with an IP header of its own. */
    private static byte[] moved(RecordedFrames.View view, int source) {
        TcpSegment segment = view.segment();
        int length = view.ip().payloadLength();
        byte[] frame = new byte[TCP + length];
        EthernetFrame.write(frame, 0, SimulatedNetwork.STACK_MAC, SimulatedNetwork.GATEWAY_MAC,
            EthernetFrame.TYPE_IPV4);
        Ipv4Packet.write(frame, IP, 0, length, 0, Ipv4Packet.DONT_FRAGMENT, 64, Ipv4Packet.PROTOCOL_TCP, source, SimulatedServer.ADDRESS);
        System.arraycopy(segment.buffer(), view.ip().payloadOffset(), frame, TCP, length);
        Bytes.put16(frame, TCP + 2, SimulatedServer.PORT);
        checksum(frame);
        return frame;
    }

    /** Puts the right checksum into a frame whose segment was changed. */
    static void checksum(byte[] frame) {
        Bytes.put16(frame, TCP + 16, 0);
        TcpSegment.writeChecksum(frame, TCP, Bytes.u16(frame, IP + 2) - Ipv4Packet.HEADER_LENGTH, Bytes.i32(frame, IP + 12),
            Bytes.i32(frame, IP + 16));
    }

    private void requireFrames(String what) {
        if (frames.isEmpty()) {
            throw new UsageError(what + " has no TCP connection attempt");
        }
        if (full) {
            throw new UsageError(what + " has more than " + MOST_FRAMES + " frames; a shorter one would do");
        }
    }

    private void add(long timeNs, byte[] frame) {
        full |= frames.size() == MOST_FRAMES;
        if (!full) {
            frames.add(new RecordedFrames.Frame(timeNs, frame));
        }
    }

    List<RecordedFrames.Frame> frames() {
        return frames;
    }

    /** The SYN-ACK that a client was given when the tape was made, or null. */
    SynAck synAck(long key) {
        return synAcks.get(key);
    }

    static long key(int address, int port) {
        return (long) address << 16 | port;
    }

    @Override
    public void received(byte[] frame, int offset, int length, long nowNs) {
        add(nowNs, Arrays.copyOfRange(frame, offset, offset + length));
    }

    @Override
    public void sent(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b) {
        if ((frame[offset + TCP + 13] & (TcpFlags.SYN | TcpFlags.ACK)) == (TcpFlags.SYN | TcpFlags.ACK)) {
            synAcks.putIfAbsent(key(Bytes.i32(frame, offset + IP + 16), Bytes.u16(frame, offset + TCP + 2)), synAck(frame, offset, length));
        }
    }

    /** The numbers of a SYN-ACK. */
    static SynAck synAck(byte[] frame, int offset, int length) {
        TcpSegment segment = new TcpSegment();
        segment.wrap(frame, offset + TCP, length - TCP);
        return new SynAck(segment.sequenceNumber(), timestamp(segment));
    }

    @Override
    public void ended(Reason reason, long a, long b) {
        // what the first server decided does not matter
    }
}
