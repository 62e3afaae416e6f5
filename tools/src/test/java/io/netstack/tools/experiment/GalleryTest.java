package io.netstack.tools.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.tools.UsageError;
import io.netstack.tools.custom.PolicyShelf;
import io.netstack.tools.experiment.Scenario.Key;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The README's gallery shows every example, and a picture is what the command above it draws. */
class GalleryTest {
    private static final Path README = Path.of("..", "README.md");
    private static final String PROGRAM = "    tools/netstack sweep ";
    /** A picture that is drawn by another build may differ by this many pixels of 260. */
    private static final double PIXELS = 6;

    @TempDir
    private Path directory;

    private static List<String> commands() throws IOException {
        return Files.readAllLines(README).stream().filter(line -> line.startsWith(PROGRAM) && line.contains("--svg")).toList();
    }

    @Test
    void everyExampleHasAPictureAndACommandThatDrawsIt() throws IOException {
        List<String> pictures = new ArrayList<>();
        for (String command : commands()) {
            Matcher words = Pattern.compile(
                "--policy-file tools/(policies/\\w+\\.java) --policy linux,(\\S+) .*--svg tools/(\\S+)").matcher(command);
            assertThat(words.find()).as(command).isTrue();
            PolicyShelf shelf = new PolicyShelf(List.of(Path.of(words.group(1))));
            assertThat(shelf.own().getFirst().name()).isEqualTo(words.group(2));
            assertThat(words.group(3)).isEqualTo("policies/gallery/" + words.group(2) + ".svg");
            assertThat(Files.readString(README)).contains("](tools/" + words.group(3) + ")");
            assertThat(Path.of(words.group(3))).content().startsWith("<svg ").contains(">" + words.group(2) + "</text>", ">linux</text>");
            pictures.add(words.group(1));
        }
        try (Stream<Path> files = Files.list(Path.of("policies"))) {
            assertThat(files.map(Path::toString).filter(file -> file.endsWith(".java"))).hasSize(6)
                .containsExactlyInAnyOrderElementsOf(pictures);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"adaptive-lifo", "reset-when-full"})
    void aPictureIsWhatItsCommandDraws(String name) throws IOException {
        String command = commands().stream().filter(line -> line.contains("/" + name + ".svg")).findFirst().orElseThrow();
        Path drawn = directory.resolve(name + ".svg");
        String[] arguments = (command.substring(PROGRAM.length()).replace("tools/policies/gallery/" + name + ".svg", drawn.toString())
            .replace(" tools/", " ") + " --out " + directory.resolve("s.csv")).split(" ");
        StringWriter out = new StringWriter();
        int code = new CommandLine(new SweepCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(out)).execute(arguments);
        assertThat(code).as("%s", out).isZero();
        List<Double> expected = curves(Path.of("policies", "gallery", name + ".svg"));
        List<Double> found = curves(drawn);
        assertThat(found).hasSameSizeAs(expected).hasSizeGreaterThan(15);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i)).as("draw the gallery anew: tools/policies/gallery/draw").isCloseTo(expected.get(i),
                Assertions.within(PIXELS));
        }
    }

    private static List<Double> curves(Path svg) throws IOException {
        List<Double> numbers = new ArrayList<>();
        Matcher curve = Pattern.compile("curve\" d=\"([^\"]*)\"").matcher(Files.readString(svg));
        while (curve.find()) {
            Matcher number = Pattern.compile("[0-9.]+").matcher(curve.group(1));
            while (number.find()) {
                numbers.add(Double.valueOf(number.group()));
            }
        }
        return numbers;
    }

    @Test
    void whereNobodyWasAcceptedThereIsNoTimeAndNoPoint() throws IOException {
        Map<Key, String> said = new HashMap<>(Map.of(Key.BACKLOG, "4", Key.FLOOD, "0,50k", Key.SET, "tcp_syncookies=0", Key.FOR, "100ms",
            Key.SETTLE, "0", Key.ARRIVAL, "50/s"));
        SweepPlan plan = SweepPlan.of(said, 1, new PolicyShelf(List.of()));
        SweepFile results = new SweepFile(directory.resolve("s.csv"));
        for (Scenario scenario : plan.scenarios()) {
            results.add(scenario, new Report(Experiment.run(scenario)).row());
        }
        SweepPlot.write(directory.resolve("time.svg"), plan, results, Measure.TIME_50);
        SweepPlot.write(directory.resolve("part.svg"), plan, results, Measure.ACCEPTED);
        assertThat(curves(directory.resolve("time.svg"))).hasSize(2);
        assertThat(curves(directory.resolve("part.svg"))).hasSize(4);
        Assertions.assertThatThrownBy(() -> Measure.named("speed")).isInstanceOf(UsageError.class).hasMessageContaining("time-99");
    }
}
