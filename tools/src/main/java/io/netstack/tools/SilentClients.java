package io.netstack.tools;

import io.netstack.link.Link;
import io.netstack.pcap.LinkException;
import io.netstack.sim.PeerHost;
import io.netstack.sim.Simulation;
import io.netstack.sim.SynSchedule;
import io.netstack.wire.ArpPacket;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.WireFault;
import java.security.SecureRandom;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Clients that never send the final ACK, on a live interface. No kernel socket can be one, so these are raw frames, from addresses that the
 * kernel there does not have: what comes back it takes for another host's and drops. {@link io.netstack.sim.SilentPeer} does what they do, the
 * same class as in virtual time, with the simulation's clock kept at the time of day.
 *
 * <pre>
 *   SilentPeer … ── PeerHost (ARP) ── Link ── the wire
 *        └── Simulation: runUntil(now), await(next)
 * </pre>
 */
final class SilentClients implements AutoCloseable {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int ARP_TRIES = 3;
    private static final long BROADCAST = 0xFFFF_FFFF_FFFFL;

    private final Link link;
    private final SilentAddresses addresses;
    private final int port;
    private final int count;
    private final long spacingNs;
    private final Consumer<KernelClients.Event> events;
    private final CountDownLatch allStarted;
    private final Thread thread;
    private volatile boolean closed;
    private long serverMac = -1;

    /**
     * Takes over a link, asks for the server's Ethernet address, and starts the first client at once.
     *
     * @param spacingNs from one start to the next
     * @param events    gets {@code started} and {@code timeout}, numbered from 1, on a thread of our own
     * @throws LinkException when nobody answers for the server
     */
    SilentClients(Link link, int server, int port, int count, long spacingNs, Consumer<KernelClients.Event> events) {
        this.link = link;
        this.addresses = new SilentAddresses(server);
        this.port = port;
        this.count = count;
        this.spacingNs = spacingNs;
        this.events = events;
        this.allStarted = new CountDownLatch(count);
        this.thread = Thread.ofPlatform().name("silent-clients").daemon().unstarted(this::run);
        resolve();
        thread.start();
    }

    /** Waits until the last client has sent its SYN. */
    void awaitStarts() throws InterruptedException {
        allStarted.await();
    }

    private void resolve() {
        for (int i = 0; i < ARP_TRIES && serverMac < 0; i++) {
            ask(addresses.of(0));
            long untilNs = System.nanoTime() + SECOND_NS;
            while (serverMac < 0 && untilNs - System.nanoTime() > 0) {
                link.await(untilNs);
                link.poll(this::lookForReply, 1);
            }
        }
        if (serverMac < 0) {
            link.close();
            throw new LinkException("nobody answers ARP for the server");
        }
    }

    /** Who has the server's address? The server learns the asker's. */
    private void ask(int asker) {
        byte[] request = new byte[EthernetFrame.HEADER_LENGTH + ArpPacket.LENGTH];
        long mac = link.capabilities().mac();
        EthernetFrame.write(request, 0, BROADCAST, mac, EthernetFrame.TYPE_ARP);
        ArpPacket.write(request, EthernetFrame.HEADER_LENGTH, ArpPacket.REQUEST, mac, asker, 0, addresses.server());
        link.send(request, 0, request.length);
    }

    private void lookForReply(byte[] buffer, int offset, int length) {
        EthernetFrame ethernet = new EthernetFrame();
        ArpPacket arp = new ArpPacket();
        if (ethernet.wrap(buffer, offset, length) == WireFault.NONE && ethernet.type() == EthernetFrame.TYPE_ARP
            && arp.wrap(buffer, ethernet.payloadOffset(), ethernet.payloadLength()) == WireFault.NONE
            && arp.operation() == ArpPacket.REPLY && arp.senderIp() == addresses.server()) {
            serverMac = arp.senderMac();
        }
    }

    private void run() {
        long startNs = System.nanoTime();
        Simulation clock = new Simulation(startNs);
        PeerHost host = new PeerHost(clock, link, addresses.of(0), serverMac, SynSchedule.LINUX, new SecureRandom().nextLong());
        clock.at(startNs, () -> start(clock, host, 0, startNs));
        while (!closed) {
            clock.runUntil(System.nanoTime());
            if (host.poll() == 0) {
                link.await(clock.nextNs());
            }
        }
        link.close();
    }

    private void start(Simulation clock, PeerHost host, int index, long startNs) {
        // a machine of its own would have to ask, too, and its SYN-ACK need not wait then
        ask(addresses.of(index));
        report("started", index, startNs);
        host.silent(addresses.of(index), addresses.port(index), addresses.server(), port, () -> report("timeout", index, startNs));
        if (index + 1 < count) {
            // from this start, not from the first: a late start must not bring two clients closer together
            clock.at(System.nanoTime() + spacingNs, () -> start(clock, host, index + 1, startNs));
        }
        allStarted.countDown();
    }

    private void report(String what, int index, long startNs) {
        events.accept(new KernelClients.Event(what, index + 1, addresses.port(index), System.nanoTime() - startNs, null));
    }

    @Override
    public void close() {
        closed = true;
        link.wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
