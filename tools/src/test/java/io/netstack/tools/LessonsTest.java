package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each lesson's command prints what the lesson says. */
class LessonsTest {
    private static final Path LESSONS = Path.of("lab", "lessons");
    private static final String PROGRAM = "tools/netstack ";

    @TempDir
    private Path directory;

    static Stream<Path> lessons() throws IOException {
        try (Stream<Path> files = Files.list(LESSONS)) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9]{2}-.*\\.md")).sorted().toList().stream();
        }
    }

    @Test
    void thereAreTenLessons() throws IOException {
        assertThat(lessons()).hasSize(10);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lessons")
    void theCommandPrintsTheExpectedLinesInTheirOrder(Path lesson) throws IOException {
        List<String> block = Files.readAllLines(lesson).stream().filter(line -> line.startsWith("    ")).map(LessonsTest::words).toList();
        assertThat(block.getFirst()).startsWith(PROGRAM);
        List<String> arguments = new ArrayList<>(List.of(block.getFirst().substring(PROGRAM.length()).split(" ")));
        if (arguments.getFirst().equals("lab")) {
            arguments.addAll(List.of("--out", directory.toString()));
        }
        StringWriter out = new StringWriter();
        int code = NetstackCommand.run(new PrintWriter(out), new PrintWriter(out), arguments.toArray(String[]::new));
        assertThat(code).as("%s", out).isZero();
        List<String> printed = out.toString().lines().map(LessonsTest::words).toList();
        int from = 0;
        for (String expected : block.subList(1, block.size())) {
            int at = from;
            while (at < printed.size() && !printed.get(at).contains(expected)) {
                at++;
            }
            assertThat(at).as("'%s' is not printed after line %d of%n%s", expected, from, out).isLessThan(printed.size());
            from = at + 1;
        }
    }

    /** Columns may be wider elsewhere. */
    private static String words(String line) {
        return line.strip().replaceAll("\\s+", " ");
    }
}
