package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.tools.view.Outcome;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.ParseResult;

/** The README is about this build: its commands exist, its options parse, its JSON is what is printed. */
class ReadmeTest {
    /** In a code block or between backticks, up to a pipe, a gap or the end. */
    private static final Pattern COMMAND = Pattern.compile("tools/netstack ([a-z][^`|]*?)(?:`| \\||  |$)", Pattern.MULTILINE);

    /** Quotes hold words together, as in a shell. */
    private static final Pattern WORD = Pattern.compile("'[^']*'|\\S+");

    @TempDir
    private Path directory;

    private static String readme() throws IOException {
        return Files.readString(Path.of("..", "README.md"));
    }

    @Test
    void everyCommandLineParses() throws IOException {
        Matcher commands = COMMAND.matcher(readme());
        int count = 0;
        while (commands.find()) {
            String[] words = WORD.matcher(commands.group(1)).results().map(word -> word.group().replace("'", "")).toArray(String[]::new);
            assertThatCode(() -> {
                ParseResult parsed = NetstackCommand.commandLine().parseArgs(words);
                assertThat(parsed.hasSubcommand()).isTrue();
            }).as(String.join(" ", words)).doesNotThrowAnyException();
            count++;
        }
        assertThat(count).isGreaterThan(8);
    }

    @Test
    void theProgramCompiles() throws IOException {
        String readme = readme();
        int start = readme.indexOf("```java\n") + "```java\n".length();
        String program = readme.substring(start, readme.indexOf("```", start));
        assertThat(program.lines()).as("lines").hasSizeLessThanOrEqualTo(15);
        Path source = Files.writeString(directory.resolve("Program.java"), """
            import io.netstack.app.*;
            import io.netstack.link.LinkCapabilities;
            import io.netstack.pcap.PcapLink;
            import java.io.IOException;

            class Program {
                public static void main(String[] args) throws IOException {
            %s    }
            }
            """.formatted(program));
        StringWriter errors = new StringWriter();
        boolean compiles = ToolProvider.getSystemJavaCompiler().getTask(errors, null, null, List.of("-Xlint:all", "-d", directory.toString(),
            "-classpath", System.getProperty("java.class.path"), "-proc:none"), null,
            ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null).getJavaFileObjects(source)).call();
        assertThat(compiles).as(errors.toString()).isTrue();
    }

    @Test
    void everyCommandIsMentioned() throws IOException {
        String readme = readme();
        for (String command : NetstackCommand.commandLine().getSubcommands().keySet()) {
            assertThat(readme).containsPattern("(\\*\\*`|tools/netstack )" + command);
        }
    }

    @Test
    void theTableOfTheJsonReportHasItsFieldsAndItsOutcomes() throws IOException {
        Console console = new Console();
        assertThat(console.runLine("lab --link memory --json --clients 1 --for 10ms --out " + directory)).isZero();
        Map<String, Object> report = JSON.std.mapFrom(console.out());
        String readme = readme();

        Matcher rows = Pattern.compile("^\\| ((?:`[A-Za-z]+`(?:, )?)+) \\|", Pattern.MULTILINE).matcher(section(readme, "### `lab --json`"));
        StringBuilder documented = new StringBuilder();
        while (rows.find()) {
            documented.append(rows.group(1).replace("`", "")).append(", ");
        }
        assertThat(documented.toString().split(", ")).containsExactlyElementsOf(report.keySet());
        for (Outcome outcome : Outcome.values()) {
            assertThat(readme).contains("`" + outcome + "`:");
        }
    }

    private static String section(String readme, String heading) {
        int start = readme.indexOf(heading);
        return readme.substring(start, readme.indexOf("\n## ", start));
    }
}
