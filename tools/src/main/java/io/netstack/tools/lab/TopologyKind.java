package io.netstack.tools.lab;

import io.netstack.pcap.LinkException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands between the client's stack and ours. */
public enum TopologyKind {
    /** Two TAP devices cabled by a relay; libpcap on ours. */
    PCAP_TAP("pcap-tap"),
    /** A veth pair; libpcap on our end. */
    PCAP_VETH("pcap-veth"),
    /** One TAP device, the client's; we hold its descriptor. */
    TAP("tap"),
    /** Simulated clients in virtual time; no kernel takes part. */
    MEMORY("memory");

    private final String label;

    TopologyKind(String label) {
        this.label = label;
    }

    /** As the command line spells it. */
    public String label() {
        return label;
    }

    /** @throws LinkException when no kind is spelled so */
    public static TopologyKind of(String label) {
        for (TopologyKind kind : values()) {
            if (kind.label.equals(label)) {
                return kind;
            }
        }
        throw new LinkException("no link '" + label + "': one of "
                + Stream.of(values()).map(TopologyKind::label).collect(Collectors.joining(", ")));
    }

    @Override
    public String toString() {
        return label;
    }
}
