package io.netstack.wire;

/**
 * An ICMP message (RFC 792): echo, and the errors that quote the packet they are about.
 *
 * <pre>
 *   0      1      2          4                8
 *   | type | code | checksum | rest of header | quoted packet or echo data …
 * </pre>
 */
public final class IcmpPacket {
    public static final int HEADER_LENGTH = 8;
    public static final int ECHO_REPLY = 0;
    public static final int DESTINATION_UNREACHABLE = 3;
    public static final int ECHO_REQUEST = 8;
    public static final int TIME_EXCEEDED = 11;
    public static final int PARAMETER_PROBLEM = 12;

    private byte[] buffer;
    private int offset;
    private int length;

    /** Points nowhere until the first {@code wrap}. */
    public IcmpPacket() {
    }

    /** Looks at the bytes in place; checks length and checksum. */
    public WireFault wrap(byte[] buffer, int offset, int length) {
        if (length < HEADER_LENGTH) {
            return WireFault.ICMP_SHORT;
        }
        if (InternetChecksum.of(buffer, offset, length) != 0) {
            return WireFault.ICMP_CHECKSUM;
        }
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        return WireFault.NONE;
    }

    public int type() {
        return Bytes.u8(buffer, offset);
    }

    public int code() {
        return Bytes.u8(buffer, offset + 1);
    }

    public int length() {
        return length;
    }

    public int offset() {
        return offset;
    }

    /** Does this error quote an IPv4 header and the first 8 bytes of a TCP header (RFC 792)? The quote accessors are safe only then. */
    public boolean quotesTcp() {
        int quote = offset + HEADER_LENGTH;
        int left = length - HEADER_LENGTH;
        if (left < Ipv4Packet.HEADER_LENGTH || Bytes.u8(buffer, quote) >>> 4 != 4) {
            return false;
        }
        int header = (Bytes.u8(buffer, quote) & 0xF) << 2;
        return header >= Ipv4Packet.HEADER_LENGTH && left >= header + 8 && Bytes.u8(buffer, quote + 9) == Ipv4Packet.PROTOCOL_TCP;
    }

    /** Of "fragmentation needed": the largest packet that the next hop takes (RFC 1191); 0 when the router does not say. */
    public int nextHopMtu() {
        return Bytes.u16(buffer, offset + 6);
    }

    /** Source of the quoted packet: an address of ours if the quote is honest. */
    public int quotedSource() {
        return Bytes.i32(buffer, offset + HEADER_LENGTH + 12);
    }

    public int quotedDestination() {
        return Bytes.i32(buffer, offset + HEADER_LENGTH + 16);
    }

    public int quotedSourcePort() {
        return Bytes.u16(buffer, quotedTcp());
    }

    public int quotedDestinationPort() {
        return Bytes.u16(buffer, quotedTcp() + 2);
    }

    public int quotedSequenceNumber() {
        return Bytes.i32(buffer, quotedTcp() + 4);
    }

    private int quotedTcp() {
        int quote = offset + HEADER_LENGTH;
        return quote + ((Bytes.u8(buffer, quote) & 0xF) << 2);
    }

    /** Fills in the checksum of a message of {@code length} bytes whose other fields are written. */
    public static void writeChecksum(byte[] b, int offset, int length) {
        Bytes.put16(b, offset + 2, 0);
        Bytes.put16(b, offset + 2, InternetChecksum.of(b, offset, length));
    }
}
