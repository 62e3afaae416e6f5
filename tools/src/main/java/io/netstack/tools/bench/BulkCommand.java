package io.netstack.tools.bench;

import io.netstack.tools.Help;
import io.netstack.tools.lab.TopologyKind;
import io.netstack.tools.value.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code netstack bench bulk}. */
@Command(name = "bulk", sortOptions = false,
    description = {"How fast one connection carries bulk between our stack and a kernel, both ways, beside kernel to kernel over the same veth",
        "pair with its offloads off."},
    footer = {"", "Examples:", "  tools/netstack bench bulk", "  tools/netstack bench bulk --link pcap-veth --megabytes 100 --json"})
public final class BulkCommand implements Callable<Integer> {
    static final int MEGABYTES = 300;
    static final int ROUNDS = 5;

    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Option(names = "--link", paramLabel = "LINK", description = "pcap-veth, the one with a kernel beside us, or tap (default: both).")
    private String link;
    @Option(names = "--megabytes", paramLabel = "N", defaultValue = "" + MEGABYTES, converter = Whole.Megabytes.class,
        description = "How much a transfer carries (default: ${DEFAULT-VALUE}).")
    private int megabytes;
    @Option(names = "--rounds", paramLabel = "N", defaultValue = "" + ROUNDS, converter = Whole.Rounds.class,
        description = "How often each transfer is made, after one round of warming up (default: ${DEFAULT-VALUE}).")
    private int rounds;
    @Option(names = "--json", description = "No text; one JSON object: machine, reports with rows and ratios.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<BenchReport> reports = new ArrayList<>();
        for (TopologyKind kind : FloodCommand.kinds(link)) {
            reports.add(new BulkBench(kind, megabytes * 1_000_000L, rounds).run());
        }
        return FloodCommand.say(spec.commandLine().getOut(), reports, json);
    }
}
