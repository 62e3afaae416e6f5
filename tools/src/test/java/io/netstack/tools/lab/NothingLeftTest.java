package io.netstack.tools.lab;

import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    @ParameterizedTest
    @CsvSource({"KILL", "INT", LabProcess.CONTROL_C})
    void theLauncherIsTheLabSoKillingItIsTheSame(String signal) throws Exception {
        LabProcess.start(List.of("setsid", "bash", "netstack"), "pcap-tap").endsWithoutATrace(signal, "pcap-tap", "asked for");
    }

    @Test
    void aUserWhoIsNotRootGetsALabInAUserNamespace(@TempDir Path folder) throws Exception {
        LabProcess lab = LabProcess.startAsNobody(folder, "auto");
        boolean tun = PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of("/dev/net/tun"))).endsWith("rw-");
        lab.endsWithoutATrace("KILL", tun ? "pcap-tap" : "pcap-veth", "in a user namespace since this user is not root");
    }

    private static void endsWithoutATrace(List<String> prefix, String kind, String signal, String expectedKind, String expectedWhy)
            throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), LabMain.class.getName()));
        LabProcess.start(command, kind).endsWithoutATrace(signal, expectedKind, expectedWhy);
    }
}
