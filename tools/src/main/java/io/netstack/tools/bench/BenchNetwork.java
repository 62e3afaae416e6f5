package io.netstack.tools.bench;

import io.netstack.app.NetstackConfig;
import io.netstack.link.Link;
import io.netstack.pcap.NetDevice;
import io.netstack.pcap.PcapLink;
import io.netstack.tools.lab.Program;
import io.netstack.tools.lab.Topologies;
import io.netstack.tools.lab.Topology;
import io.netstack.tools.lab.TopologyKind;
import io.netstack.tools.lab.TopologySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One wire for every contender: a kernel at the far end, and at the near end in turn our stack and, where the wire is a veth pair, the
 * kernel of this namespace.
 *
 * <pre>
 *   client's namespace                        this namespace
 *   198.18.0.2  client0 ════════════════ netstack0   198.18.0.1: our stack by libpcap, or the kernel
 * </pre>
 */
final class BenchNetwork implements AutoCloseable {
    static final int PORT = 8080;
    /** Where a flood comes from: everything that RFC 2544 sets aside, behind the client. */
    private static final String FLOOD_NETWORK = "198.18.0.0/15";

    /** What our stack has, or what behaves the same where nothing is lost; some systems allow only root's own namespace to choose. */
    private static final List<String> CONGESTION_CONTROL = List.of("sh", "-c", "f=/proc/sys/net/ipv4/tcp_congestion_control; "
        + "for c in cubic reno; do echo $c 2>/dev/null > $f && break; done; cat $f");

    private final Topology topology;
    private boolean firstTaken;
    private String congestionControl = "";

    private BenchNetwork(Topology topology) {
        this.topology = topology;
    }

    /** Builds it in the namespace of the calling thread, which is that of every later call. */
    static BenchNetwork open(TopologyKind kind) {
        BenchNetwork network = new BenchNetwork(Topologies.open(Topologies.choose(kind), TopologySettings.defaults()));
        // some systems have another default: kernel and stack are to be compared under the same congestion control
        network.congestionControl = Program.run(CONGESTION_CONTROL, "");
        Program.run(network.topology.inClientNamespace(CONGESTION_CONTROL), "");
        return network;
    }

    /** Whether the kernel can take our place on the same wire. */
    boolean hasKernelEnd() {
        return topology.kind() == TopologyKind.PCAP_VETH;
    }

    String label() {
        return topology.kind().label();
    }

    /** What the kernels at both ends use, such as cubic. */
    String congestionControl() {
        return congestionControl;
    }

    String serverAddress() {
        return topology.serverAddress();
    }

    String clientDevice() {
        return topology.clientDevice();
    }

    /** The near end for a stack, which closes it: a capture of its own each time, or the one descriptor, lent. */
    Link stackEnd() {
        forgetServer();
        if (topology.serverDevice().isEmpty()) {
            return new LentLink(topology.link());
        }
        if (!firstTaken) {
            firstTaken = true;
            return topology.link();
        }
        return PcapLink.open(topology.serverDevice().get(), topology.link().capabilities());
    }

    /** A stack's configuration here: the client is the way to everywhere. */
    NetstackConfig config() {
        return NetstackConfig.at(topology.serverAddress() + "/" + topology.prefixLength()).withGateway(topology.clientAddress());
    }

    /** The Ethernet address that our stack answers to. */
    long stackMac() {
        return topology.link().capabilities().mac();
    }

    /** The Ethernet address of the near end's own kernel. */
    long kernelMac() {
        return new NetDevice(near()).mac();
    }

    /** Does something while this namespace's kernel has the server's address. */
    <T> T onKernel(boolean synCookies, Callable<T> work) throws Exception {
        forgetServer();
        if (!firstTaken) {
            // a capture that nobody reads would still cost the kernel a copy of every frame
            firstTaken = true;
            topology.link().close();
        }
        Program.run(List.of("sh", "-c", "echo " + (synCookies ? 1 : 0) + " > /proc/sys/net/ipv4/tcp_syncookies"), "");
        Program.ip(List.of(), "link set dev " + near() + " arp on",
            "addr add " + topology.serverAddress() + "/" + topology.prefixLength() + " dev " + near(),
            "route replace " + FLOOD_NETWORK + " via " + topology.clientAddress() + " dev " + near());
        try {
            return work.call();
        } finally {
            Program.ip(List.of(), "addr flush dev " + near(), "link set dev " + near() + " arp off");
        }
    }

    /** Kernel and stack have the same IP address and different Ethernet addresses. */
    private void forgetServer() {
        Program.run(program("ip", "neigh", "flush", "dev", topology.clientDevice()), "");
    }

    private String near() {
        return topology.serverDevice().orElseThrow(() -> new IllegalStateException("no kernel can be at this end of " + label()));
    }

    String clientAddress() {
        return topology.clientAddress();
    }

    /** A program of ours in a JVM of its own on the client's side. It has the optimizing compiler: it must not be what is measured. */
    List<String> java(Class<?> program, String... args) {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-XX:+UseSerialGC", "-Xmx256m",
            "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(args));
        return topology.inClientNamespace(command);
    }

    /** A program of the system's on the client's side. */
    List<String> program(String... command) {
        return topology.inClientNamespace(List.of(command));
    }

    @Override
    public void close() {
        topology.close();
    }
}
