package io.netstack.run;

import io.netstack.conn.ConnectionTable;
import io.netstack.flow.Addresses;
import io.netstack.flow.Egress;
import io.netstack.flow.FlowKey;
import io.netstack.listen.PassiveOpen;
import io.netstack.observe.Reason;
import io.netstack.wire.Bytes;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.IcmpPacket;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.WireFault;

/** ICMP: echo is answered, errors go to the request or connection whose segment they quote (RFC 792, RFC 1122 section 3.2.2). */
final class IcmpInput {
    private static final int ICMP = EthernetFrame.HEADER_LENGTH + Ipv4Packet.HEADER_LENGTH;

    /** Code of time exceeded that says: the receiver did not get all fragments. Nothing is wrong with the path (Linux icmp_unreach). */
    private static final int REASSEMBLY_TIME = 1;
    /** Code of destination unreachable (RFC 1191). */
    private static final int FRAGMENTATION_NEEDED = 4;

    private final Egress egress;
    private final ConnectionTable connections;
    private final PassiveOpen passiveOpen;
    private final int timeToLive;
    private final IcmpPacket icmp = new IcmpPacket();
    private final FlowKey key = new FlowKey();
    private final byte[] reply;

    IcmpInput(Egress egress, ConnectionTable connections, PassiveOpen passiveOpen, int timeToLive) {
        this.egress = egress;
        this.connections = connections;
        this.passiveOpen = passiveOpen;
        this.timeToLive = timeToLive;
        this.reply = new byte[EthernetFrame.HEADER_LENGTH + egress.mtuBytes()];
    }

    Reason onPacket(byte[] buffer, Ipv4Packet ip, int localIndex, long nowNs) {
        if (icmp.wrap(buffer, ip.payloadOffset(), ip.payloadLength()) != WireFault.NONE) {
            return Reason.ICMP_MALFORMED;
        }
        return switch (icmp.type()) {
            case IcmpPacket.ECHO_REQUEST -> echo(buffer, ip, nowNs);
            case IcmpPacket.DESTINATION_UNREACHABLE, IcmpPacket.TIME_EXCEEDED, IcmpPacket.PARAMETER_PROBLEM -> onError(localIndex, nowNs);
            default -> Reason.ICMP_IGNORED;
        };
    }

    private Reason echo(byte[] buffer, Ipv4Packet ip, long nowNs) {
        int length = icmp.length();
        if (ICMP + length > reply.length) {
            return Reason.ICMP_IGNORED;
        }
        System.arraycopy(buffer, icmp.offset(), reply, ICMP, length);
        Bytes.put16(reply, ICMP, IcmpPacket.ECHO_REPLY << 8);
        IcmpPacket.writeChecksum(reply, ICMP, length);
        Ipv4Packet.write(reply, EthernetFrame.HEADER_LENGTH, ip.typeOfService(), length, ip.identification(), 0, timeToLive,
            Ipv4Packet.PROTOCOL_ICMP, ip.destination(), ip.source());
        egress.send(reply, 0, ICMP + length, nowNs, Reason.SENT_ECHO_REPLY, 0, 0);
        return Reason.ICMP_ECHO_ANSWERED;
    }

    /** The quoted packet is one of ours: its source is our address, its destination the peer's. */
    private Reason onError(int localIndex, long nowNs) {
        boolean reassembly = icmp.type() == IcmpPacket.TIME_EXCEEDED && icmp.code() == REASSEMBLY_TIME;
        if (reassembly || !icmp.quotesTcp()) {
            return Reason.ICMP_IGNORED;
        }
        key.set(0, Addresses.lowOf(icmp.quotedDestination()), icmp.quotedDestinationPort(), localIndex, icmp.quotedSourcePort());
        int connection = connections.find(key);
        if (connection != ConnectionTable.NONE && icmp.type() == IcmpPacket.DESTINATION_UNREACHABLE && icmp.code() == FRAGMENTATION_NEEDED) {
            return connections.onFragmentationNeeded(connection, icmp.nextHopMtu(), icmp.quotedSequenceNumber(), nowNs);
        }
        if (connection != ConnectionTable.NONE) {
            return connections.onIcmp(connection, icmp.type(), icmp.code(), icmp.quotedSequenceNumber(), nowNs);
        }
        int request = passiveOpen.find(key, passiveOpen.hash(key));
        return request == PassiveOpen.NONE ? Reason.ICMP_IGNORED
            : passiveOpen.onIcmp(request, icmp.type(), icmp.code(), icmp.quotedSequenceNumber(), nowNs);
    }
}
