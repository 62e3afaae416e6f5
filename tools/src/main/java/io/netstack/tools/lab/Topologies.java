package io.netstack.tools.lab;

import io.netstack.pcap.LinkException;
import io.netstack.pcap.PcapLibrary;
import io.netstack.pcap.TapDevice;
import java.util.Optional;

/** Chooses a topology that works here, and opens it in the network namespace of the calling thread. */
public final class Topologies {

    /**
     * Which topology, and why that one.
     *
     * @param why one line for the user
     */
    public record Choice(TopologyKind kind, String why) {
    }

    private Topologies() {
    }

    /**
     * The best that works here: pcap-tap, else pcap-veth (which needs no {@code /dev/net/tun}), else memory.
     *
     * @return its {@code why} names what keeps the better ones from working
     */
    public static Choice choose() {
        Optional<String> noCapture = whyNot(TopologyKind.PCAP_VETH);
        if (noCapture.isPresent()) {
            return new Choice(TopologyKind.MEMORY, "no kernel takes part: " + noCapture.get());
        }
        String where = Privileges.inUserNamespace() ? ", in a user namespace since this user is not root" : "";
        return TapDevice.whyNotOpenable()
                .map(reason -> new Choice(TopologyKind.PCAP_VETH, "no TAP device: " + reason + where))
                .orElseGet(() -> new Choice(TopologyKind.PCAP_TAP, "the default" + where));
    }

    /**
     * The one that was asked for.
     *
     * @throws LinkException when it does not work here, and why
     */
    public static Choice choose(TopologyKind asked) {
        whyNot(asked).ifPresent(reason -> {
            throw new LinkException("--link " + asked.label() + " does not work here: " + reason);
        });
        return new Choice(asked, "asked for");
    }

    /** Why this kind does not work here; empty when it does. */
    public static Optional<String> whyNot(TopologyKind kind) {
        return switch (kind) {
            case PCAP_TAP -> Privileges.whyNoNetwork().or(Topologies::whyNoLibpcap).or(TapDevice::whyNotOpenable);
            case PCAP_VETH -> Privileges.whyNoNetwork().or(Topologies::whyNoLibpcap);
            case TAP -> Privileges.whyNoNetwork().or(TapDevice::whyNotOpenable);
            case MEMORY -> Optional.empty();
        };
    }

    private static Optional<String> whyNoLibpcap() {
        return PcapLibrary.version().isPresent() ? Optional.empty()
                : Optional.of("libpcap is not installed: " + PcapLibrary.HOW_TO_INSTALL);
    }

    /**
     * Builds it.
     *
     * @param choice   not {@link TopologyKind#MEMORY}: simulated clients need no network of the kernel's
     * @param settings what can be chosen about it
     * @throws LinkException when a piece cannot be had; whatever had been built is gone again
     */
    public static Topology open(Choice choice, TopologySettings settings) {
        Wiring wiring = new Wiring(settings);
        try {
            return switch (choice.kind()) {
                case PCAP_TAP -> wiring.pcapTap(choice);
                case PCAP_VETH -> wiring.pcapVeth(choice);
                case TAP -> wiring.tap(choice);
                case MEMORY -> throw new IllegalArgumentException("the memory topology has no network to open");
            };
        } catch (LinkException e) {
            wiring.teardown().close();
            throw e;
        }
    }
}
