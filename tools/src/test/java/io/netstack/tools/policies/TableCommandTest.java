package io.netstack.tools.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table counts what happened, and agrees with what was printed and read. */
class TableCommandTest {

    @Test
    void everyCellOfTheFigureAgreesButTheOneThatTheSourceContradicts() {
        Said said = Said.by(new TableCommand(), "--csv", "--policy", "aix-5.1", "--policy", "linux-2.4.7", "--policy", "hpux-11.11", "--policy",
            "freebsd-4.8", "--policy", "solaris-2.9");
        assertThat(said.code()).isZero();
        assertThat(said.lines().getFirst()).isEqualTo("policy,backlog,completed,embryonic,total,published");
        List<String> cells = said.lines().subList(1, said.lines().size());
        assertThat(cells).hasSize(75);
        assertThat(cells.stream().filter(cell -> !cell.split(",")[4].equals(cell.split(",")[5]))).containsExactly("solaris-2.9,4,7,0,7,6");
    }

    /** The sheet of modern systems: backlogs 0 to 5 and 10. */
    @ParameterizedTest
    @CsvSource({"freebsd-14, 1 2 4 5 7 8 16", "freebsd-13, 1 2 4 5 7 8 16", "freebsd-9, 1 2 4 5 7 8 16", "freebsd-4.8, 1 2 3 4 5 6 11",
        "netbsd, 1 2 3 4 5 6 11", "4.4bsd, 1 2 4 5 7 8 8", "openbsd, 81 81 81 81 81 81 81", "macos, 128 1 2 3 4 5 10", "illumos, 1 2 4 5 7 8 16",
        "linux, 1 2 3 4 5 6 11", "windows-nt4-workstation, 1 1 2 3 4 5 5"})
    void modernSystemsQueueWhatTheirSourcesSay(String name, String totals) {
        int[] backlogs = {0, 1, 2, 3, 4, 5, 10};
        ListenPolicy policy = Policies.named(name);
        for (int i = 0; i < backlogs.length; i++) {
            Cell cell = new CellRun(policy, Settings.defaults(policy), backlogs[i], CellRun.CLIENTS).run();
            assertThat(cell.total()).as("%s at backlog %d", name, backlogs[i]).isEqualTo(Integer.parseInt(totals.split(" ")[i]));
        }
    }

    /** The same sheet beyond the default maximum. */
    @ParameterizedTest
    @CsvSource({"freebsd-14, 50, 76", "freebsd-14, 100, 151", "freebsd-14, 128, 193", "freebsd-14, 511, 193", "freebsd-4.8, 511, 129",
        "openbsd, 100, 101", "openbsd, 511, 129", "macos, 511, 128", "illumos, 50, 76", "illumos, 100, 128", "illumos, 511, 128"})
    void largeBacklogsAreClamped(String name, int backlog, int total) {
        ListenPolicy policy = Policies.named(name);
        assertThat(new CellRun(policy, Settings.defaults(policy), backlog, 230).run().total()).isEqualTo(total);
    }

    @Test
    void twoRunsAreEqual() {
        for (ListenPolicy policy : Policies.all()) {
            CellRun run = new CellRun(policy, Settings.defaults(policy), 3, 60);
            assertThat(run.run()).as(policy.name()).isEqualTo(run.run());
        }
    }

    @Test
    void inferredPoliciesAreMarkedAndTheLegendExplainsTheDifference() {
        Said said = Said.by(new TableCommand(), "--policy", "hpux-11.11", "--policy", "solaris-2.9");
        assertThat(said.text()).contains("hpux-11.11 (inferred)", "29 of 30 cells agree (=)", "! solaris-2.9 at backlog 4: 7 here, 6 printed");
        assertThat(Said.by(new TableCommand(), "--html", "--policy", "solaris-2.9").text()).startsWith("<!DOCTYPE html>")
            .contains("<td class=\"differs\" title=\"UNP 3rd ed., figure 4.10: 6\">7</td>").endsWith("</html>");
        assertThat(Said.by(new TableCommand(), "--json", "--policy", "linux").text()).contains("\"policy\":\"linux-6.18\"",
            "\"published\":null");
    }

    @Test
    void eachCellHasACaptureWhenAskedFor(@TempDir Path directory) throws IOException {
        Said said = Said.by(new TableCommand(), "--csv", "--policy", "macos", "--out", directory.resolve("captures").toString());
        assertThat(said.code()).isZero();
        try (var files = Files.list(directory.resolve("captures"))) {
            List<Path> captures = files.toList();
            assertThat(captures).hasSize(15);
            assertThat(captures).allSatisfy(file -> assertThat(Files.size(file)).isGreaterThan(1000));
        }
    }

    @Test
    void anUnknownPolicyIsOneLine() {
        Said said = Said.by(new TableCommand(), "--policy", "beos");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.lines()).singleElement().asString().startsWith("no policy is called 'beos'; there are: ");
    }
}
