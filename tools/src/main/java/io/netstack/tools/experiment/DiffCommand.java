package io.netstack.tools.experiment;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.flow.Addresses;
import io.netstack.observe.Reason;
import io.netstack.tools.Help;
import io.netstack.tools.experiment.Scenario.Key;
import io.netstack.tools.experiment.TapePlayer.Fate;
import io.netstack.tools.view.Table;
import io.netstack.wire.Bytes;
import io.netstack.wire.TcpFlags;
import java.io.IOException;
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
import picocli.CommandLine.Spec;

/** {@code netstack diff}: the same frames through two policies. */
@Command(name = "diff", sortOptions = false,
    description = {"Send the same frames to two policies and show where they part: the first place with both reasons, then all, counted.",
        "The frames are those of a recording, or what the clients of a scenario send under the first policy."},
    exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:no difference", "1:there are differences", "2:it could not be tried"},
    footer = {"", "Examples:", "  tools/netstack diff --a linux --b freebsd-14 --backlog 4 --arrival 1200/s --for 2s",
        "  tools/netstack diff --a linux-6.18 --b linux-4.3 --pcap lab.pcapng --backlog 2 --acceptors 0"})
public final class DiffCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Mixin
    private ScenarioOptions options;
    @Option(names = "--a", paramLabel = "P", required = true, description = "The first policy.")
    private String a;
    @Option(names = "--b", paramLabel = "Q", required = true, description = "The second policy.")
    private String b;
    @Option(names = "--pcap", paramLabel = "FILE", description = "A recording; the server is where its first SYN goes.")
    private Path pcap;

    @Option(names = "--json", description = "No text; one JSON object.")
    private boolean json;

    private record Difference(String a, String b) {
    }

    @Override
    public Integer call() throws IOException {
        Map<Key, String> said = options.said();
        said.put(Key.POLICY, a);
        Scenario first = Scenario.of(said, options.shelf());
        said.put(Key.POLICY, b);
        Scenario second = Scenario.of(said, options.shelf());
        Tape tape = pcap == null ? Tape.of(first) : Tape.of(pcap);
        List<Fate> fatesA = TapePlayer.play(first, tape);
        List<Fate> fatesB = TapePlayer.play(second, tape);
        return report(spec.commandLine().getOut(), tape, fatesA, fatesB) ? 1 : 0;
    }

    private boolean report(PrintWriter out, Tape tape, List<Fate> fatesA, List<Fate> fatesB) throws IOException {
        Map<Difference, List<Integer>> differences = new LinkedHashMap<>();
        for (int i = 0; i < tape.frames().size(); i++) {
            if (!kind(fatesA.get(i)).equals(kind(fatesB.get(i)))) {
                differences.computeIfAbsent(new Difference(kind(fatesA.get(i)), kind(fatesB.get(i))), d -> new ArrayList<>()).add(i);
            }
        }
        if (json) {
            out.println(JSON.std.asString(object(tape, differences, fatesA, fatesB)));
            return !differences.isEmpty();
        }
        out.printf(Locale.ROOT, "%,d frames to %s and to %s%n", tape.frames().size(), a, b);
        if (differences.isEmpty()) {
            out.println("no difference: each frame meets the same fate");
            return false;
        }
        int first = differences.values().iterator().next().getFirst();
        out.println();
        out.println("They part at frame " + (first + 1) + ", " + frame(tape.frames().get(first)));
        out.println("  " + a + ": " + told(fatesA.get(first)));
        out.println("  " + b + ": " + told(fatesB.get(first)));
        out.println();
        Table table = new Table(" FRAMES", " FIRST AT", a.toUpperCase(Locale.ROOT), b.toUpperCase(Locale.ROOT));
        differences.entrySet().stream().sorted((x, y) -> y.getValue().size() - x.getValue().size())
            .forEach(e -> table.row(String.format(Locale.ROOT, "%,d", e.getValue().size()),
                String.format(Locale.ROOT, "%.6f s", tape.frames().get(e.getValue().getFirst()).timeNs() / 1e9), e.getKey().a(),
                    e.getKey().b()));
        table.lines().forEach(out::println);
        int count = differences.values().stream().mapToInt(List::size).sum();
        out.printf(Locale.ROOT, "%,d of %,d frames (%.1f %%) meet another fate%n", count, tape.frames().size(),
            100.0 * count / tape.frames().size());
        return true;
    }

    private Map<String, Object> object(Tape tape, Map<Difference, List<Integer>> differences, List<Fate> fatesA, List<Fate> fatesB) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("a", a);
        object.put("b", b);
        object.put("frames", tape.frames().size());
        object.put("different", differences.values().stream().mapToInt(List::size).sum());
        object.put("differences", differences.entrySet().stream().map(e -> {
            int first = e.getValue().getFirst();
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("count", e.getValue().size());
            one.put("firstFrame", first + 1);
            one.put("firstNs", tape.frames().get(first).timeNs());
            one.put("a", told(fatesA.get(first)));
            one.put("b", told(fatesB.get(first)));
            return one;
        }).toList());
        return object;
    }

    /** What counts as the same: what its sender sees and what the listener remembers, not the words for it. */
    private static String kind(Fate fate) {
        Reason reason = fate.reason();
        String name = reason.name();
        String done = name.startsWith("SYN_QUEUED") ? "stored"
            : name.startsWith("SYN_COOKIE") ? "cookie"
            : TurnedAway.is(reason) ? "turned away"
            : name.endsWith("ESTABLISHED") ? "established"
            : name.endsWith("PARKED") ? "parked"
            : name.startsWith("CONNECTION_") ? "for the connection" : name.toLowerCase(Locale.ROOT).replace('_', ' ');
        return done + (fate.answer().isEmpty() ? ", silence" : ", answer " + fate.answer());
    }

    private static String told(Fate fate) {
        return fate.text() + (fate.answer().isEmpty() ? " (silence)" : " (answer: " + fate.answer() + ")");
    }

    private static String frame(RecordedFrames.Frame frame) {
        byte[] bytes = frame.bytes();
        return String.format(Locale.ROOT, "%.6f s: %s from %s:%d", frame.timeNs() / 1e9, TcpFlags.text(bytes[Tape.TCP + 13] & 0x3F),
            Addresses.text(Bytes.i32(bytes, Tape.IP + 12)), Bytes.u16(bytes, Tape.TCP));
    }
}
