package io.netstack.wire;

/** Why a frame cannot be read at some layer. A codec answers one of these from {@code wrap}; {@link #NONE} means: every accessor is safe. */
public enum WireFault {
    /** Well formed. */
    NONE,
    /** Fewer bytes than an Ethernet header. */
    ETHERNET_SHORT,
    /** Not an Ethernet/IPv4 ARP packet of full length (RFC 826). */
    ARP_MALFORMED,
    /** Fewer bytes than an IPv4 header. */
    IP_SHORT,
    /** The version field is not 4. */
    IP_VERSION,
    /** The header length is below 20 bytes or beyond the packet. */
    IP_HEADER_LENGTH,
    /** The total length is below the header length. */
    IP_TOTAL_LENGTH,
    /** The total length is beyond the frame. */
    IP_TRUNCATED,
    /** The header checksum is wrong. */
    IP_CHECKSUM,
    /** Fewer bytes than an ICMP header. */
    ICMP_SHORT,
    /** The ICMP checksum is wrong. */
    ICMP_CHECKSUM,
    /** Fewer bytes than a TCP header. */
    TCP_SHORT,
    /** The data offset is below 5 words. */
    TCP_DATA_OFFSET,
    /** The data offset is beyond the segment. */
    TCP_HEADER_TRUNCATED,
    /** The TCP checksum is wrong. */
    TCP_CHECKSUM
}
