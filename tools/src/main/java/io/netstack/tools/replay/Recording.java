package io.netstack.tools.replay;

import io.netstack.link.LinkCapabilities;
import io.netstack.pcap.LinkException;
import io.netstack.pcap.PcapFileLink;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.TcpFlags;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a capture file is about.
 *
 * @param server    IPv4 address of the server: where the first SYN goes, unless the user says otherwise
 * @param serverMac its Ethernet address in the capture
 * @param peerMac   the Ethernet address that the first SYN came from
 * @param ports     ports of the server that SYNs go to
 */
record Recording(int server, long serverMac, long peerMac, Set<Integer> ports) {

    /**
     * Looks through a file.
     *
     * @param server the server's address, or null for the destination of the first SYN
     * @throws LinkException when the file cannot be read or has no SYN to that server
     */
    static Recording of(Path file, Integer server) {
        Search search = new Search(server);
        try (PcapFileLink link = PcapFileLink.open(file, new LinkCapabilities(LinkCapabilities.ETHERNET_MTU_BYTES, 0, false))) {
            while (!link.ended()) {
                link.poll(search::onFrame, 256);
            }
        }
        if (search.ports.isEmpty()) {
            throw new LinkException(file + " has no SYN" + (server == null ? "" : " to that address") + ": nothing to replay");
        }
        return new Recording(search.server, search.serverMac, search.peerMac, search.ports);
    }

    private static final class Search {
        private final TcpFrame frame = new TcpFrame();
        private final Set<Integer> ports = new TreeSet<>();
        private Integer server;
        private long serverMac;
        private long peerMac;

        Search(Integer server) {
            this.server = server;
        }

        void onFrame(byte[] buffer, int offset, int length) {
            if (!frame.wrap(buffer, offset, length)
                || (frame.tcp().flags() & (TcpFlags.SYN | TcpFlags.ACK | TcpFlags.RST | TcpFlags.FIN)) != TcpFlags.SYN) {
                return;
            }
            if (server == null) {
                server = frame.ip().destination();
            }
            if (frame.ip().destination() != server) {
                return;
            }
            if (ports.isEmpty()) {
                EthernetFrame ethernet = frame.ethernet();
                serverMac = ethernet.destination();
                peerMac = ethernet.source();
            }
            ports.add(frame.tcp().destinationPort());
        }
    }
}
