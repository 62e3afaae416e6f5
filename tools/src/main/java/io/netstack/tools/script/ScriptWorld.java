package io.netstack.tools.script;

import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.Secrets;
import io.netstack.observe.FrameTrace;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import io.netstack.run.StackConfig;
import io.netstack.run.TcpStack;
import io.netstack.sim.SimulatedCable;
import io.netstack.sim.SimulatedStack;
import io.netstack.sim.Simulation;
import io.netstack.sim.Wire;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The world of one script: a stack at 198.18.0.1, its clock, and what it sent to 198.18.0.2 and nobody has asked for yet. */
final class ScriptWorld {
    static final int SERVER = 198 << 24 | 18 << 16 | 1;
    static final int PEER = SERVER + 1;
    static final long SERVER_MAC = 0x02_00_00_00_00_01L;
    static final long PEER_MAC = 0x02_00_00_00_00_02L;
    private static final int PREFIX_LENGTH = 24;
    private static final int SLOTS = 1 << 10;
    /** A whole number of jiffies, as if the machine had run for a while. */
    private static final long START_NS = 1_000_000_000L;

    /** A frame of the stack's. */
    record Sent(byte[] frame, long atNs) {
    }

    private final Simulation simulation = new Simulation(START_NS);
    private final SimulatedCable cable = new SimulatedCable(simulation, Wire.perfect(0), PEER_MAC, SERVER_MAC);
    private final ArrayDeque<Sent> sent = new ArrayDeque<>();
    private final TcpStack stack;

    /** @param settings under full names; @throws IllegalArgumentException for one that the policy has not */
    ScriptWorld(String policyName, Map<String, String> settings, long seed) {
        ListenPolicy policy = Policies.named(policyName);
        Settings known = Settings.of(policy, settings);
        StackConfig config = new StackConfig(List.of(SERVER), List.of(new Route(SERVER & -1 << 32 - PREFIX_LENGTH, PREFIX_LENGTH, 0)),
            Map.of(PEER, PEER_MAC), policy, known, SLOTS, SLOTS, 0);
        stack = new SimulatedStack(simulation, cable.far(), config, Secrets.seeded(seed), FrameTrace.NONE).stack();
        cable.near().onArrival(() -> cable.near().poll(this::keep, Integer.MAX_VALUE));
    }

    private void keep(byte[] buffer, int offset, int length) {
        sent.add(new Sent(Arrays.copyOfRange(buffer, offset, offset + length), nowNs()));
    }

    TcpStack stack() {
        return stack;
    }

    /** The clock of the stack. */
    long clockNs() {
        return simulation.nowNs();
    }

    /** Time since the begin of the script. */
    long nowNs() {
        return simulation.nowNs() - START_NS;
    }

    /** Lets time pass up to a moment since the begin. */
    void runUntil(long sinceStartNs) {
        simulation.runUntil(Math.max(simulation.nowNs(), START_NS + sinceStartNs));
    }

    /** A frame arrives at the stack now. */
    void inject(byte[] frame) {
        cable.near().send(frame, 0, frame.length);
        settle();
    }

    /** Everything that is due at this moment happens. */
    void settle() {
        simulation.runUntil(simulation.nowNs());
    }

    /** The stack's next frame, waiting for it up to a moment; null when none comes. */
    Sent next(long untilNs) {
        settle();
        simulation.runUntil(() -> !sent.isEmpty(), Math.max(simulation.nowNs(), START_NS + untilNs));
        return sent.poll();
    }
}
