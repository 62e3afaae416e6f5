package io.netstack.tools.bench;

import io.netstack.wire.Bytes;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;
import java.util.SplittableRandom;

/** SYNs of a flood: random addresses of 198.18.0.0/15 outside the wire's own network, random ports and numbers, right checksums. */
final class FloodFrames {
    /** The least that Ethernet carries; a SYN with an MSS option fits. */
    static final int LENGTH = 60;
    private static final int IP = EthernetFrame.HEADER_LENGTH;
    private static final int TCP = IP + Ipv4Packet.HEADER_LENGTH;
    private static final int TCP_LENGTH = TcpSegment.HEADER_LENGTH + 4;
    private static final int FIRST_SOURCE = 0xC612_0100;
    private static final int SOURCES = 0x1_FE00;
    private static final int FIRST_PORT = 1024;
    private static final int PORTS = 64_000;
    private static final int TIME_TO_LIVE = 64;
    private static final int WINDOW = 64_240;

    private final SplittableRandom random;
    private final byte[] frame = new byte[LENGTH];
    private final int destination;
    private final int port;

    FloodFrames(long sourceMac, long destinationMac, int destination, int port, long seed) {
        this.random = new SplittableRandom(seed);
        this.destination = destination;
        this.port = port;
        EthernetFrame.write(frame, 0, destinationMac, sourceMac, EthernetFrame.TYPE_IPV4);
    }

    /** The next SYN, in a buffer that the one after it overwrites. */
    byte[] next() {
        int source = FIRST_SOURCE + random.nextInt(SOURCES);
        Ipv4Packet.write(frame, IP, 0, TCP_LENGTH, 1, Ipv4Packet.DONT_FRAGMENT, TIME_TO_LIVE, Ipv4Packet.PROTOCOL_TCP, source, destination);
        TcpSegment.write(frame, TCP, FIRST_PORT + random.nextInt(PORTS), port, random.nextInt(), 0, TCP_LENGTH, TcpFlags.SYN, WINDOW, 0);
        Bytes.put32(frame, TCP + TcpSegment.HEADER_LENGTH, TcpOptions.MAXIMUM_SEGMENT_SIZE << 24 | 4 << 16 | 1460);
        TcpSegment.writeChecksum(frame, TCP, TCP_LENGTH, source, destination);
        return frame;
    }
}
