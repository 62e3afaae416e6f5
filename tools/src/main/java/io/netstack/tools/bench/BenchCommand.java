package io.netstack.tools.bench;

import io.netstack.tools.Help;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code netstack bench}: the packet path in memory by JMH, the whole stack beside the kernel by subcommands, all promises by --check. */
@Command(name = "bench", sortOptions = false, subcommands = {FloodCommand.class, BulkCommand.class, HttpCommand.class},
    description = "Measure the packet path with JMH, each number beside its baseline; by a subcommand, the whole stack beside the kernel. "
        + "Wants a quiet machine: ratios are believable, times are this machine's.",
    footer = {"", "Examples:",
        "  tools/netstack bench --check            every promise, kept or missed; exit 1 when one is missed; about a quarter of an hour",
        "  tools/netstack bench --check=syn,http   some of them",
        "  tools/netstack bench flood              a SYN flood against our stack and against the kernel",
        "  tools/netstack bench SynToSynAck        one benchmark, as JMH prints it",
        "  tools/netstack bench SynQueueCost --json > cost.json",
        "  tools/netstack bench --stress           every hand-over between threads under jcstress, long"})
public final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;

    @Parameters(arity = "0..1", paramLabel = "REGEX", description = "Which benchmarks of JMH; all when left out.")
    private String regex;

    @Option(names = "--check", arity = "0..1", fallbackValue = "", paramLabel = "GROUP,…",
        description = "Print each promised number with its limit; exit 1 when one is missed. Of all groups, or of these: syn, queues, "
            + "segments, policies, simulation (in memory), flood, bulk, http (beside the kernel).")
    private String check;

    @Option(names = "--quick", description = "With --check: once and briefly, to see that everything runs.")
    private boolean quick;

    @Option(names = "--stress", description = "Instead: try every hand-over between threads with jcstress, long. About five minutes.")
    private boolean stress;

    @Option(names = "--json", description = "JMH's JSON instead of its text; with --check, one object: machine, promises.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (stress && (check != null || quick || json)) {
            throw new ParameterException(spec.commandLine(), "--stress goes with a REGEX or alone");
        }
        if (stress) {
            return new JmhProcess().stress(regex, spec.commandLine().getOut());
        }
        if (check == null) {
            if (quick) {
                throw new ParameterException(spec.commandLine(), "--quick goes with --check");
            }
            return new JmhProcess().benchmark(regex, json ? spec.commandLine().getOut() : null);
        }
        if (regex != null) {
            throw new ParameterException(spec.commandLine(), "--check takes groups, such as --check=syn,http, and no REGEX");
        }
        return new CheckRun(spec.commandLine().getOut(), quick, json).run(CheckGroup.named(check));
    }
}
