package io.netstack.sim.load;

import io.netstack.wire.Bytes;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpSegment;

/**
 * One frame of which only the source, the numbers and the flags change: what a flood sends. Both checksums follow from a sum over the
 * constant part (RFC 1071), so that a frame costs some ten nanoseconds and no memory.
 */
final class FrameTemplate {
    private static final int IP = EthernetFrame.HEADER_LENGTH;
    private static final int TCP = IP + Ipv4Packet.HEADER_LENGTH;
    private static final int TIME_TO_LIVE = 64;
    private static final int WINDOW = 64240;
    private static final int MSS = 1460;
    private static final int MSS_OPTION = 2 << 24 | 4 << 16 | MSS;

    private final byte[] frame;
    private final int ipSum;
    private final int tcpSum;

    /** @param withMss does it carry the MSS option, as a SYN does? */
    FrameTemplate(boolean withMss) {
        int headerLength = TcpSegment.HEADER_LENGTH + (withMss ? 4 : 0);
        frame = new byte[TCP + headerLength];
        EthernetFrame.write(frame, 0, SimulatedNetwork.STACK_MAC, SimulatedNetwork.GATEWAY_MAC, EthernetFrame.TYPE_IPV4);
        Ipv4Packet.write(frame, IP, 0, headerLength, 0, Ipv4Packet.DONT_FRAGMENT, TIME_TO_LIVE, Ipv4Packet.PROTOCOL_TCP, 0,
            SimulatedServer.ADDRESS);
        TcpSegment.write(frame, TCP, 0, SimulatedServer.PORT, 0, 0, headerLength, 0, WINDOW, 0);
        if (withMss) {
            Bytes.put32(frame, TCP + TcpSegment.HEADER_LENGTH, MSS_OPTION);
        }
        Bytes.put16(frame, IP + 10, 0);
        ipSum = sum(IP, TCP);
        tcpSum = sum(TCP, frame.length) + words(SimulatedServer.ADDRESS) + Ipv4Packet.PROTOCOL_TCP + headerLength;
    }

    private int sum(int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i += 2) {
            sum += Bytes.u16(frame, i);
        }
        return sum;
    }

    private static int words(int value) {
        return (value >>> 16) + (value & 0xFFFF);
    }

    private static int complement(int sum) {
        int folded = (sum >>> 16) + (sum & 0xFFFF);
        folded += folded >>> 16;
        return ~folded & 0xFFFF;
    }

    /** Fills in what changes. The bytes are those of {@link #frame}. */
    FrameTemplate fill(int source, int sourcePort, int sequenceNumber, int acknowledgmentNumber, int flags) {
        Bytes.put32(frame, IP + 12, source);
        Bytes.put16(frame, IP + 10, complement(ipSum + words(source)));
        Bytes.put16(frame, TCP, sourcePort);
        Bytes.put32(frame, TCP + 4, sequenceNumber);
        int ack = (flags & TcpFlags.ACK) != 0 ? acknowledgmentNumber : 0;
        Bytes.put32(frame, TCP + 8, ack);
        frame[TCP + 13] = (byte) flags;
        Bytes.put16(frame, TCP + 16, complement(tcpSum + words(source) + sourcePort + words(sequenceNumber) + words(ack) + flags));
        return this;
    }

    byte[] frame() {
        return frame;
    }

    // ---- reading what the stack sends, whose IP header has no options

    static int destination(byte[] buffer, int offset) {
        return Bytes.i32(buffer, offset + IP + 16);
    }

    static int destinationPort(byte[] buffer, int offset) {
        return Bytes.u16(buffer, offset + TCP + 2);
    }

    static int sequenceNumber(byte[] buffer, int offset) {
        return Bytes.i32(buffer, offset + TCP + 4);
    }

    static int acknowledgmentNumber(byte[] buffer, int offset) {
        return Bytes.i32(buffer, offset + TCP + 8);
    }

    static boolean isSynAck(byte[] buffer, int offset) {
        return (buffer[offset + TCP + 13] & (TcpFlags.SYN | TcpFlags.ACK)) == (TcpFlags.SYN | TcpFlags.ACK);
    }
}
