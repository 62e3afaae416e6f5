package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return NetstackCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    static List<String> commands() {
        List<String> names = new ArrayList<>(List.of(""));
        names.addAll(NetstackCommand.commandLine().getSubcommands().keySet());
        return names;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpWithAnExample(String command) {
        int code = command.isEmpty() ? run("--help") : run(command, "--help");

        assertThat(code).isZero();
        assertThat(out.toString()).contains("Usage: netstack").containsPattern("Examples?:\n").containsPattern("\n  .*tools/netstack " + command);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void everyCommandSpeaksJson() {
        // agent speaks nothing else
        for (CommandLine command : NetstackCommand.commandLine().getSubcommands().values()) {
            if (command.getCommandName().equals("agent")) {
                continue;
            }
            assertThat(command.getCommandSpec().optionsMap()).as(command.getCommandName()).containsKey("--json");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--bogus                                   | netstack: Unknown option: '--bogus' (see netstack --help)",
        "dance                                     | netstack: Unmatched argument at index 0: 'dance' (see netstack --help)",
        "connect 198.18.0.1 http                   | netstack connect: PORT http: not a number; an int such as 8080 (see netstack connect --help)",
        "connect 198.18.0.1 0                      | netstack connect: PORT 0: must be from 1 to 65535 (see netstack connect --help)",
        "connect 198.18.0.1                        | netstack connect: Missing required parameter: 'PORT' (see netstack connect --help)",
        "connect 198.18.0.1 80 --spacing soon      | netstack connect: --spacing soon: not a duration; one such as 100ms, 4s or 2m (see netstack connect --help)",
        "connect 198.18.0.1 80 --clients 0         | netstack connect: --clients 0: must be from 1 to 10000 (see netstack connect --help)",
        "connect somewhere 80                      | netstack connect: 'somewhere' is not an IPv4 address such as 198.18.0.1",
        "connect 198.18.0.999 80                   | netstack connect: '198.18.0.999' is not an IPv4 address such as 198.18.0.1",
        "nstat --pid 1                             | netstack nstat: --pid 1: no stack of yours runs in that process",
        "ss --pid x                                | netstack ss: --pid x: 'x' is not a long (see netstack ss --help)"})
    void aMistakeIsOneLineAndExitCodeTwo(String args, String line) {
        int code = run(args.trim().split(" +"));

        assertThat(err.toString()).isEqualToNormalizingNewlines(line + "\n");
        assertThat(code).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void anUnknownPolicyNamesThoseThereAre() {
        assertThat(run("policies", "plan9")).isEqualTo(2);
        assertThat(err.toString()).startsWith("netstack policies: no policy is called 'plan9'; there are: ").hasLineCount(1);
    }

    @Test
    void policiesListsNamesAndShowsSettings() {
        assertThat(run("policies")).isZero();
        assertThat(out.toString()).contains("linux");
        assertThat(run("policies", "linux")).isZero();
        assertThat(out.toString()).contains("net.ipv4.tcp_abort_on_overflow");
        assertThat(run("policies", "--json")).isZero();
        assertThat(out.toString()).contains("\"fullName\":\"net.core.somaxconn\",\"default\":4096,\"min\":0");
    }

    @Test
    void theVersionIsANumber() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).matches("netstack [0-9]+\\.[0-9]+.* \\(Java .*\\)\\R");
    }
}
