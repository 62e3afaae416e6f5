package io.netstack.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What a writer wrote, the reader of the same format reads; and what a reader read, the writer writes again. */
class RoundTripTest {
    private static final long MAC_MAX = 0xFFFF_FFFF_FFFFL;

    @Property(edgeCases = EdgeCasesMode.NONE)
    void anEthernetHeaderIsReadAsItWasWritten(@ForAll @LongRange(max = MAC_MAX) long to, @ForAll @LongRange(max = MAC_MAX) long from,
                                              @ForAll @IntRange(max = 0xFFFF) int type, @ForAll @IntRange(max = 9) int offset,
                                              @ForAll @IntRange(max = 100) int payload) {
        byte[] bytes = new byte[offset + EthernetFrame.HEADER_LENGTH + payload];
        EthernetFrame.write(bytes, offset, to, from, type);

        EthernetFrame frame = new EthernetFrame();
        assertThat(frame.wrap(bytes, offset, EthernetFrame.HEADER_LENGTH + payload)).isEqualTo(WireFault.NONE);
        assertThat(frame.destination()).isEqualTo(to);
        assertThat(frame.source()).isEqualTo(from);
        assertThat(frame.type()).isEqualTo(type);
        assertThat(frame.payloadOffset()).isEqualTo(offset + 14);
        assertThat(frame.payloadLength()).isEqualTo(payload);
        assertThat(EthernetFrame.isGroup(to)).isEqualTo((bytes[offset] & 1) == 1);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void anArpPacketIsReadAsItWasWritten(@ForAll @IntRange(max = 0xFFFF) int operation, @ForAll @LongRange(max = MAC_MAX) long senderMac,
                                         @ForAll int senderIp, @ForAll @LongRange(max = MAC_MAX) long targetMac, @ForAll int targetIp,
                                         @ForAll @IntRange(max = 9) int offset) {
        byte[] bytes = new byte[offset + ArpPacket.LENGTH];
        ArpPacket.write(bytes, offset, operation, senderMac, senderIp, targetMac, targetIp);

        ArpPacket arp = new ArpPacket();
        assertThat(arp.wrap(bytes, offset, ArpPacket.LENGTH)).isEqualTo(WireFault.NONE);
        assertThat(arp.operation()).isEqualTo(operation);
        assertThat(arp.senderMac()).isEqualTo(senderMac);
        assertThat(arp.senderIp()).isEqualTo(senderIp);
        assertThat(arp.targetMac()).isEqualTo(targetMac);
        assertThat(arp.targetIp()).isEqualTo(targetIp);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void anIpv4HeaderIsReadAsItWasWritten(@ForAll @IntRange(max = 255) int typeOfService, @ForAll @IntRange(max = 1480) int payload,
                                          @ForAll @IntRange(max = 0xFFFF) int identification, @ForAll boolean dontFragment,
                                          @ForAll @IntRange(max = 255) int timeToLive, @ForAll @IntRange(max = 255) int protocol,
                                          @ForAll int source, @ForAll int destination, @ForAll @IntRange(max = 26) int padding) {
        byte[] bytes = new byte[Ipv4Packet.HEADER_LENGTH + payload + padding];
        Ipv4Packet.write(bytes, 0, typeOfService, payload, identification, dontFragment ? Ipv4Packet.DONT_FRAGMENT : 0, timeToLive,
            protocol, source, destination);

        Ipv4Packet packet = new Ipv4Packet();
        assertThat(packet.wrap(bytes, 0, bytes.length)).isEqualTo(WireFault.NONE);
        assertThat(packet.typeOfService()).isEqualTo(typeOfService);
        assertThat(packet.totalLength()).isEqualTo(20 + payload);
        assertThat(packet.identification()).isEqualTo(identification);
        assertThat(packet.dontFragment()).isEqualTo(dontFragment);
        assertThat(packet.isFragment()).isFalse();
        assertThat(packet.timeToLive()).isEqualTo(timeToLive);
        assertThat(packet.protocol()).isEqualTo(protocol);
        assertThat(packet.source()).isEqualTo(source);
        assertThat(packet.destination()).isEqualTo(destination);
        assertThat(packet.headerLength()).isEqualTo(20);
        assertThat(packet.payloadOffset()).isEqualTo(20);
        assertThat(packet.payloadLength()).as("link padding is not payload").isEqualTo(payload);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aTcpHeaderIsReadAsItWasWritten(@ForAll @IntRange(max = 0xFFFF) int sourcePort, @ForAll @IntRange(max = 0xFFFF) int destinationPort,
                                        @ForAll int sequence, @ForAll int acknowledgment, @ForAll @IntRange(min = 5, max = 15) int words,
                                        @ForAll @IntRange(max = 0x1FF) int flags, @ForAll @IntRange(max = 0xFFFF) int window,
                                        @ForAll @IntRange(max = 0xFFFF) int urgent, @ForAll @Size(max = 60) byte[] data) {
        int header = words * 4;
        byte[] bytes = new byte[header + data.length];
        TcpSegment.write(bytes, 0, sourcePort, destinationPort, sequence, acknowledgment, header, flags, window, urgent);
        System.arraycopy(data, 0, bytes, header, data.length);
        TcpSegment.writeChecksum(bytes, 0, bytes.length, SampleFrames.CLIENT_IP, SampleFrames.SERVER_IP);

        TcpSegment segment = new TcpSegment();
        assertThat(segment.wrap(bytes, 0, bytes.length)).isEqualTo(WireFault.NONE);
        assertThat(segment.checksumIsRight(SampleFrames.CLIENT_IP, SampleFrames.SERVER_IP)).isTrue();
        assertThat(segment.sourcePort()).isEqualTo(sourcePort);
        assertThat(segment.destinationPort()).isEqualTo(destinationPort);
        assertThat(segment.sequenceNumber()).isEqualTo(sequence);
        assertThat(segment.acknowledgmentNumber()).isEqualTo(acknowledgment);
        assertThat(segment.headerLength()).isEqualTo(header);
        assertThat(segment.optionsLength()).isEqualTo(header - 20);
        assertThat(segment.flags()).isEqualTo(flags);
        assertThat(segment.window()).isEqualTo(window);
        assertThat(segment.urgentPointer()).isEqualTo(urgent);
        assertThat(Arrays.copyOfRange(bytes, segment.dataOffset(), segment.dataOffset() + segment.dataLength())).isEqualTo(data);
        int synAndFin = Integer.bitCount(flags & (TcpFlags.SYN | TcpFlags.FIN));
        assertThat(segment.sequenceLength()).isEqualTo(data.length + synAndFin);
        assertThat(segment.endSequenceNumber()).isEqualTo(sequence + data.length + synAndFin);
        for (int bit = 1; bit < 0x200; bit <<= 1) {
            assertThat(segment.has(bit)).isEqualTo((flags & bit) != 0);
        }
    }

    /** The other direction: bytes that a reader accepts come out of the writer as they went in. */
    @Property
    void whatATcpReaderReadTheWriterWritesAgain(@ForAll @Size(20) byte[] header) {
        header[12] = (byte) (0x50 | header[12] & 1);
        TcpSegment segment = new TcpSegment();
        assertThat(segment.wrap(header, 0, 20)).isEqualTo(WireFault.NONE);

        byte[] written = new byte[20];
        TcpSegment.write(written, 0, segment.sourcePort(), segment.destinationPort(), segment.sequenceNumber(),
            segment.acknowledgmentNumber(), segment.headerLength(), segment.flags(), segment.window(), segment.urgentPointer());
        header[16] = 0;
        header[17] = 0;
        assertThat(written).isEqualTo(header);
    }

    @Property
    void aSingleChangedBitIsSeenByTheTcpChecksum(@ForAll @Size(max = 40) byte[] data, @ForAll @IntRange(max = 20 * 8 - 1) int bit) {
        byte[] frame = SampleFrames.tcp(1000, 80, 1, 2, TcpFlags.ACK, new byte[0], data);
        TcpSegment segment = new TcpSegment();
        segment.wrap(frame, SampleFrames.TCP_OFFSET, 20 + data.length);
        frame[SampleFrames.TCP_OFFSET + bit / 8] ^= (byte) (1 << bit % 8);
        assertThat(segment.checksumIsRight(SampleFrames.CLIENT_IP, SampleFrames.SERVER_IP)).isFalse();
    }

    @Property
    void anIcmpErrorQuotesTheSegmentItIsAbout(@ForAll @IntRange(max = 0xFFFF) int localPort, @ForAll @IntRange(max = 0xFFFF) int remotePort,
                                              @ForAll int sequence) {
        byte[] frame = SampleFrames.icmpError(IcmpPacket.DESTINATION_UNREACHABLE, 1, localPort, remotePort, sequence);
        IcmpPacket icmp = new IcmpPacket();
        assertThat(icmp.wrap(frame, SampleFrames.TCP_OFFSET, frame.length - SampleFrames.TCP_OFFSET)).isEqualTo(WireFault.NONE);
        assertThat(icmp.type()).isEqualTo(IcmpPacket.DESTINATION_UNREACHABLE);
        assertThat(icmp.code()).isEqualTo(1);
        assertThat(icmp.quotesTcp()).isTrue();
        assertThat(icmp.quotedSource()).isEqualTo(SampleFrames.SERVER_IP);
        assertThat(icmp.quotedDestination()).isEqualTo(SampleFrames.CLIENT_IP);
        assertThat(icmp.quotedSourcePort()).isEqualTo(localPort);
        assertThat(icmp.quotedDestinationPort()).isEqualTo(remotePort);
        assertThat(icmp.quotedSequenceNumber()).isEqualTo(sequence);
    }
}
