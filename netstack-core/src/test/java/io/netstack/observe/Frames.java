package io.netstack.observe;

import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpSegment;

/** Well-formed frames for tests of this package. */
final class Frames {
    private Frames() {
    }

    static byte[] tcp(int sourcePort, int destinationPort, int flags, int dataLength) {
        int source = (flags & TcpFlags.ACK) == 0 ? 0xC612_0002 : 0xC612_0001;
        int destination = source ^ 3;
        int ip = EthernetFrame.HEADER_LENGTH;
        int tcp = ip + Ipv4Packet.HEADER_LENGTH;
        byte[] frame = new byte[tcp + TcpSegment.HEADER_LENGTH + dataLength];
        EthernetFrame.write(frame, 0, 0x0200_0000_0001L, 0x0200_0000_0002L, EthernetFrame.TYPE_IPV4);
        Ipv4Packet.write(frame, ip, 0, TcpSegment.HEADER_LENGTH + dataLength, 0, Ipv4Packet.DONT_FRAGMENT, 64, Ipv4Packet.PROTOCOL_TCP,
            source, destination);
        TcpSegment.write(frame, tcp, sourcePort, destinationPort, 1000, 0, TcpSegment.HEADER_LENGTH, flags, 64240, 0);
        TcpSegment.writeChecksum(frame, tcp, TcpSegment.HEADER_LENGTH + dataLength, source, destination);
        return frame;
    }

    static byte[] syn(int sourcePort) {
        return tcp(sourcePort, 80, TcpFlags.SYN, 0);
    }

    static byte[] synAck(int destinationPort) {
        return tcp(80, destinationPort, TcpFlags.SYN | TcpFlags.ACK, 0);
    }
}
