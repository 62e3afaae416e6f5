package io.netstack.tools.top;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.observe.StatusDirectory;
import io.netstack.observe.StatusSnapshot;
import io.netstack.tools.Help;
import io.netstack.tools.RunningStacks;
import io.netstack.tools.UsageError;
import io.netstack.tools.value.Span;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code netstack top}: queues and rates of running stacks, as they move. */
@Command(name = "top", sortOptions = false,
    description = {"Watch the stacks that run: how full their queues are, how long their entries have been there, and how fast "
            + "verdicts fall.",
        "With --ui the same as a web page, on loopback."},
    footer = {"", "Examples:", "  tools/netstack top", "  tools/netstack top --ui 8081     then open http://127.0.0.1:8081/"})
public final class TopCommand implements Callable<Integer> {
    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[J";

    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Option(names = "--pid", paramLabel = "PID", description = "Only the stack in this process.")
    private long pid;
    @Option(names = "--interval", paramLabel = "TIME", defaultValue = "500ms", converter = Span.Converter.class,
        description = "Between two looks (default: ${DEFAULT-VALUE}).")
    private Span interval;
    @Option(names = "--count", paramLabel = "N", description = "Stop after so many looks (default: go on until stopped).")
    private Integer count;
    @Option(names = "--json", description = "A JSON array per look, an object per stack.")
    private boolean json;
    @Option(names = "--ui", paramLabel = "PORT", description = "Serve a web page on this port of loopback instead.")
    private Integer ui;
    @Option(names = "--with", paramLabel = "PID", hidden = true, description = "End when this process ends.")
    private Long with;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (interval.ns() < TimeUnit.MILLISECONDS.toNanos(10)) {
            throw new UsageError("--interval " + interval + ": must be at least 10ms");
        }
        return ui == null ? watch() : serve();
    }

    /**
     * Serves the page of one process until closed.
     *
     * @throws UsageError when the port is taken
     */
    public static Closeable page(int port, long pid) {
        return new LivePage(port, () -> quietSnapshots(pid));
    }

    private int watch() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        boolean terminal = System.console() != null && System.console().isTerminal();
        Map<Long, StatusSnapshot> before = new HashMap<>();
        for (int look = 0; count == null || look < count; look++) {
            if (look > 0) {
                TimeUnit.NANOSECONDS.sleep(interval.ns());
            }
            List<StatusSnapshot> now = snapshots(spec.commandLine().getErr());
            if (json) {
                out.println(JSON.std.asString(now.stream().map(LiveView::object).toList()));
                out.flush();
                continue;
            }
            out.print(terminal ? HOME_AND_CLEAR : "");
            for (StatusSnapshot stack : now) {
                LiveView.lines(stack, before.get(stack.pid())).forEach(out::println);
                before.put(stack.pid(), stack);
            }
            out.flush();
        }
        return 0;
    }

    private List<StatusSnapshot> snapshots(PrintWriter err) throws IOException {
        return new RunningStacks(StatusDirectory.ofThisUser()).snapshots(pid, err);
    }

    private int serve() throws InterruptedException {
        try (LivePage page = new LivePage(ui, () -> quietSnapshots(pid))) {
            spec.commandLine().getErr().println("netstack: live at " + page.address());
            while (with == null || ProcessHandle.of(with).isPresent()) {
                TimeUnit.NANOSECONDS.sleep(interval.ns());
            }
        }
        return 0;
    }

    /** The page shows that nothing runs by showing nothing. */
    private static List<StatusSnapshot> quietSnapshots(long pid) throws IOException {
        try {
            return new RunningStacks(StatusDirectory.ofThisUser()).snapshots(pid, new PrintWriter(new StringWriter()));
        } catch (UsageError e) {
            return List.of();
        }
    }
}
