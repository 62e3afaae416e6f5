package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lab --impair}: what a bad network does to handshakes, in virtual time. */
class BadNetworkLabTest {
    @TempDir
    private Path directory;

    private String lab(String... impairments) {
        Console console = new Console();
        List<String> words = new ArrayList<>(List.of("lab", "--link", "memory", "--out", directory.toString(), "--backlog", "8", "--clients", "4",
            "--for", "3s"));
        for (String impairment : impairments) {
            words.addAll(List.of("--impair", impairment));
        }
        assertThat(console.run(words.toArray(String[]::new))).as(console.err()).isZero();
        return console.out();
    }

    @Test
    void aRuleTakesOneFrameOfOneFlow() {
        String text = lab("drop the 1st syn-ack of flow 3");

        assertThat(text).contains("\nNetwork: drop the 1st syn-ack of flow 3.\n");
        List<String> three = text.lines().filter(line -> line.matches(" +[0-9.]+ +3 .*")).map(line -> line.replaceAll(".*(-->|<--|──▶|◀──).*  ", ""))
            .toList();
        // the first SYN-ACK is lost behind us; the client's second SYN brings the next
        assertThat(three).hasSize(5);
        assertThat(text).containsPattern("3  established +1 ").containsPattern("2  established +0 ").containsPattern("4  established +0 ")
            .contains("from the server  5 frames, 1 lost, 1 by rule").contains("to the server    9 frames\n");
    }

    @Test
    void everySynLostIsNoClientSeen() {
        assertThat(lab("in:loss=100%")).contains("No client's SYN reached the stack.").contains("from the server  0 frames");
    }

    @Test
    void delayIsSeenBetweenSynAckAndAck() {
        String text = lab("out:delay=50ms,jitter=0");

        assertThat(text).contains("   0.000       1  SYN ").contains("   0.050       1  ACK, connected ");
    }

    @Test
    void theSameSeedIsTheSameRunAndTheJsonObjectCountsWhatWasLost() throws IOException {
        String[] network = {"loss=20%,duplicate=10%,reorder=10%/3ms,corrupt=5%,seed=3"};
        String first = lab(network);
        assertThat(lab(network)).isEqualTo(first);

        Console json = new Console();
        assertThat(json.run("lab", "--link", "memory", "--out", directory.toString(), "--impair", "loss=50%,seed=2", "--json")).isZero();
        Map<?, ?> fromServer = (Map<?, ?>) ((Map<?, ?>) JSON.std.mapFrom(json.out()).get("network")).get("from the server");
        assertThat(fromServer.keySet().stream().map(Object::toString)).containsExactly("frames", "lost", "beyond the queue", "corrupted",
            "held back", "duplicated", "by rule");
        assertThat((Integer) fromServer.get("lost")).isBetween(1, (Integer) fromServer.get("frames"));
    }
}
