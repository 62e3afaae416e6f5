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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How fast virtual time passes: a listener under a flood of 100 000 SYNs per second, with 500 honest connections per second beside it. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(1)
@State(Scope.Thread)
public class SimulatedFlood {
    private static final double FLOOD_PER_SECOND = 100_000;
    private static final double CLIENTS_PER_SECOND = 500;
    private static final int FLOOD_ADDRESSES = 8192;
    private static final int CLIENT_ADDRESSES = 4096;
    private static final int FIRST_CLIENT = 0xC612_1000;
    private static final int FIRST_FLOOD = 0xC613_0000;
    private static final int BACKLOG = 128;
    private static final long HALF_RTT_NS = 5_000_000;
    private static final long SERVICE_NS = 1_000_000;
    private static final long SECOND_NS = 1_000_000_000L;

    /** How many frames each iteration carried. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Carried {
        public long frames;
    }

    /** Virtual seconds. */
    @Param("60")
    public int seconds;

    /** One world from its beginning to its end. */
    @Benchmark
    public long world(Carried carried) {
        carried.frames = frames(seconds);
        return carried.frames;
    }

    /** Runs a world for so many virtual seconds. @return the frames that went through it, in both directions */
    static long frames(int seconds) {
        World world = new World();
        world.runUntil(seconds);
        return world.network.frameCount();
    }

    /** What the heap holds after a minute of virtual time, as a part of what it holds after ten seconds. */
    static double heapGrowth() {
        World world = new World();
        world.runUntil(10);
        double afterTen = usedAfterCollection();
        world.runUntil(60);
        return usedAfterCollection() / afterTen;
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

    /** The listener, the flood and the clients. */
    private static final class World {
        private final Simulation simulation = new Simulation(0);
        private final SimulatedNetwork network = new SimulatedNetwork(simulation);
        private final HonestClients clients;
        private final SynFlood flood;

        World() {
            ListenPolicy policy = Policies.named("linux");
            SimulatedServer server = new SimulatedServer(simulation, network, policy, Settings.of(policy, Map.of()), BACKLOG, 1,
                FrameTrace.NONE, SimulatedServer.Memory.DEFAULT);
            AddressRange range = new AddressRange(FIRST_CLIENT, CLIENT_ADDRESSES);
            PeerHost host = network.attach(range, Wire.perfect(HALF_RTT_NS), SynSchedule.LINUX, 2);
            clients = HonestClients.stream(simulation, host, range, Arrivals.poisson(CLIENTS_PER_SECOND, 3), 0,
                new HonestClients.Watcher() { });
            new Acceptors(simulation, server, 1, Durations.fixed(SERVICE_NS), Pauses.NONE, Acceptors.Ending.CLOSE, clients::accepted);
            flood = SynFlood.start(simulation, network, new AddressRange(FIRST_FLOOD, FLOOD_ADDRESSES),
                Arrivals.poisson(FLOOD_PER_SECOND, 4), 5);
        }

        void runUntil(int seconds) {
            simulation.runUntil(seconds * SECOND_NS);
            if (flood.sentCount() < seconds * FLOOD_PER_SECOND * 0.9 || clients.startedCount() < seconds * CLIENTS_PER_SECOND * 0.8) {
                throw new IllegalStateException("only " + flood.sentCount() + " SYNs and " + clients.startedCount() + " clients came");
            }
        }
    }
}
