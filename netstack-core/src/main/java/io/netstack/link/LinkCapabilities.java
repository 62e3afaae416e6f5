package io.netstack.link;

/**
 * What a link can do; constant over its life.
 *
 * @param mtuBytes            the largest IP packet it carries, at least 68 (RFC 791) and at most 65535
 * @param mac                 the Ethernet address that the stack answers with on this link, in the low 48 bits
 * @param verifiesTcpChecksum true when a wrong TCP checksum cannot arrive (the sender was a local kernel that left the sum to hardware)
 */
public record LinkCapabilities(int mtuBytes, long mac, boolean verifiesTcpChecksum) {

    /** The MTU of Ethernet (RFC 894). */
    public static final int ETHERNET_MTU_BYTES = 1500;

    public LinkCapabilities {
        if (mtuBytes < 68 || mtuBytes > 65535) {
            throw new IllegalArgumentException("MTU " + mtuBytes + " is outside 68..65535 bytes");
        }
        if ((mac & ~0xFFFF_FFFF_FFFFL) != 0) {
            throw new IllegalArgumentException("MAC address 0x" + Long.toHexString(mac) + " has more than 48 bits");
        }
    }
}
