package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code tools/netstack}, on this JVM's classes. */
class LauncherTest {

    private record Answer(int exit, String out, String err) {
    }

    @Test
    void aCommandRunsAndItsExitCodeComesThrough() throws Exception {
        Answer version = run(List.of("bash", "netstack", "--version"), Map.of());
        assertThat(version.exit).isZero();
        assertThat(version.out).startsWith("netstack ").contains("Java 25");
        Answer unknown = run(List.of("bash", "netstack", "nosuch"), Map.of());
        assertThat(unknown.exit).isEqualTo(2);
        assertThat(unknown.err.lines()).hasSize(1);
    }

    @Test
    void withoutACommandItPrintsItsHelp() throws Exception {
        Answer help = run(List.of("bash", "netstack"), Map.of());
        assertThat(help.exit).isZero();
        assertThat(help.out).contains("Usage: netstack");
    }

    @Test
    void aJavaHomeThatIsNoJdk25IsToldInOneLine() throws Exception {
        Answer answer = run(List.of("bash", "netstack", "--version"), Map.of("NETSTACK_JAVA_HOME", "/usr"));
        assertThat(answer.exit).isEqualTo(2);
        assertThat(answer.err.strip()).isEqualTo("netstack: NETSTACK_JAVA_HOME=/usr is no JDK 25");
    }

    @Test
    @Live
    void withoutAnyJdk25ItSaysInOneLineWhatToInstall() throws Exception {
        String java = System.getProperty("java.home");
        String hideAll = "for d in " + java + " /usr/lib/jvm /opt; do [ ! -d $d ] || mount -t tmpfs none $d || exit 9; done; ";
        Answer answer = run(List.of("unshare", "-m", "sh", "-c", hideAll + "exec bash netstack lab"),
                Map.of("NETSTACK_JAVA_HOME", "", "JAVA_HOME", "", "JAVA25_HOME", "", "HOME", "/nonexistent"));
        assertThat(answer.exit).isEqualTo(2);
        assertThat(answer.err.lines()).hasSize(1);
        assertThat(answer.err).contains("no JDK 25 found: install one");
    }

    @Test
    void anInterfaceThatIsNotThereIsToldInOneLine() throws Exception {
        Answer answer = run(List.of("bash", "netstack", "doctor", "--iface", "nosuch"), Map.of());
        assertThat(answer.exit).isEqualTo(2);
        assertThat(answer.err.lines()).hasSize(1);
        assertThat(answer.err).contains("no interface named 'nosuch'");
    }

    /** Their clients have the same process number, each in a namespace of its own: what either prints about that must not reach the lab. */
    @Test
    @Live(needs = Need.TUN)
    void twoLabsAtOnceDoNotDisturbEachOther(@TempDir Path directory) throws Exception {
        List<CompletableFuture<Answer>> labs = Stream.of("first", "second").map(name -> CompletableFuture.supplyAsync(() -> {
            try {
                return run(List.of("bash", "netstack", "lab", "--link", "tap", "--clients", "2", "--for", "1s", "--json", "--out",
                    directory.resolve(name).toString()), Map.of());
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        })).toList();
        for (CompletableFuture<Answer> lab : labs) {
            Answer answer = lab.join();
            assertThat(answer.err).isEmpty();
            assertThat(answer.exit).isZero();
        }
    }

    private static Answer run(List<String> command, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
        builder.environment().put("NETSTACK_CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("NETSTACK_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), out, err);
    }
}
