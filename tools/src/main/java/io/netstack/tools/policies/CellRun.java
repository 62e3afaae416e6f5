package io.netstack.tools.policies;

import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.Secrets;
import io.netstack.listen.TcpListener;
import io.netstack.observe.Counter;
import io.netstack.observe.DirectTrace;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.PcapngWriter;
import io.netstack.observe.QueueGauge;
import io.netstack.observe.Reason;
import io.netstack.policy.ListenOptions;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Settings;
import io.netstack.run.StackConfig;
import io.netstack.run.TcpStack;
import io.netstack.sim.Peer;
import io.netstack.sim.PeerHost;
import io.netstack.sim.SimulatedCable;
import io.netstack.sim.SimulatedStack;
import io.netstack.sim.Simulation;
import io.netstack.sim.SynSchedule;
import io.netstack.sim.Wire;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One run in virtual time: clients of a simulated Linux connect 10 ms apart, nobody accepts, and 1 s after the last one it is counted who
 * believes it is connected and where the listener keeps them.
 */
final class CellRun {
    /** More than any policy queues for small backlogs (Linux 2.2: backlog + 130), and over before the first timer of 3 s fires. */
    static final int CLIENTS = 160;
    private static final long SPACING_NS = 10_000_000L;
    private static final long AFTER_LAST_NS = 1_000_000_000L;
    private static final int SERVER = 198 << 24 | 18 << 16 | 1;
    private static final int CLIENT = SERVER + 1;
    private static final long SERVER_MAC = 0x02_00_00_00_00_01L;
    private static final long CLIENT_MAC = 0x02_00_00_00_00_02L;
    private static final int PORT = 80;
    private static final int FIRST_CLIENT_PORT = 40_001;
    private static final long CABLE_DELAY_NS = 100_000;
    private static final int PREFIX_LENGTH = 24;
    private static final int LEAST_SLOTS = 1 << 10;
    private static final long SEED = 1;
    private static final int SNAP_LENGTH = 2048;
    /** Virtual time begins with the year 2026, for whoever reads the capture. */
    private static final long EPOCH_NS = 1_767_225_600_000_000_000L;

    private final ListenPolicy policy;
    private final Settings settings;
    private final int backlog;
    private final int clients;
    private final int slots;
    private final long durationNs;

    CellRun(ListenPolicy policy, Settings settings, int backlog, int clients) {
        this(policy, settings, backlog, clients, clients);
    }

    /** A run that takes as long as one with {@code lasting} clients. */
    CellRun(ListenPolicy policy, Settings settings, int backlog, int clients, int lasting) {
        this.policy = policy;
        this.settings = settings;
        this.backlog = backlog;
        this.clients = clients;
        slots = Math.max(LEAST_SLOTS, Integer.highestOneBit(clients) << 1);
        durationNs = (lasting - 1) * SPACING_NS + AFTER_LAST_NS;
    }

    /** Runs without a capture. */
    Cell run() {
        return run(FrameTrace.NONE, new ListenerGauge());
    }

    /** Runs, and writes what the stack saw and why it decided so. */
    Cell run(Path pcapng) throws IOException {
        try (PcapngWriter writer = new PcapngWriter(new BufferedOutputStream(Files.newOutputStream(pcapng)), policy.name(), SNAP_LENGTH,
            EPOCH_NS)) {
            ListenerGauge gauge = new ListenerGauge();
            DirectTrace trace = new DirectTrace(writer, gauge, SNAP_LENGTH);
            Cell cell = run(trace, gauge);
            if (trace.failure() != null) {
                throw trace.failure();
            }
            return cell;
        }
    }

    private Cell run(FrameTrace frames, ListenerGauge gauge) {
        Simulation simulation = new Simulation(0);
        SimulatedCable cable = new SimulatedCable(simulation, Wire.perfect(CABLE_DELAY_NS), CLIENT_MAC, SERVER_MAC);
        StackConfig config = new StackConfig(List.of(SERVER), List.of(new Route(SERVER & -1 << 32 - PREFIX_LENGTH, PREFIX_LENGTH, 0)),
            Map.of(CLIENT, CLIENT_MAC), policy, settings, 2 * slots, slots, 0);
        List<String> log = new ArrayList<>();
        TcpStack stack = new SimulatedStack(simulation, cable.far(), config, Secrets.seeded(SEED), new WithLog(frames, log)).stack();
        TcpListener listener = stack.passiveOpen().listen(0, PORT, backlog, ListenOptions.NONE).listener();
        gauge.listener = listener;
        PeerHost host = new PeerHost(simulation, cable.near(), CLIENT, SERVER_MAC, SynSchedule.LINUX, SEED);
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            int port = FIRST_CLIENT_PORT + i;
            simulation.at(i * SPACING_NS, () -> peers.add(host.connect(port, SERVER, PORT)));
        }
        simulation.runUntil(durationNs);
        Map<Counter, Long> counters = new EnumMap<>(Counter.class);
        for (Counter counter : Counter.values()) {
            if (stack.counters().value(counter) != 0) {
                counters.put(counter, stack.counters().value(counter));
            }
        }
        return new Cell(policy, backlog, listener.limit(), listener.acceptQueue().length(), listener.synQueueLength() + listener.parkedLength(),
            peers.stream().map(peer -> new Cell.Client(peer.outcome(), peer.synRetransmits())).toList(), counters, List.copyOf(log));
    }

    /** The lengths of the queues, for the capture; none before listen(). */
    private static final class ListenerGauge implements QueueGauge {
        private TcpListener listener;

        @Override
        public int synQueueLength() {
            return listener == null ? 0 : listener.synQueueLength();
        }

        @Override
        public int acceptQueueLength() {
            return listener == null ? 0 : listener.acceptQueue().length();
        }
    }

    /** Frames for somebody else, and the system's log kept. */
    private record WithLog(FrameTrace frames, List<String> lines) implements FrameTrace {

        @Override
        public void received(byte[] frame, int offset, int length, long nowNs) {
            frames.received(frame, offset, length, nowNs);
        }

        @Override
        public void sent(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b) {
            frames.sent(frame, offset, length, nowNs, reason, a, b);
        }

        @Override
        public void ended(Reason reason, long a, long b) {
            frames.ended(reason, a, b);
        }

        @Override
        public void logged(String line, long nowNs) {
            lines.add(line);
        }
    }
}
