package io.netstack.tools.experiment;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.tools.Help;
import io.netstack.tools.UsageError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code netstack sweep}: many scenarios, all cores. */
@Command(name = "sweep", sortOptions = false,
    description = {"Run every combination of settings in virtual time, on all cores. Any setting may be a list:",
        "a,b,c   0..1024:x2   0..10:+2   100..20000   100us..10ms",
        "Results go to a CSV file, a line per run. A sweep that was stopped goes on where it was."},
    footer = {"", "Example:",
        "  tools/netstack sweep --policy linux,ring-drop --backlog 0..64:x2 --arrival 200..2000 --seeds 3 --html sweep.html"})
public final class SweepCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Mixin
    private ScenarioOptions options;
    @Option(names = "--seeds", paramLabel = "N", defaultValue = "1",
        description = "Seeds for each combination (default: ${DEFAULT-VALUE}).")
    private int seeds;
    @Option(names = "--out", paramLabel = "FILE", defaultValue = "sweep.csv", description = "Where results go (default: ${DEFAULT-VALUE}).")
    private Path out;
    @Option(names = "--html", paramLabel = "FILE", description = "A report with heat maps: one file, no network needed.")
    private Path html;
    @Option(names = "--jobs", paramLabel = "N", description = "Runs at the same time (default: as many as there are cores).")
    private Integer jobs;
    @Option(names = "--json", description = "No text; one JSON object at the end: runs, doneBefore, csv, html.")
    private boolean json;
    private volatile IOException failure;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seeds < 1 || seeds > 1000) {
            throw new UsageError("--seeds " + seeds + ": must be from 1 to 1000");
        }
        SweepPlan plan = SweepPlan.of(options.said(), seeds, options.shelf());
        SweepFile file = new SweepFile(out);
        List<Scenario> missing = plan.scenarios().stream().filter(scenario -> !file.has(scenario)).toList();
        PrintWriter text = spec.commandLine().getOut();
        int total = plan.scenarios().size();
        say(text, total + " runs" + (missing.size() < total
            ? ", " + (total - missing.size()) + " of them done before" : "") + "; results in " + out);
        text.flush();
        run(missing, file, new Progress(spec.commandLine().getErr(), System.console() != null && System.console().isTerminal(), total,
            total - missing.size()));
        try {
            file.sort(plan.scenarios());
        } catch (IOException e) {
            throw full(e);
        }
        if (html != null) {
            SweepReport.write(html, plan, file, seeds, options.shelf());
            say(text, "report: " + html);
        }
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("runs", total);
            object.put("doneBefore", total - missing.size());
            object.put("csv", out.toString());
            object.put("html", html == null ? null : html.toString());
            text.println(JSON.std.asString(object));
        }
        return 0;
    }

    private void say(PrintWriter text, String line) {
        if (!json) {
            text.println(line);
        }
    }

    private void run(List<Scenario> missing, SweepFile file, Progress progress) throws InterruptedException {
        int threads = jobs != null ? Math.max(1, jobs) : Runtime.getRuntime().availableProcessors();
        // not closed by try: that would wait for every run, also when somebody stops the sweep
        ExecutorService executor = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory());
        try {
            List<Future<?>> runs = missing.stream().<Future<?>>map(scenario -> executor.submit(() -> one(scenario, file,
                progress))).toList();
            for (Future<?> run : runs) {
                run.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UsageError error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            spec.commandLine().getErr().println(System.lineSeparator() + "netstack sweep: stopped; what is finished is in " + out
                + ", the same command goes on from there");
            throw e;
        } finally {
            executor.shutdownNow();
        }
        if (failure != null) {
            throw full(failure);
        }
    }

    private UsageError full(IOException why) {
        return new UsageError("cannot write " + out + ": " + UsageError.reason(why)
            + "; what is finished is kept there, the same command goes on from there");
    }

    private void one(Scenario scenario, SweepFile file, Progress progress) {
        if (failure != null) {
            return;
        }
        Outcome outcome = Experiment.run(scenario);
        synchronized (file) {
            try {
                file.add(scenario, new Report(outcome).row());
                progress.step();
            } catch (IOException e) {
                failure = e;
            }
        }
    }
}
