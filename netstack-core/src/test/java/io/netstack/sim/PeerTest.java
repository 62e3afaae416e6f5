package io.netstack.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.flow.Addresses;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;
import io.netstack.wire.WireFault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A simulated client against a server that says only what each test makes it say. */
class PeerTest {
    private static final int SERVER = Addresses.parseIpv4("198.18.0.1");
    private static final int CLIENT = Addresses.parseIpv4("198.18.0.2");
    private static final int SERVER_ISS = 1_000_000;
    private static final long SECOND_NS = 1_000_000_000L;

    private final Simulation simulation = new Simulation(0);
    private final SimulatedCable cable = new SimulatedCable(simulation, Wire.perfect(0), 0x02_00_00_00_00_01L, 0x02_00_00_00_00_02L);
    private final FrameBuilder server = new FrameBuilder(1, 2, SERVER, CLIENT, 80, 40001);
    private final List<Seen> seen = new ArrayList<>();

    /** A segment of the client, as the server's end saw it. */
    private record Seen(double atS, String flags, int seq, int ack, int window, int mss, int scale, boolean timestamps, String data) {
    }

    PeerTest() {
        cable.near().onArrival(() -> cable.near().poll(this::see, Integer.MAX_VALUE));
    }

    @Test
    void aSilentServerGetsTheSynsOfLinuxAndThenTheClientGivesUp() {
        Peer peer = connect(SynSchedule.LINUX);
        simulation.runUntil(130 * SECOND_NS);
        assertThat(seen).extracting(Seen::atS).containsExactly(0., 1., 2., 3., 4., 5., 7., 11., 19., 35., 67.);
        assertThat(peer.outcome()).isEqualTo(PeerOutcome.RETRANSMITTING);
        assertThat(peer.synRetransmits()).isEqualTo(10);
        simulation.runUntil(131 * SECOND_NS);
        assertThat(peer.outcome()).isEqualTo(PeerOutcome.TIMEOUT);
    }

    @Test
    void anOlderLinuxDoublesFromTheStart() {
        connect(SynSchedule.LINUX_EXPONENTIAL);
        simulation.runUntil(200 * SECOND_NS);
        assertThat(seen).extracting(Seen::atS).containsExactly(0., 1., 3., 7., 15., 31., 63.);
    }

    @Test
    void fewRetriesStopByElapsedTimeBeforeTheyStopByCount() {
        Peer peer = connect(new SynSchedule(SECOND_NS, 4, 2, 120 * SECOND_NS));
        simulation.runUntil(7 * SECOND_NS);
        assertThat(seen).hasSize(6);
        assertThat(peer.outcome()).isEqualTo(PeerOutcome.TIMEOUT);
    }

    @Test
    void theSynIsThatOfLinux() {
        connect(SynSchedule.LINUX);
        simulation.runUntil(0);
        Seen syn = seen.getFirst();
        assertThat(syn.flags()).isEqualTo("S");
        assertThat(syn.window()).isEqualTo(64240);
        assertThat(syn.mss()).isEqualTo(1460);
        assertThat(syn.scale()).isEqualTo(7);
        assertThat(syn.timestamps()).isTrue();
    }

    @Test
    void aRstWithTheRightAckRefusesTheConnection() {
        Peer peer = connect(SynSchedule.LINUX);
        answer(server.build(0, iss() + 1, TcpFlags.RST | TcpFlags.ACK, 0));
        assertThat(peer.outcome()).isEqualTo(PeerOutcome.REFUSED);
    }

    @Test
    void aRstWithoutAckOrWithAWrongOneIsIgnoredInSynSent() {
        Peer peer = connect(SynSchedule.LINUX);
        answer(server.build(0, 0, TcpFlags.RST, 0));
        answer(server.build(0, iss() + 2, TcpFlags.RST | TcpFlags.ACK, 0));
        assertThat(peer.outcome()).isEqualTo(PeerOutcome.RETRANSMITTING);
    }

    @Test
    void aSynAckWithAWrongAckIsAnsweredByRst() {
        connect(SynSchedule.LINUX);
        answer(server.build(SERVER_ISS, iss() + 2, TcpFlags.SYN | TcpFlags.ACK, 65535));
        assertThat(seen.getLast()).satisfies(rst -> {
            assertThat(rst.flags()).isEqualTo("R");
            assertThat(rst.seq()).isEqualTo(iss() + 2);
        });
    }

    @Test
    void aSynAckEstablishesAndLaterOnesAreChallengedOncePerHalfSecond() {
        Peer peer = established();
        assertThat(seen.getLast().flags()).isEqualTo("A");
        assertThat(seen.getLast().ack()).isEqualTo(SERVER_ISS + 1);
        int before = seen.size();
        for (int i = 0; i < 12; i++) {
            answer(synAck());
            simulation.runFor(100_000_000);
        }
        assertThat(seen).hasSize(before + 3);
        assertThat(peer.outcome()).isEqualTo(PeerOutcome.ESTABLISHED);
    }

    @Test
    void onlyAnExactRstResets() {
        Peer peer = established();
        answer(server.build(SERVER_ISS + 1 + 64256, 0, TcpFlags.RST, 0));
        assertThat(peer.outcome()).as("outside the window").isEqualTo(PeerOutcome.ESTABLISHED);
        int before = seen.size();
        answer(server.build(SERVER_ISS + 2, 0, TcpFlags.RST, 0));
        assertThat(peer.outcome()).as("in the window").isEqualTo(PeerOutcome.ESTABLISHED);
        assertThat(seen).as("challenge ACK").hasSize(before + 1);
        answer(server.build(SERVER_ISS + 1, 0, TcpFlags.RST, 0));
        assertThat(peer.outcome()).isEqualTo(PeerOutcome.RESET);
    }

    @Test
    void aRequestIsSentAndTheReplyIsReadUntilTheEnd() {
        Peer peer = connect(SynSchedule.LINUX);
        peer.write("GET /".getBytes(StandardCharsets.US_ASCII));
        peer.finish();
        answer(synAck());
        assertThat(seen.getLast().data()).isEqualTo("GET /");
        assertThat(seen.getLast().flags()).isEqualTo("FPA");
        byte[] reply = "hello".getBytes(StandardCharsets.US_ASCII);
        answer(server.build(SERVER_ISS + 1, iss() + 7, TcpFlags.ACK | TcpFlags.FIN, 65535, reply, 0, 5));
        assertThat(new String(peer.received(), StandardCharsets.US_ASCII)).isEqualTo("hello");
        assertThat(peer.endOfStream()).isTrue();
        assertThat(peer.isFinished()).isTrue();
        assertThat(seen.getLast().ack()).isEqualTo(SERVER_ISS + 7);
    }

    @Test
    void dataWithoutAnAnswerIsSentAgainWithDoublingTimeouts() {
        Peer peer = established();
        int before = seen.size();
        peer.write(new byte[] {'x'});
        simulation.runFor(3_200_000_000L);
        assertThat(seen.subList(before, seen.size())).extracting(s -> Math.round(s.atS() * 10)).containsExactly(0L, 2L, 6L, 14L, 30L);
        simulation.runFor(2_000 * SECOND_NS);
        assertThat(peer.outcome()).isEqualTo(PeerOutcome.TIMEOUT);
    }

    @Test
    void aRepeatedSegmentIsAcknowledgedAndNotReadTwice() {
        Peer peer = established();
        byte[] reply = {'a', 'b'};
        answer(server.build(SERVER_ISS + 1, iss() + 1, TcpFlags.ACK, 65535, reply, 0, 2));
        answer(server.build(SERVER_ISS + 1, iss() + 1, TcpFlags.ACK, 65535, reply, 0, 2));
        assertThat(peer.received()).isEqualTo(reply);
        assertThat(seen.getLast().ack()).isEqualTo(SERVER_ISS + 3);
    }

    @Test
    void aSilentPeerRetransmitsItsSynUntilTheSynAckAndThenSaysNothing() {
        PeerHost host = new PeerHost(simulation, cable.far(), CLIENT, 1, SynSchedule.LINUX, 42);
        SilentPeer peer = host.silent(CLIENT, 40001, SERVER, 80, () -> {
            throw new AssertionError("it has its answer");
        });
        simulation.runUntil(2 * SECOND_NS);
        assertThat(seen).extracting(Seen::atS).containsExactly(0., 1., 2.);
        assertThat(seen).allSatisfy(syn -> {
            assertThat(syn.flags()).isEqualTo("S");
            assertThat(syn.mss()).isEqualTo(1460);
            assertThat(syn.timestamps()).isTrue();
        });
        assertThat(peer.outcome()).isEqualTo(PeerOutcome.RETRANSMITTING);

        answer(synAck());
        answer(synAck());
        simulation.runFor(200 * SECOND_NS);
        assertThat(seen).hasSize(3);
        assertThat(peer.outcome()).isEqualTo(PeerOutcome.SILENT);
        assertThat(peer.synRetransmits()).isEqualTo(2);
    }

    @Test
    void aSilentPeerIsRefusedByAResetAndGivesUpWithoutAnyAnswer() {
        PeerHost host = new PeerHost(simulation, cable.far(), CLIENT, 1, SynSchedule.LINUX, 42);
        List<String> ends = new ArrayList<>();
        SilentPeer refused = host.silent(CLIENT, 40001, SERVER, 80, () -> ends.add("refused one"));
        answer(server.build(0, iss() + 1, TcpFlags.RST | TcpFlags.ACK, 0));
        SilentPeer unheard = host.silent(CLIENT, 40002, SERVER, 80, () -> ends.add("unheard one"));
        simulation.runFor(131 * SECOND_NS);
        assertThat(refused.outcome()).isEqualTo(PeerOutcome.REFUSED);
        assertThat(unheard.outcome()).isEqualTo(PeerOutcome.TIMEOUT);
        assertThat(ends).containsExactly("unheard one");
    }

    private Peer connect(SynSchedule schedule) {
        return new PeerHost(simulation, cable.far(), CLIENT, 1, schedule, 42).connect(40001, SERVER, 80);
    }

    private Peer established() {
        Peer peer = connect(SynSchedule.LINUX);
        answer(synAck());
        assertThat(peer.outcome()).isEqualTo(PeerOutcome.ESTABLISHED);
        return peer;
    }

    private byte[] synAck() {
        return server.synOptions(1460, 1, 10).build(SERVER_ISS, iss() + 1, TcpFlags.SYN | TcpFlags.ACK, 65160);
    }

    private int iss() {
        if (seen.isEmpty()) {
            simulation.runFor(0);
        }
        return seen.getFirst().seq();
    }

    private void answer(byte[] frame) {
        cable.near().send(frame, 0, frame.length);
        simulation.runFor(0);
    }

    private void see(byte[] b, int offset, int length) {
        EthernetFrame ethernet = new EthernetFrame();
        Ipv4Packet ip = new Ipv4Packet();
        TcpSegment tcp = new TcpSegment();
        assertThat(ethernet.wrap(b, offset, length)).isEqualTo(WireFault.NONE);
        assertThat(ip.wrap(b, ethernet.payloadOffset(), ethernet.payloadLength())).isEqualTo(WireFault.NONE);
        assertThat(tcp.wrap(b, ip.payloadOffset(), ip.payloadLength())).isEqualTo(WireFault.NONE);
        assertThat(tcp.checksumIsRight(ip.source(), ip.destination())).isTrue();
        TcpOptions options = new TcpOptions();
        options.parse(tcp);
        byte[] data = Arrays.copyOfRange(b, tcp.dataOffset(), tcp.dataOffset() + tcp.dataLength());
        seen.add(new Seen(simulation.nowNs() / 1e9, TcpFlags.text(tcp.flags()), tcp.sequenceNumber(), tcp.acknowledgmentNumber(),
            tcp.window(), options.maximumSegmentSize(), options.windowScale(), options.hasTimestamps(),
            new String(data, StandardCharsets.US_ASCII)));
    }
}
