package io.netstack.tools.bench;

import io.netstack.tools.Help;
import io.netstack.tools.UsageError;
import io.netstack.tools.lab.TopologyKind;
import io.netstack.tools.value.Whole;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code netstack bench flood}. */
@Command(name = "flood", sortOptions = false,
    description = {"A bounded SYN flood from 198.18.0.0/15, inside namespaces made for it: SYN-ACKs per second and processor time per SYN of",
        "our stack, with cookies, with a full queue, at the ring, with a capture, beside the kernel's own listener on the same wire."},
    footer = {"", "Examples:", "  tools/netstack bench flood", "  tools/netstack bench flood --link tap --count 100000 --rounds 3 --json"})
public final class FloodCommand implements Callable<Integer> {
    static final int COUNT = 300_000;
    static final int ROUNDS = 5;

    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Option(names = "--link", paramLabel = "LINK", description = "pcap-veth, the one with a kernel beside us, or tap (default: both).")
    private String link;
    @Option(names = "--count", paramLabel = "N", defaultValue = "" + COUNT, converter = Whole.Syns.class,
        description = "SYNs per flood (default: ${DEFAULT-VALUE}).")
    private int count;
    @Option(names = "--rounds", paramLabel = "N", defaultValue = "" + ROUNDS, converter = Whole.Rounds.class,
        description = "How often everything is flooded, after one round of warming up (default: ${DEFAULT-VALUE}).")
    private int rounds;
    @Option(names = "--json", description = "No text; one JSON object: machine, reports with rows and ratios.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<BenchReport> reports = new ArrayList<>();
        for (TopologyKind kind : kinds(link)) {
            reports.add(new FloodBench(kind, count, rounds).run());
        }
        return say(spec.commandLine().getOut(), reports, json);
    }

    /** @throws UsageError for a link that is not for benchmarks */
    static List<TopologyKind> kinds(String link) {
        if (link == null) {
            return List.of(TopologyKind.PCAP_VETH, TopologyKind.TAP);
        }
        TopologyKind kind = TopologyKind.of(link);
        if (kind != TopologyKind.PCAP_VETH && kind != TopologyKind.TAP) {
            throw new UsageError("--link " + link + ": benchmarks run on pcap-veth or tap");
        }
        return List.of(kind);
    }

    /** Prints reports. @return 0, or 1 when a promise is missed */
    static int say(PrintWriter out, List<BenchReport> reports, boolean json) throws Exception {
        if (json) {
            out.println(BenchReport.json(reports));
        } else {
            out.println(Machine.line());
            out.println();
            reports.forEach(report -> report.print(out));
        }
        out.flush();
        return reports.stream().allMatch(BenchReport::isKept) ? 0 : 1;
    }
}
