/**
 * The formats on the wire, as flyweights: an object is pointed at bytes by {@code wrap}, which checks everything once and answers a
 * {@link io.netstack.wire.WireFault}; after {@code NONE} no accessor can fail. Writers are static and are the inverse of the readers.
 *
 * <pre>
 *   byte[] ── EthernetFrame ─┬─ ArpPacket
 *                            └─ Ipv4Packet ─┬─ IcmpPacket   (may quote a TCP header)
 *                                           └─ TcpSegment ── TcpOptions
 * </pre>
 *
 * Numbers: ports, flags and sequence numbers are ints, Ethernet addresses are the low 48 bits of a long, IPv4 addresses are ints.
 * Sequence arithmetic is {@link io.netstack.wire.SeqNum}'s, checksums are {@link io.netstack.wire.InternetChecksum}'s. Nothing here
 * allocates, throws, or knows what time it is.
 */
package io.netstack.wire;
