package io.netstack.tools.agent;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.flow.Secrets;
import io.netstack.link.FrameHandler;
import io.netstack.link.Link;
import io.netstack.observe.FrameTrace;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.StoreShape;
import io.netstack.run.StackConfig;
import io.netstack.run.TcpStack;
import io.netstack.sim.LinuxSettings;
import io.netstack.sim.StackCalls;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a stack on a link and makes the calls that come in, all on one thread. Before each call the link is drained, so that no call
 * overtakes a frame that was sent before it.
 */
final class Agent {
    private static final int FRAMES_PER_TURN = 256;
    private static final long WHEEL_GRAIN_NS = 256_000_000L;
    /**
     * How far the timer wheel has turned, modulo its grain for timers of seconds, at the first listen(): which requests are pruned first
     * depends on it, and the recording of that was made at this phase, give or take 4 ms.
     */
    private static final long WHEEL_PHASE_NS = 32_000_000L;

    private final AgentSettings settings;
    private final ListenPolicy policy;
    private final StoreShape store;
    private final Link link;
    private final AgentInput input;
    private final PrintStream out;
    private final FrameHandler onFrame = this::onFrame;
    private TcpStack stack;
    private StackCalls calls;
    private long nowNs;
    /** What is added to the system's clock to get the stack's: set once, at the first listen(), when nothing has happened yet. */
    private long clockShiftNs;
    private long bootNs;
    private boolean listened;

    /** @param store where requests are kept; null for where the policy's system keeps them */
    Agent(AgentSettings settings, ListenPolicy policy, StoreShape store, Link link, AgentInput input, PrintStream out) {
        this.settings = settings;
        this.policy = policy;
        this.store = store;
        this.link = link;
        this.input = input;
        this.out = out;
    }

    /** Until the caller is gone. */
    void run() {
        while (!input.isOver()) {
            int work = drain();
            Map<String, Object> request = input.poll();
            if (request != null) {
                drain();
                answer(request);
                work++;
            }
            long deadlineNs = stack == null ? Long.MAX_VALUE : stack.nextDeadlineNs(nowNs);
            if (deadlineNs <= clockNs()) {
                stack.onTimers(clockNs());
            } else if (work == 0) {
                link.await(deadlineNs == Long.MAX_VALUE ? deadlineNs : deadlineNs - clockShiftNs);
            }
        }
    }

    private long clockNs() {
        return System.nanoTime() + clockShiftNs;
    }

    private void setClock() {
        if (!listened) {
            listened = true;
            clockShiftNs = WHEEL_PHASE_NS - Math.floorMod(clockNs() - bootNs, WHEEL_GRAIN_NS);
        }
    }

    private int drain() {
        int frames = 0;
        int polled;
        do {
            nowNs = clockNs();
            polled = link.poll(onFrame, FRAMES_PER_TURN);
            frames += polled;
        } while (polled > 0);
        return frames;
    }

    private void onFrame(byte[] buffer, int offset, int length) {
        if (stack != null) {
            stack.onFrame(buffer, offset, length, nowNs);
        }
    }

    private void answer(Map<String, Object> request) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", request.get("id"));
        answer.putAll(execute(String.valueOf(request.get("op")), request));
        try {
            out.println(JSON.std.asString(answer));
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("plain values are always JSON", e);
        }
    }

    private Map<String, Object> execute(String op, Map<String, Object> request) {
        if (op.equals("config")) {
            return configure(request);
        }
        if (stack == null) {
            return StackCalls.failed("EINVAL");
        }
        if (op.equals("listen")) {
            setClock();
        }
        return calls.call(op, request, clockNs());
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> configure(Map<String, Object> request) {
        Map<String, Object> sysctl = request.get("sysctl") instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
        bootNs = clockNs();
        listened = false;
        try {
            StackConfig config = new StackConfig(List.of(settings.address()), settings.routes(),
                Map.of(settings.gateway(), settings.gatewayMac()), policy, LinuxSettings.of(policy, sysctl),
                StackConfig.DEFAULT_REQUEST_SLOTS, StackConfig.DEFAULT_CONNECTION_SLOTS, bootNs).withStore(store);
            stack = new TcpStack(config, link, Secrets.random(), FrameTrace.NONE);
        } catch (IllegalArgumentException e) {
            Map<String, Object> refused = StackCalls.failed("EINVAL");
            refused.put("why", e.getMessage());
            return refused;
        }
        calls = new StackCalls(stack);
        // What the warm-up and the stack's tables left behind is collected now, not between two frames.
        System.gc();
        return StackCalls.ok();
    }
}
