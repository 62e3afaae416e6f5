package io.netstack.bench;

import io.netstack.wire.Bytes;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.InternetChecksum;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;

/** A peer that is connected to a {@link BenchStack} with every option that Linux uses, and says what a benchmark wants it to say. */
final class BenchPeer {
    /** Data in a full segment on Ethernet, timestamps included. */
    static final int DATA_LENGTH = 1448;
    static final int HEADER_LENGTH = TcpSegment.HEADER_LENGTH + 12;
    static final int FRAME_LENGTH = BenchFrames.TCP + HEADER_LENGTH + DATA_LENGTH;
    private static final int ADDRESS = 0xC612_0101;
    private static final int PORT = 40_000;
    private static final int SYN_HEADER_LENGTH = TcpSegment.HEADER_LENGTH + 20;
    private static final int WINDOW = 0xFFFF;
    private static final int WINDOW_SCALE = 10;
    private static final int TCP = BenchFrames.TCP;
    private static final int OPTIONS = TCP + TcpSegment.HEADER_LENGTH;
    private static final int CHECKSUM = TCP + 16;

    private final BenchStack stack;
    private final byte[] data = new byte[FRAME_LENGTH];
    private final byte[] ack = new byte[TCP + HEADER_LENGTH];
    private final int connection;
    private int sequence = BenchFrames.SEQUENCE + 1;
    private int timestamp = 1;
    private int acknowledged;

    /** Connects and is accepted. */
    BenchPeer(BenchStack stack, long nowNs) {
        this.stack = stack;
        byte[] syn = new byte[TCP + SYN_HEADER_LENGTH];
        head(syn, SYN_HEADER_LENGTH, 0, TcpFlags.SYN, BenchFrames.SEQUENCE);
        Bytes.put32(syn, OPTIONS, TcpOptions.MAXIMUM_SEGMENT_SIZE << 24 | 4 << 16 | 1460);
        Bytes.put32(syn, OPTIONS + 4, TcpOptions.SACK_PERMITTED << 24 | 2 << 16 | TcpOptions.TIMESTAMPS << 8 | 10);
        Bytes.put32(syn, OPTIONS + 8, timestamp);
        Bytes.put32(syn, OPTIONS + 16, TcpOptions.NO_OPERATION << 24 | TcpOptions.WINDOW_SCALE << 16 | 3 << 8 | WINDOW_SCALE);
        TcpSegment.writeChecksum(syn, TCP, SYN_HEADER_LENGTH, ADDRESS, BenchFrames.SERVER_IP);
        stack.receive(syn, nowNs);
        acknowledged = stack.lastSequence() + 1;
        head(ack, HEADER_LENGTH, 0, TcpFlags.ACK, sequence);
        timestamps(ack, stack.synAckTimestamp());
        TcpSegment.writeChecksum(ack, TCP, HEADER_LENGTH, ADDRESS, BenchFrames.SERVER_IP);
        stack.receive(ack, nowNs);
        connection = stack.accept();
        head(data, HEADER_LENGTH, DATA_LENGTH, TcpFlags.ACK, sequence);
        timestamps(data, stack.synAckTimestamp());
        TcpSegment.writeChecksum(data, TCP, HEADER_LENGTH + DATA_LENGTH, ADDRESS, BenchFrames.SERVER_IP);
    }

    private void head(byte[] frame, int headerLength, int dataLength, int flags, int seq) {
        EthernetFrame.write(frame, 0, BenchFrames.SERVER_MAC, BenchFrames.CLIENT_MAC, EthernetFrame.TYPE_IPV4);
        Ipv4Packet.write(frame, BenchFrames.IP, 0, headerLength + dataLength, 1, Ipv4Packet.DONT_FRAGMENT, 64, Ipv4Packet.PROTOCOL_TCP,
            ADDRESS, BenchFrames.SERVER_IP);
        TcpSegment.write(frame, TCP, PORT, BenchFrames.PORT, seq, acknowledged, headerLength, flags, WINDOW, 0);
    }

    private void timestamps(byte[] frame, int echo) {
        Bytes.put32(frame, OPTIONS, TcpOptions.NO_OPERATION << 24 | TcpOptions.NO_OPERATION << 16 | TcpOptions.TIMESTAMPS << 8 | 10);
        Bytes.put32(frame, OPTIONS + 4, timestamp);
        Bytes.put32(frame, OPTIONS + 8, echo);
    }

    /** The connection's number in the stack. */
    int connection() {
        return connection;
    }

    /** The next full segment of its stream. */
    byte[] nextData() {
        write(data, TCP + 4, sequence);
        write(data, OPTIONS + 8, stack.lastTimestamp());
        sequence += DATA_LENGTH;
        return data;
    }

    /** An acknowledgment of so many more bytes. */
    byte[] nextAck(int bytes) {
        acknowledged += bytes;
        write(ack, TCP + 8, acknowledged);
        write(ack, OPTIONS + 8, stack.lastTimestamp());
        return ack;
    }

    /** Replaces a word and corrects the checksum (RFC 1624): what the peer's side costs must not be what is measured. */
    private static void write(byte[] frame, int offset, int value) {
        int checksum = Bytes.u16(frame, CHECKSUM);
        checksum = InternetChecksum.update(checksum, Bytes.u16(frame, offset), value >>> 16);
        checksum = InternetChecksum.update(checksum, Bytes.u16(frame, offset + 2), value & 0xFFFF);
        Bytes.put32(frame, offset, value);
        Bytes.put16(frame, CHECKSUM, checksum);
    }
}
