package io.netstack.tools;

import io.netstack.app.NetstackConfig;
import io.netstack.flow.Addresses;
import io.netstack.link.Link;
import io.netstack.link.LinkCapabilities;
import io.netstack.pcap.NetDevice;
import io.netstack.pcap.PcapLink;
import io.netstack.pcap.TapLink;
import io.netstack.tools.impair.BadNetwork;
import io.netstack.tools.lab.Topologies;
import io.netstack.tools.lab.Topology;
import io.netstack.tools.lab.TopologyKind;
import io.netstack.tools.lab.TopologySettings;

/**
 * What {@code netstack listen} runs on: an interface that exists, or a small network made for it.
 *
 * @param link     our end
 * @param config   addresses and routes of a stack there
 * @param address  the stack's IPv4 address
 * @param name     what a capture calls it
 * @param hint     how to reach the stack, for the user
 * @param topology closed in the end; null for an interface that exists
 */
record ServerLink(Link link, NetstackConfig config, String address, String name, String hint, Topology topology) implements AutoCloseable {

    /** A network of its own, with a namespace for clients. */
    static ServerLink network(Topologies.Choice choice, int mtuBytes, int port) {
        if (choice.kind() == TopologyKind.MEMORY) {
            throw new UsageError("nothing can reach a listener in memory: " + choice.why());
        }
        Topology topology = Topologies.open(choice, TopologySettings.defaults().withMtuBytes(mtuBytes));
        NetstackConfig config = NetstackConfig.at(topology.serverAddress() + "/" + topology.prefixLength());
        String hint = "reach it by: " + topology.howToEnter() + " curl http://" + topology.serverAddress() + ":" + port + "/";
        return new ServerLink(topology.link(), topology.gateway().map(config::withGateway).orElse(config), topology.serverAddress(),
            choice.kind().label(), hint, topology);
    }

    /**
     * An interface that exists.
     *
     * @param kind    {@link TopologyKind#TAP} holds a TAP device's descriptor; anything else captures and injects with libpcap
     * @param address {@code 198.18.0.1/24}; the kernel must not have it
     * @param gateway the way to other networks; null for none
     */
    static ServerLink device(String name, TopologyKind kind, String address, String gateway) {
        if (address == null) {
            throw new UsageError("--iface needs --address, such as --address 198.18.0.1/24");
        }
        NetstackConfig config;
        try {
            config = NetstackConfig.at(address);
            config = gateway == null ? config : config.withGateway(gateway);
        } catch (IllegalArgumentException e) {
            throw new UsageError(e.getMessage());
        }
        String ipv4 = address.substring(0, address.indexOf('/'));
        NetDevice device = new NetDevice(name);
        device.ipv4Address().filter(ipv4::equals).ifPresent(taken -> {
            throw new UsageError(name + " has the address " + taken + ": the kernel would answer in our place; run: ip addr del " + address
                + " dev " + name);
        });
        // an address of our own: frames to the device's would be the kernel's, too
        long mac = 0x02_00_00_00_00_00L | Addresses.parseIpv4(ipv4) & 0xFFFF_FFFFL;
        LinkCapabilities capabilities = new LinkCapabilities(device.mtuBytes(), mac, false);
        Link link = kind == TopologyKind.TAP ? TapLink.attach(name, capabilities) : PcapLink.open(name, capabilities);
        return new ServerLink(link, config, ipv4, name, "on interface " + name, null);
    }

    /** The same behind a bad network. */
    ServerLink behind(BadNetwork network) {
        return new ServerLink(network.around(link, System::nanoTime), config, address, name, hint, topology);
    }

    @Override
    public void close() {
        link.close();
        if (topology != null) {
            topology.close();
        }
    }
}
