package io.netstack.wire;

import java.util.Arrays;

/** Whole, correct frames to read, break and mutate in tests. Every number is an argument or a constant here. */
public final class SampleFrames {
    public static final long CLIENT_MAC = 0x0200_0000_0001L;
    public static final long SERVER_MAC = 0x0200_0000_0002L;
    public static final int CLIENT_IP = 0xC612_0001;
    public static final int SERVER_IP = 0xC612_0002;
    /** Where the TCP header of {@link #tcp} starts. */
    public static final int TCP_OFFSET = EthernetFrame.HEADER_LENGTH + Ipv4Packet.HEADER_LENGTH;
    /** The options of a Linux client's SYN: MSS 1460, SACK permitted, timestamps, NOP, window scale 7. */
    private static final byte[] LINUX_SYN_OPTIONS = {2, 4, 5, (byte) 0xB4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7};

    private SampleFrames() {
    }

    /** A copy of the options that a Linux client puts on a SYN. */
    public static byte[] linuxSynOptions() {
        return LINUX_SYN_OPTIONS.clone();
    }

    /** A segment from the client to the server; options are padded to a multiple of four with END. */
    public static byte[] tcp(int sourcePort, int destinationPort, int sequence, int acknowledgment, int flags, byte[] options,
                             byte[] data) {
        return tcp(CLIENT_IP, SERVER_IP, sourcePort, destinationPort, sequence, acknowledgment, flags, options, data);
    }

    /** A segment between any two addresses. */
    public static byte[] tcp(int source, int destination, int sourcePort, int destinationPort, int sequence, int acknowledgment, int flags,
                             byte[] options, byte[] data) {
        int header = TcpSegment.HEADER_LENGTH + (options.length + 3 & ~3);
        int length = header + data.length;
        byte[] frame = new byte[TCP_OFFSET + length];
        EthernetFrame.write(frame, 0, SERVER_MAC, CLIENT_MAC, EthernetFrame.TYPE_IPV4);
        Ipv4Packet.write(frame, EthernetFrame.HEADER_LENGTH, 0, length, 1, Ipv4Packet.DONT_FRAGMENT, 64, Ipv4Packet.PROTOCOL_TCP, source,
            destination);
        TcpSegment.write(frame, TCP_OFFSET, sourcePort, destinationPort, sequence, acknowledgment, header, flags, 64240, 0);
        System.arraycopy(options, 0, frame, TCP_OFFSET + TcpSegment.HEADER_LENGTH, options.length);
        System.arraycopy(data, 0, frame, TCP_OFFSET + header, data.length);
        TcpSegment.writeChecksum(frame, TCP_OFFSET, length, source, destination);
        return frame;
    }

    /** An ARP packet from the client. */
    public static byte[] arp(int operation, long targetMac, int targetIp) {
        byte[] frame = new byte[EthernetFrame.HEADER_LENGTH + ArpPacket.LENGTH];
        EthernetFrame.write(frame, 0, operation == ArpPacket.REQUEST ? EthernetFrame.BROADCAST : SERVER_MAC, CLIENT_MAC,
            EthernetFrame.TYPE_ARP);
        ArpPacket.write(frame, EthernetFrame.HEADER_LENGTH, operation, CLIENT_MAC, CLIENT_IP, targetMac, targetIp);
        return frame;
    }

    /** An ICMP message from the client to the server: header word 2 and the bytes behind it. */
    public static byte[] icmp(int type, int code, int rest, byte[] body) {
        int length = IcmpPacket.HEADER_LENGTH + body.length;
        byte[] frame = new byte[TCP_OFFSET + length];
        EthernetFrame.write(frame, 0, SERVER_MAC, CLIENT_MAC, EthernetFrame.TYPE_IPV4);
        Ipv4Packet.write(frame, EthernetFrame.HEADER_LENGTH, 0, length, 1, Ipv4Packet.DONT_FRAGMENT, 64, Ipv4Packet.PROTOCOL_ICMP,
            CLIENT_IP, SERVER_IP);
        Bytes.put8(frame, TCP_OFFSET, type);
        Bytes.put8(frame, TCP_OFFSET + 1, code);
        Bytes.put32(frame, TCP_OFFSET + 4, rest);
        System.arraycopy(body, 0, frame, TCP_OFFSET + IcmpPacket.HEADER_LENGTH, body.length);
        IcmpPacket.writeChecksum(frame, TCP_OFFSET, length);
        return frame;
    }

    /** An ICMP error about a segment that the server sent: quotes its IP header and the first 8 bytes of its TCP header. */
    public static byte[] icmpError(int type, int code, int localPort, int remotePort, int sequence) {
        byte[] quoted = tcp(SERVER_IP, CLIENT_IP, localPort, remotePort, sequence, 0, TcpFlags.SYN | TcpFlags.ACK, new byte[0],
            new byte[0]);
        return icmp(type, code, 0, Arrays.copyOfRange(quoted, EthernetFrame.HEADER_LENGTH, TCP_OFFSET + 8));
    }

    /** Makes the IP and TCP or ICMP checksums of a frame right again after its bytes were changed; leaves alone what has no such header. */
    public static void fixChecksums(byte[] frame) {
        int ip = EthernetFrame.HEADER_LENGTH;
        if (frame.length < TCP_OFFSET) {
            return;
        }
        int header = (frame[ip] & 0xF) << 2;
        int total = Bytes.u16(frame, ip + 2);
        if (header < Ipv4Packet.HEADER_LENGTH || total < header || ip + total > frame.length) {
            return;
        }
        Bytes.put16(frame, ip + 10, 0);
        Bytes.put16(frame, ip + 10, InternetChecksum.of(frame, ip, header));
        int length = total - header;
        int protocol = Bytes.u8(frame, ip + 9);
        if (protocol == Ipv4Packet.PROTOCOL_TCP && length >= TcpSegment.HEADER_LENGTH) {
            Bytes.put16(frame, ip + header + 16, 0);
            TcpSegment.writeChecksum(frame, ip + header, length, Bytes.i32(frame, ip + 12), Bytes.i32(frame, ip + 16));
        } else if (protocol == Ipv4Packet.PROTOCOL_ICMP && length >= IcmpPacket.HEADER_LENGTH) {
            IcmpPacket.writeChecksum(frame, ip + header, length);
        }
    }
}
