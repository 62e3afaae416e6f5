package io.netstack.tools.experiment;

import io.netstack.observe.Counter;
import io.netstack.observe.Counters;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.sim.PeerHost;
import io.netstack.sim.Simulation;
import io.netstack.sim.Wire;
import io.netstack.sim.load.Acceptors;
import io.netstack.sim.load.AddressRange;
import io.netstack.sim.load.Arrivals;
import io.netstack.sim.load.Durations;
import io.netstack.sim.load.HonestClients;
import io.netstack.sim.load.Pauses;
import io.netstack.sim.load.SimulatedNetwork;
import io.netstack.sim.load.SimulatedServer;
import io.netstack.tools.UsageError;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.Map;

/** Runs a scenario: builds its world, lets time pass, measures. One thread; several experiments may run on several threads. */
final class Experiment {
    /** Where honest clients live. */
    static final AddressRange CLIENTS = new AddressRange(198 << 24 | 18 << 16 | 16 << 8, 4096);
    private static final int MTU_BYTES = 1500;
    private static final int SEED_STRIDE = 1000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Scenario scenario;
    private final Simulation simulation = new Simulation(0);
    private final SimulatedNetwork network = new SimulatedNetwork(simulation);
    private final Conversations conversations = new Conversations(CLIENTS);
    private final Measurement measurement = new Measurement(conversations);
    private final SimulatedServer server;
    private HonestClients clients;

    /** @param trace sees every frame as well; {@link FrameTrace#NONE} for nobody */
    Experiment(Scenario scenario, FrameTrace trace) {
        this.scenario = scenario;
        FrameTrace both = trace == FrameTrace.NONE ? conversations : new TwoTraces(conversations, trace);
        try {
            server = new SimulatedServer(simulation, network, scenario.policy, scenario.settings, scenario.backlog, scenario.seed, both,
                scenario.memory());
        } catch (IllegalArgumentException e) {
            throw new UsageError(e.getMessage());
        }
    }

    /** Runs a scenario and measures it. */
    static Outcome run(Scenario scenario) {
        return new Experiment(scenario, FrameTrace.NONE).run();
    }

    Outcome run() {
        long wallStart = System.nanoTime();
        long cpuStart = THREADS.getCurrentThreadCpuTime();
        long seed = scenario.seed * SEED_STRIDE;
        long totalNs = scenario.durationNs + scenario.settleNs;
        serve(scenario, simulation, server, (address, port, nowNs) -> clients.accepted(address, port, nowNs));
        comeClients(seed);
        for (int i = 0; i < scenario.attacks.size(); i++) {
            scenario.attacks.get(i).start(simulation, network, i, seed + 10);
        }
        Sampler sampler = new Sampler(simulation, server, measurement, totalNs);
        simulation.runUntil(totalNs);
        clients.forEachOpen(measurement::stillOpen);
        Counters counters = server.stack().counters();
        return new Outcome(scenario, measurement.clients(), measurement.toConnect(), measurement.toAccept(), sampler.samples(),
            sampler.peaks(),
            TurnedAway.count(counters), verdicts(counters), moved(counters), new Outcome.Traffic(network.frameCount(),
                conversations.synBytes(), conversations.synAckBytes()),
            conversations.kept(), System.nanoTime() - wallStart, THREADS.getCurrentThreadCpuTime() - cpuStart);
    }

    /** The application of a scenario, the same for the same scenario. */
    static void serve(Scenario scenario, Simulation simulation, SimulatedServer server, Acceptors.Watcher watcher) {
        long seed = scenario.seed * SEED_STRIDE;
        Pauses pauses = scenario.pauseNs == 0 ? Pauses.NONE
            : new Pauses(Durations.exponential(scenario.pauseEveryNs, seed + 1), Durations.fixed(scenario.pauseNs));
        new Acceptors(simulation, server, scenario.acceptors, scenario.service.durations(seed + 2), pauses, Acceptors.Ending.CLOSE,
            watcher);
    }

    private void comeClients(long seed) {
        Wire wire = new Wire(scenario.rttNs / 2, scenario.loss, MTU_BYTES, seed + 3, scenario.jitterNs, scenario.bitsPerSecond);
        PeerHost host = network.attach(CLIENTS, wire, scenario.schedule, seed + 4);
        if (scenario.arrival.kind() == ArrivalText.Kind.CLOSED) {
            clients = HonestClients.users(simulation, host, CLIENTS, scenario.arrival.users(), scenario.arrival.think(seed + 5),
                scenario.requestBytes, measurement);
            simulation.at(scenario.durationNs, clients::stop);
        } else {
            clients = HonestClients.stream(simulation, host, CLIENTS,
                Arrivals.between(scenario.arrival.stream(seed + 5), 0, scenario.durationNs), scenario.requestBytes, measurement);
        }
    }

    private static Map<Reason, Long> verdicts(Counters counters) {
        Map<Reason, Long> verdicts = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            if (reason.kind() == Reason.Kind.FRAME && counters.value(reason) > 0) {
                verdicts.put(reason, counters.value(reason));
            }
        }
        return verdicts;
    }

    private static Map<Counter, Long> moved(Counters counters) {
        Map<Counter, Long> moved = new EnumMap<>(Counter.class);
        for (Counter counter : Counter.values()) {
            if (counters.value(counter) > 0) {
                moved.put(counter, counters.value(counter));
            }
        }
        return moved;
    }

    /** Both see everything. */
    private record TwoTraces(FrameTrace first, FrameTrace second) implements FrameTrace {
        @Override
        public void received(byte[] frame, int offset, int length, long nowNs) {
            first.received(frame, offset, length, nowNs);
            second.received(frame, offset, length, nowNs);
        }

        @Override
        public void sent(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b) {
            first.sent(frame, offset, length, nowNs, reason, a, b);
            second.sent(frame, offset, length, nowNs, reason, a, b);
        }

        @Override
        public void ended(Reason reason, long a, long b) {
            first.ended(reason, a, b);
            second.ended(reason, a, b);
        }
    }
}
