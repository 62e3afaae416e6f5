package io.netstack.tools.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.tools.NetstackCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sweep in a process of its own is really stopped, by ^C, by kill -9 and by a full disk; run again, it ends as if nothing had been. */
@Timeout(180)
class StoppedSweepTest {
    private static final int RUNS = 2 * 5 * 4;
    private static final String SWEEP = "sweep --policy linux,freebsd-14 --backlog 1..16:x2 --arrival 500,800,1000,1200 --for 2s"
        + " --settle 1s --out s.csv";

    /** What the sweep leaves when nothing stops it; the same for all. */
    private static String undisturbed;

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("s.csv");
    }

    /** @param before a shell command to run first, such as a limit */
    private Process start(String before) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", before + "exec \"$@\"", "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-XX:-UsePerfData", "-cp",
            absoluteClassPath(), NetstackCommand.class.getName()));
        command.addAll(List.of(SWEEP.split(" ")));
        return new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile()).start();
    }

    private static String absoluteClassPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(":", entries);
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }

    private List<String> wholeLines() throws IOException {
        String text = Files.exists(file) ? Files.readString(file) : "";
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private String finish() throws IOException, InterruptedException {
        Process sweep = start("");
        assertThat(sweep.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(sweep.exitValue()).as(output()).isZero();
        return output();
    }

    private String undisturbed() throws IOException, InterruptedException {
        if (undisturbed == null) {
            finish();
            undisturbed = Files.readString(file);
            Files.delete(file);
        }
        return undisturbed;
    }

    private static int doneBefore(String output) {
        Matcher matcher = Pattern.compile("(\\d+) of them done before").matcher(output);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "KILL"})
    void stoppedBySignalItGoesOnWhereItWasAndEndsTheSame(String signal) throws IOException, InterruptedException {
        String expected = undisturbed();
        Process sweep = start("");
        while (wholeLines().size() < 6 && sweep.isAlive()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(sweep.pid())).start().waitFor()).isZero();
        assertThat(sweep.waitFor(30, TimeUnit.SECONDS)).isTrue();
        int finished = wholeLines().size() - 1;
        assertThat(finished).as("stopped in the middle").isBetween(5, RUNS - 1);
        if (!signal.equals("KILL")) {
            assertThat(output()).contains("stopped; what is finished is in s.csv").doesNotContain("\tat ");
        }
        assertThat(doneBefore(finish())).isEqualTo(finished);
        assertThat(Files.readString(file)).isEqualTo(expected);
    }

    @Test
    void aFullDiskIsOneLineAndWhatIsFinishedIsKept() throws IOException, InterruptedException {
        String expected = undisturbed();
        // no file may grow beyond 2 KiB: what a write beyond gets is what a full disk gives, half a line and an error
        Process sweep = start("ulimit -f 4; ");
        assertThat(sweep.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(sweep.exitValue()).as(output()).isEqualTo(2);
        assertThat(output().lines().filter(line -> !line.startsWith("[")))
            .hasSize(2).last().asString().startsWith("netstack sweep: cannot write s.csv: ")
            .endsWith("the same command goes on from there");
        int finished = wholeLines().size() - 1;
        assertThat(finished).isBetween(1, RUNS - 1);
        assertThat(doneBefore(finish())).isEqualTo(finished);
        assertThat(Files.readString(file)).isEqualTo(expected);
    }

    @Test
    void notEvenTheHeaderFitted() throws IOException, InterruptedException {
        Files.writeString(file, "policy,set,back");
        assertThat(doneBefore(finish())).isZero();
        assertThat(wholeLines()).hasSize(1 + RUNS);
    }
}
