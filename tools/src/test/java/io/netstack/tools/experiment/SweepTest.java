package io.netstack.tools.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstack.tools.UsageError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SweepTest {
    @TempDir
    private Path directory;

    private String sweep(String... more) {
        StringWriter out = new StringWriter();
        String[] arguments = new String[more.length + 12];
        System.arraycopy(new String[] {"--policy", "linux,freebsd-14", "--backlog", "2,8", "--arrival", "500,1200", "--for", "200ms",
            "--settle",
            "100ms", "--out", directory.resolve("s.csv").toString()}, 0, arguments, 0, 12);
        System.arraycopy(more, 0, arguments, 12, more.length);
        int code = new CommandLine(new SweepCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(out)).execute(arguments);
        assertThat(code).as("%s", out).isZero();
        return out.toString();
    }

    @Test
    void everyCombinationIsALineInAnOrderThatDependsOnThePlanAlone() throws IOException {
        sweep("--seeds", "2", "--jobs", "3");
        List<String> lines = Files.readAllLines(directory.resolve("s.csv"));
        assertThat(lines).hasSize(1 + 2 * 2 * 2 * 2);
        assertThat(lines.get(0)).startsWith("policy,set,backlog,arrival,").endsWith(",frames");
        assertThat(lines.get(1)).startsWith("linux,,2,500,");
        assertThat(lines.get(16)).startsWith("freebsd-14,,8,1200,");
    }

    @Test
    void aStoppedSweepGoesOnWhereItWasAndEndsTheSame() throws IOException {
        sweep();
        Path file = directory.resolve("s.csv");
        String whole = Files.readString(file);
        // killed in the middle of the sixth line
        int cut = whole.indexOf("\n", whole.indexOf("freebsd-14")) - 10;
        Files.writeString(file, whole.substring(0, cut));
        assertThat(sweep()).contains("8 runs, 4 of them done before");
        assertThat(Files.readString(file)).isEqualTo(whole);
        assertThat(sweep()).contains("8 runs, 8 of them done before");
        assertThat(Files.readString(file)).isEqualTo(whole);
    }

    @Test
    void aFileOfSomethingElseIsLeftAlone() throws IOException {
        Path file = Files.writeString(directory.resolve("notes.csv"), "my,notes\n1,2\n");
        assertThatThrownBy(() -> new SweepFile(file)).isInstanceOf(UsageError.class).hasMessageContaining("holds something else");
        assertThat(file).hasContent("my,notes\n1,2");
    }

    @Test
    void theReportHoldsEveryRun() throws IOException {
        Path html = directory.resolve("s.html");
        sweep("--html", html.toString());
        assertThat(Files.readString(html)).contains("\"x\":\"backlog\"").contains("\"y\":\"arrival\"").contains(
            "8 runs: 2 × policy, 2 × backlog, 2 × arrival");
    }
}
