package io.netstack.tools.experiment;

import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.sim.PeerOutcome;
import io.netstack.sim.load.AddressRange;
import io.netstack.sim.load.HonestClients.Client;
import io.netstack.tools.experiment.Conversation.Event;
import io.netstack.tools.experiment.Conversation.Kind;
import io.netstack.tools.experiment.Conversation.Way;
import io.netstack.wire.Bytes;
import io.netstack.wire.TcpFlags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Listens to honest clients' connections as long as they are open, and keeps the first of each {@link Kind}. Attackers' frames cost a
 * look at an address. Counts the bytes of SYNs and SYN-ACKs on the way.
 */
final class Conversations implements FrameTrace {
    private static final int IP = 14;
    private static final int TCP = IP + 20;
    private static final int MOST_EVENTS = 40;

    private final AddressRange honest;
    private final Map<Long, List<Event>> open = new HashMap<>();
    private final Map<Kind, Conversation> kept = new EnumMap<>(Kind.class);
    private List<Event> current;
    private int currentAt;
    private long nowNs;
    private long synBytes;
    private long synAckBytes;

    Conversations(AddressRange honest) {
        this.honest = honest;
    }

    @Override
    public void received(byte[] frame, int offset, int length, long nowNs) {
        this.nowNs = nowNs;
        current = null;
        if ((frame[offset + TCP + 13] & (TcpFlags.SYN | TcpFlags.ACK)) == TcpFlags.SYN) {
            synBytes += length;
        }
        int source = Bytes.i32(frame, offset + IP + 12);
        if (honest.contains(source)) {
            List<Event> events = open.computeIfAbsent(key(source, Bytes.u16(frame, offset + TCP)), k -> new ArrayList<>());
            if (events.size() < MOST_EVENTS) {
                current = events;
                currentAt = events.size();
                events.add(new Event(nowNs, Way.IN, segment(frame, offset, length), ""));
            }
        }
    }

    @Override
    public void sent(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b) {
        if ((frame[offset + TCP + 13] & (TcpFlags.SYN | TcpFlags.ACK)) == (TcpFlags.SYN | TcpFlags.ACK)) {
            synAckBytes += length;
        }
        int destination = Bytes.i32(frame, offset + IP + 16);
        if (honest.contains(destination)) {
            List<Event> events = open.get(key(destination, Bytes.u16(frame, offset + TCP + 2)));
            if (events != null && events.size() < MOST_EVENTS) {
                events.add(new Event(nowNs, Way.OUT, segment(frame, offset, length), reason.describe(a, b)));
            }
        }
    }

    @Override
    public void ended(Reason reason, long a, long b) {
        if (current != null) {
            Event event = current.get(currentAt);
            current.set(currentAt, new Event(event.timeNs(), event.way(), event.segment(), reason.describe(a, b)));
            current = null;
        }
    }

    /** The application took a connection. */
    void accepted(Client client, long nowNs) {
        List<Event> events = open.get(key(client.peer().localAddress(), client.peer().localPort()));
        if (events != null) {
            events.add(new Event(nowNs, Way.NONE, "accept()", ""));
        }
    }

    /** Nothing more will come of this client: is it worth keeping? */
    void ended(Client client) {
        List<Event> events = open.remove(key(client.peer().localAddress(), client.peer().localPort()));
        if (events != null) {
            kept.putIfAbsent(kind(client), new Conversation(kind(client), client.number(), events));
        }
    }

    private static Kind kind(Client client) {
        if (client.acceptedNs() != Long.MAX_VALUE) {
            return client.peer().synRetransmits() > 0 ? Kind.SERVED_LATE
                : client.peer().dataRetransmits() > 0 ? Kind.DATA_REPEATED : Kind.SERVED;
        }
        return switch (client.peer().outcome()) {
            case RESET -> Kind.RESET;
            case REFUSED -> Kind.REFUSED;
            case TIMEOUT -> Kind.TIMED_OUT;
            default -> client.peer().outcome() == PeerOutcome.ESTABLISHED && client.peer().dataRetransmits() > 0
                ? Kind.DATA_REPEATED : Kind.WAITING;
        };
    }

    /** What was kept, in the order of kinds. */
    List<Conversation> kept() {
        return List.copyOf(kept.values());
    }

    long synBytes() {
        return synBytes;
    }

    long synAckBytes() {
        return synAckBytes;
    }

    private static long key(int address, int port) {
        return (long) address << 16 | port;
    }

    private static String segment(byte[] frame, int offset, int length) {
        int flags = frame[offset + TCP + 13] & 0x3F;
        int total = Bytes.u16(frame, offset + IP + 2);
        int data = total - 20 - (Bytes.u8(frame, offset + TCP + 12) >>> 4) * 4;
        StringBuilder text = new StringBuilder();
        add(text, flags, TcpFlags.SYN, "SYN");
        add(text, flags, TcpFlags.FIN, "FIN");
        add(text, flags, TcpFlags.RST, "RST");
        if ((flags & TcpFlags.ACK) != 0 && ((flags & (TcpFlags.SYN | TcpFlags.FIN)) != 0 || text.isEmpty())) {
            add(text, flags, TcpFlags.ACK, "ACK");
        }
        return data == 0 ? text.toString() : text + ", " + data + " bytes";
    }

    private static void add(StringBuilder text, int flags, int bit, String name) {
        if ((flags & bit) != 0) {
            text.append(text.isEmpty() ? "" : "-").append(name);
        }
    }
}
