package io.netstack.tools.policies;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import io.netstack.tools.UsageError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code netstack table}: how many connections each system queues for backlogs of 0 to 14, counted by running it. */
@Command(name = "table", sortOptions = false,
    description = {"Run real handshakes in virtual time through every policy, for backlogs of 0 to 14, and count how many connections",
        "each one queued while nobody accepted, as in Stevens' figure 4.10: clients connect 10 ms apart; counted 1 s after",
        "the last one. Nothing is computed from a formula."},
    footer = {"", "Examples:", "  tools/netstack table", "  tools/netstack table --policy linux --policy freebsd",
        "  tools/netstack table --csv > table.csv", "  tools/netstack table --html > table.html",
        "  tools/netstack table --policy macos --out captures      one pcapng per cell"})
public final class TableCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this and end.")
    private boolean help;
    @Option(names = "--policy", paramLabel = "P", description = "Only this one; may be repeated (default: all).")
    private List<String> names = new ArrayList<>();
    @ArgGroup
    private Form form = new Form();
    @Option(names = "--out", paramLabel = "DIR", description = "Write one pcapng per cell there.")
    private Path out;

    /** How to print it. */
    static final class Form {
        @Option(names = "--csv", description = "Comma-separated values: policy,backlog,completed,embryonic,total,published.")
        private boolean csv;
        @Option(names = "--json", description = "One JSON array, an object per cell.")
        private boolean json;
        @Option(names = "--html", description = "One HTML page.")
        private boolean html;
    }

    /** With its options at their defaults until parsed. */
    public TableCommand() {
    }

    @Override
    public Integer call() throws IOException {
        List<List<Cell>> rows = new ArrayList<>();
        for (ListenPolicy policy : policies()) {
            rows.add(row(policy));
        }
        PrintWriter print = spec.commandLine().getOut();
        TablePage page = new TablePage(rows);
        if (form.csv) {
            page.csv().forEach(print::println);
        } else if (form.json) {
            print.println(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(page.objects()));
        } else if (form.html) {
            page.html().forEach(print::println);
        } else {
            page.text().forEach(print::println);
        }
        return 0;
    }

    /** The columns of the figure first. */
    private List<ListenPolicy> policies() {
        if (names.isEmpty()) {
            return Policies.all().stream().sorted(Comparator.comparing(policy -> !Figure.has(policy.name()))).toList();
        }
        List<ListenPolicy> chosen = new ArrayList<>();
        for (String name : names) {
            try {
                chosen.add(Policies.named(name));
            } catch (IllegalArgumentException e) {
                throw new UsageError(e.getMessage());
            }
        }
        return chosen;
    }

    private List<Cell> row(ListenPolicy policy) throws IOException {
        Settings settings = Settings.defaults(policy);
        List<Cell> row = new ArrayList<>();
        for (int backlog = 0; backlog < Figure.ROWS; backlog++) {
            CellRun run = new CellRun(policy, settings, backlog, CellRun.CLIENTS);
            row.add(out == null ? run.run() : run.run(directory().resolve(policy.name() + "-backlog-" + backlog + ".pcapng")));
        }
        return row;
    }

    private Path directory() {
        try {
            return Files.createDirectories(out);
        } catch (IOException e) {
            throw new UsageError("--out " + out + ": cannot be made a directory");
        }
    }
}
