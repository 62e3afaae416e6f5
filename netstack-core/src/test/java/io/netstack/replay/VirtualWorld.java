package io.netstack.replay;

import io.netstack.flow.Addresses;
import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.Secrets;
import io.netstack.observe.FrameTrace;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.run.StackConfig;
import io.netstack.run.TcpStack;
import io.netstack.sim.LinuxSettings;
import io.netstack.sim.SimulatedCable;
import io.netstack.sim.SimulatedStack;
import io.netstack.sim.Simulation;
import io.netstack.sim.StackCalls;
import io.netstack.sim.Wire;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Our stack in virtual time, at 198.18.0.1, with a gateway at 198.18.0.2 that all peers are or stand behind. */
public final class VirtualWorld implements World {
    static final long LISTENER_MAC = 0x02_00_00_00_00_01L;
    static final long PEER_MAC = 0x02_00_00_00_00_02L;
    /**
     * How far the timer wheel had turned when recordings began, modulo its grain of 256 ms for timers of seconds. It decides which
     * requests are pruned first; in the recording of that it must have been between 28 and 37 ms.
     */
    public static final long WHEEL_PHASE_NS = 33_000_000L;
    private static final int ADDRESS = Addresses.parseIpv4("198.18.0.1");
    private static final int GATEWAY = Addresses.parseIpv4("198.18.0.2");
    private static final long START_NS = 7_777_024_000_000L;
    private static final long MS = 1_000_000L;

    private final long startNs;
    private final Simulation simulation;
    private final SimulatedCable cable;
    private final ListenPolicy policy;
    private final long seed;
    private final long wheelPhaseNs;
    private final FrameTrace trace;
    private Sink sink = (frame, t) -> { };
    private TcpStack stack;
    private StackCalls calls;

    /** The policy {@code linux}, at the phase of the recordings. */
    public VirtualWorld(long seed) {
        this(Policies.named("linux"), seed, WHEEL_PHASE_NS, 0, FrameTrace.NONE);
    }

    /**
     * @param wheelPhaseNs how far the timer wheel has turned at the start
     * @param clockMs      what the clock of timestamps shows at the start, modulo 64: the low bits of a cookie's timestamp are not time,
     *                     so that the round trip measured by it depends on this
     */
    public VirtualWorld(ListenPolicy policy, long seed, long wheelPhaseNs, int clockMs, FrameTrace trace) {
        this.startNs = START_NS + clockMs * MS;
        this.simulation = new Simulation(startNs);
        this.cable = new SimulatedCable(simulation, Wire.perfect(0), LISTENER_MAC, PEER_MAC);
        this.policy = policy;
        this.seed = seed;
        this.wheelPhaseNs = wheelPhaseNs;
        this.trace = trace;
        cable.far().onArrival(() -> cable.far().poll(
            (b, offset, length) -> sink.frame(Arrays.copyOfRange(b, offset, offset + length), now()), Integer.MAX_VALUE));
    }

    /** The stack, once it is configured. */
    public TcpStack stack() {
        return stack;
    }

    @Override
    public void sink(Sink frames) {
        sink = frames;
    }

    @Override
    public void start() {
        // the clock stands still until it is told otherwise
    }

    @Override
    public double now() {
        return (simulation.nowNs() - startNs) / 1e9;
    }

    @Override
    public void runUntil(double t) {
        simulation.runUntil(Math.max(simulation.nowNs(), startNs + Math.round(t * 1e9)));
    }

    @Override
    public void send(byte[] frame) {
        cable.far().send(frame, 0, frame.length);
        simulation.runUntil(simulation.nowNs());
    }

    @Override
    public Map<String, Object> call(String op, Map<String, Object> arguments) {
        if (op.equals("config")) {
            return configure(arguments.get("sysctl"));
        }
        Map<String, Object> answer = calls.call(op, arguments, simulation.nowNs());
        simulation.runUntil(simulation.nowNs());
        return answer;
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> configure(Object sysctl) {
        StackConfig config = new StackConfig(List.of(ADDRESS),
            List.of(new Route(ADDRESS & 0xFFFF_FF00, 24, 0), new Route(Addresses.parseIpv4("198.19.0.0"), 16, GATEWAY)),
            Map.of(GATEWAY, PEER_MAC), policy, LinuxSettings.of(policy, (Map<String, Object>) sysctl), 1 << 12, 1 << 12,
            startNs - wheelPhaseNs);
        stack = new SimulatedStack(simulation, cable.near(), config, Secrets.seeded(seed), trace).stack();
        calls = new StackCalls(stack);
        return StackCalls.ok();
    }

    @Override
    public void close() {
        // nothing outside this object
    }
}
