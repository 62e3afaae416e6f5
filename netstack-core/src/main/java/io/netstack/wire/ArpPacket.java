package io.netstack.wire;

/**
 * An ARP packet for IPv4 over Ethernet (RFC 826).
 *
 * <pre>
 *   0    2    4  5  6    8           14          18          24         28
 *   | hw | pr |6 |4 | op | sender MAC | sender IP | target MAC | target IP |
 * </pre>
 */
public final class ArpPacket {
    public static final int LENGTH = 28;
    public static final int REQUEST = 1;
    public static final int REPLY = 2;

    private byte[] buffer;
    private int offset;

    /** Points nowhere until the first {@code wrap}. */
    public ArpPacket() {
    }

    /** Looks at the bytes in place; anything but Ethernet/IPv4 is {@link WireFault#ARP_MALFORMED}. */
    public WireFault wrap(byte[] buffer, int offset, int length) {
        if (length < LENGTH || Bytes.u16(buffer, offset) != 1 || Bytes.u16(buffer, offset + 2) != EthernetFrame.TYPE_IPV4
            || Bytes.u16(buffer, offset + 4) != 0x0604) {
            return WireFault.ARP_MALFORMED;
        }
        this.buffer = buffer;
        this.offset = offset;
        return WireFault.NONE;
    }

    /** {@link #REQUEST}, {@link #REPLY}, or something else. */
    public int operation() {
        return Bytes.u16(buffer, offset + 6);
    }

    public long senderMac() {
        return Bytes.u48(buffer, offset + 8);
    }

    public int senderIp() {
        return Bytes.i32(buffer, offset + 14);
    }

    public long targetMac() {
        return Bytes.u48(buffer, offset + 18);
    }

    public int targetIp() {
        return Bytes.i32(buffer, offset + 24);
    }

    /** Writes a packet of {@link #LENGTH} bytes. */
    public static void write(byte[] b, int offset, int operation, long senderMac, int senderIp, long targetMac, int targetIp) {
        Bytes.put16(b, offset, 1);
        Bytes.put16(b, offset + 2, EthernetFrame.TYPE_IPV4);
        Bytes.put16(b, offset + 4, 0x0604);
        Bytes.put16(b, offset + 6, operation);
        Bytes.put48(b, offset + 8, senderMac);
        Bytes.put32(b, offset + 14, senderIp);
        Bytes.put48(b, offset + 18, targetMac);
        Bytes.put32(b, offset + 24, targetIp);
    }
}
