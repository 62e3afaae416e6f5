package io.netstack.sim;

import io.netstack.flow.Addresses;
import io.netstack.link.Link;
import io.netstack.wire.ArpPacket;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;
import io.netstack.wire.WireFault;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The client machine at the other end of a {@link SimulatedCable}: answers ARP for its addresses and carries any number of {@link Peer}s, which
 * may also speak from addresses behind it (it is then their gateway), and of {@link SilentPeer}s.
 *
 * <pre>
 *   cable end ── ARP: answered
 *             └─ TCP: by (local address, local port, remote port) ── Peer, SilentPeer
 * </pre>
 *
 * On any other link it is a machine, too, when its owner keeps the {@link Simulation} at the time of day and calls {@link #poll}.
 */
public final class PeerHost {
    private static final int BURST = 64;

    private final Simulation simulation;
    private final Link link;
    private final int address;
    private final Set<Integer> addresses = new HashSet<>();
    private final long stackMac;
    private final SynSchedule schedule;
    private final SplittableRandom chance;
    private final Map<Tuple, Receiver> peers = new HashMap<>();
    private final EthernetFrame ethernet = new EthernetFrame();
    private final ArpPacket arp = new ArpPacket();
    private final Ipv4Packet ip = new Ipv4Packet();
    private final TcpSegment segment = new TcpSegment();
    private final TcpOptions options = new TcpOptions();
    private Consumer<Peer> onChange = peer -> { };
    private long malformed;

    /** Whoever has a four-tuple. */
    private interface Receiver {
        void onSegment(TcpSegment segment, TcpOptions options);
    }

    record Tuple(int local, int localPort, int remote, int remotePort) {
    }

    /**
     * Takes over an end of a cable.
     *
     * @param address  the host's own IPv4 address, for which it answers ARP
     * @param stackMac where its packets go
     * @param seed     decides its initial sequence numbers
     */
    public PeerHost(Simulation simulation, SimulatedCable.End link, int address, long stackMac, SynSchedule schedule, long seed) {
        this(simulation, (Link) link, address, stackMac, schedule, seed);
        link.onArrival(this::poll);
    }

    /** As the other, on a link whose frames arrive when the owner polls. */
    public PeerHost(Simulation simulation, Link link, int address, long stackMac, SynSchedule schedule, long seed) {
        this.simulation = simulation;
        this.link = link;
        this.address = address;
        this.stackMac = stackMac;
        this.schedule = schedule;
        this.chance = new SplittableRandom(seed);
        addresses.add(address);
    }

    /** Takes in what has arrived, a burst at most. @return how many frames */
    public int poll() {
        return link.poll(this::onFrame, BURST);
    }

    /** Opens a connection from the host's own address: its SYN goes out now. */
    public Peer connect(int localPort, int remote, int remotePort) {
        return connect(address, localPort, remote, remotePort);
    }

    /**
     * Opens a connection from an address of the host or behind it: its SYN goes out now.
     *
     * @throws IllegalArgumentException when the four-tuple is in use
     */
    public Peer connect(int local, int localPort, int remote, int remotePort) {
        Tuple tuple = unused(local, localPort, remote, remotePort);
        Peer peer = new Peer(simulation, this, tuple, frames(tuple), schedule, chance.nextInt());
        peers.put(tuple, peer::onSegment);
        return peer;
    }

    /**
     * Opens what is never completed, from an address that becomes the host's: its SYN goes out now, its final ACK never does.
     *
     * @param gaveUp called when no SYN-ACK came and it stops to ask
     * @throws IllegalArgumentException when the four-tuple is in use
     */
    public SilentPeer silent(int local, int localPort, int remote, int remotePort, Runnable gaveUp) {
        Tuple tuple = unused(local, localPort, remote, remotePort);
        addresses.add(local);
        SilentPeer peer = new SilentPeer(simulation, this, frames(tuple), schedule, chance.nextInt(), gaveUp);
        peers.put(tuple, peer::onSegment);
        return peer;
    }

    private Tuple unused(int local, int localPort, int remote, int remotePort) {
        Tuple tuple = new Tuple(local, localPort, remote, remotePort);
        if (peers.containsKey(tuple)) {
            throw new IllegalArgumentException(Addresses.text(local) + ":" + localPort + " is already connecting to port " + remotePort);
        }
        return tuple;
    }

    private FrameBuilder frames(Tuple tuple) {
        return new FrameBuilder(link.capabilities().mac(), stackMac, tuple.local(), tuple.remote(), tuple.localPort(), tuple.remotePort());
    }

    /** Who is told when a peer is established, has finished, or ends. Replaces the former one. */
    public void onChange(Consumer<Peer> watcher) {
        onChange = watcher;
    }

    void changed(Peer peer) {
        onChange.accept(peer);
    }

    /** The host knows this peer no longer: later segments for it are not answered, and its four-tuple is free. */
    public void forget(Peer peer) {
        peers.remove(peer.tuple());
    }

    /** How many peers the host knows. */
    public int peerCount() {
        return peers.size();
    }

    /** Well-formed or not: frames that could not be read, which a sound stack never sends. */
    public long malformedCount() {
        return malformed;
    }

    void send(byte[] frame) {
        link.send(frame, 0, frame.length);
    }

    /** The host's timestamp clock: milliseconds. */
    int timestamp() {
        return (int) (simulation.nowNs() / 1_000_000);
    }

    private void onFrame(byte[] buffer, int offset, int length) {
        if (ethernet.wrap(buffer, offset, length) != WireFault.NONE) {
            malformed++;
        } else if (ethernet.type() == EthernetFrame.TYPE_ARP) {
            onArp(buffer, offset);
        } else if (ethernet.type() == EthernetFrame.TYPE_IPV4) {
            onIpv4(buffer);
        }
    }

    private void onArp(byte[] buffer, int offset) {
        if (arp.wrap(buffer, ethernet.payloadOffset(), ethernet.payloadLength()) != WireFault.NONE) {
            malformed++;
        } else if (arp.operation() == ArpPacket.REQUEST && addresses.contains(arp.targetIp())) {
            send(FrameBuilder.arpReply(buffer, offset, link.capabilities().mac()));
        }
    }

    private void onIpv4(byte[] buffer) {
        if (ip.wrap(buffer, ethernet.payloadOffset(), ethernet.payloadLength()) != WireFault.NONE) {
            malformed++;
            return;
        }
        if (ip.protocol() != Ipv4Packet.PROTOCOL_TCP) {
            return;
        }
        if (segment.wrap(buffer, ip.payloadOffset(), ip.payloadLength()) != WireFault.NONE
            || !segment.checksumIsRight(ip.source(), ip.destination())) {
            malformed++;
            return;
        }
        Receiver peer = peers.get(new Tuple(ip.destination(), segment.destinationPort(), ip.source(), segment.sourcePort()));
        if (peer != null) {
            options.parse(segment);
            peer.onSegment(segment, options);
        }
    }
}
