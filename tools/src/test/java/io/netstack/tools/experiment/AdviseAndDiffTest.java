package io.netstack.tools.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.tools.NetstackCommandForTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What advise and diff say. */
class AdviseAndDiffTest {
    @TempDir
    private Path directory;

    private static String run(int code, String line) {
        NetstackCommandForTest.Said said = NetstackCommandForTest.run(line);
        assertThat(said.code()).as("%s: %s%s", line, said.out(), said.err()).isEqualTo(code);
        return said.out() + said.err();
    }

    // ---- advise

    @Test
    void formulaAndSimulationAreBesideEachOtherWithTheReasonsWhyTheyDiffer() {
        String text = run(0, "advise --arrival every:800/s --accept-time fixed:1ms --target 0.1% --for 2s");
        assertThat(text).contains("Formula: backlog 11; as M/D/1/13 with load 0.80", "Simulation: backlog 0;",
            "content with less than the formula", "clients do not come one by one at random", "try it: tools/netstack sim --backlog 0");
    }

    @Test
    void theUsualTargetIsOneInAThousand() {
        assertThat(run(0, "advise --arrival 100/s --for 1s --seeds 1 --json")).contains("\"target\":0.001");
    }

    @Test
    void inAnOverloadNoBacklogHelpsTheFormulaAndTheSimulationSaysThatItEnds() {
        assertThat(run(0, "advise --arrival 1200/s --for 1s --seeds 1")).contains("Formula: no backlog helps",
            "16.67 % of them are too many", "Simulation: backlog ", "The simulation ends, the formula does not");
    }

    @Test
    void aLimitOfTheSystemIsNamedWhereNoBacklogIsEnough() {
        assertThat(run(1, "advise --policy freebsd-14 --arrival bursty:800/s --target 1% --for 2s --seeds 2"))
            .contains("no backlog up to 65535 is enough", "freebsd-14 makes a limit of 128 of such a backlog");
    }

    @Test
    void nonsenseIsOneLine() {
        assertThat(run(2, "advise --target lots")).startsWith("netstack advise: --target: 'lots'").hasLineCount(1);
        assertThat(run(2, "advise --target 1")).startsWith("netstack advise: --target 1: must be between 0 and 1").hasLineCount(1);
        assertThat(run(2, "advise --acceptors 0")).contains("when nobody accepts").hasLineCount(1);
    }

    // ---- diff

    @Test
    void theFirstPlaceWherePoliciesPartHasBothReasonsThenComeAllCounted() throws IOException {
        Path scenario = Files.writeString(directory.resolve("s.txt"), "backlog = 4\narrival = 1100/s   # a little too much\nfor = 500ms\n");
        String text = run(1, "diff --a linux --b windows --scenario " + scenario);
        assertThat(text).containsPattern("They part at frame \\d+, 0\\.\\d+ s: S from 198\\.18\\.16\\.\\d+:1024")
            .contains("  linux: SYN stored: ", "  windows: SYN answered by RST: queue 4 of 4 (answer: RA)")
            .containsPattern("(?m)^[\\d,]+ of [\\d,]+ frames \\(\\d+\\.\\d %\\) meet another fate");
        assertThat(run(0, "diff --a linux --b linux-6.18 " + scenario)).contains("no difference");
        assertThat(run(2, "diff --a linux --b windows --scenario " + scenario + " " + scenario)).contains("two scenarios").hasLineCount(1);
    }

    @Test
    void aRecordingIsPlayedToBothAndThereNobodyNeedsToAccept() {
        run(0, "lab --link memory --backlog 2 --clients 6 --for 3s --out " + directory);
        Path capture = directory.resolve("lab.pcapng");
        String text = run(1, "diff --a linux --b freebsd-14 --backlog 2 --acceptors 0 --pcap " + capture);
        assertThat(text).contains("  linux: SYN dropped: accept queue 3 > 2 (silence)", "  freebsd-14: SYN stored: SYN queue 1 of ");
        assertThat(run(0, "diff --a linux --b linux-6.1 --backlog 2 --acceptors 0 --pcap " + capture)).contains("no difference");
        assertThat(run(2, "diff --a linux --b freebsd-14 --pcap " + directory.resolve("none.pcap")))
            .contains("no such file").hasLineCount(1);
    }

    @Test
    void aRecordingSaysWhenClientsCome() {
        Path capture = directory.resolve("run.pcapng");
        run(0, "sim --arrival 300/s --for 1s --pcapng " + capture);
        String recorded = run(0, "sim --arrival 300/s --for 1s --json").replaceAll(".*\"started\":(\\d+).*\\R?", "$1");
        assertThat(run(0, "sim --for 5s --json --arrival pcap:" + capture)).contains("\"started\":" + recorded + ",");
    }
}
