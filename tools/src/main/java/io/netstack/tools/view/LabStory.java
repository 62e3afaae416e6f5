package io.netstack.tools.view;

import io.netstack.observe.FrameSink;
import io.netstack.observe.Reason;
import io.netstack.observe.TracedFrame;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpSegment;
import io.netstack.wire.WireFault;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * Follows a lab run from the frames on our link, and tells each as an {@link EventLine}. Clients are numbered in the order of their first
 * SYN. Frames come from the trace's thread, accepts and the clients' own reports from others.
 */
public final class LabStory implements FrameSink {
    private record Remote(int address, int port) {
    }

    private final int serverPort;
    private final IntPredicate silentAddresses;
    private final Consumer<EventLine> listener;
    private final EthernetFrame ethernet = new EthernetFrame();
    private final Ipv4Packet ip = new Ipv4Packet();
    private final TcpSegment segment = new TcpSegment();
    private final Map<Remote, ClientStory> clients = new LinkedHashMap<>();
    private final Map<Reason, Set<Integer>> clientsByVerdict = new EnumMap<>(Reason.class);
    private long startNs = Long.MIN_VALUE;
    private int synQueueLength;
    private int acceptQueueLength;
    private int acceptedCount;
    private long lastNs = Long.MAX_VALUE;

    /**
     * A story that has not begun.
     *
     * @param silentAddresses which remote addresses are clients that never send the final ACK
     * @param listener        gets each event, on whatever thread brings it; one at a time
     */
    public LabStory(int serverPort, IntPredicate silentAddresses, Consumer<EventLine> listener) {
        this.serverPort = serverPort;
        this.silentAddresses = silentAddresses;
        this.listener = listener;
    }

    @Override
    public synchronized void accept(TracedFrame frame) {
        if (frame.nowNs() > lastNs) {
            return;
        }
        synQueueLength = frame.synQueueLength();
        acceptQueueLength = frame.acceptQueueLength();
        if (!isTcp(frame)) {
            return;
        }
        int remotePort = frame.inbound() ? segment.sourcePort() : segment.destinationPort();
        int localPort = frame.inbound() ? segment.destinationPort() : segment.sourcePort();
        if (localPort != serverPort) {
            return;
        }
        Remote remote = new Remote(frame.inbound() ? ip.source() : ip.destination(), remotePort);
        ClientStory client = clients.get(remote);
        if (client == null) {
            if (!frame.inbound() || !segment.has(TcpFlags.SYN)) {
                return;
            }
            client = new ClientStory(clients.size() + 1, silentAddresses.test(remote.address()));
            clients.put(remote, client);
        }
        if (startNs == Long.MIN_VALUE) {
            startNs = frame.nowNs();
        }
        tell(frame, client);
    }

    private boolean isTcp(TracedFrame frame) {
        return ethernet.wrap(frame.bytes(), 0, frame.length()) == WireFault.NONE && ethernet.type() == EthernetFrame.TYPE_IPV4
            && ip.wrap(frame.bytes(), ethernet.payloadOffset(), ethernet.payloadLength()) == WireFault.NONE
            && ip.protocol() == Ipv4Packet.PROTOCOL_TCP && !ip.isFragment()
            && segment.wrap(frame.bytes(), ip.payloadOffset(), ip.payloadLength()) == WireFault.NONE;
    }

    private void tell(TracedFrame frame, ClientStory client) {
        String decision = frame.reason().describe(frame.a(), frame.b());
        String clientText = "";
        if (frame.inbound()) {
            clientText = client.received(segment, decision);
            clientsByVerdict.computeIfAbsent(frame.reason(), r -> new TreeSet<>()).add(client.id());
        } else {
            client.sent(segment, frame.reason());
        }
        event(frame.nowNs(), client.id(), frame.inbound() ? EventLine.Way.IN : EventLine.Way.OUT, clientText, decision);
    }

    private void event(long nowNs, int client, EventLine.Way way, String clientText, String serverText) {
        listener.accept(new EventLine(nowNs - startNs, client, way, clientText, serverText, synQueueLength, acceptQueueLength));
    }

    /** The application took a connection out of the accept queue. */
    public synchronized void accepted(int remoteAddress, int remotePort, int acceptQueueLengthNow, long nowNs) {
        acceptedCount++;
        acceptQueueLength = acceptQueueLengthNow;
        ClientStory client = clients.get(new Remote(remoteAddress, remotePort));
        event(nowNs, client == null ? 0 : client.id(), EventLine.Way.NONE, "", "accept()");
    }

    /** A client's kernel told its program that it gives up. */
    public synchronized void gaveUp(int remoteAddress, int remotePort, long nowNs) {
        ClientStory client = clients.get(new Remote(remoteAddress, remotePort));
        if (client != null) {
            client.gaveUp();
            event(nowNs, client.id(), EventLine.Way.NONE, "gives up: timed out", "");
        }
    }

    /** The story ends here: frames later than this moment, which may still be on their way to us, do not belong to it. */
    public synchronized void endAt(long nowNs) {
        lastNs = nowNs;
    }

    /**
     * How the clients fared, in the order of their first SYNs.
     *
     * @param others how many are not silent; those whose SYN never arrived stand at the end
     * @param silent how many are
     */
    public synchronized List<ClientResult> results(int others, int silent) {
        List<ClientResult> results = new ArrayList<>(clients.values().stream().map(ClientStory::result).toList());
        long silentSeen = results.stream().filter(ClientResult::silent).count();
        while (results.size() < others + silent) {
            results.add(new ClientStory(results.size() + 1, silentSeen++ < silent).result());
        }
        return results;
    }

    /** Which clients had a segment that ended in this reason. */
    public synchronized Set<Integer> clientsWith(Reason verdict) {
        return Set.copyOf(clientsByVerdict.getOrDefault(verdict, Set.of()));
    }

    /** How many connections the application took. */
    public synchronized int acceptedCount() {
        return acceptedCount;
    }
}
