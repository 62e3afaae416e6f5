package io.netstack.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.pcap4j.packet.ArpPacket.ArpHeader;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV4EchoPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.IpV4Rfc791Tos;
import org.pcap4j.packet.TcpEndOfOptionList;
import org.pcap4j.packet.TcpMaximumSegmentSizeOption;
import org.pcap4j.packet.TcpNoOperationOption;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.TcpPacket.TcpHeader;
import org.pcap4j.packet.TcpPacket.TcpOption;
import org.pcap4j.packet.TcpSackPermittedOption;
import org.pcap4j.packet.TcpTimestampsOption;
import org.pcap4j.packet.TcpWindowScaleOption;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.packet.namednumber.ArpHardwareType;
import org.pcap4j.packet.namednumber.ArpOperation;
import org.pcap4j.packet.namednumber.EtherType;
import org.pcap4j.packet.namednumber.IcmpV4Code;
import org.pcap4j.packet.namednumber.IcmpV4Type;
import org.pcap4j.packet.namednumber.IpNumber;
import org.pcap4j.packet.namednumber.IpVersion;
import org.pcap4j.packet.namednumber.TcpPort;
import org.pcap4j.util.ByteArrays;
import org.pcap4j.util.MacAddress;

/** An independent implementation of the same formats, pcap4j's packet classes, understands what we write, and we what it writes. */
class PcapOracleTest {
    private static final long MAC_MAX = 0xFFFF_FFFF_FFFFL;

    // ---- ours, read by pcap4j

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void ourSegmentIsTheirSegment(@ForAll int source, @ForAll int destination, @ForAll @IntRange(max = 0xFFFF) int sourcePort,
                                  @ForAll @IntRange(max = 0xFFFF) int destinationPort, @ForAll int sequence, @ForAll int acknowledgment,
                                  @ForAll @IntRange(max = 0x3F) int flags, @ForAll @Size(max = 100) byte[] data)
        throws IllegalRawDataException, UnknownHostException {
        byte[] options = {2, 4, 5, (byte) 0xB4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 9, 1, 3, 3, 7};
        byte[] frame = SampleFrames.tcp(source, destination, sourcePort, destinationPort, sequence, acknowledgment, flags, options, data);

        EthernetPacket theirs = EthernetPacket.newPacket(frame, 0, frame.length);
        assertThat(theirs.getHeader().getSrcAddr()).isEqualTo(mac(SampleFrames.CLIENT_MAC));
        assertThat(theirs.getHeader().getDstAddr()).isEqualTo(mac(SampleFrames.SERVER_MAC));
        IpV4Packet ip = theirs.get(IpV4Packet.class);
        assertThat(ip.getHeader().getSrcAddr()).isEqualTo(address(source));
        assertThat(ip.getHeader().getDstAddr()).isEqualTo(address(destination));
        assertThat(ip.getHeader().getTtlAsInt()).isEqualTo(64);
        assertThat(ip.getHeader().getDontFragmentFlag()).isTrue();
        assertThat(ip.getHeader().hasValidChecksum(false)).isTrue();
        TcpPacket tcp = theirs.get(TcpPacket.class);
        TcpHeader header = tcp.getHeader();
        assertThat(tcp.hasValidChecksum(address(source), address(destination), false)).isTrue();
        assertThat(header.getSrcPort().valueAsInt()).isEqualTo(sourcePort);
        assertThat(header.getDstPort().valueAsInt()).isEqualTo(destinationPort);
        assertThat(header.getSequenceNumber()).isEqualTo(sequence);
        assertThat(header.getAcknowledgmentNumber()).isEqualTo(acknowledgment);
        assertThat(header.getWindowAsInt()).isEqualTo(64240);
        assertThat(flagsOf(header)).isEqualTo(flags);
        assertThat(header.getOptions()).hasExactlyElementsOfTypes(TcpMaximumSegmentSizeOption.class, TcpSackPermittedOption.class,
            TcpTimestampsOption.class, TcpNoOperationOption.class, TcpWindowScaleOption.class);
        assertThat(((TcpMaximumSegmentSizeOption) header.getOptions().get(0)).getMaxSegSizeAsInt()).isEqualTo(1460);
        assertThat(((TcpTimestampsOption) header.getOptions().get(2)).getTsEchoReply()).isEqualTo(9);
        assertThat(((TcpWindowScaleOption) header.getOptions().get(4)).getShiftCountAsInt()).isEqualTo(7);
        assertThat(tcp.getPayload() == null ? new byte[0] : tcp.getPayload().getRawData()).isEqualTo(data);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void ourArpIsTheirArp(@ForAll boolean request, @ForAll @LongRange(max = MAC_MAX) long targetMac, @ForAll int targetIp)
        throws IllegalRawDataException, UnknownHostException {
        byte[] frame = SampleFrames.arp(request ? ArpPacket.REQUEST : ArpPacket.REPLY, targetMac, targetIp);
        ArpHeader header = EthernetPacket.newPacket(frame, 0, frame.length).get(org.pcap4j.packet.ArpPacket.class).getHeader();
        assertThat(header.getOperation()).isEqualTo(request ? ArpOperation.REQUEST : ArpOperation.REPLY);
        assertThat(header.getSrcHardwareAddr()).isEqualTo(mac(SampleFrames.CLIENT_MAC));
        assertThat(header.getSrcProtocolAddr()).isEqualTo(address(SampleFrames.CLIENT_IP));
        assertThat(header.getDstHardwareAddr()).isEqualTo(mac(targetMac));
        assertThat(header.getDstProtocolAddr()).isEqualTo(address(targetIp));
    }

    @Property(tries = 200)
    void ourEchoIsTheirEcho(@ForAll int rest, @ForAll @Size(max = 60) byte[] data) throws IllegalRawDataException {
        byte[] frame = SampleFrames.icmp(IcmpPacket.ECHO_REQUEST, 0, rest, data);
        EthernetPacket theirs = EthernetPacket.newPacket(frame, 0, frame.length);
        IcmpV4CommonPacket common = theirs.get(IcmpV4CommonPacket.class);
        assertThat(common.getHeader().getType()).isEqualTo(IcmpV4Type.ECHO);
        assertThat(common.hasValidChecksum(false)).isTrue();
        IcmpV4EchoPacket echo = theirs.get(IcmpV4EchoPacket.class);
        assertThat(echo.getHeader().getIdentifierAsInt()).isEqualTo(rest >>> 16);
        assertThat(echo.getHeader().getSequenceNumberAsInt()).isEqualTo(rest & 0xFFFF);
        assertThat(echo.getPayload() == null ? new byte[0] : echo.getPayload().getRawData()).isEqualTo(data);
    }

    // ---- theirs, read by us

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void theirSegmentIsOurSegment(@ForAll int source, @ForAll int destination, @ForAll @IntRange(max = 0xFFFF) int sourcePort,
                                  @ForAll @IntRange(max = 0xFFFF) int destinationPort, @ForAll int sequence, @ForAll int acknowledgment,
                                  @ForAll @IntRange(max = 0x3F) int flags, @ForAll @IntRange(max = 0x1F) int optionChoice,
                                  @ForAll @Size(max = 100) byte[] data) throws UnknownHostException {
        List<TcpOption> chosen = new ArrayList<>();
        if ((optionChoice & 1) != 0) {
            chosen.add(new TcpMaximumSegmentSizeOption.Builder().maxSegSize((short) 1400).correctLengthAtBuild(true).build());
        }
        if ((optionChoice & 2) != 0) {
            chosen.add(TcpNoOperationOption.getInstance());
            chosen.add(new TcpWindowScaleOption.Builder().shiftCount((byte) 9).correctLengthAtBuild(true).build());
        }
        if ((optionChoice & 4) != 0) {
            chosen.add(TcpSackPermittedOption.getInstance());
        }
        if ((optionChoice & 8) != 0) {
            chosen.add(new TcpTimestampsOption.Builder().tsValue(sequence).tsEchoReply(acknowledgment).correctLengthAtBuild(true).build());
        }
        if ((optionChoice & 16) != 0) {
            chosen.add(TcpEndOfOptionList.getInstance());
        }
        TcpPacket.Builder tcp = new TcpPacket.Builder().srcAddr(address(source)).dstAddr(address(destination))
            .srcPort(TcpPort.getInstance((short) sourcePort)).dstPort(TcpPort.getInstance((short) destinationPort))
            .sequenceNumber(sequence).acknowledgmentNumber(acknowledgment).window((short) 0xFACE)
            .fin((flags & 1) != 0).syn((flags & 2) != 0).rst((flags & 4) != 0).psh((flags & 8) != 0).ack((flags & 16) != 0)
            .urg((flags & 32) != 0).options(chosen).payloadBuilder(new UnknownPacket.Builder().rawData(data))
            .correctChecksumAtBuild(true).correctLengthAtBuild(true).paddingAtBuild(true);
        byte[] frame = ethernet(EtherType.IPV4, ip(source, destination, IpNumber.TCP).payloadBuilder(tcp)).build().getRawData();

        Ipv4Packet packet = ourPacket(frame);
        assertThat(packet.source()).isEqualTo(source);
        assertThat(packet.destination()).isEqualTo(destination);
        assertThat(packet.protocol()).isEqualTo(Ipv4Packet.PROTOCOL_TCP);
        TcpSegment segment = new TcpSegment();
        assertThat(segment.wrap(frame, packet.payloadOffset(), packet.payloadLength())).isEqualTo(WireFault.NONE);
        assertThat(segment.checksumIsRight(source, destination)).isTrue();
        assertThat(segment.sourcePort()).isEqualTo(sourcePort);
        assertThat(segment.destinationPort()).isEqualTo(destinationPort);
        assertThat(segment.sequenceNumber()).isEqualTo(sequence);
        assertThat(segment.acknowledgmentNumber()).isEqualTo(acknowledgment);
        assertThat(segment.flags()).isEqualTo(flags);
        assertThat(segment.window()).isEqualTo(0xFACE);
        assertThat(segment.dataLength()).isEqualTo(data.length);
        TcpOptions options = new TcpOptions();
        options.parse(segment);
        assertThat(options.maximumSegmentSize()).isEqualTo((optionChoice & 1) != 0 ? 1400 : -1);
        assertThat(options.windowScale()).isEqualTo((optionChoice & 2) != 0 ? 9 : -1);
        assertThat(options.sackPermitted()).isEqualTo((optionChoice & 4) != 0);
        assertThat(options.hasTimestamps()).isEqualTo((optionChoice & 8) != 0);
        assertThat(options.timestampValue()).isEqualTo((optionChoice & 8) != 0 ? sequence : 0);
        assertThat(options.timestampEcho()).isEqualTo((optionChoice & 8) != 0 ? acknowledgment : 0);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void theirArpIsOurArp(@ForAll boolean request, @ForAll @LongRange(max = MAC_MAX) long senderMac, @ForAll int senderIp,
                          @ForAll @LongRange(max = MAC_MAX) long targetMac, @ForAll int targetIp) throws UnknownHostException {
        org.pcap4j.packet.ArpPacket.Builder arp = new org.pcap4j.packet.ArpPacket.Builder().hardwareType(ArpHardwareType.ETHERNET)
            .protocolType(EtherType.IPV4).hardwareAddrLength((byte) 6).protocolAddrLength((byte) 4)
            .operation(request ? ArpOperation.REQUEST : ArpOperation.REPLY)
            .srcHardwareAddr(mac(senderMac)).srcProtocolAddr(address(senderIp))
            .dstHardwareAddr(mac(targetMac)).dstProtocolAddr(address(targetIp));
        byte[] frame = ethernet(EtherType.ARP, arp).build().getRawData();

        EthernetFrame ethernet = new EthernetFrame();
        assertThat(ethernet.wrap(frame, 0, frame.length)).isEqualTo(WireFault.NONE);
        assertThat(ethernet.type()).isEqualTo(EthernetFrame.TYPE_ARP);
        ArpPacket ours = new ArpPacket();
        assertThat(ours.wrap(frame, ethernet.payloadOffset(), ethernet.payloadLength())).isEqualTo(WireFault.NONE);
        assertThat(ours.operation()).isEqualTo(request ? ArpPacket.REQUEST : ArpPacket.REPLY);
        assertThat(ours.senderMac()).isEqualTo(senderMac);
        assertThat(ours.senderIp()).isEqualTo(senderIp);
        assertThat(ours.targetMac()).isEqualTo(targetMac);
        assertThat(ours.targetIp()).isEqualTo(targetIp);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void theirEchoIsOurEcho(@ForAll short identifier, @ForAll short sequence, @ForAll @Size(max = 60) byte[] data)
        throws UnknownHostException {
        IcmpV4CommonPacket.Builder icmp = new IcmpV4CommonPacket.Builder().type(IcmpV4Type.ECHO).code(IcmpV4Code.NO_CODE)
            .payloadBuilder(new IcmpV4EchoPacket.Builder().identifier(identifier).sequenceNumber(sequence)
                .payloadBuilder(new UnknownPacket.Builder().rawData(data))).correctChecksumAtBuild(true);
        byte[] frame = ethernet(EtherType.IPV4, ip(1, 2, IpNumber.ICMPV4).payloadBuilder(icmp)).build().getRawData();

        Ipv4Packet packet = ourPacket(frame);
        IcmpPacket ours = new IcmpPacket();
        assertThat(ours.wrap(frame, packet.payloadOffset(), packet.payloadLength())).isEqualTo(WireFault.NONE);
        assertThat(ours.type()).isEqualTo(IcmpPacket.ECHO_REQUEST);
        assertThat(ours.code()).isZero();
        assertThat(ours.length()).isEqualTo(8 + data.length);
        assertThat(Bytes.u16(frame, ours.offset() + 4)).isEqualTo(identifier & 0xFFFF);
    }

    // ---- fixtures

    private static EthernetPacket.Builder ethernet(EtherType type, org.pcap4j.packet.Packet.Builder payload) {
        return new EthernetPacket.Builder().srcAddr(mac(SampleFrames.CLIENT_MAC)).dstAddr(mac(SampleFrames.SERVER_MAC)).type(type)
            .payloadBuilder(payload).paddingAtBuild(true);
    }

    private static IpV4Packet.Builder ip(int source, int destination, IpNumber protocol) throws UnknownHostException {
        return new IpV4Packet.Builder().version(IpVersion.IPV4).tos(IpV4Rfc791Tos.newInstance((byte) 0)).ttl((byte) 64).protocol(protocol)
            .srcAddr(address(source)).dstAddr(address(destination)).correctChecksumAtBuild(true).correctLengthAtBuild(true);
    }

    private static Ipv4Packet ourPacket(byte[] frame) {
        EthernetFrame ethernet = new EthernetFrame();
        assertThat(ethernet.wrap(frame, 0, frame.length)).isEqualTo(WireFault.NONE);
        assertThat(ethernet.type()).isEqualTo(EthernetFrame.TYPE_IPV4);
        Ipv4Packet packet = new Ipv4Packet();
        assertThat(packet.wrap(frame, ethernet.payloadOffset(), ethernet.payloadLength())).isEqualTo(WireFault.NONE);
        return packet;
    }

    private static int flagsOf(TcpHeader header) {
        return (header.getFin() ? TcpFlags.FIN : 0) | (header.getSyn() ? TcpFlags.SYN : 0) | (header.getRst() ? TcpFlags.RST : 0)
            | (header.getPsh() ? TcpFlags.PSH : 0) | (header.getAck() ? TcpFlags.ACK : 0) | (header.getUrg() ? TcpFlags.URG : 0);
    }

    private static MacAddress mac(long mac) {
        byte[] bytes = new byte[6];
        Bytes.put48(bytes, 0, mac);
        return MacAddress.getByAddress(bytes);
    }

    private static Inet4Address address(int ipv4) throws UnknownHostException {
        return (Inet4Address) InetAddress.getByAddress(ByteArrays.toByteArray(ipv4));
    }
}
