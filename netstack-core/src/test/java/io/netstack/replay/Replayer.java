package io.netstack.replay;

import io.netstack.replay.Recording.Call;
import io.netstack.replay.Recording.Event;
import io.netstack.replay.Recording.Sent;
import io.netstack.replay.Recording.Snapshot;
import io.netstack.wire.TcpFlags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Plays a recording to a world: sends its frames, makes its calls and takes its snapshots at the recorded times, and writes down a recording of
 * what happened this time. Frames are moved to the listener's own numbers first, by {@link Rebase}.
 */
public final class Replayer {
    /** On a live link that is late, gaps of the recording up to this long are kept. */
    private static final double KEPT_GAP = 0.01;

    private final Recording golden;
    private final World world;
    private final Transcriber transcriber = new Transcriber();
    private final Rebase rebase;
    /** Handles of the recording to handles of this world. */
    private final Map<Object, Object> handles = new HashMap<>();

    private Replayer(Recording golden, World world) {
        this.golden = golden;
        this.world = world;
        this.rebase = new Rebase(golden, transcriber);
    }

    /** Plays the recording to the end. */
    public static Recording play(Recording golden, World world) {
        return new Replayer(golden, world).play();
    }

    private Recording play() {
        world.sink(transcriber::received);
        Map<String, Object> configured = world.call("config", Map.of("sysctl", golden.settings()));
        if (!Boolean.TRUE.equals(configured.get("ok"))) {
            throw new IllegalStateException("config refused: " + configured);
        }
        Map<String, Long> before = counters(world.call("stat", Map.of()));
        double previous = 0;
        for (Event e : golden.events()) {
            if (e instanceof Recording.Received) {
                continue;
            }
            world.runUntil(Math.max(e.t(), world.now() + Math.min(Math.max(e.t() - previous, 0), KEPT_GAP)));
            previous = e.t();
            switch (e) {
                case Sent sent -> send(sent);
                case Call call -> call(call);
                case Snapshot snapshot -> {
                    if (!snapshot.note().equals("end")) {
                        snapshot(snapshot.note());
                    }
                }
                case Recording.Received received -> throw new AssertionError(received);
            }
        }
        Map<String, Long> after = counters(snapshot("end"));
        List<Event> events = new ArrayList<>(transcriber.events());
        events.sort(Comparator.comparingDouble(Event::t));
        return new Recording(golden.scenario(), golden.description(), golden.settings(), events, difference(before, after));
    }

    private void send(Sent sent) {
        Packet p = Packet.read(sent.frame());
        if (sent.peer() != null && p != null && p.tcp()) {
            int iss = p.seq() - (int) (long) sent.relativeSequence();
            Transcriber.Peer peer = transcriber.named(sent.peer());
            if (peer == null) {
                peer = transcriber.add(sent.peer(), p.source(), p.sourcePort(), p.destinationPort(), iss);
            } else if (peer.iss != iss) {
                peer.iss = iss;
                peer.listenerIss = null;
            }
            if (p.has(TcpFlags.ACK) && sent.relativeAck() != null && peer.listenerIss == null) {
                // the number that the scenario invented for a listener that had not answered
                peer.listenerIss = p.ack() - (int) (long) sent.relativeAck();
            }
        }
        double t = world.now();
        byte[] frame = rebase.apply(sent);
        transcriber.events().add(new Sent(t, sent.peer(), sent.relativeSequence(), sent.relativeAck(), frame, sent.note()));
        world.send(frame);
    }

    private void call(Call call) {
        double t = world.now();
        Map<String, Object> arguments = new HashMap<>(call.arguments());
        arguments.computeIfPresent("h", (name, handle) -> handles.getOrDefault(handle, handle));
        Map<String, Object> answer = world.call(call.op(), arguments);
        if (call.answer().containsKey("h") && answer.containsKey("h")) {
            handles.put(call.answer().get("h"), answer.get("h"));
        }
        transcriber.events().add(new Call(t, call.op(), arguments, answer));
    }

    private Map<String, Object> snapshot(String note) {
        Map<String, Object> stat = world.call("stat", Map.of());
        transcriber.events().add(new Snapshot(world.now(), note, RecordingFile.queues(stat.get("listeners"))));
        return stat;
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
