package io.netstack.tools.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstack.tools.UsageError;
import io.netstack.tools.custom.PolicyShelf;
import io.netstack.tools.experiment.Scenario.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTest {
    private static final PolicyShelf SHELF = new PolicyShelf(List.of());

    @TempDir
    private Path directory;

    private static Scenario scenario(Map<Key, String> said) {
        return Scenario.of(said, SHELF);
    }

    @Test
    void whatWasSaidComesBackAsTheCommandThatRepeatsIt() {
        Scenario scenario = scenario(Map.of(Key.BACKLOG, "16", Key.SET, "tcp_syncookies=0", Key.ATTACK, "hold:100@1s-2s,ack:1k"));
        assertThat(scenario.command())
            .isEqualTo("tools/netstack sim --set tcp_syncookies=0 --backlog 16 --attack hold:100@1s-2s,ack:1k");
        assertThat(scenario.attacks).hasSize(2);
    }

    @Test
    void aFileSaysTheSameAsFlagsAndKeepsCommentsToItself() throws IOException {
        Path file = Files.writeString(directory.resolve("s.txt"),
            "# an overload\nbacklog = 16\narrival = 1200/s   # a little too much\n\n");
        assertThat(Scenario.file(file)).isEqualTo(Map.of(Key.BACKLOG, "16", Key.ARRIVAL, "1200/s"));
    }

    @Test
    void aLineThatIsNoSettingIsNamedWithItsNumber() throws IOException {
        Path file = Files.writeString(directory.resolve("s.txt"), "backlog = 16\nbacklgo = 17\n");
        assertThatThrownBy(() -> Scenario.file(file)).isInstanceOf(UsageError.class).hasMessageContaining("s.txt:2: 'backlgo = 17'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"BACKLOG | many | backlog: 'many'", "ARRIVAL | 0/s | arrival: a rate of 0",
        "ARRIVAL | closed:5 | arrival: 'closed:5'",
        "POLICY | beos | policy: no policy is called 'beos'", "SET | a=1 | set: policy linux-6.18 has no setting 'a'",
            "LOSS | 2 | loss: '2'",
        "ATTACK | smurf:1 | attack: 'smurf'", "PAUSE | 1s | pause: '1s'", "ACCEPT_TIME | soon | accept-time: 'soon'", "FOR | 0 | for: '0'",
        "CLIENTS | vms | clients: 'vms'", "ATTACK | syn:1@2s-1s | attack: 'syn:1@2s-1s' ends before"})
    void nonsenseIsOneLineThatNamesItsKey(Key key, String text, String message) {
        assertThatThrownBy(() -> scenario(Map.of(key, text))).isInstanceOf(UsageError.class).hasMessageStartingWith(message)
            .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"BACKLOG | 0..16:x2 | 0 1 2 4 8 16", "BACKLOG | 1..10:+4 | 1 5 9",
        "ARRIVAL | 100..20000 | 100 290 830 2400 6900 20000",
        "ACCEPT_TIME | 100us..10ms | 100us 250us 630us 1600us 4ms 10ms", "POLICY | linux,windows | linux windows",
            "FLOOD | 0,10k,100k | 0 10k 100k",
        "ATTACK | syn:1,ack:2 | syn:1,ack:2"})
    void aListIsTheValuesItSays(Key key, String text, String values) {
        assertThat(String.join(" ", ValueList.of(key, text))).isEqualTo(values);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0..1024 | a range from 0 needs a step", "5..1 | runs backwards",
        "1..10:2 | after the colon comes a step",
        "0..99999:+1 | more than 1000 values"})
    void anImpossibleRangeIsRefusedBeforeAnythingRuns(String range, String message) {
        assertThatThrownBy(() -> SweepPlan.of(Map.of(Key.BACKLOG, range), 1, SHELF)).isInstanceOf(UsageError.class)
            .hasMessageContaining(message);
    }

    @Test
    void whateverStandsThereItIsAScenarioThatBeginsOrOneLine() {
        long seed = System.nanoTime();
        SplittableRandom chance = new SplittableRandom(seed);
        String[] pieces = {"1", "0", "-1", "500", "/s", "10k", "1e9", "ms", "s", "h", ":", "@", "-", ",", "..", "%", "exp", "fixed",
            "lognormal", "bursty", "flash", "closed", "every", "poisson", "syn", "hold", "replay", "linux", "none", "=",
            "tcp_syncookies", ".", " ", "1ms",
            "99999999", "\u00e9", "x", "#", "\""};
        for (int i = 0; i < 20_000; i++) {
            Key key = Key.values()[chance.nextInt(Key.values().length)];
            StringBuilder text = new StringBuilder();
            for (int n = 1 + chance.nextInt(6); n > 0; n--) {
                text.append(pieces[chance.nextInt(pieces.length)]);
            }
            try {
                Scenario scenario = scenario(Map.of(key, text.toString()));
                scenario.service.durations(1).nextNs();
                if (scenario.arrival.kind() != ArrivalText.Kind.CLOSED) {
                    scenario.arrival.stream(1).nextNs();
                }
                assertThat(Scenario.of(Map.of(key, scenario.text(key)), SHELF).command()).isEqualTo(scenario.command());
            } catch (UsageError e) {
                assertThat(e.getMessage()).as("%s = %s", key, text).startsWith(key.word() + ": ").doesNotContain("\n");
            } catch (RuntimeException e) {
                throw new AssertionError(key + " = '" + text + "', seed " + seed, e);
            }
        }
    }

    @Test
    void aSweepOfMoreRunsThanAnybodyWaitsForIsRefused() {
        assertThatThrownBy(() -> SweepPlan.of(Map.of(Key.BACKLOG, "0..900:+1", Key.ARRIVAL, "100..20000:+100"), 1, SHELF))
            .isInstanceOf(UsageError.class).hasMessageContaining("more than 100000 runs");
    }
}
