package io.netstack.script;

import static io.netstack.wire.TcpFlags.ACK;
import static io.netstack.wire.TcpFlags.CWR;
import static io.netstack.wire.TcpFlags.ECE;
import static io.netstack.wire.TcpFlags.FIN;
import static io.netstack.wire.TcpFlags.PSH;
import static io.netstack.wire.TcpFlags.RST;
import static io.netstack.wire.TcpFlags.SYN;
import static io.netstack.wire.TcpFlags.URG;

import io.netstack.replay.Recorder;
import io.netstack.replay.Recording;
import io.netstack.replay.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A script that nobody wrote: peers that connect, repeat, lie, reset, send and close, and an application that accepts, reads, closes and
 * listens again, all from one seed. What is done does not depend on what the listener answers, except for its numbers.
 */
public final class RandomScript {
    private static final int PORT = ScriptFrames.LISTENER_PORT;
    private static final long WINDOW = 65160;
    private static final List<String> SYN_OPTIONS = List.of("std", "std", "std", "std", "mss 1460", "", "mss 1460,nop,nop,ts now 0",
        "mss 1300,nop,nop,sackOK", "mss 536,nop,ws 3", "mss 1460,sackOK,ts now 0,nop,ws 0",
        "mss 9000,sackOK,ts now 0,nop,ws 14", "mss 1460,ts now 0", "raw 2202,mss 1460,nop,nop", "raw ff", "mss 1440,sackOK",
            "nop,ws 15,mss 40");

    private final SplittableRandom random;
    private final Recorder recorder;
    private final Object listener;
    private final List<RandomPeer> peers = new ArrayList<>();
    private final List<Object> accepted = new ArrayList<>();
    private boolean shut;

    private RandomScript(long seed, World world) {
        random = new SplittableRandom(seed);
        recorder = new Recorder(world, settings(random));
        Map<String, Object> options = random.nextInt(8) == 0 ? Map.of("defer_accept", 1 + random.nextInt(4)) : Map.of();
        listener = recorder.call("listen", Map.of("port", PORT, "backlog", random.nextInt(5), "sockopt", options)).get("h");
    }

    /** Plays the script of a seed to the end and answers the recording of it. */
    public static Recording play(long seed, World world) {
        RandomScript script = new RandomScript(seed, world);
        int steps = 12 + script.random.nextInt(30);
        for (int step = 0; step < steps; step++) {
            script.step();
            script.pause();
        }
        script.recorder.runUntil(script.recorder.now() + 0.25);
        return script.recorder.finish("random_" + seed, "random script of seed " + seed);
    }

    /** All settings that matter, so that a kernel's defaults do not. */
    private static Map<String, Object> settings(SplittableRandom random) {
        Map<String, Object> settings = new HashMap<>(Map.of(
            "net.core.somaxconn", 4096,
            "net.ipv4.tcp_max_syn_backlog", random.nextInt(4) == 0 ? random.nextInt(9) : 1024,
            "net.ipv4.tcp_syncookies", random.nextInt(3),
            "net.ipv4.tcp_abort_on_overflow", random.nextInt(4) == 0 ? 1 : 0,
            "net.ipv4.tcp_synack_retries", random.nextInt(4) == 0 ? random.nextInt(3) : 5,
            "net.ipv4.tcp_timestamps", random.nextInt(6) == 0 ? random.nextInt(3) : 1,
            "net.ipv4.tcp_window_scaling", random.nextInt(6) == 0 ? 0 : 1,
            "net.ipv4.tcp_sack", random.nextInt(6) == 0 ? 0 : 1,
            "net.ipv4.tcp_ecn", 2,
            "net.ipv4.tcp_fastopen", 1));
        settings.putAll(Map.of(
            "net.ipv4.tcp_rmem", "4096 131072 6291456", "net.ipv4.tcp_wmem", "4096 16384 4194304", "net.ipv4.tcp_dsack", 1,
            "net.ipv4.tcp_fin_timeout", 60, "net.ipv4.tcp_invalid_ratelimit", 500, "net.ipv4.tcp_early_retrans", 3,
            "net.ipv4.tcp_retries2", 15, "net.ipv4.tcp_rfc1337", 0, "net.ipv4.ip_default_ttl", 64,
            "net.ipv4.tcp_no_metrics_save", 1));
        return settings;
    }

    /**
     * Mostly short, so that many things happen before a timer; sometimes past a rate limit or a SYN-ACK timeout. Never as long as a
     * delayed ACK waits, 40 ms: a frame that comes just then may be before it or after it.
     */
    private void pause() {
        int kind = random.nextInt(40);
        double seconds = kind == 0 ? 2.4 : kind < 3 ? 1.25 : kind < 6 ? 0.62 : 0.012 + random.nextInt(23) / 1000.0;
        recorder.runUntil(recorder.now() + seconds);
    }

    private void step() {
        int kind = random.nextInt(100);
        if (peers.isEmpty() || kind < 22) {
            newPeer();
        } else if (kind < 72) {
            segment(peers.get(random.nextInt(peers.size())));
        } else if (kind < 76) {
            peers.get(random.nextInt(peers.size())).icmp(random.nextInt(2) == 0 ? 3 : 11, random.nextInt(4));
        } else if (kind < 84) {
            accept();
        } else if (kind < 90) {
            application();
        } else if (kind < 93) {
            if (random.nextInt(6) == 0) {
                recorder.call("shutdown", Map.of("h", listener, "how", "rd"));
                shut = true;
            } else {
                recorder.call("relisten", Map.of("h", listener, "backlog", random.nextInt(4)));
                shut = false;
            }
        } else if (kind < 95 && shut) {
            recorder.call("relisten", Map.of("h", listener, "backlog", random.nextInt(4)));
            shut = false;
        } else {
            recorder.snapshot("");
        }
    }

    private void newPeer() {
        RandomPeer peer = new RandomPeer(recorder, peers.size() + 1, SYN_OPTIONS.get(random.nextInt(SYN_OPTIONS.size())));
        peers.add(peer);
        int flags = SYN | switch (random.nextInt(12)) {
            case 0 -> ECE | CWR;
            case 1 -> PSH;
            case 2 -> URG;
            default -> 0;
        };
        peer.send(flags, 0, 0, random.nextInt(10) == 0 ? 7 : 0, null, "SYN");
    }

    private void segment(RandomPeer peer) {
        switch (random.nextInt(40)) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8 -> peer.send(ACK, peer.next, peer.ack(), 0, null, "ACK");
            case 9, 10 -> peer.send(SYN, 0, 0, 0, null, "SYN again");
            case 11 -> peer.send(ACK, peer.next, peer.ack() + random.nextInt(-2, 4), 0, null, "ACK of something");
            case 12 -> peer.send(ACK, near(peer), peer.ack(), random.nextInt(3), null, "ACK somewhere");
            case 13 -> peer.send(RST, peer.next, 0, 0, null, "RST");
            case 14 -> peer.send(RST, near(peer), 0, 0, null, "RST somewhere");
            case 15 -> peer.send(RST | ACK, random.nextBoolean() ? peer.next : near(peer), peer.ack(), 0, null, "RST|ACK");
            case 16 -> peer.send(SYN, near(peer), 0, 0, null, "another SYN");
            case 17 -> peer.send(SYN | ACK, 0, 1, 0, null, "SYN|ACK");
            case 18 -> peer.send(random.nextBoolean() ? FIN : 0, peer.next, 0, random.nextInt(3), null, "no ACK");
            case 19 -> peer.send(SYN | FIN, random.nextBoolean() ? 0 : peer.next, 0, 0, null, "SYN|FIN");
            case 20 -> peer.sendWithTimestamps("100 ecr", "ACK with an old timestamp");
            case 21 -> peer.sendWithTimestamps("now ecr+5000", "ACK with a wrong echo");
            case 22, 23, 24, 25 -> {
                int length = 1 + random.nextInt(40);
                peer.send(ACK | PSH, peer.next, peer.ack(), length, null, "data");
                peer.next += length;
            }
            case 26 -> peer.send(SYN | ACK | (random.nextBoolean() ? FIN : 0), 0, 1, random.nextInt(4), null, "SYN|ACK with something");
            case 27 -> peer.send(ACK | PSH, peer.next - random.nextInt(3), peer.ack(), 3 + random.nextInt(4), null,
                "data that begins early");
            case 28 -> peer.send(ACK | PSH, peer.next + 1 + random.nextInt(9), peer.ack(), 1 + random.nextInt(9), null,
                "data that comes early");
            case 29 -> peer.sendWithTimestamps("now 0", "ACK that echoes nothing");
            case 30 -> peer.send(SYN, peer.next + 1 + random.nextInt(3), 0, 0, null, "next SYN");
            case 31 -> peer.send(ACK | URG | ECE, peer.next, peer.ack(), 0, null, "odd flags");
            case 33, 34 -> {
                int length = 1 + random.nextInt(12);
                peer.sendUrgent(peer.next, length, random.nextInt(length + 3));
                peer.next += length;
            }
            case 35 -> peer.sendUrgent(peer.next + random.nextInt(-3, 6), 1 + random.nextInt(6), random.nextInt(12));
            case 32 -> peer.send(ACK, 1, 1 + random.nextInt(-3, 4), 0, null, "final ACK, nearly");
            default -> {
                peer.send(ACK | FIN, peer.next, peer.ack(), 0, null, "FIN");
                peer.next++;
            }
        }
    }

    /** A number near one of the edges that the tests of RFC 9293 are about. */
    private long near(RandomPeer peer) {
        long[] edges = {0, 1, peer.next, 1 + WINDOW, 1 + 64240, -1000, 5000};
        return edges[random.nextInt(edges.length)] + random.nextInt(-1, 2);
    }

    private void accept() {
        Map<String, Object> answer = recorder.call("accept", Map.of("h", listener));
        if (answer.get("h") != null) {
            accepted.add(answer.get("h"));
        }
    }

    private void application() {
        if (accepted.isEmpty()) {
            accept();
            return;
        }
        int i = random.nextInt(accepted.size());
        switch (random.nextInt(4)) {
            case 0, 1 -> {
                int most = random.nextInt(3) == 0 ? 1 + random.nextInt(12) : 65536;
                recorder.call("recv", Map.of("h", accepted.get(i), "n", most));
            }
            case 2 -> recorder.call("send", Map.of("h", accepted.get(i), "hex", "78".repeat(1 + random.nextInt(60))));
            default -> recorder.call("close", Map.of("h", accepted.remove(i), "linger0", random.nextInt(4) == 0));
        }
    }
}
