package io.netstack.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.observe.Counter;
import io.netstack.observe.CounterScheme;
import io.netstack.observe.Counters;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpSegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The drop at the ring: which frames a closed gate swallows, and which it lets through. */
class IngressGateTest {
    private static final int PORT = 80;

    private final HandFedLink inner = new HandFedLink();
    private final PortGate ports = new PortGate();
    private final Counters counters = new Counters(CounterScheme.LINUX);
    private final IngressGate gate = new IngressGate(inner, ports, counters, FrameTrace.NONE);

    @Test
    void anOpenGateLetsASynThrough() {
        assertThat(passes(segment(PORT, TcpFlags.SYN))).isTrue();
    }

    @Test
    void aClosedGateSwallowsABareSynAndCountsIt() {
        ports.set(PORT, true);

        assertThat(passes(segment(PORT, TcpFlags.SYN))).isFalse();
        assertThat(passes(segment(PORT, TcpFlags.SYN | TcpFlags.ECE | TcpFlags.CWR))).isFalse();
        assertThat(counters.value(Reason.INGRESS_GATE_DROP)).isEqualTo(2);
        assertThat(counters.value(Counter.NETSTACK_INGRESS_GATE_DROP)).isEqualTo(2);
    }

    @Test
    void aClosedGateLetsEverythingElseThrough() {
        ports.set(PORT, true);

        assertThat(passes(segment(PORT, TcpFlags.ACK))).as("final ACK").isTrue();
        assertThat(passes(segment(PORT, TcpFlags.SYN | TcpFlags.ACK))).as("SYN|ACK").isTrue();
        assertThat(passes(segment(PORT, TcpFlags.SYN | TcpFlags.FIN))).as("SYN|FIN").isTrue();
        assertThat(passes(segment(PORT, TcpFlags.RST))).as("RST").isTrue();
        assertThat(passes(segment(PORT + 1, TcpFlags.SYN))).as("SYN to another port").isTrue();
        assertThat(passes(new byte[20])).as("a runt").isTrue();
        byte[] arp = segment(PORT, TcpFlags.SYN);
        arp[13] = 6;
        assertThat(passes(arp)).as("not IPv4").isTrue();
        assertThat(counters.value(Reason.INGRESS_GATE_DROP)).isZero();
    }

    @Test
    void whoLooksAheadBehindAGateIsAskedAndHears() {
        Link ahead = new HandFedLink() {
            @Override
            public int poll(FrameHandler handler, int limit) {
                assertThat(handler.looksAhead()).isTrue();
                byte[] frame = segment(PORT, TcpFlags.SYN);
                handler.expect(frame, 0, frame.length);
                handler.onFrame(frame, 0, frame.length);
                return 1;
            }
        };
        AheadHandler handler = new AheadHandler();
        ports.set(PORT, true);

        new IngressGate(ahead, ports, counters, FrameTrace.NONE).poll(handler, 1);

        assertThat(handler.heard).as("a hint costs nothing, the frame itself is dropped").hasSize(1).first().asString().startsWith("?");
        assertThat(counters.value(Reason.INGRESS_GATE_DROP)).isEqualTo(1);
    }

    @Test
    void aHeaderLengthBeyondTheFrameIsLeftToWhoeverChecksHeaders() {
        ports.set(PORT, true);
        byte[] lying = segment(PORT, TcpFlags.SYN);
        lying[EthernetFrame.HEADER_LENGTH] = 0x4F;

        assertThat(passes(lying)).isTrue();
    }

    @Test
    void aGateThatOpensAgainLetsTheNextSynThrough() {
        ports.set(PORT, true);
        ports.set(PORT, false);

        assertThat(passes(segment(PORT, TcpFlags.SYN))).isTrue();
    }

    @Test
    void everythingButPollIsTheInnerLinks() {
        gate.send(new byte[] {1, 2, 3}, 1, 2);
        gate.close();

        assertThat(inner.sent()).containsExactly(new byte[] {2, 3});
        assertThat(gate.capabilities()).isEqualTo(inner.capabilities());
        assertThat(inner.isClosed()).isTrue();
    }

    private boolean passes(byte[] frame) {
        List<byte[]> seen = new ArrayList<>();
        inner.arrive(frame);
        assertThat(gate.poll((b, offset, length) -> seen.add(b), 1)).as("a swallowed frame was delivered by the link all the same").isOne();
        return !seen.isEmpty();
    }

    static byte[] segment(int port, int flags) {
        byte[] frame = new byte[EthernetFrame.HEADER_LENGTH + Ipv4Packet.HEADER_LENGTH + TcpSegment.HEADER_LENGTH];
        EthernetFrame.write(frame, 0, HandFedLink.MAC, 2, EthernetFrame.TYPE_IPV4);
        Ipv4Packet.write(frame, 14, 0, TcpSegment.HEADER_LENGTH, 1, Ipv4Packet.DONT_FRAGMENT, 64, Ipv4Packet.PROTOCOL_TCP, 0xC6120002,
            0xC6120001);
        TcpSegment.write(frame, 34, 40000, port, 1, 0, TcpSegment.HEADER_LENGTH, flags, 1000, 0);
        TcpSegment.writeChecksum(frame, 34, TcpSegment.HEADER_LENGTH, 0xC6120002, 0xC6120001);
        return frame;
    }
}
