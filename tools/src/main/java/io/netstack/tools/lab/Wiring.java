package io.netstack.tools.lab;

import io.netstack.link.Link;
import io.netstack.pcap.NetDevice;
import io.netstack.pcap.Offload;
import io.netstack.pcap.PcapLink;
import io.netstack.pcap.TapDevice;
import io.netstack.pcap.TapLink;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Builds one topology: devices in the calling thread's namespace first, then the client's end moved to its own. */
final class Wiring {

    static final String CLIENT_DEVICE = "client0";
    static final String OUR_DEVICE = "netstack0";
    /** A TAP device drops what waits beyond its queue, by default 1000 frames; a kernel with a large window to fill sends more at once. */
    private static final int QUEUE_FRAMES = 10_000;

    private final TopologySettings settings;
    private final Teardown teardown = new Teardown();

    Wiring(TopologySettings settings) {
        this.settings = settings;
    }

    Teardown teardown() {
        return teardown;
    }

    /** Client kernel, client0, relay, netstack0, libpcap. */
    Topology pcapTap(Topologies.Choice choice) {
        ClientNamespace clients = teardown.add(ClientNamespace.open());
        TapDevice theirs = teardown.add(TapDevice.create(CLIENT_DEVICE));
        TapDevice ours = teardown.add(TapDevice.create(OUR_DEVICE));
        Relay relay = teardown.add(Relay.start(theirs, ours));
        readyOurEnd();
        handOver(clients);
        Link link = teardown.add(PcapLink.open(OUR_DEVICE, settings.capabilities(false), settings.captureBufferBytes()));
        return topology(choice, link, clients, relay::lostCount);
    }

    /** Client kernel, client0, netstack0, libpcap. */
    Topology pcapVeth(Topologies.Choice choice) {
        ClientNamespace clients = teardown.add(ClientNamespace.open());
        Program.ip(List.of(), "link add " + OUR_DEVICE + " type veth peer name " + CLIENT_DEVICE);
        // the pair would go with the client's namespace, but only some time after we are done
        teardown.add(() -> Program.ip(List.of(), "link del " + OUR_DEVICE));
        boolean unfinished = !switchOffloadsOff(new NetDevice(OUR_DEVICE)) | !switchOffloadsOff(new NetDevice(CLIENT_DEVICE));
        readyOurEnd();
        handOver(clients);
        Link link = teardown.add(PcapLink.open(OUR_DEVICE, settings.capabilities(unfinished), settings.captureBufferBytes()));
        return topology(choice, link, clients, () -> 0);
    }

    /** Client kernel, client0, whose descriptor is our link. */
    Topology tap(Topologies.Choice choice) {
        ClientNamespace clients = teardown.add(ClientNamespace.open());
        TapDevice theirs = teardown.add(TapDevice.create(CLIENT_DEVICE));
        Link link = teardown.add(new TapLink(theirs, settings.capabilities(false)));
        handOver(clients);
        return topology(choice, link, clients, () -> 0);
    }

    private Topology topology(Topologies.Choice choice, Link link, ClientNamespace clients, LongSupplier lostFrames) {
        return new LabTopology(choice, settings.clientBehindGateway(), link, clients, lostFrames, teardown);
    }

    private static boolean switchOffloadsOff(NetDevice device) {
        boolean all = true;
        for (Offload offload : Offload.values()) {
            all &= device.set(offload, false);
        }
        return all;
    }

    /** Up, without an address of the kernel's, silent: a second stack on our wire would answer our peers with RST. */
    private void readyOurEnd() {
        Program.run(List.of("sh", "-c", noIpv6(OUR_DEVICE)), "");
        Program.ip(List.of(), "link set dev " + OUR_DEVICE + " mtu " + settings.mtuBytes() + " arp off", "link set dev " + OUR_DEVICE + " up");
    }

    private void handOver(ClientNamespace clients) {
        Program.ip(List.of(), "link set dev " + CLIENT_DEVICE + " mtu " + settings.mtuBytes() + " txqueuelen " + QUEUE_FRAMES,
                "link set dev " + CLIENT_DEVICE + " netns " + clients.pid());
        StringBuilder script = new StringBuilder(noIpv6(CLIENT_DEVICE));
        StringBuilder batch = new StringBuilder("link set lo up\nlink set " + CLIENT_DEVICE + " up\n");
        batch.append("addr add ").append(LabTopology.CLIENT_ON_WIRE).append("/24 dev ").append(CLIENT_DEVICE).append('\n');
        if (settings.clientBehindGateway()) {
            // one kernel plays both: its far address is on the loopback, and it asks for ours with the near one, as a router would
            script.append("echo 2 > /proc/sys/net/ipv4/conf/all/arp_announce\n");
            batch.append("addr add ").append(LabTopology.CLIENT_BEHIND).append("/32 dev lo\n");
            batch.append("route replace 198.18.0.0/24 dev ").append(CLIENT_DEVICE).append(" proto kernel scope link src ")
                    .append(LabTopology.CLIENT_BEHIND).append('\n');
        }
        script.append("exec ip -batch -");
        List<String> command = new ArrayList<>(clients.enterNetwork());
        command.addAll(List.of("sh", "-c", script.toString()));
        Program.run(command, batch.toString());
    }

    /** No router solicitations and listener reports between the frames that matter; a kernel without IPv6 has none. */
    private static String noIpv6(String device) {
        return "c=/proc/sys/net/ipv6/conf; if [ -d $c ]; then for i in default " + device + "; do "
                + "[ ! -e $c/$i ] || { echo 1 > $c/$i/disable_ipv6; } 2>/dev/null || ip link set dev " + device
                + " addrgenmode none; done; fi\n";
    }
}
