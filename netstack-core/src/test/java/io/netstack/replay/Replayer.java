package io.netstack.replay;

import io.netstack.replay.Recording.Call;
import io.netstack.replay.Recording.Event;
import io.netstack.replay.Recording.Sent;
import io.netstack.replay.Recording.Snapshot;
import io.netstack.wire.TcpFlags;
import java.util.HashMap;
import java.util.Map;

/**
 * Plays a recording to a world: sends its frames, makes its calls and takes its snapshots at the recorded times, and writes down a
 * recording of what happened this time. Frames are moved to the listener's own numbers first, by {@link Rebase}.
 */
public final class Replayer {
    /** On a live link that is late, gaps of the recording up to this long are kept. */
    private static final double KEPT_GAP = 0.01;

    private final Recording golden;
    private final Recorder recorder;
    private final Rebase rebase;
    /** Handles of the recording to handles of this world. */
    private final Map<Object, Object> handles = new HashMap<>();

    private Replayer(Recording golden, World world) {
        this.golden = golden;
        this.recorder = new Recorder(world, golden.settings());
        this.rebase = new Rebase(golden, recorder.transcriber());
    }

    /** Plays the recording to the end. */
    public static Recording play(Recording golden, World world) {
        return new Replayer(golden, world).play();
    }

    private Recording play() {
        double previous = 0;
        for (Event e : golden.events()) {
            if (e instanceof Recording.Received) {
                continue;
            }
            recorder.runUntil(Math.max(e.t(), recorder.now() + Math.min(Math.max(e.t() - previous, 0), KEPT_GAP)));
            previous = e.t();
            switch (e) {
                case Sent sent -> send(sent);
                case Call call -> call(call);
                case Snapshot snapshot -> {
                    if (!snapshot.note().equals("end")) {
                        recorder.snapshot(snapshot.note());
                    }
                }
                case Recording.Received received -> throw new AssertionError(received);
            }
        }
        return recorder.finish(golden.scenario(), golden.description());
    }

    private void send(Sent sent) {
        Packet p = Packet.read(sent.frame());
        if (sent.peer() != null && p != null && p.tcp()) {
            int iss = p.seq() - (int) (long) sent.relativeSequence();
            Transcriber.Peer peer = recorder.transcriber().named(sent.peer());
            if (peer == null) {
                peer = recorder.transcriber().add(sent.peer(), p.source(), p.sourcePort(), p.destinationPort(), iss);
            } else if (peer.iss != iss) {
                peer.iss = iss;
                peer.listenerIss = null;
            }
            if (p.has(TcpFlags.ACK) && sent.relativeAck() != null && peer.listenerIss == null) {
                // the number that the scenario invented for a listener that had not answered
                peer.listenerIss = p.ack() - (int) (long) sent.relativeAck();
            }
        }
        recorder.send(sent.peer(), sent.relativeSequence(), sent.relativeAck(), rebase.apply(sent), sent.note());
    }

    private void call(Call call) {
        Map<String, Object> arguments = new HashMap<>(call.arguments());
        arguments.computeIfPresent("h", (name, handle) -> handles.getOrDefault(handle, handle));
        Map<String, Object> answer = recorder.call(call.op(), arguments);
        if (call.answer().containsKey("h") && answer.containsKey("h")) {
            handles.put(call.answer().get("h"), answer.get("h"));
        }
    }
}
