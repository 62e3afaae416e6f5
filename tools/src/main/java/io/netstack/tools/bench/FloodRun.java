package io.netstack.tools.bench;

import io.netstack.app.Netstack;
import io.netstack.app.NetstackConfig;
import io.netstack.observe.FrameSink;
import io.netstack.observe.PcapngWriter;
import io.netstack.observe.QueueGauge;
import io.netstack.observe.Reason;
import io.netstack.observe.TraceRing;
import io.netstack.policy.Policies;
import io.netstack.tools.bench.FloodClient.Flood;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** One flood against one target, with a backlog of {@link #BACKLOG} that nobody accepts from. */
final class FloodRun {
    static final int BACKLOG = 128;
    private static final long NOBODY_MAC = 0x02_00_00_00_00_99L;
    private static final int TRACE_RECORDS = 1 << 13;
    private static final int SNAP_LENGTH = 2048;
    private static final int CAPTURE_BUFFER_BYTES = 1 << 16;

    /**
     * What came of it.
     *
     * @param handled     SYNs that reached the stack, dropped at its gate or not; for others, what was sent
     * @param stackCpuNs  processor time of the stack's thread, 0 where there is no stack
     * @param traced      records that the capture wrote
     * @param traceLost   records that it had no room for, and counted
     */
    record Result(FloodTarget target, Flood flood, long handled, long stackCpuNs, long traced, long traceLost) {
        double answeredShare() {
            return (double) flood.answers() / flood.sent();
        }

        double stackNsPerSyn() {
            return handled == 0 ? 0 : (double) stackCpuNs / handled;
        }
    }

    private final BenchNetwork network;
    private final FloodClient client;
    private final int count;

    FloodRun(BenchNetwork network, FloodClient client, int count) {
        this.network = network;
        this.client = client;
        this.count = count;
    }

    Result run(FloodTarget target, long seed) throws Exception {
        if (target == FloodTarget.NOBODY) {
            Flood flood = client.flood(NOBODY_MAC, count, seed);
            return new Result(target, flood, flood.sent(), 0, 0, 0);
        }
        return target.isKernel() ? kernel(target, seed) : target == FloodTarget.CAPTURE ? captured(seed) : stack(target, config(target), seed);
    }

    private Result kernel(FloodTarget target, long seed) throws Exception {
        return network.onKernel(target == FloodTarget.KERNEL_COOKIES, () -> {
            try (ServerSocket listener = new ServerSocket()) {
                listener.bind(new InetSocketAddress(network.serverAddress(), BenchNetwork.PORT), BACKLOG);
                Flood flood = client.flood(network.kernelMac(), count, seed);
                return new Result(target, flood, flood.sent(), 0, 0, 0);
            }
        });
    }

    private NetstackConfig config(FloodTarget target) {
        NetstackConfig config = network.config().withNeighbour(network.clientAddress(), client.mac());
        return switch (target) {
            case DROP -> config.withSetting("tcp_syncookies", "0");
            case RING_DROP -> config.withPolicy(Policies.named("ring-drop"));
            default -> config.withSetting("tcp_syncookies", "1");
        };
    }

    private Result stack(FloodTarget target, NetstackConfig config, long seed) throws IOException {
        try (StackCpu running = new StackCpu(config, network.stackEnd())) {
            Netstack stack = running.stack();
            stack.listen(BenchNetwork.PORT, BACKLOG);
            long cpuNs = running.cpuNs();
            Flood flood = client.flood(network.stackMac(), count, seed);
            cpuNs = running.cpuNs() - cpuNs;
            long handled = stack.counters().value(Reason.SEGMENT_RECEIVED) + stack.captureCounters().value(Reason.INGRESS_GATE_DROP);
            return new Result(target, flood, handled, cpuNs, 0, 0);
        }
    }

    /** As {@code listen --capture FILE}: every frame and its reason through a ring to a thread that writes. */
    private Result captured(long seed) throws IOException {
        Path file = Files.createTempFile("netstack-bench", ".pcapng");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), CAPTURE_BUFFER_BYTES)) {
            PcapngWriter writer = new PcapngWriter(out, network.label(), SNAP_LENGTH, 0);
            long[] written = new long[1];
            TraceRing trace = new TraceRing(FrameSink.all(writer, frame -> written[0]++), QueueGauge.NONE, TRACE_RECORDS, SNAP_LENGTH);
            Result result;
            try {
                result = stack(FloodTarget.CAPTURE, config(FloodTarget.CAPTURE).withTrace(trace), seed);
            } finally {
                trace.close();
            }
            return new Result(result.target(), result.flood(), result.handled(), result.stackCpuNs(), written[0], trace.dropCount());
        } finally {
            Files.delete(file);
        }
    }
}
