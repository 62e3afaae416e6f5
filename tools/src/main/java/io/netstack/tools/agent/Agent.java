package io.netstack.tools.agent;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.flow.Secrets;
import io.netstack.link.FrameHandler;
import io.netstack.link.Link;
import io.netstack.observe.FrameTrace;
import io.netstack.policy.ListenPolicy;
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
 * Runs a stack on a link and makes the calls that come in, all on one thread. Before each call the link is drained, so that no call overtakes a
 * frame that was sent before it.
 */
final class Agent {
    private static final int FRAMES_PER_TURN = 256;
    /**
     * How far the timer wheel has turned, modulo its grain of 256 ms, when the first frame comes: which requests are pruned first depends on it,
     * and recordings of that were made at this phase. What comes between the answer to {@code config} and the first frame takes about 1 ms.
     */
    private static final long WHEEL_PHASE_NS = 32_000_000L;

    private final AgentSettings settings;
    private final ListenPolicy policy;
    private final Link link;
    private final AgentInput input;
    private final PrintStream out;
    private final FrameHandler onFrame = this::onFrame;
    private TcpStack stack;
    private StackCalls calls;
    private long nowNs;

    Agent(AgentSettings settings, ListenPolicy policy, Link link, AgentInput input, PrintStream out) {
        this.settings = settings;
        this.policy = policy;
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
            if (deadlineNs <= System.nanoTime()) {
                stack.onTimers(System.nanoTime());
            } else if (work == 0) {
                link.await(deadlineNs);
            }
        }
    }

    private int drain() {
        int frames = 0;
        int polled;
        do {
            nowNs = System.nanoTime();
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
        return stack == null ? StackCalls.failed("EINVAL") : calls.call(op, request, System.nanoTime());
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> configure(Map<String, Object> request) {
        Map<String, Object> sysctl = request.get("sysctl") instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
        try {
            StackConfig config = new StackConfig(List.of(settings.address()), settings.routes(),
                Map.of(settings.gateway(), settings.gatewayMac()), policy, LinuxSettings.of(policy, sysctl), StackConfig.DEFAULT_REQUEST_SLOTS,
                StackConfig.DEFAULT_CONNECTION_SLOTS, System.nanoTime() - WHEEL_PHASE_NS);
            stack = new TcpStack(config, link, Secrets.random(), FrameTrace.NONE);
        } catch (IllegalArgumentException e) {
            Map<String, Object> refused = StackCalls.failed("EINVAL");
            refused.put("why", e.getMessage());
            return refused;
        }
        calls = new StackCalls(stack);
        return StackCalls.ok();
    }
}
