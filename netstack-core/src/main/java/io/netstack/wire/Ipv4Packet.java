package io.netstack.wire;

/**
 * An IPv4 packet (RFC 791). Header options are skipped, not interpreted.
 *
 * <pre>
 *   0        1     2         4    6          8     9       10         12       16
 *   | v | hl | tos | length  | id | fl, frag | ttl | proto | checksum | source | destination | options …
 * </pre>
 */
public final class Ipv4Packet {
    /** Header bytes without options. */
    public static final int HEADER_LENGTH = 20;
    public static final int PROTOCOL_ICMP = 1;
    public static final int PROTOCOL_TCP = 6;
    /** The don't-fragment bit of the flags word. */
    public static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS_OR_OFFSET = 0x3FFF;

    private byte[] buffer;
    private int offset;
    private int headerLength;
    private int totalLength;

    /** Points nowhere until the first {@code wrap}. */
    public Ipv4Packet() {
    }

    /** Looks at the bytes in place; checks version, lengths and the header checksum. Bytes after the total length are link padding. */
    public WireFault wrap(byte[] buffer, int offset, int length) {
        if (length < HEADER_LENGTH) {
            return WireFault.IP_SHORT;
        }
        int versionAndLength = Bytes.u8(buffer, offset);
        if (versionAndLength >>> 4 != 4) {
            return WireFault.IP_VERSION;
        }
        int header = (versionAndLength & 0xF) << 2;
        if (header < HEADER_LENGTH || header > length) {
            return WireFault.IP_HEADER_LENGTH;
        }
        if (InternetChecksum.of(buffer, offset, header) != 0) {
            return WireFault.IP_CHECKSUM;
        }
        int total = Bytes.u16(buffer, offset + 2);
        if (total > length) {
            return WireFault.IP_TRUNCATED;
        }
        if (total < header) {
            return WireFault.IP_TOTAL_LENGTH;
        }
        this.buffer = buffer;
        this.offset = offset;
        this.headerLength = header;
        this.totalLength = total;
        return WireFault.NONE;
    }

    public int typeOfService() {
        return Bytes.u8(buffer, offset + 1);
    }

    public int totalLength() {
        return totalLength;
    }

    public int identification() {
        return Bytes.u16(buffer, offset + 4);
    }

    /** True for every piece of a fragmented packet, the first included. */
    public boolean isFragment() {
        return (Bytes.u16(buffer, offset + 6) & MORE_FRAGMENTS_OR_OFFSET) != 0;
    }

    public boolean dontFragment() {
        return (Bytes.u16(buffer, offset + 6) & DONT_FRAGMENT) != 0;
    }

    public int timeToLive() {
        return Bytes.u8(buffer, offset + 8);
    }

    public int protocol() {
        return Bytes.u8(buffer, offset + 9);
    }

    public int source() {
        return Bytes.i32(buffer, offset + 12);
    }

    public int destination() {
        return Bytes.i32(buffer, offset + 16);
    }

    public int headerLength() {
        return headerLength;
    }

    public int payloadOffset() {
        return offset + headerLength;
    }

    public int payloadLength() {
        return totalLength - headerLength;
    }

    /**
     * Writes a header without options and its checksum.
     *
     * @param payloadLength  bytes that follow the header
     * @param identification 16 bits
     * @param fragmentWord   flags and fragment offset, {@link #DONT_FRAGMENT} or 0 here
     */
    public static void write(byte[] b, int offset, int typeOfService, int payloadLength, int identification, int fragmentWord,
                             int timeToLive, int protocol, int source, int destination) {
        int total = HEADER_LENGTH + payloadLength;
        int first = 0x4500 | typeOfService;
        int id = identification & 0xFFFF;
        int lifeAndProtocol = timeToLive << 8 | protocol;
        int checksum = InternetChecksum.finish((long) first + total + id + fragmentWord + lifeAndProtocol + (source & 0xFFFF_FFFFL)
            + (destination & 0xFFFF_FFFFL));
        Bytes.put64(b, offset, (long) first << 48 | (long) total << 32 | (long) id << 16 | fragmentWord);
        Bytes.put64(b, offset + 8, (long) lifeAndProtocol << 48 | (long) checksum << 32 | source & 0xFFFF_FFFFL);
        Bytes.put32(b, offset + 16, destination);
    }
}
