package io.netstack.script;

import static io.netstack.wire.TcpFlags.ACK;

import io.netstack.replay.Packet;
import io.netstack.replay.Recorder;
import io.netstack.wire.TcpFlags;
import java.util.List;

/** A peer of a random script: a {@link ScriptPeer} that knows how far it and the listener have come. */
final class RandomPeer {
    final ScriptPeer numbers;
    private final Recorder recorder;
    private final String synOptions;
    private int seen;
    /** Relative numbers: what we send next, what we have of the listener's. */
    long next = 1;
    long acknowledged = 1;

    RandomPeer(Recorder recorder, int number, String synOptions) {
        this.numbers = new ScriptPeer("c" + number, number);
        this.recorder = recorder;
        this.synOptions = synOptions;
        recorder.peer(numbers.name, ScriptPeer.ADDRESS, numbers.port, ScriptFrames.LISTENER_PORT, numbers.iss);
    }

    /** A segment at a relative number with a relative ack, as it would have been sent now. */
    void send(int flags, long sequence, long ack, int length, String options, String note) {
        send(flags, sequence, ack, length, 0, options, note);
    }

    /** Data with an urgent pointer, which may point anywhere. */
    void sendUrgent(long sequence, int length, int pointer) {
        send(ACK | TcpFlags.PSH | TcpFlags.URG, sequence, ack(), length, pointer, null, "urgent data, pointer " + pointer);
    }

    private void send(int flags, long sequence, long ack, int length, int urgentPointer, String options, String note) {
        catchUp();
        Integer listenerIss = recorder.listenerIss(numbers.name);
        numbers.listenerIss = listenerIss;
        String text = options != null ? options : (flags & TcpFlags.SYN) != 0 ? synOptions : null;
        SegmentLine line = new SegmentLine(flags, sequence, false, length, (flags & TcpFlags.ACK) == 0 ? null : (Long) ack, null, text);
        byte[] frame = ScriptFrames.lettered(line, urgentPointer, numbers, recorder.now());
        Long relativeAck = listenerIss != null && (flags & TcpFlags.ACK) != 0 ? (Long) (ack & 0xFFFF_FFFFL) : null;
        recorder.send(numbers.name, sequence & 0xFFFF_FFFFL, relativeAck, frame, note);
    }

    /**
     * An ACK with timestamps of its own; without them when none were agreed on, since what an invented echo of a cookie means is chance.
     */
    void sendWithTimestamps(String values, String note) {
        send(ACK, next, ack(), 0, numbers.usesTimestamps() ? "nop,nop,ts " + values : null, note);
    }

    /** An ICMP error that quotes the SYN-ACK; none when there was none. */
    void icmp(int type, int code) {
        catchUp();
        Integer listenerIss = recorder.listenerIss(numbers.name);
        if (listenerIss != null) {
            recorder.send(null, null, null, ScriptFrames.icmpError(type, code, numbers, listenerIss), "ICMP");
        }
    }

    /** Reads what came back since the last time: timestamps, and how far the listener's stream has come. */
    private void catchUp() {
        List<Packet> received = recorder.received(numbers.name);
        Integer listenerIss = recorder.listenerIss(numbers.name);
        for (; seen < received.size(); seen++) {
            Packet p = received.get(seen);
            numbers.received(p);
            if (listenerIss != null && (p.flags() & (TcpFlags.RST | TcpFlags.SYN)) == 0) {
                long end = (p.seq() - listenerIss & 0xFFFF_FFFFL) + p.data().length + (p.flags() & TcpFlags.FIN);
                acknowledged = Math.max(acknowledged, Math.min(end, acknowledged + 65536));
            }
        }
    }

    /** What {@link #acknowledged} is now. */
    long ack() {
        catchUp();
        return acknowledged;
    }
}
