package io.netstack.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The hand-overs under jcstress, briefly; the long way is {@code java -cp netstack-bench.jar org.openjdk.jcstress.Main}. jcstress finds
 * nothing to run and is content with that when its list is missing or the machine has too few processors for the actors: here that is a
 * failure.
 */
class StressTest {
    private static final Pattern RESULTS = Pattern.compile("Results: (\\d+) planned; (\\d+) passed, "
        + "(\\d+) failed, (\\d+) soft errs, (\\d+) hard errs");
    private static final List<String> TESTS = List.of("io.netstack.listen.AcceptQueueWake", "io.netstack.stress.SlotRingAtTheWrap",
        "io.netstack.stress.SlotRingBatches",
        "io.netstack.stress.SlotRingOneCell", "io.netstack.stress.SlotRingTwoBatchTakers", "io.netstack.stress.SlotRingTwoTakers");

    @Test
    @Timeout(value = 170, unit = TimeUnit.SECONDS)
    void nothingIsLostNothingTwiceAndNobodySleepsBesideAFilledQueue() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of("target", "jcstress").toAbsolutePath());
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "org.openjdk.jcstress.Main",
            "-m", "quick", "-sc", "false", "-t", "io.netstack", "-v").directory(folder.toFile()).redirectErrorStream(true)
            .redirectOutput(output.toFile()).start();
        try {
            int status = process.waitFor();
            String text = Files.readString(output);
            assertThat(status).as(text).isZero();
            Matcher results = RESULTS.matcher(text);
            int passed = 0;
            while (results.find()) {
                passed = Integer.parseInt(results.group(2));
                assertThat(List.of(results.group(3), results.group(4), results.group(5))).as(text).containsOnly("0");
            }
            assertThat(passed).as("tests that ran; %s", text).isGreaterThanOrEqualTo(TESTS.size());
            assertThat(text).contains(TESTS);
        } finally {
            process.destroyForcibly();
        }
    }
}
