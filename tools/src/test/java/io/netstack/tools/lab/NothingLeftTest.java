package io.netstack.tools.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import io.netstack.pcap.NetDevice;
import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A lab in a JVM of its own, ended in every way. */
@Live(needs = {Need.TUN, Need.LIBPCAP})
class NothingLeftTest {

    @ParameterizedTest
    @CsvSource({"pcap-tap,KILL", "pcap-tap,INT", "pcap-veth,KILL", "pcap-veth,INT", "tap,KILL", "tap,TERM"})
    void aLabThatIsKilledLeavesNoProcessNoNamespaceAndNoInterface(String kind, String signal) throws Exception {
        endsWithoutATrace(List.of("unshare", "-n"), kind, signal, kind, "asked for");
    }

    @ParameterizedTest
    @CsvSource({"KILL", "INT"})
    void soDoesOneInAUserNamespace(String signal) throws Exception {
        endsWithoutATrace(List.of("unshare", "-Urn"), "auto", signal, "pcap-tap", "in a user namespace");
    }

    @ParameterizedTest
    @CsvSource({"KILL", "INT"})
    void withoutTheTunDeviceItRunsOnAVethPairInAUserNamespace(String signal) throws Exception {
        endsWithoutATrace(List.of("unshare", "-Urnm", "sh", "-c", "mount -t tmpfs none /dev/net && exec \"$@\"", "sh"), "auto", signal,
                "pcap-veth", "/dev/net/tun does not exist");
    }

    private static void endsWithoutATrace(List<String> prefix, String kind, String signal, String expectedKind, String expectedWhy)
            throws Exception {
        List<String> before = NetDevice.names();
        String mark = "sleep 32" + ProcessHandle.current().pid();
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), LabMain.class.getName(), kind,
                mark.substring("sleep ".length())));
        Process lab = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader out = lab.inputReader()) {
            String line = out.readLine();
            assertThat(line).isNotNull();
            String[] words = line.split(" ", 5);
            assertThat(words[0]).isEqualTo(expectedKind);
            assertThat(words[1]).as("what the client got back").isEqualTo("question");
            assertThat(words[4]).contains(expectedWhy);
            new ProcessBuilder("kill", "-" + signal, Long.toString(lab.pid())).start().waitFor();
            lab.waitFor();
            Processes.awaitGone(mark);
            Processes.awaitNamespaceGone(words[2]);
            Processes.awaitNamespaceGone(words[3]);
        } finally {
            lab.destroyForcibly();
        }
        assertThat(NetDevice.names()).isEqualTo(before);
    }
}
