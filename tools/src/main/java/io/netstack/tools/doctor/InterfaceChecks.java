package io.netstack.tools.doctor;

import io.netstack.link.LinkCapabilities;
import io.netstack.pcap.LinkException;
import io.netstack.pcap.NetDevice;
import io.netstack.pcap.Offload;
import io.netstack.pcap.PcapLibrary;
import io.netstack.pcap.PcapLink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an interface must be like for our stack to live on it: the capture end. */
final class InterfaceChecks {

    private static final Pattern PEER = Pattern.compile("^\\d+: [^@:]+@([^:]+):");

    private final NetDevice device;
    private final String name;
    private final String driver;

    /** @throws LinkException when there is no such interface */
    InterfaceChecks(String name) {
        this.device = new NetDevice(name);
        this.name = name;
        this.driver = device.driver();
    }

    List<Finding> run() {
        return List.of(carrier(), address(), offloads(), capture());
    }

    private Finding carrier() {
        if (!device.isUp()) {
            return Finding.fault("carrier", name + " is down", "ip link set dev " + name + " up");
        }
        if (device.hasCarrier()) {
            return Finding.ok("carrier", name + " is up and has a carrier" + (driver.isEmpty() ? "" : " (" + driver + ")"));
        }
        return switch (driver) {
            case "tun" -> Finding.fault("carrier", name + " is a TAP device without carrier: no process holds its descriptor, so what we send "
                    + "goes nowhere", "start the process that is our peer (a virtual machine, a relay), or hold it ourselves with --link tap");
            case "veth" -> Finding.fault("carrier", name + " is a veth whose other end is down",
                    "ip link set dev " + peer().orElse("PEER") + " up (in the namespace of the other end)");
            default -> Finding.fault("carrier", name + " has no carrier", "plug in the cable, or name another interface");
        };
    }

    private Finding address() {
        List<String> addresses = new ArrayList<>();
        device.ipv4Address().ifPresent(addresses::add);
        addresses.addAll(ipv6Addresses());
        if (addresses.isEmpty()) {
            return Finding.ok("address", "the kernel has no IP address on " + name);
        }
        return Finding.fault("address", "the kernel has " + String.join(", ", addresses) + " on " + name
                + ": it would answer our peers before us, with RST",
                "ip addr flush dev " + name + " && sysctl -w net.ipv6.conf." + name + ".disable_ipv6=1");
    }

    private List<String> ipv6Addresses() {
        List<String> addresses = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/thread-self/net/if_inet6"))) {
                String[] words = line.trim().split("\\s+");
                if (words.length == 6 && words[5].equals(name)) {
                    addresses.add(words[0].replaceAll("(.{4})(?!$)", "$1:"));
                }
            }
        } catch (IOException e) {
            // a kernel without IPv6 has no such file, and no such addresses
            return List.of();
        }
        return addresses;
    }

    private Finding offloads() {
        if (!driver.equals("veth")) {
            return Finding.ok("offloads", driver.equals("tun") ? "a TAP device finishes checksums and segments itself"
                    : name + " is no veth: frames come off a wire");
        }
        List<String> commands = new ArrayList<>();
        List<NetDevice> ends = new ArrayList<>(List.of(device));
        Optional<String> peer = peer();
        peer.ifPresent(other -> ends.add(new NetDevice(other)));
        for (NetDevice end : ends) {
            List<Offload> on = List.of(Offload.values()).stream().filter(end::isOn).toList();
            if (!on.isEmpty()) {
                commands.add("ethtool -K " + end.name() + on.stream().map(o -> " " + o.ethtoolName() + " off").collect(Collectors.joining()));
            }
        }
        String elsewhere = peer.isPresent() ? "" : " (and the same at the other end, in its namespace)";
        if (commands.isEmpty()) {
            return Finding.ok("offloads", name + " leaves nothing to the driver" + (peer.isPresent() ? ", nor does its other end "
                    + peer.get() : "; its other end is in another namespace: look there too"));
        }
        return Finding.fault("offloads", "checksums are left unfinished and segments uncut on the veth pair: frames arrive with wrong checksums "
                + "or longer than the MTU", String.join(" && ", commands) + elsewhere);
    }

    /** The other end of a veth pair, where it is in this namespace. */
    private Optional<String> peer() {
        try {
            Process ip = new ProcessBuilder("ip", "-o", "link", "show", "dev", name).redirectErrorStream(true).start();
            Matcher line = PEER.matcher(new String(ip.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            return line.find() && NetDevice.exists(line.group(1)) ? Optional.of(line.group(1)) : Optional.empty();
        } catch (IOException e) {
            // without iproute2 we only know our end
            return Optional.empty();
        }
    }

    private Finding capture() {
        if (PcapLibrary.version().isEmpty()) {
            return Finding.notChecked("capture", "libpcap is missing");
        }
        LinkCapabilities any = new LinkCapabilities(LinkCapabilities.ETHERNET_MTU_BYTES, device.mac(), false);
        try (PcapLink link = PcapLink.open(name, any)) {
            return link.canPoll() ? Finding.ok("capture", "libpcap opens " + name + " and gives a descriptor to sleep on")
                    : Finding.fault("capture", "libpcap gives no descriptor to sleep on: an idle stack wakes 20000 times a second",
                            "use libpcap 1.10 or newer with pcap4j 1.8.2 on the class path");
        } catch (LinkException e) {
            int colon = e.getMessage().lastIndexOf(": ");
            return Finding.fault("capture", e.getMessage().substring(0, colon), e.getMessage().substring(colon + 2));
        }
    }
}
