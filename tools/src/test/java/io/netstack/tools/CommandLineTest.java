package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandLineTest {
    private final Console console = new Console();

    static List<String> commands() {
        List<String> names = new ArrayList<>(List.of(""));
        names.addAll(NetstackCommand.commandLine().getSubcommands().keySet());
        return names;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpWithAnExample(String command) {
        int code = command.isEmpty() ? console.run("--help") : console.run(command, "--help");

        assertThat(code).isZero();
        assertThat(console.out()).contains("Usage: netstack").containsPattern("Examples?:\n")
            .containsPattern("\n  .*tools/netstack " + command);
        assertThat(console.err()).isEmpty();
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

    /** Command line, and the line that it is answered by; "…" stands for the hint to --help. */
    static Stream<Arguments> mistakes() {
        return Stream.of(
            arguments("--bogus", "netstack: Unknown option: '--bogus'…"),
            arguments("dance", "netstack: Unmatched argument at index 0: 'dance'…"),
            arguments("lab --backlog x", "netstack lab: --backlog x: not a number; an int such as 5…"),
            arguments("lab --accept often", "netstack lab: --accept often: not a plan; one of none, immediate, or a rate such as 5/s…"),
            arguments("lab --set cookies", "netstack lab: --set cookies: not a setting; name=value such as tcp_abort_on_overflow=1…"),
            arguments("lab --link wire", "netstack lab: no link 'wire': one of pcap-tap, pcap-veth, tap, memory"),
            arguments("listen --link memory", "netstack listen: nothing can reach a listener in memory: asked for"),
            arguments("listen --capture-thread 1000", "netstack listen: --capture-thread 1000: 1000 is not a power of two, such as 512…"),
            arguments("listen --accept-filter webready", "netstack listen: no accept filter 'webready': one of none, dataready, httpready, dnsready"),
            arguments("listen --accept-filter dataready", "netstack listen: --accept-filter: linux-6.18 has none; FreeBSD's policies have"),
            arguments("lab --app doom", "netstack lab: --app: no application is called 'doom'; there are: apache, nginx, redis, node, java, jetty, "
                + "tomcat, undertow, netty, go, python, python-asyncio, python-http, twisted, wcf, directory"),
            arguments("listen --iface lo", "netstack listen: --iface needs --address, such as --address 198.18.0.1/24"),
            arguments("listen --address 198.18.0.1/24",
                "netstack listen: --address and --gateway go with --iface; the network that listen makes has its own"),
            arguments("listen --iface lo --address 198.18.0.1",
                "netstack listen: '198.18.0.1' is not an address with a prefix length such as 198.18.0.1/24"),
            arguments("listen --iface lo --address 127.0.0.1/8",
                "netstack listen: lo has the address 127.0.0.1: the kernel would answer in our place; run: ip addr del 127.0.0.1/8 dev lo"),
            arguments("lab --impair loss=2", "netstack lab: --impair: 'loss=2': a share such as 2% or 0.5%"),
            arguments("listen --impair delay=soon", "netstack listen: --impair: 'delay=soon': not a duration; one such as 100ms, 4s or 2m"),
            arguments("listen --dir nowhere", "netstack listen: --dir: there is no nowhere"),
            arguments("listen --dir pom.xml", "netstack listen: --dir: pom.xml is not a directory"),
            arguments("listen --dir . --page 5", "netstack listen: --page is the built-in page's length; --dir serves files instead"),
            arguments("listen --service echo --dir .", "netstack listen: --dir and --page go with --service http"),
            arguments("listen --port 0", "netstack listen: --port 0: must be from 1 to 65535…"),
            arguments("listen --capture - --json", "netstack listen: --capture - and --json both want standard output"),
            arguments("replay /nonexistent", "netstack replay: no such file: /nonexistent"),
            arguments("replay /etc/passwd --server here", "netstack replay: --server: 'here' is not an IPv4 address such as 198.18.0.1"),
            arguments("connect 198.18.0.1 http", "netstack connect: PORT http: not a number; an int such as 8080…"),
            arguments("connect 198.18.0.1 0", "netstack connect: PORT 0: must be from 1 to 65535…"),
            arguments("connect 198.18.0.1", "netstack connect: Missing required parameter: 'PORT'…"),
            arguments("connect 198.18.0.1 80 --spacing soon",
                "netstack connect: --spacing soon: not a duration; one such as 100ms, 4s or 2m…"),
            arguments("connect 198.18.0.1 80 --clients 0", "netstack connect: --clients 0: must be from 1 to 10000…"),
            arguments("connect 198.18.0.1 80 --silent 3", "netstack connect: --silent needs --iface"),
            arguments("lab --silent -1", "netstack lab: --silent -1: must be from 0 to 10000…"),
            arguments("connect somewhere 80", "netstack connect: 'somewhere' is not an IPv4 address such as 198.18.0.1"),
            arguments("connect 198.18.0.999 80", "netstack connect: '198.18.0.999' is not an IPv4 address such as 198.18.0.1"),
            arguments("bench --quick", "netstack bench: --quick goes with --check…"),
            arguments("bench --check=syn Floor", "netstack bench: --check takes groups, such as --check=syn,http, and no REGEX…"),
            arguments("bench --check=syn,speed", "netstack bench: --check speed: no such group; there are: syn, queues, segments, policies, "
                + "simulation, flood, bulk, http"),
            arguments("bench Floor", "netstack bench: the benchmarks are not built: run this through tools/netstack"),
            arguments("bench --check=syn", "netstack bench: the benchmarks are not built: run this through tools/netstack"),
            arguments("bench flood --link memory", "netstack bench flood: --link memory: benchmarks run on pcap-veth or tap"),
            arguments("bench flood --link wire", "netstack bench flood: no link 'wire': one of pcap-tap, pcap-veth, tap, memory"),
            arguments("bench flood --count 0", "netstack bench flood: --count 0: must be from 1 to 10000000…"),
            arguments("bench bulk --megabytes many", "netstack bench bulk: --megabytes many: not a number; an int such as 500…"),
            arguments("bench http --rounds 0", "netstack bench http: --rounds 0: must be from 1 to 100…"),
            arguments("nstat --pid 1", "netstack nstat: --pid 1: no stack of yours runs in that process"),
            arguments("ss --pid x", "netstack ss: --pid x: 'x' is not a long…"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsOneLineAndExitCodeTwo(String args, String line) {
        int code = console.runLine(args);
        String[] words = line.split(": ", 2);
        String expected = line.endsWith("…") ? line.substring(0, line.length() - 1) + " (see " + words[0] + " --help)" : line;

        assertThat(console.err()).isEqualToNormalizingNewlines(expected + "\n");
        assertThat(code).isEqualTo(2);
        assertThat(console.out()).isEmpty();
    }

    @Test
    void anUnknownPolicyNamesThoseThereAre() {
        assertThat(console.run("policies", "plan9")).isEqualTo(2);
        assertThat(console.err()).startsWith("netstack policies: no policy is called 'plan9'; there are: ").hasLineCount(1);
    }

    @Test
    void policiesListsNamesAndShowsSettings() {
        assertThat(console.run("policies")).isZero();
        assertThat(console.out()).contains("linux");
        assertThat(console.run("policies", "linux")).isZero();
        assertThat(console.out()).contains("net.ipv4.tcp_abort_on_overflow");
        assertThat(console.run("policies", "--json")).isZero();
        assertThat(console.out()).contains("\"fullName\":\"net.core.somaxconn\",\"default\":4096,\"min\":0");
    }

    @Test
    void theVersionIsANumber() {
        assertThat(console.run("--version")).isZero();
        assertThat(console.out()).matches("netstack [0-9]+\\.[0-9]+.* \\(Java .*\\)\\R");
    }
}
