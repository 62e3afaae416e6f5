package io.netstack.sim;

import io.netstack.conn.TcpConnection;
import io.netstack.flow.Addresses;
import io.netstack.flow.FlowKey;
import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.Secrets;
import io.netstack.link.ImpairedLink;
import io.netstack.link.Impairment;
import io.netstack.listen.AcceptQueue;
import io.netstack.listen.TcpListener;
import io.netstack.observe.Counter;
import io.netstack.observe.FrameTrace;
import io.netstack.policy.ListenOptions;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import io.netstack.run.StackConfig;
import io.netstack.run.TcpStack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A stack that listens on port 80 behind a bad network, and clients that come and go: each place of a client opens a connection, lets it live
 * for a while, and opens the next from another port.
 *
 * <pre>
 *   SoakClient ── SimulatedCable ── ImpairedLink ── TcpStack ── SoakServer, one for each accepted connection
 * </pre>
 */
final class SoakWorld {
    static final long MS = 1_000_000L;
    private static final int SERVER = Addresses.parseIpv4("198.18.0.1");
    private static final int CLIENT = Addresses.parseIpv4("198.18.0.2");
    private static final int FIRST_BEHIND = Addresses.parseIpv4("198.19.0.1");
    private static final int PORTS = 60_000;
    private static final int SLOTS = 1 << 15;
    private static final int ACCEPT_EVERY_MS = 5;

    final long seed;
    final SplittableRandom chance;
    final Simulation simulation = new Simulation(1_000 * MS);
    final PeerHost host;
    final TcpListener listener;
    private final ImpairedLink link;
    private final SimulatedStack simulated;
    private final Map<Long, SoakClient> clients = new HashMap<>();
    private boolean opening = true;
    int opened;
    int accepted;
    int completeStreams;
    int resets;
    int vanished;
    int reopened;
    long bytes;

    SoakWorld(long seed) {
        this.seed = seed;
        chance = new SplittableRandom(seed);
        Impairment impairment = Impairment.NONE.withLoss(0.05 * chance.nextDouble())
            .withDelay(chance.nextInt(1, 30) * MS, chance.nextInt(5) * MS)
            .withReorder(0.03 * chance.nextDouble(), chance.nextInt(1, 20) * MS).withDuplicate(0.02 * chance.nextDouble())
            .withCorrupt(0.005 * chance.nextDouble());
        if (seed % 4 == 0) {
            impairment = impairment.withBurst(0.005, 0.3, 0.5);
        }
        SimulatedCable cable = new SimulatedCable(simulation, Wire.perfect(0), 0x02_00_00_00_00_01L, 0x02_00_00_00_00_02L);
        link = new ImpairedLink(cable.near(), impairment, impairment, List.of(), seed, simulation::nowNs);
        ListenPolicy policy = Policies.named(seed % 5 == 4 ? "freebsd" : "linux");
        StackConfig config = new StackConfig(List.of(SERVER), List.of(new Route(SERVER & ~0xFF, 24, 0),
            new Route(FIRST_BEHIND & 0xFFFF_0000, 16, CLIENT)), Map.of(CLIENT, 0x02_00_00_00_00_02L), policy,
            Settings.of(policy, Map.of()), 1 << 12, SLOTS, 0);
        simulated = new SimulatedStack(simulation, cable.near(), link, config, Secrets.seeded(seed), FrameTrace.NONE);
        host = new PeerHost(simulation, cable.far(), CLIENT, 0x02_00_00_00_00_01L, SynSchedule.LINUX, seed);
        listener = stack().passiveOpen().listen(TcpListener.ANY_ADDRESS, 80, 64, ListenOptions.NONE).listener();
        simulation.after(0, this::accept);
    }

    TcpStack stack() {
        return simulated.stack();
    }

    /** A place opens its next connection after a while. */
    void openLater(int place) {
        simulation.after(chance.nextLong(10_000 * MS), () -> {
            if (opening) {
                int address = FIRST_BEHIND + opened / PORTS;
                int port = 1024 + opened % PORTS;
                opened++;
                open(place, address, port);
            }
        });
    }

    private void open(int place, int address, int port) {
        SoakClient client = new SoakClient(this, place, host.connect(address, port, SERVER, 80), port * 31 + opened);
        clients.put(tuple(address, port), client);
        client.live();
    }

    /** A place opens its next connection from the same port, a little later: it may meet what is left of the former one. */
    void reopen(SoakClient former, int place) {
        simulation.after(chance.nextLong(20_000 * MS), () -> {
            forget(former, former.peer);
            if (opening) {
                opened++;
                reopened++;
                open(place, former.peer.localAddress(), former.peer.localPort());
            }
        });
    }

    /** No place opens another connection. */
    void stopOpening() {
        opening = false;
    }

    /** Its packets are not answered any more, not even by a reset: the machine is gone. */
    void forget(SoakClient client, Peer peer) {
        host.forget(peer);
        clients.remove(tuple(peer.localAddress(), peer.localPort()), client);
    }

    private static long tuple(int address, int port) {
        return (long) address << 16 | port;
    }

    /** The application's accepting thread: looks every few milliseconds, and sometimes lets the queue wait for seconds. */
    private void accept() {
        int id;
        while ((id = listener.acceptQueue().take()) != AcceptQueue.EMPTY) {
            long nowNs = simulation.nowNs();
            stack().accepted(listener.id(), nowNs);
            TcpConnection c = stack().connections().get(id);
            FlowKey key = c.key(new FlowKey());
            SoakClient client = clients.get(tuple((int) key.remoteLow(), key.remotePort()));
            if (client == null) {
                c.abort(nowNs);
                continue;
            }
            accepted++;
            new SoakServer(this, c, client).live();
        }
        if (opening || stack().connections().inUse() > 0 || stack().passiveOpen().requestCount() > 0) {
            simulation.after((chance.nextInt(500) == 0 ? 3000 : ACCEPT_EVERY_MS) * MS, this::accept);
        }
    }

    String story() {
        return "seed " + seed + ": " + opened + " opened, " + accepted + " accepted, " + bytes + " bytes read, " + completeStreams
            + " streams whole, " + resets + " reset, " + vanished + " vanished, " + reopened + " opened again; " + count(Counter.LISTEN_OVERFLOWS) + " overflows, "
            + count(Counter.TCP_RETRANS_SEGS) + " retransmitted; " + link.inboundCounts();
    }

    private long count(Counter counter) {
        return stack().counters().value(counter);
    }
}
