package io.netstack.sim;

import io.netstack.wire.ArpPacket;
import io.netstack.wire.Bytes;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;
import java.io.ByteArrayOutputStream;

/**
 * Builds TCP frames that a simulated host sends, one after the other, each with its own choice of options in any order. The hosts of a
 * simulation are not what is measured, so this allocates freely.
 */
final class FrameBuilder {
    private static final int TIME_TO_LIVE = 64;
    private static final byte[] NO_DATA = {};

    private final long sourceMac;
    private final long destinationMac;
    private final int source;
    private final int destination;
    private final int sourcePort;
    private final int destinationPort;
    private final ByteArrayOutputStream options = new ByteArrayOutputStream();
    private int identification;

    FrameBuilder(long sourceMac, long destinationMac, int source, int destination, int sourcePort, int destinationPort) {
        this.sourceMac = sourceMac;
        this.destinationMac = destinationMac;
        this.source = source;
        this.destination = destination;
        this.sourcePort = sourcePort;
        this.destinationPort = destinationPort;
    }

    /** MSS, SACK-permitted, timestamps, window scale: the order of a Linux SYN. */
    FrameBuilder synOptions(int mss, int timestampValue, int windowScale) {
        option(TcpOptions.MAXIMUM_SEGMENT_SIZE, 2, mss);
        option(TcpOptions.SACK_PERMITTED, 0, 0);
        timestampOption(timestampValue, 0);
        options.write(TcpOptions.NO_OPERATION);
        return option(TcpOptions.WINDOW_SCALE, 1, windowScale);
    }

    /** Two no-operations and timestamps: every later segment of Linux. */
    FrameBuilder timestamps(int value, int echo) {
        options.write(TcpOptions.NO_OPERATION);
        options.write(TcpOptions.NO_OPERATION);
        return timestampOption(value, echo);
    }

    private FrameBuilder timestampOption(int value, int echo) {
        option(TcpOptions.TIMESTAMPS, 4, value, 8);
        return number(echo, 4);
    }

    private FrameBuilder option(int kind, int bytes, int value) {
        return option(kind, bytes, value, bytes);
    }

    private FrameBuilder option(int kind, int bytes, int value, int payloadLength) {
        options.write(kind);
        options.write(2 + payloadLength);
        return number(value, bytes);
    }

    private FrameBuilder number(int value, int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            options.write(value >>> shift);
        }
        return this;
    }

    /** The frame with the options given so far, which are then forgotten. */
    byte[] build(int sequenceNumber, int acknowledgmentNumber, int flags, int window) {
        return build(sequenceNumber, acknowledgmentNumber, flags, window, NO_DATA, 0, 0);
    }

    /** The frame with the options given so far, which are then forgotten, and data. */
    byte[] build(int sequenceNumber, int acknowledgmentNumber, int flags, int window, byte[] data, int offset, int length) {
        while ((options.size() & 3) != 0) {
            options.write(TcpOptions.END);
        }
        byte[] optionBytes = options.toByteArray();
        options.reset();
        int headerLength = TcpSegment.HEADER_LENGTH + optionBytes.length;
        int ip = EthernetFrame.HEADER_LENGTH;
        int tcp = ip + Ipv4Packet.HEADER_LENGTH;
        byte[] frame = new byte[tcp + headerLength + length];
        EthernetFrame.write(frame, 0, destinationMac, sourceMac, EthernetFrame.TYPE_IPV4);
        Ipv4Packet.write(frame, ip, 0, headerLength + length, identification++ & 0xFFFF, Ipv4Packet.DONT_FRAGMENT, TIME_TO_LIVE,
            Ipv4Packet.PROTOCOL_TCP, source, destination);
        TcpSegment.write(frame, tcp, sourcePort, destinationPort, sequenceNumber,
            (flags & TcpFlags.ACK) != 0 ? acknowledgmentNumber : 0, headerLength, flags, window, 0);
        System.arraycopy(optionBytes, 0, frame, tcp + TcpSegment.HEADER_LENGTH, optionBytes.length);
        System.arraycopy(data, offset, frame, tcp + headerLength, length);
        TcpSegment.writeChecksum(frame, tcp, headerLength + length, source, destination);
        return frame;
    }

    /** The answer to an ARP request that stands in {@code request}. */
    static byte[] arpReply(byte[] request, int offset, long mac) {
        int arp = offset + EthernetFrame.HEADER_LENGTH;
        long asker = Bytes.u48(request, arp + 8);
        byte[] frame = new byte[EthernetFrame.HEADER_LENGTH + ArpPacket.LENGTH];
        EthernetFrame.write(frame, 0, asker, mac, EthernetFrame.TYPE_ARP);
        ArpPacket.write(frame, EthernetFrame.HEADER_LENGTH, ArpPacket.REPLY, mac, Bytes.i32(request, arp + 24),
            asker, Bytes.i32(request, arp + 14));
        return frame;
    }
}
