package io.netstack.tools.replay;

import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpSegment;
import io.netstack.wire.WireFault;

/** A frame with a TCP segment in it, looked at in place; reused. */
final class TcpFrame {
    private final EthernetFrame ethernet = new EthernetFrame();
    private final Ipv4Packet ip = new Ipv4Packet();
    private final TcpSegment tcp = new TcpSegment();

    /** False when there is no whole TCP segment in it. */
    boolean wrap(byte[] buffer, int offset, int length) {
        return ethernet.wrap(buffer, offset, length) == WireFault.NONE && ethernet.type() == EthernetFrame.TYPE_IPV4
            && ip.wrap(buffer, ethernet.payloadOffset(), ethernet.payloadLength()) == WireFault.NONE
            && ip.protocol() == Ipv4Packet.PROTOCOL_TCP && !ip.isFragment()
            && tcp.wrap(buffer, ip.payloadOffset(), ip.payloadLength()) == WireFault.NONE;
    }

    EthernetFrame ethernet() {
        return ethernet;
    }

    Ipv4Packet ip() {
        return ip;
    }

    TcpSegment tcp() {
        return tcp;
    }
}
