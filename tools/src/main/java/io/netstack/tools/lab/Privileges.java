package io.netstack.tools.lab;

import io.netstack.pcap.LinkException;
import io.netstack.pcap.NetDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the calling thread may do, by Linux capabilities, and whether its network namespace is free to build in. */
public final class Privileges {

    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_NET_RAW = 13;
    private static final int CAP_SYS_ADMIN = 21;
    private static final String ALL_IDS = "4294967295";

    /** Set by the launcher when it could make no namespace: the reason. */
    private static final String NO_NAMESPACE = "NETSTACK_NO_NAMESPACE";

    private Privileges() {
    }

    /** May change interfaces and addresses. */
    public static boolean mayAdministerNetworks() {
        return has(CAP_NET_ADMIN);
    }

    /** May capture. */
    public static boolean mayCapture() {
        return has(CAP_NET_RAW);
    }

    /** May make namespaces without a user namespace. */
    public static boolean mayMakeNamespaces() {
        return has(CAP_SYS_ADMIN);
    }

    /** Whether root here is only the root of a user namespace. */
    public static boolean inUserNamespace() {
        try {
            return !Files.readString(Path.of("/proc/self/uid_map")).strip().endsWith(ALL_IDS);
        } catch (IOException e) {
            // a kernel without user namespaces has no such file
            return false;
        }
    }

    /** Why no network can be built here; empty when it can. */
    public static Optional<String> whyNoNetwork() {
        String launcher = System.getenv(NO_NAMESPACE);
        if (launcher != null && !launcher.isEmpty()) {
            return Optional.of(launcher);
        }
        if (!mayAdministerNetworks() || !mayMakeNamespaces()) {
            return Optional.of("no privilege to build a network (run as root, or through tools/netstack, which makes a user namespace)");
        }
        return NetDevice.names().stream()
                .filter(name -> !name.equals("lo") && new NetDevice(name).isUp())
                .findFirst()
                .map(name -> "this network namespace is in use (" + name + " is up) and the lab builds only in an empty one: "
                        + "start it with tools/netstack");
    }

    private static boolean has(int capability) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/thread-self/status"))) {
                if (line.startsWith("CapEff:")) {
                    return (Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16) >>> capability & 1) != 0;
                }
            }
            return false;
        } catch (IOException e) {
            throw new LinkException("cannot read this thread's capabilities: " + e.getMessage(), e);
        }
    }
}
