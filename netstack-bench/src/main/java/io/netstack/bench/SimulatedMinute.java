package io.netstack.bench;

import io.netstack.observe.FrameTrace;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import io.netstack.sim.PeerHost;
import io.netstack.sim.Simulation;
import io.netstack.sim.SynSchedule;
import io.netstack.sim.Wire;
import io.netstack.sim.load.Acceptors;
import io.netstack.sim.load.AddressRange;
import io.netstack.sim.load.Arrivals;
import io.netstack.sim.load.Durations;
import io.netstack.sim.load.HonestClients;
import io.netstack.sim.load.Pauses;
import io.netstack.sim.load.SimulatedNetwork;
import io.netstack.sim.load.SimulatedServer;
import io.netstack.sim.load.SynFlood;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A minute of virtual time under a flood of 100 000 SYNs a second, with 500 honest clients a second: how long it takes, and whether the heap
 * grows. Run once and cold, as somebody who types {@code netstack sim} runs it.
 *
 * @param seconds      of real time, collections of the heap left out
 * @param nsPerFrame   time of its thread on a core for each simulated frame, both directions
 * @param heapGrowth   what the heap holds after the minute, as a part of what it holds after ten seconds
 */
public record SimulatedMinute(double seconds, double nsPerFrame, double heapGrowth) {
    private static final long SECOND = 1_000_000_000L;
    private static final AddressRange HONEST = new AddressRange(198 << 24 | 18 << 16 | 16 << 8, 4096);
    private static final AddressRange ATTACK = new AddressRange(198 << 24 | 19 << 16, 8192);

    /** Runs it. */
    public static SimulatedMinute run() {
        Simulation simulation = new Simulation(0);
        SimulatedNetwork network = new SimulatedNetwork(simulation);
        ListenPolicy linux = Policies.named("linux");
        SimulatedServer server = new SimulatedServer(simulation, network, linux, Settings.of(linux, Map.of()), 128, 1, FrameTrace.NONE,
            SimulatedServer.Memory.DEFAULT);
        PeerHost host = network.attach(HONEST, Wire.perfect(SECOND / 1000), SynSchedule.LINUX, 2);
        HonestClients clients = HonestClients.stream(simulation, host, HONEST, Arrivals.poisson(500, 3), 100, new HonestClients.Watcher() { });
        new Acceptors(simulation, server, 1, Durations.exponential(1e6, 4), Pauses.NONE, Acceptors.Ending.CLOSE, clients::accepted);
        SynFlood.start(simulation, network, ATTACK, Arrivals.poisson(100_000, 5), 6);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long coreStartNs = threads.getCurrentThreadCpuTime();
        long tookNs = timed(simulation, 10 * SECOND);
        long coreNs = threads.getCurrentThreadCpuTime() - coreStartNs;
        double afterTen = usedAfterCollection();
        coreStartNs = threads.getCurrentThreadCpuTime();
        tookNs += timed(simulation, 60 * SECOND);
        coreNs += threads.getCurrentThreadCpuTime() - coreStartNs;
        double afterSixty = usedAfterCollection();
        if (clients.startedCount() < 29_000 || server.stack().connections().inUse() > 1000) {
            throw new IllegalStateException(clients.startedCount() + " clients came, " + server.stack().connections().inUse() + " are left");
        }
        return new SimulatedMinute(tookNs / 1e9, (double) coreNs / network.frameCount(), afterSixty / afterTen);
    }

    private static long timed(Simulation simulation, long untilNs) {
        long startNs = System.nanoTime();
        simulation.runUntil(untilNs);
        return System.nanoTime() - startNs;
    }

    private static double usedAfterCollection() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /** The promises about it. */
    List<Promise> promises() {
        return List.of(
            Promise.atMost("60 virtual seconds of 100 000 SYN/s and 500 clients/s, real time", seconds, 5, "s"),
            Promise.atMost("a simulated frame on one core (3 million a second)", nsPerFrame, 1000.0 / 3, "ns"),
            Promise.atMost("heap after 60 s / after 10 s", heapGrowth, 1.05, "x"));
    }

    /** Alone: {@code java -cp netstack-bench.jar io.netstack.bench.SimulatedMinute}; exit status 1 when a promise is missed. */
    public static void main(String[] args) {
        SimulatedMinute minute = run();
        boolean kept = true;
        for (Promise promise : minute.promises()) {
            System.out.println(promise.line());
            kept &= promise.isKept();
        }
        System.out.printf(Locale.ROOT, "%.2f million simulated frames a second on one core%n", 1e3 / minute.nsPerFrame());
        System.exit(kept ? 0 : 1);
    }
}
