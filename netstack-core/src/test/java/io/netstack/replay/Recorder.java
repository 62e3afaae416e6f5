package io.netstack.replay;

import io.netstack.replay.Recording.Call;
import io.netstack.replay.Recording.Event;
import io.netstack.replay.Recording.Sent;
import io.netstack.replay.Recording.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Does things to a {@link World} and writes down a {@link Recording} of them and of what came back. */
public final class Recorder {
    private final World world;
    private final Map<String, Object> settings;
    private final Transcriber transcriber = new Transcriber();
    private final Map<String, Long> before;

    /**
     * Configures the world and starts to record.
     *
     * @param settings every sysctl to set, by full name
     */
    public Recorder(World world, Map<String, Object> settings) {
        this.world = world;
        this.settings = settings;
        world.sink(transcriber::received);
        Map<String, Object> configured = world.call("config", Map.of("sysctl", settings));
        if (!Boolean.TRUE.equals(configured.get("ok"))) {
            throw new IllegalStateException("config refused: " + configured);
        }
        before = counters(world.call("stat", Map.of()));
        world.start();
    }

    Transcriber transcriber() {
        return transcriber;
    }

    public double now() {
        return world.now();
    }

    /** Lets time pass. */
    public void runUntil(double t) {
        world.runUntil(t);
    }

    /** Names a peer before its first frame. */
    public void peer(String name, int address, int port, int listenerPort, int iss) {
        transcriber.add(name, address, port, listenerPort, iss);
    }

    /** The listener's initial sequence number for a peer; null while it has not sent one. */
    public Integer listenerIss(String peer) {
        return transcriber.named(peer).listenerIss;
    }

    /** What the listener sent to a peer so far. */
    public List<Packet> received(String peer) {
        return transcriber.named(peer).received;
    }

    /** Sends a frame. */
    public void send(String peer, Long relativeSequence, Long relativeAck, byte[] frame, String note) {
        transcriber.events().add(new Sent(world.now(), peer, relativeSequence, relativeAck, frame, note));
        world.send(frame);
    }

    /** Makes a call. */
    public Map<String, Object> call(String op, Map<String, Object> arguments) {
        double t = world.now();
        Map<String, Object> answer = world.call(op, arguments);
        transcriber.events().add(new Call(t, op, arguments, answer));
        return answer;
    }

    /** Looks at the queues. */
    public Map<String, Object> snapshot(String note) {
        Map<String, Object> stat = world.call("stat", Map.of());
        transcriber.events().add(new Snapshot(world.now(), note, RecordingFile.queues(stat.get("listeners"))));
        return stat;
    }

    /** Looks at the queues a last time, and ends. */
    public Recording finish(String scenario, String description) {
        Map<String, Long> after = counters(snapshot("end"));
        List<Event> events = new ArrayList<>(transcriber.events());
        events.sort(Comparator.comparingDouble(Event::t));
        return new Recording(scenario, description, settings, events, difference(before, after));
    }

    private static Map<String, Long> counters(Map<String, Object> stat) {
        Map<String, Long> counters = new TreeMap<>();
        ((Map<?, ?>) stat.get("counters")).forEach((name, value) -> counters.put((String) name, ((Number) value).longValue()));
        return counters;
    }

    private static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> difference = new TreeMap<>();
        after.forEach((name, value) -> {
            long grown = value - before.getOrDefault(name, 0L);
            if (grown != 0) {
                difference.put(name, grown);
            }
        });
        return difference;
    }
}
