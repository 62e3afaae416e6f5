package io.netstack.wire;

/**
 * A TCP segment (RFC 9293 section 3.1).
 *
 * <pre>
 *   0             2                  4                 8
 *   | source port | destination port | sequence number | acknowledgment number |
 *   12                     14       16         18               20
 *   | offset, bits, flags  | window | checksum | urgent pointer | options … | data …
 * </pre>
 */
public final class TcpSegment {
    /** Header bytes without options. */
    public static final int HEADER_LENGTH = 20;
    /** The most header bytes that the data offset can say. */
    public static final int MAX_HEADER_LENGTH = 60;

    private byte[] buffer;
    private int offset;
    private int length;
    private int headerLength;

    /** Points nowhere until the first {@code wrap}. */
    public TcpSegment() {
    }

    /** Looks at the bytes in place; checks the data offset. The checksum is {@link #checksumIsRight}'s business. */
    public WireFault wrap(byte[] buffer, int offset, int length) {
        if (length < HEADER_LENGTH) {
            return WireFault.TCP_SHORT;
        }
        int header = Bytes.u8(buffer, offset + 12) >>> 4 << 2;
        if (header < HEADER_LENGTH) {
            return WireFault.TCP_DATA_OFFSET;
        }
        if (header > length) {
            return WireFault.TCP_HEADER_TRUNCATED;
        }
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        this.headerLength = header;
        return WireFault.NONE;
    }

    /** Is the checksum right for these IPv4 addresses? */
    public boolean checksumIsRight(int source, int destination) {
        long sum = InternetChecksum.pseudoHeader(source, destination, Ipv4Packet.PROTOCOL_TCP, length);
        return InternetChecksum.finish(InternetChecksum.add(sum, buffer, offset, length)) == 0;
    }

    public int sourcePort() {
        return Bytes.u16(buffer, offset);
    }

    public int destinationPort() {
        return Bytes.u16(buffer, offset + 2);
    }

    /** SEG.SEQ. */
    public int sequenceNumber() {
        return Bytes.i32(buffer, offset + 4);
    }

    /** SEG.ACK; meaningless without the ACK flag. */
    public int acknowledgmentNumber() {
        return Bytes.i32(buffer, offset + 8);
    }

    /** The nine control bits of {@link TcpFlags}. */
    public int flags() {
        return Bytes.u16(buffer, offset + 12) & 0x1FF;
    }

    /** Are all these bits set? */
    public boolean has(int bits) {
        return (flags() & bits) == bits;
    }

    /** SEG.WND as written, not scaled. */
    public int window() {
        return Bytes.u16(buffer, offset + 14);
    }

    public int urgentPointer() {
        return Bytes.u16(buffer, offset + 18);
    }

    public int headerLength() {
        return headerLength;
    }

    public byte[] buffer() {
        return buffer;
    }

    public int optionsOffset() {
        return offset + HEADER_LENGTH;
    }

    public int optionsLength() {
        return headerLength - HEADER_LENGTH;
    }

    public int dataOffset() {
        return offset + headerLength;
    }

    public int dataLength() {
        return length - headerLength;
    }

    /** SEG.LEN: data octets plus one each for SYN and FIN (RFC 9293 section 3.4). */
    public int sequenceLength() {
        int flags = flags();
        return dataLength() + (flags >>> 1 & 1) + (flags & 1);
    }

    /** The sequence number after the segment: SEG.SEQ + SEG.LEN. */
    public int endSequenceNumber() {
        return sequenceNumber() + sequenceLength();
    }

    /** Writes the fixed part of a header; checksum zero, to be filled by {@link #writeChecksum}. */
    public static void write(byte[] b, int offset, int sourcePort, int destinationPort, int sequenceNumber, int acknowledgmentNumber,
                             int headerLength, int flags, int window, int urgentPointer) {
        Bytes.put16(b, offset, sourcePort);
        Bytes.put16(b, offset + 2, destinationPort);
        Bytes.put32(b, offset + 4, sequenceNumber);
        Bytes.put32(b, offset + 8, acknowledgmentNumber);
        Bytes.put16(b, offset + 12, headerLength << 10 | flags);
        Bytes.put16(b, offset + 14, window);
        Bytes.put16(b, offset + 16, 0);
        Bytes.put16(b, offset + 18, urgentPointer);
    }

    /**
     * Writes a header before options and data that stand there already, checksum included, urgent pointer 0. What is written in small pieces and
     * read again at once in larger ones makes a processor wait until the pieces have left its store buffer; so the header is added up from what it
     * is made of.
     *
     * @param sourcePort 0..65535, like the other port and the window
     * @param length     bytes of header, options and data
     */
    public static void writeWithChecksum(byte[] b, int offset, int sourcePort, int destinationPort, int sequenceNumber,
                                         int acknowledgmentNumber, int headerLength, int flags, int window, int length, int source,
                                         int destination) {
        int lengthAndFlags = headerLength << 10 | flags;
        long sequences = (sequenceNumber & 0xFFFF_FFFFL) + (acknowledgmentNumber & 0xFFFF_FFFFL);
        long sum = InternetChecksum.pseudoHeader(source, destination, Ipv4Packet.PROTOCOL_TCP, length) + sourcePort + destinationPort
            + sequences + lengthAndFlags + window;
        int checksum = InternetChecksum.finish(InternetChecksum.add(sum, b, offset + HEADER_LENGTH, length - HEADER_LENGTH));
        Bytes.put64(b, offset, (long) sourcePort << 48 | (long) destinationPort << 32 | sequenceNumber & 0xFFFF_FFFFL);
        Bytes.put64(b, offset + 8, (long) acknowledgmentNumber << 32 | (long) lengthAndFlags << 16 | window);
        Bytes.put32(b, offset + 16, checksum << 16);
    }

    /** Fills in the checksum of a segment of {@code length} bytes whose checksum field is zero. */
    public static void writeChecksum(byte[] b, int offset, int length, int source, int destination) {
        long sum = InternetChecksum.pseudoHeader(source, destination, Ipv4Packet.PROTOCOL_TCP, length);
        Bytes.put16(b, offset + 16, InternetChecksum.finish(InternetChecksum.add(sum, b, offset, length)));
    }
}
