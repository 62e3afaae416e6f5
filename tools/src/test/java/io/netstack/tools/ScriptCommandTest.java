package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code netstack script}: what a stranger sees of a script that holds, one that does not, and one that cannot be read. */
class ScriptCommandTest {
    private static final String LISTENING = """
        0   socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
        +0  bind(3, ..., ...) = 0
        +0  listen(3, 1) = 0
        +.1 < S 0:0(0) win 65535 <mss 1460>
        """;

    @TempDir
    private Path directory;
    private final Console console = new Console();

    private String script(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private String right() throws IOException {
        return script("right.pkt", LISTENING + "+0  > S. 0:0(0) ack 1\n");
    }

    private String wrong() throws IOException {
        return script("wrong.pkt", LISTENING + "+0  > S. 0:0(0) ack 2\n");
    }

    @Test
    void theScriptsThatHoldAreCountedAndOneThatDoesNotIsExplained() throws IOException {
        assertThat(console.run("script", right(), wrong())).isOne();
        assertThat(console.lines()).startsWith("ok     " + right(), "FAILED " + wrong() + ":5: +0  > S. 0:0(0) ack 2",
            "  expected: S. 0:0(0) ack 2 between 0.096000 s and 0.104000 s",
            "  actual:   S. 0:0(0) ack 1 win 64240 <mss 1460> at 0.100000 s", "  differs:  ack", "  before:")
            .endsWith("        0.100000 < S 0:0(0) win 65535 <mss 1460>", "1 of 2 scripts hold");
    }

    @Test
    void verboseTellsEveryPacketAndCall() throws IOException {
        assertThat(console.run("script", "--verbose", right())).isZero();
        assertThat(console.lines()).containsExactly("    0.000000   socket(..., SOCK_STREAM, IPPROTO_TCP) = 3",
            "    0.000000   bind(3, ..., ...) = 0", "    0.000000   listen(3, 1) = 0", "    0.100000 < S 0:0(0) win 65535 <mss 1460>",
            "    0.100000 > S. 0:0(0) ack 1 win 64240 <mss 1460>", "ok     " + right());
    }

    @Test
    void jsonIsAnObjectForEachScript() throws IOException {
        assertThat(console.run("script", "--json", right(), wrong())).isOne();
        List<Map<String, Object>> objects = console.lines().stream().map(ScriptCommandTest::object).toList();
        assertThat(objects.getFirst()).containsEntry("script", right()).containsEntry("ok", true).doesNotContainKey("failure");
        assertThat(objects.getFirst().get("log")).asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(5);
        assertThat(objects.getLast()).containsEntry("ok", false).containsEntry("failure", Map.of("where", wrong() + ":5",
            "line", "+0  > S. 0:0(0) ack 2", "expected", "S. 0:0(0) ack 2 between 0.096000 s and 0.104000 s",
            "actual", "S. 0:0(0) ack 1 win 64240 <mss 1460> at 0.100000 s", "differs", "ack"));
        assertThat(objects.getLast().get("log")).asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(4);
    }

    private static Map<String, Object> object(String line) {
        try {
            return JSON.std.mapFrom(line);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aScriptThatCannotBeReadIsAMistakeOfTheUsers() throws IOException {
        String typo = script("typo.pkt", "+0 lisen(3, 1) = 0");
        assertThat(console.run("script", typo)).isEqualTo(2);
        assertThat(console.err()).isEqualToNormalizingNewlines("netstack script: " + typo + ":1: +0 lisen(3, 1) = 0: no call is named 'lisen'\n");
        assertThat(new Console().run("script", directory.resolve("none.pkt").toString())).isEqualTo(2);
    }
}
