package io.netstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.flow.RouteTable.Route;
import io.netstack.observe.Counter;
import io.netstack.observe.CounterScheme;
import io.netstack.observe.Counters;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.wire.ArpPacket;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.SampleFrames;
import io.netstack.wire.WireFault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way out: a route, a neighbour, a frame; and what happens when one of them is missing. */
class EgressTest {
    private static final long OUR_MAC = SampleFrames.SERVER_MAC;
    private static final long PEER_MAC = 0x0200_0000_0077L;
    private static final int OUR_IP = SampleFrames.SERVER_IP;
    private static final int PEER = 0xC612_0007;
    private static final int GATEWAY = 0xC612_00FE;
    private static final int FAR_AWAY = 0xCB00_7105;
    private static final long SECOND = 1_000_000_000L;

    private final RecordingLink link = new RecordingLink(1500, OUR_MAC);
    private final NeighbourTable neighbours = new NeighbourTable();
    private final Counters counters = new Counters(CounterScheme.LINUX);
    private final List<Reason> traced = new ArrayList<>();
    private final Egress egress = egress(new Route(0xC612_0000, 24, 0), new Route(0xCB00_7100, 24, GATEWAY));

    private Egress egress(Route... routes) {
        FrameTrace trace = new FrameTrace() {
            @Override
            public void received(byte[] frame, int offset, int length, long nowNs) {
            }

            @Override
            public void sent(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b) {
                traced.add(reason);
            }

            @Override
            public void ended(Reason reason, long a, long b) {
            }
        };
        return new Egress(link, new RouteTable(List.of(routes)), neighbours, new LocalAddresses(OUR_IP), counters, trace);
    }

    /** A packet of ours with 3 bytes of room before its Ethernet header; the payload tells packets apart. */
    private boolean send(int destination, int payload, long nowNs) {
        byte[] frame = new byte[3 + 14 + 20 + 4];
        Ipv4Packet.write(frame, 17, 0, 4, 0, Ipv4Packet.DONT_FRAGMENT, 64, Ipv4Packet.PROTOCOL_TCP, OUR_IP, destination);
        frame[frame.length - 1] = (byte) payload;
        return egress.send(frame, 3, frame.length - 3, nowNs, Reason.SENT_SYN_ACK, 1, 2);
    }

    private static EthernetFrame ethernet(byte[] frame) {
        EthernetFrame ethernet = new EthernetFrame();
        assertThat(ethernet.wrap(frame, 0, frame.length)).isEqualTo(WireFault.NONE);
        return ethernet;
    }

    private ArpPacket lastArp() {
        byte[] frame = link.last();
        assertThat(ethernet(frame).type()).isEqualTo(EthernetFrame.TYPE_ARP);
        ArpPacket arp = new ArpPacket();
        assertThat(arp.wrap(frame, 14, frame.length - 14)).isEqualTo(WireFault.NONE);
        return arp;
    }

    @Test
    void aPacketToAKnownNeighbourGoesOutAtOnceUnderItsEthernetAddress() {
        neighbours.learn(PEER, PEER_MAC);
        assertThat(send(PEER, 1, 0)).isTrue();
        assertThat(link.sent).hasSize(1);
        EthernetFrame ethernet = ethernet(link.last());
        assertThat(ethernet.destination()).isEqualTo(PEER_MAC);
        assertThat(ethernet.source()).isEqualTo(OUR_MAC);
        assertThat(ethernet.type()).isEqualTo(EthernetFrame.TYPE_IPV4);
        assertThat(counters.value(Reason.SENT_SYN_ACK)).isOne();
        assertThat(counters.value(Counter.TCP_OUT_SEGS)).isOne();
        assertThat(traced).containsExactly(Reason.SENT_SYN_ACK);
    }

    @Test
    void aPacketToAnotherNetworkGoesToTheGateway() {
        neighbours.learn(GATEWAY, PEER_MAC);
        assertThat(send(FAR_AWAY, 1, 0)).isTrue();
        assertThat(ethernet(link.last()).destination()).isEqualTo(PEER_MAC);
    }

    @Test
    void withoutARouteNothingIsSentAndThatIsCounted() {
        assertThat(egress.hasRoute(0x0808_0808)).isFalse();
        assertThat(egress.hasRoute(PEER)).isTrue();
        assertThat(egress.hasRoute(FAR_AWAY)).isTrue();
        assertThat(send(0x0808_0808, 1, 0)).isFalse();
        assertThat(link.sent).isEmpty();
        assertThat(counters.value(Counter.IP_OUT_NO_ROUTES)).isOne();
        assertThat(counters.value(Reason.SENT_SYN_ACK)).isZero();
    }

    @Test
    void anUnknownNeighbourIsAskedOnceForAllItsPackets() {
        assertThat(send(PEER, 1, 0)).isTrue();
        assertThat(send(PEER, 2, 1)).isTrue();
        assertThat(link.sent).hasSize(1);
        assertThat(ethernet(link.last()).destination()).isEqualTo(EthernetFrame.BROADCAST);
        ArpPacket arp = lastArp();
        assertThat(arp.operation()).isEqualTo(ArpPacket.REQUEST);
        assertThat(arp.senderMac()).isEqualTo(OUR_MAC);
        assertThat(arp.senderIp()).isEqualTo(OUR_IP);
        assertThat(arp.targetMac()).isZero();
        assertThat(arp.targetIp()).isEqualTo(PEER);
    }

    @Test
    void theAnswerSendsWhatWaitedInOrderAndOnlyOnce() {
        send(PEER, 1, 0);
        send(PEER, 2, 0);
        egress.resolved(PEER, PEER_MAC, 5);
        assertThat(link.sent).hasSize(3);
        assertThat(link.sent.get(1)).endsWith((byte) 1);
        assertThat(link.sent.get(2)).endsWith((byte) 2);
        assertThat(ethernet(link.sent.get(1)).destination()).isEqualTo(PEER_MAC);
        assertThat(ethernet(link.sent.get(1)).source()).isEqualTo(OUR_MAC);
        assertThat(ethernet(link.sent.get(1)).type()).isEqualTo(EthernetFrame.TYPE_IPV4);
        assertThat(counters.value(Reason.SENT_SYN_ACK)).isEqualTo(2);
        egress.resolved(PEER, PEER_MAC, 6);
        assertThat(link.sent).hasSize(3);
        assertThat(send(PEER, 3, 7)).isTrue();
        assertThat(link.last()).endsWith((byte) 3);
    }

    @Test
    void theQuestionIsRepeatedEachSecondAndGivenUpAfterTheThird() {
        send(PEER, 1, 0);
        assertThat(egress.nextDeadlineNs()).isEqualTo(SECOND);
        egress.onTimer(SECOND - 1);
        assertThat(link.sent).hasSize(1);
        egress.onTimer(SECOND);
        egress.onTimer(2 * SECOND);
        assertThat(link.sent).hasSize(3);
        assertThat(lastArp().targetIp()).isEqualTo(PEER);
        egress.onTimer(3 * SECOND);
        assertThat(link.sent).hasSize(3);
        assertThat(egress.nextDeadlineNs()).isEqualTo(DeadlineList.NEVER);
        egress.resolved(PEER, PEER_MAC, 4 * SECOND);
        assertThat(link.sent).as("what waited was forgotten").hasSize(3);
    }

    @Test
    void framesWhoseNeighbourNeverAnswersAreCountedAsLost() {
        send(PEER, 1, 0);
        send(PEER, 2, 0);
        assertThat(counters.value(Reason.NEIGHBOUR_UNRESOLVED)).as("they still wait").isZero();
        for (int second = 1; second <= 3; second++) {
            egress.onTimer(second * SECOND);
        }
        assertThat(counters.value(Reason.NEIGHBOUR_UNRESOLVED)).isEqualTo(2);
    }

    @Test
    void aFrameThatNewerOnesPushOutOfTheWaitIsCountedAsLost() {
        for (int i = 0; i < 6; i++) {
            send(PEER, i, 0);
        }
        assertThat(counters.value(Reason.NEIGHBOUR_UNRESOLVED)).as("4 of 6 may wait").isEqualTo(2);
    }

    @Test
    void aFrameThatTheLinkRefusesIsCountedAndNotTraced() {
        neighbours.learn(PEER, PEER_MAC);
        link.refuses = true;
        assertThat(send(PEER, 1, 0)).isFalse();
        assertThat(counters.value(Counter.NETSTACK_LINK_SEND_FAILED)).isOne();
        assertThat(counters.value(Reason.SENT_SYN_ACK)).isZero();
        assertThat(traced).isEmpty();
    }

    @Test
    void anArpReplyGoesToWhoAsked() {
        egress.sendArp(ArpPacket.REPLY, PEER_MAC, 0, PEER_MAC, PEER, 0);
        assertThat(ethernet(link.last()).destination()).isEqualTo(PEER_MAC);
        ArpPacket arp = lastArp();
        assertThat(arp.operation()).isEqualTo(ArpPacket.REPLY);
        assertThat(arp.senderIp()).isEqualTo(OUR_IP);
        assertThat(arp.targetMac()).isEqualTo(PEER_MAC);
        assertThat(arp.targetIp()).isEqualTo(PEER);
        assertThat(traced).containsExactly(Reason.SENT_ARP);
    }
}
