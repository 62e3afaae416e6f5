package io.netstack.wire;

/**
 * An Ethernet II frame (RFC 894) without its check sequence.
 *
 * <pre>
 *   0            6            12      14
 *   | destination |   source   | type  | payload …
 * </pre>
 */
public final class EthernetFrame {
    /** Bytes before the payload. */
    public static final int HEADER_LENGTH = 14;
    public static final int TYPE_IPV4 = 0x0800;
    public static final int TYPE_ARP = 0x0806;
    public static final long BROADCAST = 0xFFFF_FFFF_FFFFL;

    private byte[] buffer;
    private int offset;
    private int length;

    /** Points nowhere until the first {@code wrap}. */
    public EthernetFrame() {
    }

    /** Looks at the bytes in place. */
    public WireFault wrap(byte[] buffer, int offset, int length) {
        if (length < HEADER_LENGTH) {
            return WireFault.ETHERNET_SHORT;
        }
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        return WireFault.NONE;
    }

    /** The destination address, 48 bits. */
    public long destination() {
        return Bytes.u48(buffer, offset);
    }

    /** The source address, 48 bits. */
    public long source() {
        return Bytes.u48(buffer, offset + 6);
    }

    /** The EtherType. */
    public int type() {
        return Bytes.u16(buffer, offset + 12);
    }

    /** Where the payload starts in the buffer. */
    public int payloadOffset() {
        return offset + HEADER_LENGTH;
    }

    /** Payload bytes, padding included. */
    public int payloadLength() {
        return length - HEADER_LENGTH;
    }

    /** True for broadcast and multicast destinations: the group bit. */
    public static boolean isGroup(long mac) {
        return (mac & 0x0100_0000_0000L) != 0;
    }

    /** Writes a header. */
    public static void write(byte[] b, int offset, long destination, long source, int type) {
        Bytes.put64(b, offset, destination << 16);
        Bytes.put64(b, offset + 6, source << 16 | type);
    }
}
