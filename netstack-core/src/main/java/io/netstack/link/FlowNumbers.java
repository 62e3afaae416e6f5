package io.netstack.link;

import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpSegment;
import io.netstack.wire.WireFault;
import java.util.HashMap;
import java.util.Map;

/** Numbers the flows of an {@link ImpairedLink} and the segments in them. Allocates: only a link with rules uses it. */
final class FlowNumbers {
    private static final int KINDS = SegmentKind.values().length;

    private record Ends(int peer, int peerPort, int own, int ownPort) {
    }

    private static final class Flow {
        private final int number;
        private final int[] counts = new int[2 * KINDS];

        Flow(int number) {
            this.number = number;
        }
    }

    private final EthernetFrame ethernet = new EthernetFrame();
    private final Ipv4Packet ip = new Ipv4Packet();
    private final TcpSegment segment = new TcpSegment();
    private final Map<Ends, Flow> flows = new HashMap<>();
    private SegmentKind kind;
    private Flow flow;
    private int first;

    /** Counts a frame. @return false when it is no TCP segment: no rule can name it */
    boolean count(byte[] buffer, int offset, int length, boolean inbound) {
        if (ethernet.wrap(buffer, offset, length) != WireFault.NONE || ethernet.type() != EthernetFrame.TYPE_IPV4
            || ip.wrap(buffer, ethernet.payloadOffset(), ethernet.payloadLength()) != WireFault.NONE
            || ip.protocol() != Ipv4Packet.PROTOCOL_TCP || ip.isFragment()
            || segment.wrap(buffer, ip.payloadOffset(), ip.payloadLength()) != WireFault.NONE) {
            return false;
        }
        Ends ends = inbound ? new Ends(ip.source(), segment.sourcePort(), ip.destination(), segment.destinationPort())
            : new Ends(ip.destination(), segment.destinationPort(), ip.source(), segment.sourcePort());
        flow = flows.computeIfAbsent(ends, e -> new Flow(flows.size() + 1));
        kind = SegmentKind.of(segment.flags(), segment.dataLength());
        first = inbound ? 0 : KINDS;
        flow.counts[first + kind.ordinal()]++;
        flow.counts[first + SegmentKind.ANY.ordinal()]++;
        return true;
    }

    /** Does a rule name the frame that was counted last? */
    boolean named(ImpairmentRule rule) {
        return rule.names(kind, flow.counts[first + kind.ordinal()], flow.counts[first + SegmentKind.ANY.ordinal()], first == 0,
            flow.number);
    }
}
