package io.netstack.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Each fault has its own name: what is wrong with a frame is told apart where the counters of a kernel tell it apart. */
class WireFaultTest {
    private final EthernetFrame ethernet = new EthernetFrame();
    private final ArpPacket arp = new ArpPacket();
    private final Ipv4Packet ip = new Ipv4Packet();
    private final IcmpPacket icmp = new IcmpPacket();
    private final TcpSegment tcp = new TcpSegment();

    /** A correct IPv4 packet with 20 bytes of payload. */
    private static byte[] packet() {
        byte[] b = new byte[40];
        Ipv4Packet.write(b, 0, 0, 20, 1, 0, 64, Ipv4Packet.PROTOCOL_TCP, SampleFrames.CLIENT_IP, SampleFrames.SERVER_IP);
        return b;
    }

    private static byte[] withHeaderByte(int index, int value) {
        byte[] b = packet();
        b[index] = (byte) value;
        Bytes.put16(b, 10, 0);
        Bytes.put16(b, 10, InternetChecksum.of(b, 0, 20));
        return b;
    }

    @Test
    void anEthernetHeaderNeedsFourteenBytes() {
        assertThat(ethernet.wrap(new byte[14], 0, 13)).isEqualTo(WireFault.ETHERNET_SHORT);
        assertThat(ethernet.wrap(new byte[14], 0, 14)).isEqualTo(WireFault.NONE);
    }

    @Test
    void arpMustBeForEthernetAndIpv4() {
        byte[] good = new byte[28];
        ArpPacket.write(good, 0, ArpPacket.REQUEST, 1, 2, 3, 4);
        assertThat(arp.wrap(good, 0, 28)).isEqualTo(WireFault.NONE);
        assertThat(arp.wrap(good, 0, 27)).isEqualTo(WireFault.ARP_MALFORMED);
        for (int index : new int[] {1, 3, 4, 5}) {
            byte[] bad = good.clone();
            bad[index]++;
            assertThat(arp.wrap(bad, 0, 28)).as("byte %d", index).isEqualTo(WireFault.ARP_MALFORMED);
        }
    }

    @Test
    void aCorrectPacketHasNoFault() {
        assertThat(ip.wrap(packet(), 0, 40)).isEqualTo(WireFault.NONE);
    }

    @Test
    void ipv4NamesWhatIsWrong() {
        assertThat(ip.wrap(packet(), 0, 19)).isEqualTo(WireFault.IP_SHORT);
        assertThat(ip.wrap(withHeaderByte(0, 0x65), 0, 40)).isEqualTo(WireFault.IP_VERSION);
        assertThat(ip.wrap(withHeaderByte(0, 0x44), 0, 40)).isEqualTo(WireFault.IP_HEADER_LENGTH);
        assertThat(ip.wrap(withHeaderByte(0, 0x4B), 0, 40)).isEqualTo(WireFault.IP_HEADER_LENGTH);
        assertThat(ip.wrap(withHeaderByte(3, 41), 0, 40)).isEqualTo(WireFault.IP_TRUNCATED);
        assertThat(ip.wrap(withHeaderByte(3, 19), 0, 40)).isEqualTo(WireFault.IP_TOTAL_LENGTH);
        byte[] damaged = packet();
        damaged[8]--;
        assertThat(ip.wrap(damaged, 0, 40)).isEqualTo(WireFault.IP_CHECKSUM);
    }

    @Test
    void headerOptionsAreSkipped() {
        byte[] b = new byte[44];
        Ipv4Packet.write(b, 0, 0, 24, 1, 0, 64, Ipv4Packet.PROTOCOL_TCP, 1, 2);
        b[0] = 0x46;
        b[20] = 1;
        b[21] = 1;
        Bytes.put16(b, 10, 0);
        Bytes.put16(b, 10, InternetChecksum.of(b, 0, 24));
        assertThat(ip.wrap(b, 0, 44)).isEqualTo(WireFault.NONE);
        assertThat(ip.headerLength()).isEqualTo(24);
        assertThat(ip.payloadOffset()).isEqualTo(24);
        assertThat(ip.payloadLength()).isEqualTo(20);
    }

    @Test
    void everyPieceOfAFragmentedPacketIsAFragment() {
        int[] words = {0x2000, 0x0001, 0x3FFF, 0x6000};
        for (int word : words) {
            byte[] b = new byte[20];
            Ipv4Packet.write(b, 0, 0, 0, 1, word, 64, Ipv4Packet.PROTOCOL_TCP, 1, 2);
            assertThat(ip.wrap(b, 0, 20)).isEqualTo(WireFault.NONE);
            assertThat(ip.isFragment()).as("%04x", word).isTrue();
        }
        byte[] whole = new byte[20];
        Ipv4Packet.write(whole, 0, 0, 0, 1, Ipv4Packet.DONT_FRAGMENT, 64, Ipv4Packet.PROTOCOL_TCP, 1, 2);
        assertThat(ip.wrap(whole, 0, 20)).isEqualTo(WireFault.NONE);
        assertThat(ip.isFragment()).isFalse();
    }

    @Test
    void tcpNamesWhatIsWrong() {
        byte[] b = new byte[24];
        TcpSegment.write(b, 0, 1, 2, 3, 4, 24, TcpFlags.SYN, 5, 0);
        assertThat(tcp.wrap(b, 0, 24)).isEqualTo(WireFault.NONE);
        assertThat(tcp.wrap(b, 0, 19)).isEqualTo(WireFault.TCP_SHORT);
        assertThat(tcp.wrap(b, 0, 23)).isEqualTo(WireFault.TCP_HEADER_TRUNCATED);
        b[12] = 0x40;
        assertThat(tcp.wrap(b, 0, 24)).isEqualTo(WireFault.TCP_DATA_OFFSET);
    }

    @Test
    void icmpNamesWhatIsWrong() {
        byte[] b = {8, 0, 0, 0, 0, 1, 0, 2};
        IcmpPacket.writeChecksum(b, 0, 8);
        assertThat(icmp.wrap(b, 0, 8)).isEqualTo(WireFault.NONE);
        assertThat(icmp.quotesTcp()).isFalse();
        assertThat(icmp.wrap(b, 0, 7)).isEqualTo(WireFault.ICMP_SHORT);
        b[5]++;
        assertThat(icmp.wrap(b, 0, 8)).isEqualTo(WireFault.ICMP_CHECKSUM);
    }

    @Test
    void aFaultyWrapLeavesTheFormerViewInPlace() {
        byte[] good = packet();
        assertThat(ip.wrap(good, 0, 40)).isEqualTo(WireFault.NONE);
        assertThat(ip.wrap(new byte[40], 0, 40)).isEqualTo(WireFault.IP_VERSION);
        assertThat(ip.source()).isEqualTo(SampleFrames.CLIENT_IP);
    }

    @Test
    void flagsArePrintedAsTcpdumpPrintsThem() {
        assertThat(TcpFlags.text(0)).isEqualTo("-");
        assertThat(TcpFlags.text(TcpFlags.SYN)).isEqualTo("S");
        assertThat(TcpFlags.text(TcpFlags.SYN | TcpFlags.ACK)).isEqualTo("SA");
        assertThat(TcpFlags.text(TcpFlags.FIN | TcpFlags.PSH | TcpFlags.ACK)).isEqualTo("FPA");
        assertThat(TcpFlags.text(0x1FF)).isEqualTo("SFRPAUEWN");
    }
}
