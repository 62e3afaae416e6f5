package io.netstack.replay;

import java.util.List;
import java.util.Map;

/**
 * What was done to a listener and what it did, in order.
 *
 * @param scenario    its name
 * @param description what it shows, in one line
 * @param settings    every sysctl that was set, by full name
 * @param events      sorted by time
 * @param counters    what each kernel counter grew by, over the whole recording
 */
public record Recording(String scenario, String description, Map<String, Object> settings, List<Event> events, Map<String, Long> counters) {

    /** Something that happened, {@code t} seconds after the start. */
    public sealed interface Event permits Sent, Received, Call, Snapshot {
        double t();
    }

    /**
     * A frame sent to the listener.
     *
     * @param peer             the peer that it belongs to; null for none
     * @param relativeSequence relative to the peer's initial sequence number; null when there is no peer
     * @param relativeAck      relative to the listener's; null when it was not known or there is no ACK
     */
    public record Sent(double t, String peer, Long relativeSequence, Long relativeAck, byte[] frame, String note) implements Event {
    }

    /** A frame that came back; sequence is a number, {@code "abs0"} or {@code "raw"}, as text. */
    public record Received(double t, String peer, String flags, String sequence, Long ack, Integer window, int length,
                           List<TcpOption> options, boolean badChecksum, boolean dontFragment, int timeToLive, int typeOfService)
        implements Event {
    }

    /** A socket call and its answer. */
    public record Call(double t, String op, Map<String, Object> arguments, Map<String, Object> answer) implements Event {
    }

    /** The queues of all listeners at a moment. */
    public record Snapshot(double t, String note, List<Queues> listeners) implements Event {
    }

    /** The queues of one listener. */
    public record Queues(int port, long acceptQueue, long backlog, long synQueue) {
    }

    /** The events of one kind. */
    public <E extends Event> List<E> all(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
