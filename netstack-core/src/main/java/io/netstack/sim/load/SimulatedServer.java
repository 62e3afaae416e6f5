package io.netstack.sim.load;

import io.netstack.conn.BufferPool;
import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.Secrets;
import io.netstack.link.IngressGate;
import io.netstack.link.PortGate;
import io.netstack.listen.PassiveOpen.Listening;
import io.netstack.listen.TcpListener;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.policy.ListenOptions;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Settings;
import io.netstack.policy.StoreShape;
import io.netstack.run.StackConfig;
import io.netstack.run.TcpStack;
import io.netstack.sim.Simulation;
import io.netstack.sim.Timed;
import java.util.List;
import java.util.Map;

/** A stack with one listener at the end of a {@link SimulatedNetwork}: the same classes that run live. */
public final class SimulatedServer implements Timed {
    /** The server's address. */
    public static final int ADDRESS = 198 << 24 | 18 << 16 | 1;
    /** The server's port. */
    public static final int PORT = 8080;
    private static final int GATEWAY = ADDRESS + 1;
    private static final int ON_LINK_PREFIX = 24;
    private static final int NETWORK_PREFIX = 15;

    /**
     * How much the stack holds.
     *
     * @param requestSlots    connection requests, a power of two
     * @param connectionSlots connections, a power of two
     * @param store           where requests are kept; null for where the policy's system keeps them
     */
    public record Memory(int requestSlots, int connectionSlots, StoreShape store) {
        /** Room for a flood and for a crowd. */
        public static final Memory DEFAULT = new Memory(1 << 16, 1 << 16);

        /** With the store of the policy's system. */
        public Memory(int requestSlots, int connectionSlots) {
            this(requestSlots, connectionSlots, null);
        }
    }

    /** Heap of one embryonic connection, all in; the benchmark HeapPerRequest measures it. */
    private static final int REQUEST_BYTES = 128;
    /** Heap of one connection without the bytes it carries, as a JVM with compressed references lays it out (measured). */
    private static final int CONNECTION_BYTES = 1264;

    private final Simulation simulation;
    private final FrameTrace trace;
    private final PortGate gate = new PortGate();
    private final TcpStack stack;
    private final TcpListener listener;

    /**
     * A server that joins the simulation and listens.
     *
     * @param seed of all its secrets
     * @throws IllegalArgumentException when the policy refuses the backlog
     */
    public SimulatedServer(Simulation simulation, SimulatedNetwork network, ListenPolicy policy, Settings settings, int backlog, long seed,
                           FrameTrace trace, Memory memory) {
        this.simulation = simulation;
        StackConfig config = new StackConfig(List.of(ADDRESS),
            List.of(new Route(ADDRESS & -1 << 32 - ON_LINK_PREFIX, ON_LINK_PREFIX, 0),
                new Route(ADDRESS & -1 << 32 - NETWORK_PREFIX, NETWORK_PREFIX, GATEWAY)),
            Map.of(GATEWAY, SimulatedNetwork.GATEWAY_MAC), policy, settings, memory.requestSlots(), memory.connectionSlots(), 0)
            .withStore(memory.store());
        this.trace = trace;
        stack = new TcpStack(config, network, Secrets.seeded(seed), trace, gate);
        network.stack(this::onFrame);
        simulation.add(this);
        Listening listening = stack.passiveOpen().listen(0, PORT, backlog, ListenOptions.NONE);
        if (listening.error() != null) {
            throw new IllegalArgumentException("listen(" + backlog + ") under " + policy.name() + ": " + listening.error().meaning());
        }
        listener = listening.listener();
    }

    /** What the capture side does live: a SYN to a closed gate is dropped at the ring. */
    private void onFrame(byte[] frame, int offset, int length) {
        if (IngressGate.stops(gate, frame, offset, length)) {
            trace.received(frame, offset, length, simulation.nowNs());
            stack.counters().count(Reason.INGRESS_GATE_DROP);
            trace.ended(Reason.INGRESS_GATE_DROP, 0, 0);
            return;
        }
        stack.onFrame(frame, offset, length, simulation.nowNs());
    }

    public TcpStack stack() {
        return stack;
    }

    public TcpListener listener() {
        return listener;
    }

    /** What everybody who connects takes of the server's memory now: requests, connections, and what they carry in chunks of 4 KiB. */
    public long memoryBytes() {
        return (long) stack.passiveOpen().requestCount() * REQUEST_BYTES + (long) stack.connections().inUse() * CONNECTION_BYTES
            + (long) stack.connections().pool().inUse() * BufferPool.CHUNK_BYTES;
    }

    @Override
    public long nextDeadlineNs() {
        return stack.nextDeadlineNs(simulation.nowNs());
    }

    @Override
    public void onTimers(long nowNs) {
        stack.onTimers(nowNs);
    }
}
