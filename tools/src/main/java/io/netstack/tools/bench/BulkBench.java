package io.netstack.tools.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.observe.Counter;
import io.netstack.tools.bench.BenchReport.Column;
import io.netstack.tools.lab.Program;
import io.netstack.tools.lab.TopologyKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How fast one connection carries bulk: from us to a kernel and back, beside kernel to kernel over the same veth pair with its offloads off.
 * Both ends of both runs the same programs, only the stack of the server differs.
 */
final class BulkBench {
    private static final Column SPEED = new Column("megabitsPerSecond", "Mbit/s", 1, 0);
    private static final Column STACK = new Column("stackThreadNsPerKilobyte", "stack thread ns/kB", 1, 0);
    private static final Column AGAIN = new Column("segmentsSentAgain", "segments sent again", 1, 0);
    private static final double LIMIT = 0.3;
    private static final double AIM = 0.5;

    private record Result(double megabitsPerSecond, double stackNsPerKilobyte, double sentAgain) {
    }

    private final TopologyKind kind;
    private final long bytes;
    private final int rounds;
    private String congestionControl;
    private final Map<String, List<Result>> results = new LinkedHashMap<>();

    /**
     * A benchmark not yet run.
     *
     * @param bytes  per transfer
     * @param rounds that count; one more warms up
     */
    BulkBench(TopologyKind kind, long bytes, int rounds) {
        this.kind = kind;
        this.bytes = bytes;
        this.rounds = rounds;
    }

    /** Builds the network in the calling thread's namespace, transfers, takes the network down. */
    BenchReport run() throws Exception {
        try (BenchNetwork network = BenchNetwork.open(kind)) {
            congestionControl = network.congestionControl();
            for (int round = 0; round <= rounds; round++) {
                for (char direction : new char[] {BulkService.DOWN, BulkService.UP}) {
                    if (network.hasKernelEnd()) {
                        keep(round, name(false, direction), kernel(network, direction));
                    }
                    keep(round, name(true, direction), stack(network, direction));
                }
            }
        }
        return report();
    }

    private void keep(int round, String name, Result result) {
        if (round > 0) {
            results.computeIfAbsent(name, n -> new ArrayList<>()).add(result);
        }
    }

    private static String name(boolean stack, char direction) {
        return (stack ? "netstack" : "kernel") + (direction == BulkService.DOWN ? " to client" : " from client");
    }

    private Result kernel(BenchNetwork network, char direction) throws Exception {
        return network.onKernel(true, () -> {
            try (KernelServer server = new KernelServer(network.serverAddress(), new BulkService())) {
                return new Result(transfer(network, server.port(), direction), 0, 0);
            }
        });
    }

    private Result stack(BenchNetwork network, char direction) throws IOException {
        try (StackServer server = new StackServer(network.config(), network.stackEnd(), new BulkService())) {
            long cpuNs = server.cpuNs();
            double speed = transfer(network, BenchNetwork.PORT, direction);
            return new Result(speed, (server.cpuNs() - cpuNs) * 1000.0 / bytes,
                server.stack().counters().value(Counter.TCP_RETRANS_SEGS));
        }
    }

    private double transfer(BenchNetwork network, int port, char direction) throws IOException {
        String said = Program.run(network.java(BulkClient.class, network.serverAddress(), Integer.toString(port),
            String.valueOf(direction), Long.toString(bytes)), "");
        return bytes * 8e3 / ((Number) JSON.std.mapFrom(said).get("ns")).doubleValue();
    }

    private BenchReport report() {
        String title = String.format(Locale.ROOT, "bulk over %s, %d rounds of %,d MB on one connection, offloads off, kernels with %s; "
            + "median (least–most)", kind.label(), rounds, bytes / 1_000_000, congestionControl);
        BenchReport report = new BenchReport("bulk", title, List.of(SPEED, STACK, AGAIN));
        results.forEach((name, all) -> {
            Map<Column, Spread> cells = new LinkedHashMap<>();
            cells.put(SPEED, Spread.of(all.stream().map(Result::megabitsPerSecond).toList()));
            if (name.startsWith("netstack")) {
                cells.put(STACK, Spread.of(all.stream().map(Result::stackNsPerKilobyte).toList()));
                cells.put(AGAIN, Spread.of(all.stream().map(Result::sentAgain).toList()));
            }
            report.row(name, cells);
        });
        for (char direction : new char[] {BulkService.DOWN, BulkService.UP}) {
            if (results.containsKey(name(false, direction))) {
                report.ratio(Ratio.atLeast(kind.label() + ": Mbit/s" + name(true, direction).substring("netstack".length())
                    + ", netstack / kernel", median(name(true, direction)) / median(name(false, direction)), LIMIT, AIM));
            }
        }
        return report;
    }

    private double median(String name) {
        return Spread.of(results.get(name).stream().map(Result::megabitsPerSecond).toList()).median();
    }
}
