package io.netstack.tools.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.tools.UsageError;
import io.netstack.tools.custom.PolicyShelf;
import io.netstack.tools.experiment.Scenario.Key;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ExperimentTest {
    private static final PolicyShelf SHELF = new PolicyShelf(List.of());

    @TempDir
    private Path directory;

    private static Scenario scenario(Object... pairs) {
        Map<Key, String> said = new HashMap<>(Map.of(Key.FOR, "2s", Key.SETTLE, "3s"));
        for (int i = 0; i < pairs.length; i += 2) {
            said.put((Key) pairs[i], String.valueOf(pairs[i + 1]));
        }
        return Scenario.of(said, SHELF);
    }

    @Test
    void twoRunsOfASeedGiveTheSameNumbersAndAnotherSeedGivesOthers() throws IOException {
        Scenario scenario = scenario(Key.BACKLOG, 8, Key.ARRIVAL, "bursty:600/s", Key.LOSS, "1%", Key.JITTER, "1ms", Key.ATTACK,
            "syn:1k,hold:50",
            Key.PAUSE, "50ms/500ms", Key.ACCEPT_TIME, "lognormal:1ms");
        String first = JSON.std.asString(new Report(Experiment.run(scenario)).json());
        assertThat(JSON.std.asString(new Report(Experiment.run(scenario)).json())).isEqualTo(first);
        assertThat(JSON.std.asString(new Report(Experiment.run(scenario.with(Key.SEED, "2"))).json())).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--seed 1", "--seed 2 --policy freebsd-14 --arrival bursty:600/s",
        "--seed 77 --policy windows --clients windows",
        "--seed 2147483647 --arrival closed:30:5ms --loss 2% --jitter 3ms --bandwidth 10M", "--seed 0 --flood 2k --pause 50ms/300ms",
        "--seed 5 --attack hold:50,ack:500,synrst:100,replay:50 --acceptors 3 --accept-time lognormal:2ms:1.5",
        "--seed 6 --arrival flash:50-3000@100ms --clients freebsd --policy illumos"})
    void twoRunsGiveTheSameCaptureToTheByte(String flags) throws IOException {
        byte[] first = capture(flags, "first.pcapng");
        assertThat(first.length).isGreaterThan(10_000);
        assertThat(capture(flags, "second.pcapng")).isEqualTo(first);
        assertThat(capture(flags + " --seed 4711", "other.pcapng")).isNotEqualTo(first);
    }

    private byte[] capture(String flags, String name) throws IOException {
        Path file = directory.resolve(name);
        StringWriter out = new StringWriter();
        int code = new CommandLine(new SimCommand()).setOverwrittenOptionsAllowed(true).setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out)).execute((flags + " --backlog 8 --for 400ms --settle 1s --pcapng " + file).split(" "));
        assertThat(code).as("%s", out).isZero();
        return Files.readAllBytes(file);
    }

    @Test
    void everyClientIsCountedOnce() {
        for (String policy : List.of("linux", "freebsd-14", "windows")) {
            Outcome.Clients clients = Experiment.run(scenario(Key.POLICY, policy, Key.BACKLOG, 4, Key.ARRIVAL, "1500/s")).clients();
            assertThat(clients.started()).isGreaterThan(2800);
            assertThat(clients.waiting()).as(policy).isBetween(0L, clients.started());
            assertThat(clients.atOnce()).as(policy).isLessThanOrEqualTo(clients.accepted());
        }
    }

    @Test
    void windowsRefusesFreeBsdResetsAndLinuxIsSilent() {
        assertThat(Experiment.run(scenario(Key.POLICY, "windows", Key.BACKLOG, 4, Key.ARRIVAL, "1500/s")).clients().refused()).isPositive();
        assertThat(Experiment.run(scenario(Key.POLICY, "freebsd-14", Key.BACKLOG, 4, Key.ARRIVAL,
            "1500/s")).clients().reset()).isPositive();
        Outcome.Clients linux = Experiment.run(scenario(Key.BACKLOG, 4, Key.ARRIVAL, "1500/s")).clients();
        assertThat(linux.refused() + linux.reset()).isZero();
        assertThat(linux.synRetransmits()).isPositive();
    }

    @Test
    void theReportNeedsNoNetworkAndHoldsWhatItShows() throws IOException {
        Path html = directory.resolve("report.html");
        new Report(Experiment.run(scenario(Key.BACKLOG, 4, Key.ARRIVAL, "1200/s"))).writeHtml(html);
        String page = Files.readString(html);
        assertThat(page).doesNotContainPattern("(src|href)=\"https?:").doesNotContain("{{");
        Matcher data = Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL).matcher(page);
        assertThat(data.find()).isTrue();
        Map<String, Object> values = JSON.std.mapFrom(data.group(1));
        assertThat(values).containsKeys("summary", "command", "cdf", "seconds", "acceptQueue", "synQueue", "conversations", "verdicts",
            "settings");
        assertThat((List<?>) values.get("conversations")).hasSizeGreaterThan(1);
    }

    @Test
    void theSamePolicyTwiceMakesNoDifferenceAndAnotherOneDoes() {
        Scenario linux = scenario(Key.BACKLOG, 4, Key.ARRIVAL, "1200/s");
        Tape tape = Tape.of(linux);
        assertThat(TapePlayer.play(linux, tape)).isEqualTo(TapePlayer.play(linux.with(Key.POLICY, "linux-6.18"), tape));
        assertThat(TapePlayer.play(linux, tape)).isNotEqualTo(TapePlayer.play(linux.with(Key.POLICY, "freebsd-14"), tape));
    }

    @Test
    void aReportThatCannotBeWrittenIsOneLine() {
        Report report = new Report(Experiment.run(scenario(Key.FOR, "100ms")));
        assertThatThrownBy(() -> report.writeHtml(Path.of("/dev/full"))).isInstanceOf(UsageError.class).hasMessageContaining("/dev/full");
    }
}
