package io.netstack.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import io.netstack.pcap.NetDevice;
import io.netstack.pcap.Offload;
import io.netstack.pcap.Shell;
import io.netstack.pcap.TapDevice;
import io.netstack.tools.NetstackCommand;
import io.netstack.tools.OtherUser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Each fault is staged, found, and named with its fix. */
class DoctorCommandTest {

    @Test
    void anOlderJavaIsAFault() {
        assertThat(MachineChecks.jdk(Runtime.Version.parse("21.0.1")))
                .isEqualTo(Finding.fault("jdk", "Java 21.0.1", "install a JDK 25, or set NETSTACK_JAVA_HOME to one"));
        assertThat(MachineChecks.jdk(Runtime.Version.parse("25.0.3")).isFault()).isFalse();
    }

    @Test
    void helpHasAnExample() {
        assertThat(new CommandLine(new DoctorCommand()).getUsageMessage()).contains("Example:").contains("tools/netstack doctor --iface");
    }

    @Test
    @Live
    void aLibpcapThatCannotBeLoadedIsAFault() throws Exception {
        Map<String, Object> check = inChild(List.of(), System.getProperty("java.class.path"),
                "-Dorg.pcap4j.core.pcapLibName=nosuchpcap").get("libpcap");
        assertThat(check).containsEntry("status", "fault");
        assertThat(check.get("fix").toString()).contains("apt-get install -y libpcap0.8");
    }

    @Test
    @Live
    void noPrivilegeAndNoUserNamespacesIsAFault() throws Exception {
        Map<String, Object> check = inChild(List.of("unshare", "-Ur", "sh", "-c", "echo 0 > /proc/sys/user/max_user_namespaces && "
                + "exec setpriv --bounding-set=-all --inh-caps=-all -- \"$@\"", "sh")).get("privileges");
        assertThat(check).containsEntry("status", "fault");
        assertThat(check.get("fix").toString()).contains("sysctl -w user.max_user_namespaces=10000");
    }

    @Test
    @Live
    void noPrivilegeButAUserNamespaceIsFine(@TempDir Path folder) throws Exception {
        OtherUser nobody = OtherUser.readyIn(folder);
        Map<String, Object> check = inChild(nobody.prefix(), nobody.classPath()).get("privileges");
        assertThat(check).containsEntry("status", "ok").containsEntry("text", "not root, but a user namespace can be made");
    }

    @Test
    @Live
    void aMissingTunDeviceIsAFault() throws Exception {
        Map<String, Object> check = inChild(List.of("unshare", "-m", "sh", "-c", "mount -t tmpfs none /dev/net && exec \"$@\"", "sh"))
                .get("tun");
        assertThat(check).containsEntry("status", "fault");
        assertThat(check.get("fix").toString()).startsWith("mkdir -p /dev/net && mknod /dev/net/tun c 10 200");
    }

    @Test
    @Live(needs = {Need.TUN, Need.LIBPCAP})
    void aTapThatNobodyHoldsIsAFault() throws Exception {
        Shell.run("sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
        Shell.run("ip", "tuntap", "add", "dev", "tap0", "mode", "tap");
        Shell.run("ip", "link", "set", "tap0", "up");
        assertThat(faults("tap0")).containsOnlyKeys("carrier");
        assertThat(faults("tap0").get("carrier").toString()).contains("TAP device without carrier").contains("--link tap");
        try (TapDevice holder = TapDevice.attach("tap0")) {
            assertThat(holder.fd()).isPositive();
            assertThat(faults("tap0")).isEmpty();
        }
    }

    @Test
    @Live(needs = {Need.TUN, Need.LIBPCAP})
    void anAddressOfTheKernelsOnTheCaptureEndIsAFault() throws Exception {
        try (TapDevice holder = TapDevice.create("tap0")) {
            assertThat(holder.fd()).isPositive();
            Shell.run("ip", "addr", "add", "198.18.0.1/24", "dev", "tap0");
            Shell.run("ip", "addr", "add", "fd00:198:18::1/64", "dev", "tap0");
            Shell.run("ip", "link", "set", "tap0", "addrgenmode", "none");
            Shell.run("ip", "link", "set", "tap0", "up");
            assertThat(faults("tap0")).containsOnlyKeys("address");
            assertThat(faults("tap0").get("address").toString())
                    .contains("198.18.0.1, fd00:0198:0018:").contains("RST").contains("ip addr flush dev tap0");
        }
    }

    @Test
    @Live(needs = Need.LIBPCAP)
    void offloadsAtEitherEndOfAVethPairAreAFault() throws Exception {
        Shell.run("sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
        Shell.run("ip", "link", "add", "va", "type", "veth", "peer", "name", "vb");
        Shell.run("ip", "link", "set", "va", "up");
        Shell.run("ip", "link", "set", "vb", "up");
        assertThat(faults("vb")).containsOnlyKeys("offloads");
        assertThat(faults("vb").get("offloads").toString()).contains("ethtool -K vb ").contains("ethtool -K va ").contains(" tso off");
        for (Offload offload : Offload.values()) {
            new NetDevice("vb").set(offload, false);
        }
        assertThat(faults("vb").get("offloads").toString()).doesNotContain("ethtool -K vb ").contains("ethtool -K va ");
        for (Offload offload : Offload.values()) {
            new NetDevice("va").set(offload, false);
        }
        assertThat(faults("vb")).isEmpty();
    }

    @Test
    @Live(needs = Need.LIBPCAP)
    void anInterfaceThatIsDownIsAFaultWithItsFix() throws Exception {
        Shell.run("ip", "link", "add", "va", "type", "veth", "peer", "name", "vb");
        assertThat(faults("va").get("carrier").toString()).contains("ip link set dev va up");
        Shell.run("ip", "link", "set", "va", "up");
        assertThat(faults("va").get("carrier").toString()).contains("other end is down");
    }

    @Test
    @Live(needs = {Need.TUN, Need.LIBPCAP})
    void aSoundMachineIsFineAndTheTextSaysSo() {
        StringWriter out = new StringWriter();
        CommandLine doctor = new CommandLine(new DoctorCommand()).setOut(new PrintWriter(out));
        assertThat(doctor.execute()).as(out.toString()).isZero();
        assertThat(out.toString().lines()).hasSize(8).noneMatch(line -> line.contains("FAULT"));
        assertThat(out.toString()).contains("ok     libpcap     libpcap version ").contains("-      carrier     needs an interface");
    }

    /** The faults that {@code doctor --iface NAME --json} finds, by check. */
    private static Map<String, Map<String, Object>> faults(String device) throws Exception {
        StringWriter out = new StringWriter();
        int exit = new CommandLine(new DoctorCommand()).setOut(new PrintWriter(out)).execute("--iface", device, "--json");
        Map<String, Map<String, Object>> checks = byName(out.toString());
        checks.values().removeIf(check -> !check.get("status").equals("fault"));
        assertThat(exit).isEqualTo(checks.isEmpty() ? 0 : 1);
        return checks;
    }

    private static Map<String, Map<String, Object>> inChild(List<String> prefix) throws Exception {
        return inChild(prefix, System.getProperty("java.class.path"));
    }

    private static Map<String, Map<String, Object>> inChild(List<String> prefix, String classPath, String... options) throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath, NetstackCommand.class.getName(), "doctor", "--json"));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return byName(out);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> byName(String json) throws Exception {
        Map<String, Map<String, Object>> checks = new LinkedHashMap<>();
        for (Object check : (List<Object>) JSON.std.mapFrom(json).get("checks")) {
            Map<String, Object> entry = (Map<String, Object>) check;
            checks.put(entry.get("check").toString(), entry);
        }
        return checks;
    }
}
