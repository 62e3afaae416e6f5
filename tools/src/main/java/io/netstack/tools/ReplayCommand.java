package io.netstack.tools;

import io.netstack.flow.Addresses;
import io.netstack.observe.Counters;
import io.netstack.observe.Reason;
import io.netstack.policy.ListenPolicy;
import io.netstack.tools.replay.Replay;
import io.netstack.tools.replay.ReplayedFrame;
import io.netstack.tools.value.SettingText;
import io.netstack.tools.value.Span;
import io.netstack.tools.value.Whole;
import io.netstack.tools.view.Table;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code netstack replay}: what our stack would have decided about each frame of a capture. */
@Command(name = "replay", sortOptions = false,
    description = {"Give our stack the server's side of a capture (pcap or pcapng, Ethernet) and print a reason for each frame that",
        "reaches it. What the recorded server sent is not replayed; what the client says about it is shifted to our stack's",
        "sequence numbers."},
    footer = {"", "Example:", "  tools/netstack replay lab-20260101-120000/lab.pcapng --backlog 0"})
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Parameters(paramLabel = "FILE", description = "The capture.")
    private Path file;
    @Option(names = "--server", paramLabel = "A", description = "The server's IPv4 address (default: where the first SYN goes).")
    private String server;
    @Option(names = "--policy", paramLabel = "P", defaultValue = "linux", description = "Who decides (default: ${DEFAULT-VALUE}).")
    private String policy;
    @Option(names = "--set", paramLabel = "NAME=VALUE", converter = SettingText.Converter.class,
        description = "A setting of the policy, under the system's own name; may be repeated.")
    private List<SettingText> settings = new ArrayList<>();
    @Option(names = "--store", paramLabel = "S", converter = StoreText.Converter.class,
        description = {"Where requests are kept, whatever the policy: synqueue (per listener), syncache (shared buckets whose oldest gives",
            "way to a cookie) or syncookies (nothing is kept) (default: as the policy's system does)."})
    private StoreText store;
    @Option(names = "--backlog", paramLabel = "N", defaultValue = "2", converter = Whole.Backlog.class,
        description = "The argument of listen() for every port that a SYN goes to (default: ${DEFAULT-VALUE}).")
    private int backlog;
    @Option(names = "--accept", description = "Accept every connection at once; otherwise nobody accepts.")
    private boolean accepting;
    @Option(names = "--fix-checksums", description = "Put wrong TCP checksums right: a capture made on the sending machine has them.")
    private boolean fixChecksums;
    @Option(names = "--json", description = "A JSON object per frame.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        ListenPolicy chosen = PoliciesCommand.named(policy);
        Replay replay = new Replay(new Replay.Task(file, address(), chosen, PoliciesCommand.settings(chosen, settings), StoreText.shapeOf(store), backlog,
            accepting, fixChecksums), frame -> out.println(json ? Json.line(object(frame)) : text(frame)));
        if (!json) {
            out.println("server " + replay.server() + ", " + chosen.name() + ", listen(" + backlog + ")");
            out.println();
            out.println(line("frame", "time", "from", "flags", "verdict"));
        }
        Counters counters = replay.run();
        if (!json) {
            out.println();
            Table table = new Table(" frames", "verdict");
            Moved.verdicts(counters).forEach((Reason reason, Long count) -> table.row(count, reason.name()));
            table.lines().forEach(out::println);
        }
        out.flush();
        return 0;
    }

    private Integer address() {
        try {
            return server == null ? null : Addresses.parseIpv4(server);
        } catch (IllegalArgumentException e) {
            throw new UsageError("--server: " + e.getMessage());
        }
    }

    private static String line(String number, String time, String from, String what, String text) {
        return String.format(Locale.ROOT, "%6s  %9s  %-21s  %-5s  %s", number, time, from, what, text);
    }

    private static String text(ReplayedFrame frame) {
        String answers = frame.answers().isEmpty() ? "" : " [sent: " + String.join("; ", frame.answers()) + "]";
        return line(Long.toString(frame.number()), Span.seconds(frame.sinceStartNs()), frame.from(), frame.what(), frame.text() + answers);
    }

    private static Map<String, Object> object(ReplayedFrame frame) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("frame", frame.number());
        object.put("ms", frame.sinceStartNs() / 1000 / 1e3);
        object.put("from", frame.from());
        object.put("flags", frame.what());
        object.put("reason", frame.reason().name());
        object.put("text", frame.text());
        object.put("sent", frame.answers());
        return object;
    }
}
