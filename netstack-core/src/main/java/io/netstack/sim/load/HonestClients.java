package io.netstack.sim.load;

import io.netstack.sim.EventQueue;
import io.netstack.sim.Peer;
import io.netstack.sim.PeerHost;
import io.netstack.sim.PeerOutcome;
import io.netstack.sim.Simulation;
import io.netstack.sim.Timed;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Clients who want something: each connects, sends a request and waits for the other side to close. They come as a stream (open loop), or
 * as a fixed number of users who think between two connections (closed loop), so that a slow server is asked less often.
 *
 * <pre>
 *   arrival, or end of thinking ─▶ SYN … established ─▶ request, FIN ─▶ accepted ─▶ FIN ─▶ finished
 *                                    └▶ refused, timed out    └▶ reset ─▶ ended
 * </pre>
 */
public final class HonestClients implements Timed {
    private static final int FIRST_PORT = 1024;
    private static final int PORTS = 65536 - FIRST_PORT;

    /** One connection attempt, from its first SYN to its end. */
    public static final class Client {
        private final long number;
        private final long startedNs;
        private Peer peer;
        private long acceptedNs = EventQueue.NEVER;

        private Client(long number, long startedNs) {
            this.number = number;
            this.startedNs = startedNs;
        }

        /** Counted from 0 in the order of first SYNs. */
        public long number() {
            return number;
        }

        public long startedNs() {
            return startedNs;
        }

        /** When the application took its connection, or {@link EventQueue#NEVER}. */
        public long acceptedNs() {
            return acceptedNs;
        }

        /** The connection itself. */
        public Peer peer() {
            return peer;
        }

        /** Did it believe to be connected, and was it reset before anybody accepted? */
        public boolean resetWhileConnected() {
            return peer.outcome() == PeerOutcome.RESET && acceptedNs == EventQueue.NEVER;
        }
    }

    /** Told how clients fare. */
    public interface Watcher {
        /** Its first SYN is about to leave. */
        default void started(Client client) {
        }

        /** The SYN-ACK arrived. */
        default void established(Client client) {
        }

        /** The application took the connection. */
        default void accepted(Client client) {
        }

        /** It is over: finished, refused, reset or timed out. */
        default void ended(Client client) {
        }
    }

    private final Simulation simulation;
    private final PeerHost host;
    private final AddressRange range;
    private final Arrivals arrivals;
    private final Durations think;
    private final byte[] request;
    private final Watcher watcher;
    private final Map<Long, Client> clients = new HashMap<>();
    private long started;
    private boolean stopped;
    private long nextNs = EventQueue.NEVER;

    private HonestClients(Simulation simulation, PeerHost host, AddressRange range, Arrivals arrivals, Durations think, int requestBytes,
                          Watcher watcher) {
        this.simulation = simulation;
        this.host = host;
        this.range = range;
        this.arrivals = arrivals;
        this.think = think;
        this.request = new byte[requestBytes];
        this.watcher = watcher;
        host.onChange(this::onChange);
        simulation.add(this);
    }

    /**
     * Clients who come as a stream, whatever becomes of those before them.
     *
     * @param host         carries them and nobody else
     * @param requestBytes what each sends, 0 or more
     */
    public static HonestClients stream(Simulation simulation, PeerHost host, AddressRange range, Arrivals arrivals, int requestBytes,
                                       Watcher watcher) {
        HonestClients clients = new HonestClients(simulation, host, range, arrivals, null, requestBytes, watcher);
        clients.nextNs = arrivals.nextNs();
        return clients;
    }

    /**
     * Users who each think, connect, wait for the end and think again.
     *
     * @param users how many
     * @param think how long they think
     */
    public static HonestClients users(Simulation simulation, PeerHost host, AddressRange range, int users, Durations think,
        int requestBytes,
                                      Watcher watcher) {
        HonestClients clients = new HonestClients(simulation, host, range, () -> Arrivals.NEVER, think, requestBytes, watcher);
        for (int i = 0; i < users; i++) {
            simulation.after(think.nextNs(), clients::connect);
        }
        return clients;
    }

    /** Clients who have come so far. */
    public long startedCount() {
        return started;
    }

    /** Clients whose end is not known yet. */
    public int openCount() {
        return clients.size();
    }

    /** Calls back with each client whose end is not known, in the order of their first SYNs. */
    public void forEachOpen(Consumer<Client> visitor) {
        clients.values().stream().sorted(Comparator.comparingLong(Client::number)).forEach(visitor);
    }

    /** Nobody comes any more; those who have come go on. */
    public void stop() {
        stopped = true;
        nextNs = EventQueue.NEVER;
    }

    @Override
    public long nextDeadlineNs() {
        return nextNs;
    }

    @Override
    public void onTimers(long nowNs) {
        nextNs = arrivals.nextNs();
        connect();
    }

    private void connect() {
        if (stopped) {
            return;
        }
        long number = started++;
        int address = range.at(number);
        int port = FIRST_PORT + (int) (number / range.count() % PORTS);
        Client client = new Client(number, simulation.nowNs());
        if (clients.putIfAbsent(key(address, port), client) != null) {
            // every address and port is in use: as on a real machine, there is no connection to be had
            return;
        }
        watcher.started(client);
        client.peer = host.connect(address, port, SimulatedServer.ADDRESS, SimulatedServer.PORT);
        client.peer.write(request);
        client.peer.finish();
    }

    private static long key(int address, int port) {
        return (long) address << 16 | port;
    }

    private void onChange(Peer peer) {
        Client client = clients.get(key(peer.localAddress(), peer.localPort()));
        if (client == null) {
            return;
        }
        if (peer.outcome() == PeerOutcome.ESTABLISHED && !peer.isFinished()) {
            watcher.established(client);
            return;
        }
        clients.remove(key(peer.localAddress(), peer.localPort()));
        host.forget(peer);
        watcher.ended(client);
        if (think != null) {
            simulation.after(think.nextNs(), this::connect);
        }
    }

    /** The application took a connection: whether it is one of ours or not. To be called by whoever watches the acceptors. */
    public void accepted(int address, int port, long nowNs) {
        Client client = clients.get(key(address, port));
        if (client != null && client.acceptedNs == EventQueue.NEVER) {
            client.acceptedNs = nowNs;
            watcher.accepted(client);
        }
    }
}
