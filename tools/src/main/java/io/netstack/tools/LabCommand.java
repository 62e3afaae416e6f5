package io.netstack.tools;

import io.netstack.pcap.PcapLibrary;
import io.netstack.tools.lab.Topologies;
import io.netstack.tools.lab.TopologyKind;
import io.netstack.tools.value.AcceptPlan;
import io.netstack.tools.value.Span;
import io.netstack.tools.value.Whole;
import io.netstack.tools.view.LabReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code netstack lab}: clients of a real kernel against our listener, and what became of each. */
@Command(name = "lab", sortOptions = false,
    description = {"Let clients of a real kernel connect to a listener of ours, and watch them enter the SYN queue, move to the",
        "accept queue and fall off its end. At the end: a table, the counters that moved, an explanation, and a pcapng with",
        "the reason on each packet."},
    footer = {"", "Examples:", "  tools/netstack lab", "  tools/netstack lab --backlog 5 --clients 10 --accept 1/s --for 12s",
        "  tools/netstack lab --silent 3 --set tcp_syncookies=0",
        "  tools/netstack lab --backlog 8 --accept immediate --impair 'drop the 1st syn-ack of flow 3'",
        "  tools/netstack lab --capture - | wireshark -k -i -"})
final class LabCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Mixin
    private StackOptions stack;
    @Option(names = "--backlog", paramLabel = "N", defaultValue = "2", converter = Whole.Backlog.class,
        description = "The argument of listen() (default: ${DEFAULT-VALUE}).")
    private int backlog;
    @Option(names = "--clients", paramLabel = "N", defaultValue = "6", converter = Whole.Clients.class,
        description = "How many clients connect (default: ${DEFAULT-VALUE}).")
    private int clients;
    @Option(names = "--silent", paramLabel = "N", defaultValue = "0", converter = Whole.Silent.class,
        description = {"How many further clients start before them, send a SYN, and never the final ACK (default: ${DEFAULT-VALUE}).",
            "Their frames are injected on the client's side, which takes libpcap, with --link tap too."})
    private int silent;
    @Option(names = "--spacing", paramLabel = "TIME", defaultValue = "100ms", converter = Span.Converter.class,
        description = "Time from one client's start to the next (default: ${DEFAULT-VALUE}).")
    private Span spacing;
    @Option(names = "--for", paramLabel = "TIME", defaultValue = "4s", converter = Span.Converter.class,
        description = "How long to watch after the last client's first SYN (default: ${DEFAULT-VALUE}).")
    private Span duration;
    @Option(names = "--accept", paramLabel = "PLAN", defaultValue = "none", converter = AcceptPlan.Converter.class,
        description = "When the application calls accept(): none, immediate, or a rate such as 5/s (default: ${DEFAULT-VALUE}).")
    private AcceptPlan accept;
    @Option(names = "--out", paramLabel = "DIR", description = "Where the capture goes (default: lab-DATE-TIME in this directory).")
    private Path out;
    @Option(names = "--capture", paramLabel = "-|FILE",
        description = "A second capture, as it happens: - for standard output, for Wireshark.")
    private String capture;
    @Option(names = "--json", description = "No text; one JSON object at the end. The README describes it.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LabSettings settings = new LabSettings(stack.policy(), stack.settings(), stack.store(), stack.backlog(backlog), stack.call(backlog),
            clients, silent, spacing.ns(), duration.ns(), accept, stack.network());
        if (json && "-".equals(capture)) {
            throw new UsageError("--capture - and --json both want standard output");
        }
        Topologies.Choice choice = stack.choice();
        if (silent > 0 && choice.kind() != TopologyKind.MEMORY && PcapLibrary.version().isEmpty()) {
            throw new UsageError("--silent injects frames on the client's side, which needs libpcap, with --link tap too: "
                + PcapLibrary.HOW_TO_INSTALL + "; --link memory needs none");
        }
        Path directory = out != null ? out : Path.of("lab-" + LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")));
        // a capture on standard output leaves standard error for the text
        PrintWriter text = "-".equals(capture) ? spec.commandLine().getErr() : spec.commandLine().getOut();
        try (LabOutput output = new LabOutput(text, spec.commandLine().getErr(), json, directory, capture)) {
            LabReport report = choice.kind() == TopologyKind.MEMORY
                ? new MemoryLab(settings, choice, output).run() : new LiveLab(settings, stack, choice, output).run();
            output.end(report);
        }
        return 0;
    }
}
