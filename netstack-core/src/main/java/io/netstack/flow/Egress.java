package io.netstack.flow;

import io.netstack.link.Link;
import io.netstack.observe.Counters;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.wire.ArpPacket;
import io.netstack.wire.Bytes;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;

/**
 * The way out: finds the neighbour of an IPv4 packet, puts the Ethernet header before it and hands it to the link. One thread.
 *
 * <pre>
 *   packet ── RouteTable: which neighbour? ── NeighbourTable: which MAC? ── Link
 *                └ none: NO_ROUTE                └ not known: hold, ask by ARP
 * </pre>
 */
public final class Egress {
    private final Link link;
    private final RouteTable routes;
    private final NeighbourTable neighbours;
    private final LocalAddresses locals;
    private final Counters counters;
    private final FrameTrace trace;
    private final long mac;
    /** Whom a packet went to last, mostly a gateway; 0: nobody. */
    private int lastNeighbour;
    private long lastMac;
    private final byte[] arpFrame = new byte[EthernetFrame.HEADER_LENGTH + ArpPacket.LENGTH];

    public Egress(Link link, RouteTable routes, NeighbourTable neighbours, LocalAddresses locals, Counters counters, FrameTrace trace) {
        this.link = link;
        this.routes = routes;
        this.neighbours = neighbours;
        this.locals = locals;
        this.counters = counters;
        this.trace = trace;
        this.mac = link.capabilities().mac();
    }

    /** Does a route lead to this address? */
    public boolean hasRoute(int destination) {
        return routes.nextHop(destination) != RouteTable.NO_ROUTE;
    }

    /** The largest IP packet that the link carries. */
    public int mtuBytes() {
        return link.capabilities().mtuBytes();
    }

    /**
     * Sends an IPv4 packet that stands in {@code frame} behind room for an Ethernet header; the reason is counted and traced.
     *
     * @param length bytes of the whole frame
     * @return false when nothing was sent: no route, or the link did not take it
     */
    public boolean send(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b) {
        int destination = Bytes.i32(frame, offset + EthernetFrame.HEADER_LENGTH + 16);
        int neighbour = routes.nextHop(destination);
        if (neighbour == RouteTable.NO_ROUTE) {
            counters.count(Reason.NO_ROUTE);
            return false;
        }
        long neighbourMac = routes.isDirectedBroadcast(destination) ? EthernetFrame.BROADCAST
            : neighbour == lastNeighbour ? lastMac : macOf(neighbour);
        if (neighbourMac == NeighbourTable.UNRESOLVED) {
            return hold(neighbour, frame, offset, length, nowNs, reason);
        }
        EthernetFrame.write(frame, offset, neighbourMac, mac, EthernetFrame.TYPE_IPV4);
        return transmit(frame, offset, length, nowNs, reason, a, b);
    }

    private long macOf(int neighbour) {
        long neighbourMac = neighbours.macOf(neighbour);
        if (neighbourMac != NeighbourTable.UNRESOLVED) {
            lastNeighbour = neighbour;
            lastMac = neighbourMac;
        }
        return neighbourMac;
    }

    private boolean hold(int neighbour, byte[] frame, int offset, int length, long nowNs, Reason reason) {
        if (neighbours.hold(neighbour, frame, offset, length, nowNs)) {
            sendArp(ArpPacket.REQUEST, EthernetFrame.BROADCAST, 0, 0, neighbour, nowNs);
        }
        counters.count(reason);
        countLostFrames();
        return true;
    }

    /** Frames that waited in vain were counted as sent when they began to wait, as a kernel's TCP does; that they were not is counted here. */
    private void countLostFrames() {
        for (int lost = neighbours.takeLostFrames(); lost > 0; lost--) {
            counters.count(Reason.NEIGHBOUR_UNRESOLVED);
        }
    }

    private boolean transmit(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b) {
        if (!link.send(frame, offset, length)) {
            counters.count(Reason.LINK_SEND_FAILED);
            return false;
        }
        counters.count(reason);
        trace.sent(frame, offset, length, nowNs, reason, a, b);
        return true;
    }

    /**
     * Sends an ARP packet from one of our addresses.
     *
     * @param localIndex the address we speak as
     */
    public void sendArp(int operation, long destinationMac, int localIndex, long targetMac, int targetIp, long nowNs) {
        EthernetFrame.write(arpFrame, 0, destinationMac, mac, EthernetFrame.TYPE_ARP);
        ArpPacket.write(arpFrame, EthernetFrame.HEADER_LENGTH, operation, mac, locals.ipv4(localIndex), targetMac, targetIp);
        transmit(arpFrame, 0, arpFrame.length, nowNs, Reason.SENT_ARP, 0, 0);
    }

    /** A neighbour's address is known now: stores it and sends what was held back for it. */
    public void resolved(int neighbour, long neighbourMac, long nowNs) {
        neighbours.learn(neighbour, neighbourMac);
        lastNeighbour = 0;
        byte[][] frames = neighbours.takeHeld(neighbour);
        if (frames == null) {
            return;
        }
        for (byte[] frame : frames) {
            if (frame != null) {
                EthernetFrame.write(frame, 0, neighbourMac, mac, EthernetFrame.TYPE_IPV4);
                if (link.send(frame, 0, frame.length)) {
                    trace.sent(frame, 0, frame.length, nowNs, heldReason(frame), 0, 0);
                } else {
                    counters.count(Reason.LINK_SEND_FAILED);
                }
            }
        }
    }

    /** What a frame that waited for its neighbour is; it was counted when it was held. */
    private static Reason heldReason(byte[] frame) {
        return Bytes.u8(frame, EthernetFrame.HEADER_LENGTH + 9) == Ipv4Packet.PROTOCOL_ICMP
            ? Reason.SENT_ECHO_REPLY : Reason.SENT_AFTER_ARP;
    }

    /** Asks again for neighbours that have not answered, and forgets those that will not. */
    public void onTimer(long nowNs) {
        int neighbour;
        while ((neighbour = neighbours.takeDueRequest(nowNs)) != 0) {
            sendArp(ArpPacket.REQUEST, EthernetFrame.BROADCAST, 0, 0, neighbour, nowNs);
        }
        countLostFrames();
    }

    /** When {@link #onTimer} has something to do. */
    public long nextDeadlineNs() {
        return neighbours.nextDeadlineNs();
    }
}
