package io.netstack.tools.bench;

import io.netstack.tools.bench.BenchReport.Column;
import io.netstack.tools.lab.Program;
import io.netstack.tools.lab.TopologyKind;
import io.netstack.tools.serve.http.HttpService;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Requests per second over connections that stay: our stack's http service beside a small Java NIO server on the kernel. */
final class HttpBench {
    private static final Column RATE = new Column("requestsPerSecond", "requests/s", 1, 0);
    private static final Column STACK = new Column("stackThreadNsPerRequest", "stack thread ns/request", 1, 0);
    private static final Column FAILED = new Column("failed", "failed", 1, 0);
    private static final double LIMIT = 0.5;
    private static final double AIM = 0.8;

    /**
     * What is asked of wrk.
     *
     * @param connections that stay open
     * @param seconds     of each run
     * @param pageBytes   of each answer
     */
    record Load(int connections, int seconds, int pageBytes) {
    }

    private enum Server {
        KERNEL("kernel, Java NIO"), STACK("netstack, http");

        private final String label;

        Server(String label) {
            this.label = label;
        }
    }

    private record Result(Wrk wrk, double stackNsPerRequest) {
    }

    private final TopologyKind kind;
    private final Load load;
    private final int rounds;
    private final Map<Server, List<Result>> results = new EnumMap<>(Server.class);

    /** A benchmark not yet run. @param rounds that count; one more warms up */
    HttpBench(TopologyKind kind, Load load, int rounds) {
        this.kind = kind;
        this.load = load;
        this.rounds = rounds;
    }

    /** Builds the network in the calling thread's namespace, requests, takes the network down. */
    BenchReport run() throws Exception {
        try (BenchNetwork network = BenchNetwork.open(kind)) {
            for (int round = 0; round <= rounds; round++) {
                if (network.hasKernelEnd()) {
                    keep(round, Server.KERNEL, kernel(network));
                }
                keep(round, Server.STACK, stack(network));
            }
        }
        return report();
    }

    private void keep(int round, Server server, Result result) {
        if (round > 0) {
            results.computeIfAbsent(server, s -> new ArrayList<>()).add(result);
        }
    }

    private Result kernel(BenchNetwork network) throws Exception {
        return network.onKernel(true, () -> {
            try (NioHttpServer server = new NioHttpServer(network.serverAddress(), load.pageBytes())) {
                return new Result(wrk(network, server.port()), 0);
            }
        });
    }

    private Result stack(BenchNetwork network) throws Exception {
        try (StackServer server = new StackServer(network.config(), network.stackEnd(), HttpService.page(load.pageBytes()))) {
            long cpuNs = server.cpuNs();
            Wrk wrk = wrk(network, BenchNetwork.PORT);
            return new Result(wrk, (server.cpuNs() - cpuNs) / (wrk.requestsPerSecond() * load.seconds()));
        }
    }

    private Wrk wrk(BenchNetwork network, int port) {
        return Wrk.parse(Program.run(network.program("wrk", "-t1", "-c" + load.connections(), "-d" + load.seconds() + "s",
            "http://" + network.serverAddress() + ":" + port + "/"), ""));
    }

    private BenchReport report() {
        String title = String.format(Locale.ROOT, "http over %s, %d rounds of %d s, wrk with %d connections that stay, pages of %,d bytes; "
            + "median (least–most)", kind.label(), rounds, load.seconds(), load.connections(), load.pageBytes());
        BenchReport report = new BenchReport("http", title, List.of(RATE, STACK, FAILED));
        results.forEach((server, all) -> {
            Map<Column, Spread> cells = new LinkedHashMap<>();
            cells.put(RATE, Spread.of(all.stream().map(r -> r.wrk().requestsPerSecond()).toList()));
            if (server == Server.STACK) {
                cells.put(STACK, Spread.of(all.stream().map(Result::stackNsPerRequest).toList()));
            }
            cells.put(FAILED, Spread.of(all.stream().map(r -> (double) r.wrk().failedCount()).toList()));
            report.row(server.label, cells);
        });
        if (results.containsKey(Server.KERNEL)) {
            report.ratio(Ratio.atLeast(kind.label() + ": requests/s, netstack / Java NIO on the kernel",
                median(Server.STACK) / median(Server.KERNEL), LIMIT, AIM));
        }
        return report;
    }

    private double median(Server server) {
        return Spread.of(results.get(server).stream().map(r -> r.wrk().requestsPerSecond()).toList()).median();
    }
}
