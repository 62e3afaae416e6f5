package io.netstack.script;

import io.netstack.replay.Packet;
import io.netstack.replay.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plays a script, in the notation of this package, to a {@link World} and checks every line as it goes. */
public final class Script {
    private static final Pattern LINE = Pattern.compile("(?:(?<when>[+@])(?<time>[\\d.]+)(?: |$))?(?<rest>.*)");
    private static final Pattern CONNECT = Pattern.compile("(\\S+) connects?");
    private static final Pattern SOME = Pattern.compile("(\\d+) of (\\S+) (.*)");
    /** Linux's timer wheel is late by up to an eighth; jiffies and the gap between the SYNs of a script come on top. */
    private static final double LATEST = 1.13;
    private static final double LATE = 0.15;
    private static final int SHOWN_FRAMES = 16;

    /** A frame of the listener that no line has asked for yet. */
    private record Arrived(Packet packet, double t) {
    }

    private final World world;
    /** How long to wait for an answer that must come at once: nothing in virtual time. */
    private final double patience;
    private final ScriptCalls calls;
    private final Map<String, ScriptPeer> peers = new LinkedHashMap<>();
    private final Map<Integer, ScriptPeer> byPort = new HashMap<>();
    private final Deque<Arrived> unclaimed = new ArrayDeque<>();
    private final Deque<String> frames = new ArrayDeque<>();
    private int lineNumber;
    private String line = "";

    /** @param patience seconds to wait for an answer that must come at once; 0 in virtual time */
    public Script(World world, double patience) {
        this.world = world;
        this.patience = patience;
        this.calls = new ScriptCalls(world);
        world.sink(this::received);
    }

    /** Plays a whole script: at its end nothing may be left unexpected. */
    public void play(String text) {
        for (String raw : text.lines().toList()) {
            lineNumber++;
            line = raw.replaceAll("#.*", "").strip();
            if (!line.isEmpty()) {
                try {
                    line();
                } catch (ScriptFailure failure) {
                    throw new ScriptFailure("line " + lineNumber + ": " + line + "\n" + failure.getMessage() + "\n" + lastFrames());
                }
            }
        }
        line = "(end of the script)";
        nothingUnexpected();
    }

    private void line() {
        Matcher m = LINE.matcher(line);
        if (!m.matches()) {
            throw new IllegalArgumentException("line " + lineNumber + ": " + line);
        }
        String rest = m.group("rest");
        boolean at = "@".equals(m.group("when"));
        double time = m.group("time") == null ? 0 : Double.parseDouble(m.group("time"));
        if (rest.startsWith("<") && at) {
            world.runUntil(Math.max(world.now(), time - 0.001));
            expect(rest.substring(1).strip(), time, time * LATEST + LATE);
            return;
        }
        if (m.group("when") != null) {
            double until = at ? time : world.now() + time;
            world.runUntil(until);
            if (!rest.startsWith("<")) {
                nothingUnexpected();
            }
        }
        if (!rest.isEmpty()) {
            command(rest);
        }
    }

    private void command(String rest) {
        Matcher connect = CONNECT.matcher(rest);
        if (rest.startsWith("<")) {
            expect(rest.substring(1).strip(), 0, world.now() + patience);
            return;
        }
        nothingUnexpected();
        if (rest.startsWith(">")) {
            String[] words = rest.substring(1).strip().split(" ", 2);
            range(words[0]).forEach(peer -> send(peer, SegmentLine.parse(words[1])));
        } else if (connect.matches()) {
            range(connect.group(1)).forEach(this::connect);
        } else if (rest.startsWith("icmp ")) {
            icmp(rest.split(" "));
        } else {
            calls.line(rest, name -> range(name).getFirst());
        }
    }

    private void connect(ScriptPeer peer) {
        send(peer, SegmentLine.parse("S 0:0(0)"));
        expect(peer.name + " SA 0:0(0) ack 1", 0, world.now() + patience);
        send(peer, SegmentLine.parse("A 1:1(0) ack 1"));
    }

    /** {@code c1} or {@code c1..c5}; peers come into being when first named. */
    private List<ScriptPeer> range(String names) {
        if (!names.contains("..")) {
            return List.of(peers.computeIfAbsent(names, this::newPeer));
        }
        String[] ends = names.split("\\.\\.");
        String stem = ends[0].replaceAll("\\d+$", "");
        List<ScriptPeer> range = new ArrayList<>();
        for (int i = Integer.parseInt(ends[0].substring(stem.length())); i <= Integer.parseInt(ends[1].substring(stem.length())); i++) {
            range.add(peers.computeIfAbsent(stem + i, this::newPeer));
        }
        return range;
    }

    private ScriptPeer newPeer(String name) {
        ScriptPeer peer = new ScriptPeer(name, peers.size() + 1);
        byPort.put(peer.port, peer);
        return peer;
    }

    private void send(ScriptPeer peer, SegmentLine segment) {
        remember("> " + peer.name + " " + line.replaceAll("^.*?> \\S+ ", ""));
        world.send(ScriptFrames.segment(segment, peer, world.now()));
        world.runUntil(world.now());
    }

    /** {@code icmp host-unreachable c1 iss+0}, {@code icmp mtu-1000 c1 iss+1}. */
    private void icmp(String[] words) {
        ScriptPeer peer = range(words[2]).getFirst();
        int quoted = peer.listenerIss + Integer.parseInt(words[3].substring(3));
        remember("> " + String.join(" ", words));
        if (words[1].startsWith("mtu-")) {
            world.send(ScriptFrames.tooBig(Integer.parseInt(words[1].substring(4)), peer, quoted));
            world.runUntil(world.now());
            return;
        }
        int[] typeAndCode = switch (words[1]) {
            case "net-unreachable" -> new int[] {3, 0};
            case "host-unreachable" -> new int[] {3, 1};
            case "port-unreachable" -> new int[] {3, 3};
            case "time-exceeded" -> new int[] {11, 0};
            case "reassembly-time" -> new int[] {11, 1};
            case "parameter-problem" -> new int[] {12, 0};
            default -> throw new IllegalArgumentException(words[1]);
        };
        world.send(ScriptFrames.icmpError(typeAndCode[0], typeAndCode[1], peer, quoted));
        world.runUntil(world.now());
    }

    // ------------------------------------------------------------------ what the listener sends

    private void received(byte[] frame, double t) {
        Packet p = Packet.read(frame);
        if (p == null) {
            return;
        }
        ScriptPeer peer = byPort.get(p.destinationPort());
        if (peer != null) {
            peer.received(p);
        }
        remember("< " + describe(p));
        unclaimed.add(new Arrived(p, t));
    }

    private void expect(String wanted, double earliest, double latest) {
        if (wanted.equals("nothing")) {
            world.runUntil(world.now() + patience);
            nothingUnexpected();
            return;
        }
        Matcher some = SOME.matcher(wanted);
        String[] words = wanted.split(" ", 2);
        boolean counted = some.matches();
        List<ScriptPeer> left = new ArrayList<>(range(counted ? some.group(2) : words[0]));
        SegmentLine segment = SegmentLine.parse(counted ? some.group(3) : words[1]);
        int count = counted ? Integer.parseInt(some.group(1)) : left.size();
        for (int i = 0; i < count; i++) {
            Arrived next = next(latest);
            if (next == null) {
                throw different(wanted, "nothing");
            }
            ScriptPeer peer = byPort.get(next.packet().destinationPort());
            boolean timely = next.t() >= earliest - 0.001 && next.t() <= latest;
            if (!left.remove(peer) || !segment.matches(next.packet(), peer) || !timely) {
                throw different(wanted + (timely ? "" : String.format(" between %.3f and %.3f s", earliest, latest)),
                    describe(next.packet()) + (timely ? "" : String.format(" at %.3f s", next.t())));
            }
        }
    }

    /** The next frame, waiting for it up to a moment; null when none comes. */
    private Arrived next(double latest) {
        for (double t = world.now(); unclaimed.isEmpty() && t < latest; t = world.now()) {
            world.runUntil(Math.min(latest, t + 0.02));
        }
        return unclaimed.poll();
    }

    private void nothingUnexpected() {
        if (!unclaimed.isEmpty()) {
            throw different("nothing", describe(unclaimed.peek().packet()));
        }
    }

    private ScriptFailure different(String expected, String actual) {
        return new ScriptFailure(String.format("  at %.3f s%n  expected: %s%n  actual:   %s", world.now(), expected, actual));
    }

    private String describe(Packet p) {
        if (!p.tcp()) {
            return "protocol " + p.protocol();
        }
        ScriptPeer peer = byPort.get(p.destinationPort());
        return (peer == null ? "port " + p.destinationPort() : peer.name) + " " + SegmentLine.text(p, peer);
    }

    private void remember(String frame) {
        frames.add(String.format("    %9.6f %s", world.now(), frame));
        if (frames.size() > SHOWN_FRAMES) {
            frames.remove();
        }
    }

    private String lastFrames() {
        return "  last frames (> to the listener, < from it):\n" + String.join("\n", frames);
    }
}
