package io.netstack.run;

import io.netstack.flow.Addresses;
import io.netstack.flow.Egress;
import io.netstack.flow.LocalAddresses;
import io.netstack.flow.NeighbourTable;
import io.netstack.flow.RouteTable;
import io.netstack.observe.Reason;
import io.netstack.wire.ArpPacket;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.WireFault;

/**
 * The first floors of a frame's road: is it for us, can it be read, is it ARP, and does its IP header make sense? In the order of Linux (ip_rcv,
 * ip_route_input).
 */
final class Ingress {
    private final long mac;
    private final LocalAddresses locals;
    private final RouteTable routes;
    private final NeighbourTable neighbours;
    private final Egress egress;
    private final EthernetFrame ethernet = new EthernetFrame();
    private final ArpPacket arp = new ArpPacket();
    private final Ipv4Packet ip = new Ipv4Packet();
    private boolean groupFrame;
    private boolean groupDestination;
    private int localIndex;

    Ingress(long mac, LocalAddresses locals, RouteTable routes, NeighbourTable neighbours, Egress egress) {
        this.mac = mac;
        this.locals = locals;
        this.routes = routes;
        this.neighbours = neighbours;
        this.egress = egress;
    }

    /** The reason that the frame ends in here, or null when {@link #ip} may go on to its protocol. */
    Reason onFrame(byte[] buffer, int offset, int length, long nowNs) {
        if (ethernet.wrap(buffer, offset, length) != WireFault.NONE) {
            return Reason.FRAME_MALFORMED;
        }
        long destination = ethernet.destination();
        groupFrame = EthernetFrame.isGroup(destination);
        if (destination != mac && !groupFrame) {
            return Reason.FRAME_OTHER_HOST;
        }
        return switch (ethernet.type()) {
            case EthernetFrame.TYPE_IPV4 -> onIpv4(buffer, ethernet.payloadOffset(), ethernet.payloadLength());
            case EthernetFrame.TYPE_ARP -> onArp(buffer, ethernet.payloadOffset(), ethernet.payloadLength(), nowNs);
            default -> Reason.FRAME_UNKNOWN_TYPE;
        };
    }

    // ---- ARP (RFC 826)

    private Reason onArp(byte[] buffer, int offset, int length, long nowNs) {
        if (arp.wrap(buffer, offset, length) != WireFault.NONE) {
            return Reason.ARP_MALFORMED;
        }
        int target = locals.indexOf(0, Addresses.lowOf(arp.targetIp()));
        boolean known = neighbours.macOf(arp.senderIp()) != NeighbourTable.UNRESOLVED;
        if (arp.operation() == ArpPacket.REQUEST && target >= 0) {
            // Whoever asks for us is about to talk to us: remember it, as RFC 826 says.
            if (arp.senderIp() != 0 && !EthernetFrame.isGroup(arp.senderMac())) {
                egress.resolved(arp.senderIp(), arp.senderMac(), nowNs);
            }
            egress.sendArp(ArpPacket.REPLY, arp.senderMac(), target, arp.senderMac(), arp.senderIp(), nowNs);
            return Reason.ARP_ANSWERED;
        }
        if (EthernetFrame.isGroup(arp.senderMac()) || !(known || neighbours.isAskedFor(arp.senderIp()))) {
            return Reason.ARP_IGNORED;
        }
        egress.resolved(arp.senderIp(), arp.senderMac(), nowNs);
        return Reason.ARP_LEARNED;
    }

    // ---- IPv4 (RFC 791, RFC 1122 section 3.2.1)

    private Reason onIpv4(byte[] buffer, int offset, int length) {
        WireFault fault = ip.wrap(buffer, offset, length);
        if (fault != WireFault.NONE) {
            return switch (fault) {
                case IP_CHECKSUM -> Reason.IP_BAD_CHECKSUM;
                case IP_TRUNCATED -> Reason.IP_TRUNCATED;
                default -> Reason.IP_BAD_HEADER;
            };
        }
        int destination = ip.destination();
        localIndex = locals.indexOf(0, Addresses.lowOf(destination));
        groupDestination = localIndex < 0 && isGroup(destination);
        if (localIndex < 0 && !groupDestination) {
            return Reason.IP_NOT_LOCAL;
        }
        if (!isPossibleSource(ip.source(), destination)) {
            return Reason.IP_BAD_SOURCE;
        }
        if (ip.isFragment()) {
            return Reason.IP_FRAGMENT;
        }
        return null;
    }

    private boolean isGroup(int address) {
        return address == -1 || address >>> 28 == 0xE || routes.isDirectedBroadcast(address);
    }

    /**
     * Addresses that no other host can have: multicast, limited broadcast, loopback, this network, and our own (RFC 1122 section 3.2.1.3). A
     * directed broadcast passes here, as it does in Linux.
     */
    private boolean isPossibleSource(int source, int destination) {
        int net = source >>> 24;
        return source >>> 28 < 0xE && net != 127 && (net != 0 || source == 0 && destination == -1)
            && locals.indexOf(0, Addresses.lowOf(source)) < 0;
    }

    /** The packet of the frame that {@link #onFrame} let pass. */
    Ipv4Packet ip() {
        return ip;
    }

    /** Our address that it came to, by index; -1 for a broadcast or multicast one. */
    int localIndex() {
        return localIndex;
    }

    /** Did it come in a broadcast or multicast frame? */
    boolean groupFrame() {
        return groupFrame;
    }

    /** Did it come to a broadcast or multicast address? */
    boolean groupDestination() {
        return groupDestination;
    }
}
