package io.netstack.tools.lab;

import io.netstack.link.LinkCapabilities;
import io.netstack.pcap.PcapLink;

/**
 * What of a topology can be chosen.
 *
 * @param mtuBytes            of the wire, 68 to 65535; the kernel wants at least 68 on Ethernet
 * @param serverMac           the Ethernet address our stack answers with; not the kernel's own of any end
 * @param captureBufferBytes  the kernel's ring in front of libpcap; what does not fit is a driver-ring drop
 * @param clientBehindGateway the client has an address of another subnet and reaches us through a neighbour on our wire
 */
public record TopologySettings(int mtuBytes, long serverMac, int captureBufferBytes, boolean clientBehindGateway) {

    /** Locally administered; the kernel gives its own devices random addresses. */
    public static final long DEFAULT_SERVER_MAC = 0x02_00_00_00_00_01L;

    public TopologySettings {
        if (captureBufferBytes < 1 << 16) {
            throw new IllegalArgumentException("capture buffer of " + captureBufferBytes + " bytes: at least 65536");
        }
        capabilities(mtuBytes, serverMac, false);
    }

    /** An Ethernet, the client on it. */
    public static TopologySettings defaults() {
        return new TopologySettings(LinkCapabilities.ETHERNET_MTU_BYTES, DEFAULT_SERVER_MAC, PcapLink.DEFAULT_BUFFER_BYTES, false);
    }

    /** The same with the client behind a gateway, or not. */
    public TopologySettings withClientBehindGateway(boolean behind) {
        return new TopologySettings(mtuBytes, serverMac, captureBufferBytes, behind);
    }

    /** The same with another MTU. */
    public TopologySettings withMtuBytes(int bytes) {
        return new TopologySettings(bytes, serverMac, captureBufferBytes, clientBehindGateway);
    }

    /** The same with another ring in front of libpcap. */
    public TopologySettings withCaptureBufferBytes(int bytes) {
        return new TopologySettings(mtuBytes, serverMac, bytes, clientBehindGateway);
    }

    LinkCapabilities capabilities(boolean verifiesTcpChecksum) {
        return capabilities(mtuBytes, serverMac, verifiesTcpChecksum);
    }

    private static LinkCapabilities capabilities(int mtuBytes, long mac, boolean verifiesTcpChecksum) {
        return new LinkCapabilities(mtuBytes, mac, verifiesTcpChecksum);
    }
}
