package io.netstack.tools.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every script holds, twice alike; and a script that does not hold says what was expected and what happened. */
class PacketScriptTest {
    private static final Path SCRIPTS = Path.of("src/test/resources/scripts");
    private static final String LISTENING = """
        0   socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
        +0  bind(3, ..., ...) = 0
        +0  listen(3, 1) = 0
        """;

    static Stream<Path> scripts() {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scripts")
    void holds(Path file) throws IOException {
        PacketScript script = new PacketScript(file.getFileName().toString(), Files.readString(file));
        List<String> first = script.run(1);
        assertThat(script.run(1)).as("the same run again").isEqualTo(first);
    }

    @Test
    void thereAreSixtyScriptsOrMore() {
        assertThat(scripts()).hasSizeGreaterThanOrEqualTo(60);
    }

    @Test
    void aFailureSaysWhatWasExpectedAndWhatHappened() {
        PacketScript script = new PacketScript("wrong.pkt", LISTENING + """
            +.1 < S 0:0(0) win 65535 <mss 1460>
            +0  > S. 0:0(0) ack 2 <mss 1460>
            """);
        assertThatThrownBy(() -> script.run(1)).isInstanceOf(ScriptMismatch.class)
            .hasMessageStartingWith("wrong.pkt:5: +0  > S. 0:0(0) ack 2 <mss 1460>\n"
                + "  expected: S. 0:0(0) ack 2 <mss 1460> between 0.096000 s and 0.104000 s\n"
                + "  actual:   S. 0:0(0) ack 1 win 64240 <mss 1460> at 0.100000 s\n  differs:  ack\n  before:\n")
            .hasMessageContaining("0.100000 < S 0:0(0) win 65535 <mss 1460>");
    }

    @Test
    void aPacketThatNoLineExpectsFailsTheScript() {
        PacketScript script = new PacketScript("more.pkt", LISTENING + "+0 < S 0:0(0) win 65535 <mss 1460>");
        assertThatThrownBy(() -> script.run(1)).isInstanceOf(ScriptMismatch.class).hasMessageStartingWith("more.pkt: at the end\n  expected: nothing more\n  actual:   S. 0:0(0) ack 1 win 64240 <mss 1460> at 0.000000 s");
    }

    @Test
    void aPacketThatDoesNotComeFailsTheScript() {
        PacketScript script = new PacketScript("silence.pkt", LISTENING + "+0 > S. 0:0(0) ack 1");
        assertThatThrownBy(() -> script.run(1)).isInstanceOf(ScriptMismatch.class).hasMessageContaining("actual:   nothing by 0.004000 s");
    }

    @Test
    void aPacketThatComesTooLateFailsTheScript() {
        PacketScript script = new PacketScript("late.pkt", LISTENING + """
            +0 < S 0:0(0) win 65535 <mss 1460>
            +0 > S. 0:0(0) ack 1
            0.2~0.9 > S. 0:0(0) ack 1
            """);
        assertThatThrownBy(() -> script.run(1)).isInstanceOf(ScriptMismatch.class).hasMessageContaining("nothing by 0.900000 s");
    }

    @Test
    void aCallWithAnotherResultFailsTheScript() {
        PacketScript script = new PacketScript("call.pkt", LISTENING + "+0 accept(3, ..., ...) = 4");
        assertThatThrownBy(() -> script.run(1)).isInstanceOf(ScriptMismatch.class)
            .hasMessageContaining("expected: accept(3, ..., ...) = 4\n  actual:   accept(3, ..., ...) = -1 EAGAIN");
    }

    @Test
    void aLineThatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> new PacketScript("typo.pkt", "0 socket(...) = 3\n+0 < X 0:0(0)"))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("typo.pkt: line 2: 'X 0:0(0)' is no segment such as");
        assertThatThrownBy(() -> new PacketScript("time.pkt", "socket(...) = 3")).hasMessageContaining("has no time");
        assertThatThrownBy(() -> new PacketScript("length.pkt", "+0 < . 1:5(3) ack 1")).hasMessageContaining("do not fit");
    }

    @Test
    void commentsAndOptionsAreRead() {
        String text = "--tolerance_usecs=50000 --policy=linux\n/* more\nlines */\n# and this\n" + LISTENING
            + "+0 nstat(ListenDrops) = 0 // none\n";
        assertThat(new PacketScript("comments.pkt", text).run(1)).hasSize(4);
    }

    @Test
    void anErrorOfARouterIsReadAndToldAsItIsWritten() {
        String script = LISTENING + """
            +0 < S 0:0(0) win 65535 <mss 1460>
            +0 > S. 0:0(0) ack 1
            +0 < [0:0(0)] icmp unreachable frag_needed mtu 1200
            """;
        assertThat(new PacketScript("icmp.pkt", script).run(1)).last().asString().endsWith("< [0:0(0)] icmp unreachable frag_needed mtu 1200");
        assertThatThrownBy(() -> new PacketScript("icmp.pkt", "+0 < [0:0(0)] icmp unreachable nobody_home"))
            .hasMessage("icmp.pkt: line 1: 'nobody_home' is none of net_unreachable, host_unreachable, protocol_unreachable, "
                + "port_unreachable, frag_needed, source_route_failed");
        assertThatThrownBy(() -> new PacketScript("icmp.pkt", "+0 < icmp echo")).hasMessageContaining("no segment such as");
    }

    @Test
    void aSettingThatThePolicyHasNotIsNamed() {
        PacketScript script = new PacketScript("setting.pkt", "`sysctl -q net.ipv4.tcp_cookies=1`\n" + LISTENING);
        assertThatThrownBy(() -> script.run(1)).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("setting.pkt: ")
            .hasMessageContaining("net.ipv4.tcp_cookies");
    }

    @Test
    void everyDifferenceIsNamed() {
        PacketScript script = new PacketScript("all.pkt", LISTENING + """
            +0 < S 0:0(0) win 65535 <mss 1460>
            +1 > P. 1:3(2) ack 2 win 5 <mss 1460,nop>
            """);
        assertThatThrownBy(() -> script.run(1)).hasMessageContaining("\n  differs:  flags, sequence, length, ack, win, options, time\n");
    }
}
