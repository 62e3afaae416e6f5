package io.netstack.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever arrives: {@code wrap} answers, and after {@code NONE} every accessor answers too, without reading outside the frame. */
class MutatedBytesTest {
    private final EthernetFrame ethernet = new EthernetFrame();
    private final ArpPacket arp = new ArpPacket();
    private final Ipv4Packet ip = new Ipv4Packet();
    private final IcmpPacket icmp = new IcmpPacket();
    private final TcpSegment tcp = new TcpSegment();
    private final TcpOptions options = new TcpOptions();
    private long sink;

    @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
    void aDamagedFrameNeverMakesTheCodecsThrow(@ForAll @IntRange(max = 4) int kind, @ForAll long seed, @ForAll boolean mendChecksums) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] frame = valid(kind, random);
        for (int flips = random.nextInt(6); flips > 0; flips--) {
            frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
        }
        if (mendChecksums) {
            SampleFrames.fixChecksums(frame);
        }
        int length = random.nextInt(4) == 0 ? random.nextInt(frame.length + 1) : frame.length;
        // An exact copy, so that reading one byte too far throws instead of finding something.
        readEverything(Arrays.copyOf(frame, length));
    }

    @Property(tries = 5_000)
    void bytesThatNobodyWroteNeverMakeTheCodecsThrow(@ForAll byte[] bytes) {
        readEverything(bytes);
        readIp(bytes, 0, bytes.length);
        readArp(bytes, 0, bytes.length);
        readTcp(bytes, 0, bytes.length);
        readIcmp(bytes, 0, bytes.length);
    }

    private static byte[] valid(int kind, SplittableRandom random) {
        byte[] data = new byte[random.nextInt(40)];
        random.nextBytes(data);
        return switch (kind) {
            case 0 -> SampleFrames.arp(1 + random.nextInt(2), 0, SampleFrames.SERVER_IP);
            case 1 -> SampleFrames.icmp(IcmpPacket.ECHO_REQUEST, 0, 1, data);
            case 2 -> SampleFrames.icmpError(IcmpPacket.DESTINATION_UNREACHABLE, random.nextInt(6), 80, 1000, random.nextInt());
            case 3 -> SampleFrames.tcp(1000, 80, random.nextInt(), 0, TcpFlags.SYN, SampleFrames.linuxSynOptions(), new byte[0]);
            default -> {
                byte[] garbage = new byte[random.nextInt(41)];
                random.nextBytes(garbage);
                yield SampleFrames.tcp(1000, 80, random.nextInt(), random.nextInt(), TcpFlags.ACK, garbage, data);
            }
        };
    }

    private void readEverything(byte[] frame) {
        if (ethernet.wrap(frame, 0, frame.length) != WireFault.NONE) {
            return;
        }
        use(ethernet.destination() ^ ethernet.source() ^ ethernet.type());
        assertThat(ethernet.payloadOffset() + ethernet.payloadLength()).isLessThanOrEqualTo(frame.length);
        if (ethernet.type() == EthernetFrame.TYPE_ARP) {
            readArp(frame, ethernet.payloadOffset(), ethernet.payloadLength());
        } else {
            readIp(frame, ethernet.payloadOffset(), ethernet.payloadLength());
        }
    }

    private void readArp(byte[] bytes, int offset, int length) {
        if (arp.wrap(bytes, offset, length) == WireFault.NONE) {
            use(arp.operation() ^ arp.senderMac() ^ arp.senderIp() ^ arp.targetMac() ^ arp.targetIp());
        }
    }

    private void readIp(byte[] bytes, int offset, int length) {
        if (ip.wrap(bytes, offset, length) != WireFault.NONE) {
            return;
        }
        use(ip.typeOfService() ^ ip.identification() ^ ip.timeToLive() ^ ip.source() ^ ip.destination() ^ ip.protocol());
        use(ip.isFragment() ^ ip.dontFragment() ? 1 : 0);
        assertThat(ip.headerLength()).isBetween(20, 60);
        assertThat(ip.payloadLength()).isNotNegative();
        assertThat(ip.payloadOffset() + ip.payloadLength()).isLessThanOrEqualTo(offset + length);
        if (ip.protocol() == Ipv4Packet.PROTOCOL_ICMP) {
            readIcmp(bytes, ip.payloadOffset(), ip.payloadLength());
        } else {
            readTcp(bytes, ip.payloadOffset(), ip.payloadLength());
        }
    }

    private void readIcmp(byte[] bytes, int offset, int length) {
        if (icmp.wrap(bytes, offset, length) != WireFault.NONE) {
            return;
        }
        use(icmp.type() ^ icmp.code() ^ icmp.length() ^ icmp.offset());
        if (icmp.quotesTcp()) {
            use(icmp.quotedSource() ^ icmp.quotedDestination() ^ icmp.quotedSourcePort() ^ icmp.quotedDestinationPort()
                ^ icmp.quotedSequenceNumber());
        }
    }

    private void readTcp(byte[] bytes, int offset, int length) {
        if (tcp.wrap(bytes, offset, length) != WireFault.NONE) {
            return;
        }
        use(tcp.sourcePort() ^ tcp.destinationPort() ^ tcp.sequenceNumber() ^ tcp.acknowledgmentNumber() ^ tcp.flags() ^ tcp.window()
            ^ tcp.urgentPointer() ^ tcp.endSequenceNumber());
        use(tcp.checksumIsRight(1, 2) ? 1 : 0);
        assertThat(tcp.headerLength()).isBetween(TcpSegment.HEADER_LENGTH, TcpSegment.MAX_HEADER_LENGTH);
        assertThat(tcp.dataOffset() + tcp.dataLength()).isEqualTo(offset + length);
        assertThat(tcp.dataLength()).isNotNegative();
        options.parse(tcp);
        assertThat(options.sackCount()).isBetween(0, TcpOptions.MAX_SACK_BLOCKS);
        for (int block = 0; block < options.sackCount(); block++) {
            use(options.sackLeft(block) ^ options.sackRight(block));
        }
        use(options.maximumSegmentSize() ^ options.windowScale() ^ options.timestampValue() ^ options.timestampEcho()
            ^ options.fastOpenCookieLength());
    }

    /** A value that was read; any is right, but reading must not be optimized away. */
    private void use(long value) {
        sink ^= value;
    }
}
