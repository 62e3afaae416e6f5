package io.netstack.tools;

import io.netstack.observe.StatusDirectory;
import io.netstack.observe.StatusSnapshot;
import io.netstack.tools.view.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code netstack nstat}: the counters of running stacks under the kernel's names. */
@Command(name = "nstat", sortOptions = false,
    description = "Show the counters of the stacks that run, under the names of /proc/net/netstat and /proc/net/snmp.",
    footer = {"", "Example:", "  tools/netstack nstat               what is not zero",
        "  tools/netstack nstat -z Listen     all whose name has Listen in it"})
final class NstatCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Option(names = {"-z", "--zeros"}, description = "Counters at zero too.")
    private boolean zeros;
    @Option(names = "--pid", paramLabel = "PID", description = "Only the stack in this process.")
    private long pid;
    @Option(names = "--json", description = "One JSON array, an object per stack: pid, counters (name to value).")
    private boolean json;
    @Parameters(arity = "0..*", paramLabel = "PART", description = "Only counters with one of these in their name.")
    private List<String> parts = List.of();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<Map<String, Object>> objects = new ArrayList<>();
        for (StatusSnapshot stack : new RunningStacks(StatusDirectory.ofThisUser()).snapshots(pid, spec.commandLine().getErr())) {
            Map<String, Long> counters = new LinkedHashMap<>(stack.counters());
            counters.entrySet().removeIf(counter -> !wanted(counter));
            if (json) {
                Map<String, Object> object = new LinkedHashMap<>();
                object.put("pid", stack.pid());
                object.put("counters", counters);
                objects.add(object);
            } else {
                Table table = new Table("#netstack " + stack.pid(), " ");
                counters.forEach(table::row);
                table.lines().forEach(out::println);
            }
        }
        if (json) {
            out.println(Json.line(objects));
        }
        return 0;
    }

    private boolean wanted(Map.Entry<String, Long> counter) {
        return (zeros || counter.getValue() != 0) && (parts.isEmpty() || parts.stream().anyMatch(counter.getKey()::contains));
    }
}
