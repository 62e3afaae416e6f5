package io.netstack.bench;

import io.netstack.wire.Bytes;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.InternetChecksum;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;
import java.util.SplittableRandom;

/** Correct frames from random peers, the same for the same seed. */
public final class BenchFrames {
    /** How many frames a benchmark goes round: few enough for the first cache levels, as frames fresh from a link are. */
    public static final int COUNT = 1024;
    /** Length of a SYN with an MSS option, padded to the least that Ethernet carries. */
    public static final int SYN_LENGTH = 60;
    public static final int SERVER_IP = 0xC612_0002;
    public static final long SERVER_MAC = 0x0200_0000_0002L;
    public static final long CLIENT_MAC = 0x0200_0000_0001L;
    public static final int PORT = 80;
    /** The gateway that all peers are behind. */
    public static final int GATEWAY = 0xC612_0001;
    /** The sequence number of every SYN. */
    public static final int SEQUENCE = 1_000_000;
    static final int IP = EthernetFrame.HEADER_LENGTH;
    static final int TCP = IP + Ipv4Packet.HEADER_LENGTH;

    private BenchFrames() {
    }

    /** SYNs from random addresses in 198.18.0.0/15 and random ports. */
    public static byte[][] syns(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[][] frames = new byte[COUNT][];
        for (int i = 0; i < COUNT; i++) {
            int source = 0xC612_0000 | 0x100 + random.nextInt(0x1_FE00);
            frames[i] = segment(source, 1024 + random.nextInt(64_000), SEQUENCE, 0, TcpFlags.SYN);
        }
        return frames;
    }

    /** The final ACK to a SYN-ACK: same peer as a SYN, with the sequence number that the SYN-ACK had. */
    public static byte[] finalAck(byte[] syn, int iss) {
        return segment(Bytes.i32(syn, IP + 12), Bytes.u16(syn, TCP), SEQUENCE + 1, iss + 1, TcpFlags.ACK);
    }

    /** The RST with which the peer of a SYN takes it back. */
    public static byte[] reset(byte[] syn) {
        return segment(Bytes.i32(syn, IP + 12), Bytes.u16(syn, TCP), SEQUENCE + 1, 0, TcpFlags.RST);
    }

    /** Makes a SYN or a RST that of another peer, who is known by a number: an address of 198.19.0.0/16 and a port. */
    public static void readdress(byte[] frame, int peer) {
        int source = 0xC613_0000 | peer & 0xFFFF;
        int length = frame[TCP + 13] == TcpFlags.SYN ? 24 : 20;
        Bytes.put32(frame, IP + 12, source);
        Bytes.put16(frame, IP + 10, 0);
        Bytes.put16(frame, IP + 10, InternetChecksum.of(frame, IP, Ipv4Packet.HEADER_LENGTH));
        Bytes.put16(frame, TCP, peer >>> 16);
        Bytes.put16(frame, TCP + 16, 0);
        TcpSegment.writeChecksum(frame, TCP, length, source, SERVER_IP);
    }

    private static byte[] segment(int source, int sourcePort, int sequence, int acknowledgment, int flags) {
        byte[] frame = new byte[SYN_LENGTH];
        int header = flags == TcpFlags.SYN ? 24 : 20;
        EthernetFrame.write(frame, 0, SERVER_MAC, CLIENT_MAC, EthernetFrame.TYPE_IPV4);
        Ipv4Packet.write(frame, IP, 0, header, 1, Ipv4Packet.DONT_FRAGMENT, 64, Ipv4Packet.PROTOCOL_TCP, source, SERVER_IP);
        TcpSegment.write(frame, TCP, sourcePort, PORT, sequence, acknowledgment, header, flags, 64_240, 0);
        if (header == 24) {
            Bytes.put32(frame, TCP + 20, TcpOptions.MAXIMUM_SEGMENT_SIZE << 24 | 4 << 16 | 1460);
        }
        TcpSegment.writeChecksum(frame, TCP, header, source, SERVER_IP);
        return frame;
    }
}
