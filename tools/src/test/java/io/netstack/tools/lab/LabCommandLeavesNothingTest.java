package io.netstack.tools.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import io.netstack.pcap.NetDevice;
import io.netstack.pcap.Shell;
import io.netstack.tools.NetstackCommand;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code netstack lab} itself, stopped in the middle with its kernel clients connected. */
@Live(needs = {Need.TUN, Need.LIBPCAP})
class LabCommandLeavesNothingTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"pcap-tap,KILL", "pcap-tap,INT", "tap,KILL", "tap,INT"})
    void aLabThatIsStoppedTakesItsClientsWithIt(String link, String signal) throws Exception {
        List<String> before = NetDevice.names();
        // by this odd spacing the test recognizes the client process
        String spacing = "2" + ProcessHandle.current().pid() + "7us";
        Process lab = new ProcessBuilder("unshare", "-n", System.getProperty("java.home") + "/bin/java",
            "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
            NetstackCommand.class.getName(), "lab", "--link", link, "--spacing", spacing, "--for", "60s", "--out", directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader out = lab.inputReader(StandardCharsets.UTF_8)) {
            String line;
            do {
                line = out.readLine();
                assertThat(line).as("the lab goes on").isNotNull();
            } while (!line.contains("established"));
            String namespace = Files.readSymbolicLink(Path.of("/proc/" + lab.pid() + "/ns/net")).toString();
            Shell.run("kill", "-" + signal, Long.toString(lab.pid()));
            lab.waitFor();
            Processes.awaitGone("connect 198.18.0.1 8080 --clients 6 --spacing " + spacing);
            Processes.awaitNamespaceGone(namespace);
        } finally {
            lab.destroyForcibly();
        }
        assertThat(NetDevice.names()).isEqualTo(before);
    }
}
