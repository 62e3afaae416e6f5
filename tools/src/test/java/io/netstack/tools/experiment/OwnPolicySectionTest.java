package io.netstack.tools.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.tools.NetstackCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the README's section about own policies do what it says, in an empty directory. */
class OwnPolicySectionTest {
    private static final Path README = Path.of("..", "README.md");
    private static final String TITLE = "### A policy of your own";
    private static final String PROGRAM = "    tools/netstack ";

    @TempDir
    private Path directory;

    @Test
    void templateCheckAndSweepWorkAsTheyStand() throws IOException, InterruptedException {
        List<String> lines = Files.readAllLines(README);
        int title = 0;
        while (!lines.get(title).startsWith(TITLE)) {
            title++;
        }
        List<String> commands = lines.subList(title, lines.size()).stream().filter(line -> line.startsWith(PROGRAM)).limit(3).toList();
        assertThat(commands).hasSize(3);
        for (String command : commands) {
            run(command.substring(PROGRAM.length()).split(" "));
        }
        assertThat(Files.readAllLines(directory.resolve("mine.csv"))).hasSize(1 + 3 * 6 * 5 * 3);
        assertThat(Files.readString(directory.resolve("mine.html"))).contains("270 runs").contains("linux · freebsd-14 · mine");
    }

    private void run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp", System.getProperty("java.class.path"), NetstackCommand.class.getName()));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output");
        Process process =
            new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        boolean ended = process.waitFor(3, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as("%s", String.join(" ", arguments)).isTrue();
        assertThat(process.exitValue()).as("%s: %s", String.join(" ", arguments), Files.readString(output,
            StandardCharsets.UTF_8)).isZero();
    }
}
