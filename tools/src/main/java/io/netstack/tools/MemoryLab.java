package io.netstack.tools;

import io.netstack.flow.Addresses;
import io.netstack.flow.FlowKey;
import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.Secrets;
import io.netstack.link.ImpairedLink;
import io.netstack.link.Link;
import io.netstack.listen.AcceptQueue;
import io.netstack.listen.PassiveOpen.Listening;
import io.netstack.listen.TcpListener;
import io.netstack.observe.DirectTrace;
import io.netstack.observe.FrameSink;
import io.netstack.observe.ListenerStatus;
import io.netstack.observe.QueueGauge;
import io.netstack.policy.ListenOptions;
import io.netstack.run.StackConfig;
import io.netstack.run.TcpStack;
import io.netstack.sim.Peer;
import io.netstack.sim.PeerHost;
import io.netstack.sim.PeerOutcome;
import io.netstack.sim.SimulatedCable;
import io.netstack.sim.SimulatedStack;
import io.netstack.sim.Simulation;
import io.netstack.sim.SynSchedule;
import io.netstack.sim.Wire;
import io.netstack.tools.lab.Topologies;
import io.netstack.tools.view.LabReport;
import io.netstack.tools.view.LabStory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A lab run in virtual time: simulated Linux clients, no kernel, no privilege, over in a moment, and the same to the byte each time. */
final class MemoryLab {
    private static final int SERVER = 198 << 24 | 18 << 16 | 1;
    private static final int CLIENT = SERVER + 1;
    private static final SilentAddresses SILENT = new SilentAddresses(SERVER);
    private static final int PREFIX_LENGTH = 24;
    private static final long SERVER_MAC = 0x02_00_00_00_00_01L;
    private static final long CLIENT_MAC = 0x02_00_00_00_00_02L;
    private static final int FIRST_CLIENT_PORT = 40_001;
    private static final long CABLE_DELAY_NS = 100_000;
    private static final long SEED = 1;
    private static final int REQUEST_SLOTS = 1 << 16;
    private static final int CONNECTION_SLOTS = 1 << 14;
    /** Virtual time begins with the year 2026, for whoever reads the capture. */
    private static final long EPOCH_NS = 1_767_225_600_000_000_000L;

    private final LabSettings settings;
    private final Topologies.Choice choice;
    private final LabOutput output;
    private final Simulation simulation = new Simulation(0);
    private final LabStory story;
    private final FlowKey key = new FlowKey();
    private Link link;
    private TcpStack stack;
    private TcpListener listener;

    MemoryLab(LabSettings settings, Topologies.Choice choice, LabOutput output) {
        this.settings = settings;
        this.choice = choice;
        this.output = output;
        this.story = new LabStory(LabSettings.PORT, SILENT::contains, output::event);
    }

    LabReport run() throws IOException {
        LateGauge gauge = new LateGauge();
        FrameSink captures = output.open(choice.kind().label(), EPOCH_NS);
        DirectTrace trace = new DirectTrace(FrameSink.all(captures, story), gauge, Capture.SNAP_LENGTH);
        SimulatedCable cable = new SimulatedCable(simulation, Wire.perfect(CABLE_DELAY_NS), CLIENT_MAC, SERVER_MAC);
        link = settings.around(cable.far(), simulation::nowNs);
        stack = stack(cable.far(), trace);
        listener = listen();
        gauge.known(gauge());
        output.begin(settings.heading(choice, "a simulated Linux"), listener.limit());
        List<Peer> peers = start(new PeerHost(simulation, cable.near(), CLIENT, SERVER_MAC, SynSchedule.LINUX, SEED));
        if (!settings.accept().never()) {
            simulation.after(settings.accept().intervalNs(), this::accept);
        }
        simulation.runUntil((settings.silent() + settings.clients() - 1) * settings.spacingNs() + settings.durationNs());
        for (int i = 0; i < peers.size(); i++) {
            if (peers.get(i).outcome() == PeerOutcome.TIMEOUT) {
                story.gaveUp(CLIENT, FIRST_CLIENT_PORT + i, simulation.nowNs());
            }
        }
        if (trace.failure() != null) {
            throw trace.failure();
        }
        captures.flush();
        return report();
    }

    private TcpStack stack(SimulatedCable.End end, DirectTrace trace) {
        SimulatedStack simulated = link instanceof ImpairedLink impaired
            ? new SimulatedStack(simulation, end, impaired, config(), Secrets.seeded(SEED), trace)
            : new SimulatedStack(simulation, end, config(), Secrets.seeded(SEED), trace);
        return simulated.stack();
    }

    private StackConfig config() {
        return new StackConfig(List.of(SERVER), List.of(new Route(SERVER & -1 << 32 - PREFIX_LENGTH, PREFIX_LENGTH, 0)),
            neighbours(), settings.policy(), settings.settings(), REQUEST_SLOTS, CONNECTION_SLOTS, 0)
            .withStore(StoreText.shapeOf(settings.store()));
    }

    /** Known from the start, as after a first exchange: no question for an address comes between the packets that matter. */
    private Map<Integer, Long> neighbours() {
        Map<Integer, Long> neighbours = new HashMap<>();
        neighbours.put(CLIENT, CLIENT_MAC);
        for (int i = 0; i < settings.silent(); i++) {
            neighbours.put(SILENT.of(i), CLIENT_MAC);
        }
        return neighbours;
    }

    private TcpListener listen() {
        Listening listening = stack.passiveOpen().listen(0, LabSettings.PORT, settings.backlog(), ListenOptions.NONE);
        if (listening.error() != null) {
            throw new UsageError("--backlog " + settings.backlog() + ": " + listening.error().meaning());
        }
        return listening.listener();
    }

    private QueueGauge gauge() {
        return new QueueGauge() {
            @Override
            public int synQueueLength() {
                return listener.synQueueLength();
            }

            @Override
            public int acceptQueueLength() {
                return listener.acceptQueue().length();
            }
        };
    }

    private List<Peer> start(PeerHost host) {
        for (int i = 0; i < settings.silent(); i++) {
            int index = i;
            simulation.at(i * settings.spacingNs(), () -> host.silent(SILENT.of(index), SILENT.port(index), SERVER, LabSettings.PORT,
                () -> story.gaveUp(SILENT.of(index), SILENT.port(index), simulation.nowNs())));
        }
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < settings.clients(); i++) {
            int port = FIRST_CLIENT_PORT + i;
            simulation.at((settings.silent() + i) * settings.spacingNs(), () -> peers.add(host.connect(port, SERVER, LabSettings.PORT)));
        }
        return peers;
    }

    /** Takes one connection, or all of them, and comes back at the next moment of the plan. */
    private void accept() {
        boolean immediate = settings.accept().immediate();
        int id;
        while ((id = listener.acceptQueue().take()) != AcceptQueue.EMPTY) {
            long nowNs = simulation.nowNs();
            stack.accepted(listener.id(), nowNs);
            stack.connections().get(id).key(key);
            story.accepted(Addresses.ipv4(key.remoteLow()), key.remotePort(), listener.acceptQueue().length(), nowNs);
            if (!immediate) {
                break;
            }
        }
        // an application that waits in accept() is woken at once; here it looks as often as a frame needs for the cable
        simulation.after(immediate ? CABLE_DELAY_NS : settings.accept().intervalNs(), this::accept);
    }

    private LabReport report() {
        ListenerStatus.Queue syn = new ListenerStatus.Queue(listener.synQueueLength(), listener.synQueuePeak(), listener.synQueueLimit());
        AcceptQueue waiting = listener.acceptQueue();
        ListenerStatus.Queue accept = new ListenerStatus.Queue(waiting.length(), waiting.peak(), listener.limit());
        return settings.report(link, choice.kind().label(), syn, accept, stack.counters(), story, output.pcapng());
    }
}
