package io.netstack.tools.bench;

import io.netstack.tools.Help;
import io.netstack.tools.lab.TopologyKind;
import io.netstack.tools.value.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code netstack bench http}. */
@Command(name = "http", sortOptions = false,
    description = {"Requests per second that wrk gets from our stack's http service over connections that stay, beside a small Java NIO server",
        "on the kernel over the same veth pair with its offloads off."},
    footer = {"", "Examples:", "  tools/netstack bench http", "  tools/netstack bench http --connections 10 --seconds 1 --rounds 1 --json"})
public final class HttpCommand implements Callable<Integer> {
    static final int CONNECTIONS = 50;
    static final int SECONDS = 3;
    static final int PAGE_BYTES = 1000;
    static final int ROUNDS = 5;
    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Option(names = "--link", paramLabel = "LINK", description = "pcap-veth, the one with a kernel beside us, or tap (default: both).")
    private String link;
    @Option(names = "--connections", paramLabel = "N", defaultValue = "" + CONNECTIONS, converter = Whole.Clients.class,
        description = "How many stay open (default: ${DEFAULT-VALUE}).")
    private int connections;
    @Option(names = "--seconds", paramLabel = "N", defaultValue = "" + SECONDS, converter = Whole.Seconds.class,
        description = "How long each run takes (default: ${DEFAULT-VALUE}).")
    private int seconds;
    @Option(names = "--page", paramLabel = "BYTES", defaultValue = "" + PAGE_BYTES, converter = Whole.PageBytes.class,
        description = "How long the page is (default: ${DEFAULT-VALUE}).")
    private int pageBytes;
    @Option(names = "--rounds", paramLabel = "N", defaultValue = "" + ROUNDS, converter = Whole.Rounds.class,
        description = "How often each server is asked, after one round of warming up (default: ${DEFAULT-VALUE}).")
    private int rounds;
    @Option(names = "--json", description = "No text; one JSON object: machine, reports with rows and ratios.")
    private boolean json;

    /** What is asked unless said otherwise. */
    static HttpBench.Load load(int seconds) {
        return new HttpBench.Load(CONNECTIONS, seconds, PAGE_BYTES);
    }

    @Override
    public Integer call() throws Exception {
        List<TopologyKind> kinds = FloodCommand.kinds(link);
        Optional<String> missing = Wrk.missing();
        if (missing.isPresent()) {
            spec.commandLine().getErr().println("netstack bench http: " + missing.get());
            return FAILED;
        }
        List<BenchReport> reports = new ArrayList<>();
        for (TopologyKind kind : kinds) {
            reports.add(new HttpBench(kind, new HttpBench.Load(connections, seconds, pageBytes), rounds).run());
        }
        return FloodCommand.say(spec.commandLine().getOut(), reports, json);
    }
}
