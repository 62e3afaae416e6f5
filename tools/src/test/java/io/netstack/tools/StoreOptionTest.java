package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --store}, on every command that has a listener. */
class StoreOptionTest {
    @TempDir
    private Path directory;

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"lab", "listen", "sim", "sweep", "agent", "replay nothing.pcap"})
    void aStoreThatThereIsNotIsOneLineThatSaysWhichThereAre(String command) {
        Console console = new Console();
        assertThat(console.runLine(command + " --store heap")).isEqualTo(2);
        assertThat(console.err().lines()).hasSize(1).allMatch(line -> line.contains("heap")
            && line.contains("one of synqueue, syncache, syncookies"));
    }

    @Test
    void theLabStoresNothingWhenToldToUseCookies() {
        Console console = new Console();
        assertThat(console.runLine("lab --link memory --store syncookies --clients 2 --for 100ms --out " + directory)).isZero();
        assertThat(console.out()).contains(", store syncookies, listen(2)", "good cookie: established", "SYN queue");
        assertThat(console.out()).doesNotContain("SYN stored");
    }

    @Test
    void aSimulationUnderAnotherStoreSaysHowToRepeatIt() {
        Console console = new Console();
        assertThat(console.runLine("sim --store syncookies --arrival 50/s --for 1s")).isZero();
        assertThat(console.out()).contains("SYN_COOKIE_STATELESS", "--store syncookies").doesNotContain("SYN_QUEUED");
    }
}
