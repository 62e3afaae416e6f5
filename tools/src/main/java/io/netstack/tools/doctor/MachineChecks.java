package io.netstack.tools.doctor;

import io.netstack.pcap.PcapLibrary;
import io.netstack.pcap.TapDevice;
import io.netstack.tools.lab.Privileges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the machine must have, whatever interface is used. */
final class MachineChecks {

    private static final int JAVA_RELEASE = 25;

    private MachineChecks() {
    }

    /** All of them, in the order in which a newcomer would meet them. */
    static List<Finding> run() {
        return List.of(jdk(Runtime.version()), libpcap(), privileges(), tun());
    }

    static Finding jdk(Runtime.Version version) {
        return version.feature() >= JAVA_RELEASE
                ? Finding.ok("jdk", "Java " + version + " at " + System.getProperty("java.home"))
                : Finding.fault("jdk", "Java " + version, "install a JDK 25, or set NETSTACK_JAVA_HOME to one");
    }

    private static Finding libpcap() {
        return PcapLibrary.version()
                .map(version -> Finding.ok("libpcap", version))
                .orElseGet(() -> Finding.fault("libpcap", "cannot be loaded: no pcap-tap, no pcap-veth, no --iface, no lab --silent but in memory", PcapLibrary.HOW_TO_INSTALL));
    }

    private static Finding privileges() {
        if (Privileges.mayAdministerNetworks() && Privileges.mayCapture() && Privileges.mayMakeNamespaces()) {
            return Finding.ok("privileges", Privileges.inUserNamespace() ? "root of a user namespace" : "root: network namespaces can be made");
        }
        Optional<String> refusal = whyNoUserNamespace();
        if (refusal.isEmpty()) {
            return Finding.ok("privileges", "not root, but a user namespace can be made");
        }
        return Finding.fault("privileges", "not root, and no user namespace can be made (" + refusal.get() + "): only --link memory works",
                howToAllowUserNamespaces());
    }

    private static Optional<String> whyNoUserNamespace() {
        try {
            Process probe = new ProcessBuilder("unshare", "--user", "--map-root-user", "--net", "true").redirectErrorStream(true).start();
            String output = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return probe.waitFor() == 0 ? Optional.empty() : Optional.of(output.replaceAll("\\s*\\n\\s*", "; "));
        } catch (IOException e) {
            return Optional.of("the program unshare is missing: install util-linux");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private static String howToAllowUserNamespaces() {
        if (setting("/proc/sys/user/max_user_namespaces").equals("0")) {
            return "run as root, or: sysctl -w user.max_user_namespaces=10000";
        }
        if (setting("/proc/sys/kernel/unprivileged_userns_clone").equals("0")) {
            return "run as root, or: sysctl -w kernel.unprivileged_userns_clone=1";
        }
        if (setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns").equals("1")) {
            return "run as root, or: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
        }
        return "run as root (a container needs CAP_SYS_ADMIN and CAP_NET_ADMIN)";
    }

    private static String setting(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            // this kernel has no such setting
            return "";
        }
    }

    private static Finding tun() {
        return TapDevice.whyNotOpenable().map(reason -> {
            int colon = reason.indexOf(": ");
            return Finding.fault("tun", reason.substring(0, colon) + ": no pcap-tap, no tap", reason.substring(colon + 2));
        }).orElseGet(() -> Finding.ok("tun", "/dev/net/tun can be opened"));
    }
}
