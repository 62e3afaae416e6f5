package io.netstack.tools.experiment;

import io.netstack.listen.TcpListener;
import io.netstack.observe.Counters;
import io.netstack.sim.Simulation;
import io.netstack.sim.load.SimulatedServer;
import java.util.Arrays;

/** Looks at the queues at regular moments. */
final class Sampler {
    private static final int SAMPLES = 400;

    private final Simulation simulation;
    private final SimulatedServer server;
    private final Measurement clients;
    private final long intervalNs;
    private final double[] seconds = new double[SAMPLES];
    private final int[] synQueue = new int[SAMPLES];
    private final int[] acceptQueue = new int[SAMPLES];
    private final long[] started = new long[SAMPLES];
    private final long[] accepted = new long[SAMPLES];
    private final long[] dropped = new long[SAMPLES];
    private int taken;
    private int mostRequests;
    private int mostConnections;
    private long mostMemoryBytes;

    Sampler(Simulation simulation, SimulatedServer server, Measurement clients, long durationNs) {
        this.simulation = simulation;
        this.server = server;
        this.clients = clients;
        intervalNs = Math.max(1, durationNs / SAMPLES);
        simulation.after(intervalNs, this::sample);
    }

    private void sample() {
        TcpListener listener = server.listener();
        Counters counters = server.stack().counters();
        seconds[taken] = simulation.nowNs() / 1e9;
        synQueue[taken] = listener.synQueueLength();
        acceptQueue[taken] = listener.acceptQueue().length();
        started[taken] = clients.started();
        accepted[taken] = clients.acceptedSoFar();
        dropped[taken] = TurnedAway.count(counters);
        mostRequests = Math.max(mostRequests, server.stack().passiveOpen().requestCount());
        mostConnections = Math.max(mostConnections, server.stack().connections().inUse());
        mostMemoryBytes = Math.max(mostMemoryBytes, server.memoryBytes());
        if (++taken < SAMPLES) {
            simulation.after(intervalNs, this::sample);
        }
    }

    /** Everything so far; running totals become what happened in each interval. */
    Outcome.Samples samples() {
        return new Outcome.Samples(Arrays.copyOf(seconds, taken), Arrays.copyOf(synQueue, taken), Arrays.copyOf(acceptQueue, taken),
            differences(started), differences(accepted), differences(dropped));
    }

    private long[] differences(long[] totals) {
        long[] differences = new long[taken];
        for (int i = 0; i < taken; i++) {
            differences[i] = totals[i] - (i == 0 ? 0 : totals[i - 1]);
        }
        return differences;
    }

    Outcome.Peaks peaks() {
        return new Outcome.Peaks(server.listener().synQueuePeak(), server.listener().acceptQueue().peak(), mostRequests,
            mostConnections, mostMemoryBytes);
    }
}
