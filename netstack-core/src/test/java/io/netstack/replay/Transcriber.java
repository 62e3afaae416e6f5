package io.netstack.replay;

import io.netstack.replay.Recording.Event;
import io.netstack.replay.Recording.Received;
import io.netstack.wire.TcpFlags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes down what a listener sends, with numbers relative to each peer's and the listener's own initial sequence numbers. */
final class Transcriber {
    /** A SYN that takes over a TIME-WAIT is answered from 65537 beyond what that connection sent, which in scripts is little. */
    private static final int FURTHEST_TIME_WAIT = 200_000;

    /** What is known about one peer: its four-tuple and number, and those of the listener once it has answered. */
    static final class Peer {
        final String name;
        int iss;
        /** The listener's initial sequence number for this peer; null before its first SYN-ACK. */
        Integer listenerIss;
        private Integer synAckAck;
        final List<Packet> received = new ArrayList<>();

        Peer(String name, int iss) {
            this.name = name;
            this.iss = iss;
        }
    }

    private record Tuple(int address, int port, int listenerPort) {
    }

    private final Map<String, Peer> byName = new LinkedHashMap<>();
    private final Map<Tuple, Peer> byTuple = new HashMap<>();
    private final List<Event> events = new ArrayList<>();

    List<Event> events() {
        return events;
    }

    Peer named(String name) {
        return byName.get(name);
    }

    Peer at(int address, int port, int listenerPort) {
        return byTuple.get(new Tuple(address, port, listenerPort));
    }

    Peer add(String name, int address, int port, int listenerPort, int iss) {
        Peer peer = new Peer(name, iss);
        byName.put(name, peer);
        byTuple.put(new Tuple(address, port, listenerPort), peer);
        return peer;
    }

    /** Writes down a frame of the listener; what is neither IPv4 nor ours is left out. */
    void received(byte[] frame, double t) {
        Packet p = Packet.read(frame);
        if (p == null) {
            return;
        }
        if (!p.tcp()) {
            events.add(new Received(t, null, "proto" + p.protocol(), "0", null, null, 0, List.of(), false, p.dontFragment(), p.timeToLive(),
                p.typeOfService()));
            return;
        }
        Peer peer = at(p.destination(), p.destinationPort(), p.sourcePort());
        if (peer != null && p.has(TcpFlags.SYN) && isNewConnection(p, peer)) {
            peer.listenerIss = p.seq();
            peer.synAckAck = p.ack();
        }
        events.add(new Received(t, peer == null ? null : peer.name, p.flagText(), sequence(p, peer),
            peer != null && p.has(TcpFlags.ACK) ? (Long) (p.ack() - peer.iss & 0xFFFF_FFFFL) : null, p.window(), p.data().length,
                p.options(),
            !p.sumsRight(), p.dontFragment(), p.timeToLive(), p.typeOfService()));
        if (peer != null) {
            peer.received.add(p);
        }
    }

    /** The first SYN-ACK, one for another SYN, or one whose number comes from the clock instead of from a connection in TIME-WAIT. */
    private static boolean isNewConnection(Packet p, Peer peer) {
        return peer.listenerIss == null || peer.synAckAck == null || peer.synAckAck != p.ack()
            || Integer.compareUnsigned(p.seq() - peer.listenerIss, FURTHEST_TIME_WAIT) > 0;
    }

    private static String sequence(Packet p, Peer peer) {
        if (p.seq() == 0 && p.has(TcpFlags.RST)) {
            // RST|ACK, the answer to a segment without ACK, has the absolute number 0.
            return "abs0";
        }
        if (peer != null && peer.listenerIss != null) {
            return Long.toString(p.seq() - peer.listenerIss & 0xFFFF_FFFFL);
        }
        return p.seq() != 0 ? "raw" : "0";
    }
}
