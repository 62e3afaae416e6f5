package io.netstack.tools.experiment;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.observe.DirectTrace;
import io.netstack.observe.PcapngWriter;
import io.netstack.observe.QueueGauge;
import io.netstack.tools.Help;
import io.netstack.tools.UsageError;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code netstack sim}: one scenario in virtual time. */
@Command(name = "sim", sortOptions = false,
    description = {"Run a scenario in virtual time: clients who come, an application that accepts, attackers, a policy that decides.",
        "The same scenario and seed give the same numbers and the same capture, to the byte."},
    footer = {"", "Examples:", "  tools/netstack sim --backlog 16 --arrival 900/s --accept-time 1ms --html report.html",
        "  tools/netstack sim --flood 100k --set tcp_syncookies=0", "  tools/netstack sim --theory"})
public final class SimCommand implements Callable<Integer> {
    private static final int SNAP_LENGTH = 128;
    /** Virtual time begins with the year 2026, for whoever reads the capture. */
    private static final long EPOCH_NS = 1_767_225_600_000_000_000L;

    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Mixin
    private ScenarioOptions options;
    @Option(names = "--html", paramLabel = "FILE", description = "A report with pictures: one file, no network needed.")
    private Path html;
    @Option(names = "--pcapng", paramLabel = "FILE", description = "Every frame with its reason, for Wireshark.")
    private Path pcapng;
    @Option(names = "--json", description = "No text; one JSON object.")
    private boolean json;
    @Option(names = "--theory", description = {"Instead: hold the simulation to the formulae of M/M/1/K and M/D/1/K at 20 points.",
        "About half a minute for each seed."})
    private boolean theory;
    @Option(names = "--seeds", paramLabel = "N", defaultValue = "1",
        description = "With --theory: seeds 1 to N (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (theory) {
            return TheoryTable.print(out, seeds) ? 0 : 1;
        }
        Scenario scenario = options.scenario();
        Report report = new Report(run(scenario));
        if (json) {
            out.println(JSON.std.asString(report.json()));
        } else {
            report.print(out);
        }
        if (html != null) {
            report.writeHtml(html);
            if (!json) {
                out.println("report: " + html);
            }
        }
        return 0;
    }

    private Outcome run(Scenario scenario) throws IOException {
        if (pcapng == null) {
            return Experiment.run(scenario);
        }
        try (PcapngWriter writer = new PcapngWriter(new BufferedOutputStream(Files.newOutputStream(pcapng), 1 << 16), "sim", SNAP_LENGTH,
            EPOCH_NS)) {
            DirectTrace trace = new DirectTrace(writer, QueueGauge.NONE, SNAP_LENGTH);
            Outcome outcome = new Experiment(scenario, trace).run();
            writer.flush();
            if (trace.failure() != null) {
                throw trace.failure();
            }
            return outcome;
        } catch (IOException e) {
            throw new UsageError("cannot write the capture " + pcapng, e);
        }
    }
}
