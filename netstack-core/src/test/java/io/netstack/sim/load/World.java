package io.netstack.sim.load;

import io.netstack.observe.DirectTrace;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.PcapngWriter;
import io.netstack.observe.QueueGauge;
import io.netstack.observe.Reason;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import io.netstack.sim.PeerHost;
import io.netstack.sim.Simulation;
import io.netstack.sim.SynSchedule;
import io.netstack.sim.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** A simulated server under a policy, and what tests put before it. */
final class World {
    static final AddressRange HONEST = new AddressRange(198 << 24 | 18 << 16 | 16 << 8, 4096);
    static final AddressRange ATTACK = new AddressRange(198 << 24 | 19 << 16, 65536);
    static final long MS = 1_000_000;
    static final long SECOND = 1000 * MS;

    final Simulation simulation = new Simulation(0);
    final SimulatedNetwork network = new SimulatedNetwork(simulation);
    final SimulatedServer server;

    World(int backlog, Map<String, String> settings, FrameTrace trace) {
        ListenPolicy policy = Policies.named("linux");
        server = new SimulatedServer(simulation, network, policy, Settings.of(policy, settings), backlog, 1, trace,
            SimulatedServer.Memory.DEFAULT);
    }

    World(int backlog, Map<String, String> settings) {
        this(backlog, settings, FrameTrace.NONE);
    }

    static FrameTrace transcript(OutputStream out) throws IOException {
        return new DirectTrace(new PcapngWriter(out, "test", 128, 0), QueueGauge.NONE, 128);
    }

    PeerHost host(long delayNs) {
        return network.attach(HONEST, Wire.perfect(delayNs), SynSchedule.LINUX, 3);
    }

    long count(Reason reason) {
        return server.stack().counters().value(reason);
    }

    /** Every request has gone, and every connection. */
    boolean isEmpty() {
        return server.stack().passiveOpen().requestCount() == 0 && server.stack().connections().inUse() == 0;
    }
}
