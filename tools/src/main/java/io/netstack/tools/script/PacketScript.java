package io.netstack.tools.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A packet script, ready to be run; each run is in a world of its own. */
public final class PacketScript {
    private static final long DEFAULT_TOLERANCE_US = 4000;
    private static final long PATIENCE_NS = 600_000_000_000L;
    private static final long BLOCKING_LOOK_NS = 1_000_000L;

    private final String name;
    private final ScriptParser parser;

    /**
     * Reads a script.
     *
     * @param name for messages: the file's
     * @throws IllegalArgumentException naming the line that cannot be read
     */
    public PacketScript(String name, String text) {
        this.name = name;
        try {
            this.parser = new ScriptParser(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage());
        }
    }

    /**
     * Runs it.
     *
     * @param seed of the stack's secrets
     * @return every packet and call with its time, a line each
     * @throws ScriptMismatch with what was expected, what happened, and what was before
     */
    public List<String> run(long seed) {
        return new Run(seed).play();
    }

    private final class Run {
        private final ScriptWorld world;
        private final ScriptPackets packets = new ScriptPackets();
        private final ScriptSockets sockets;
        private final long toleranceNs = Long.parseLong(parser.option("tolerance_usecs", Long.toString(DEFAULT_TOLERANCE_US))) * 1000;
        private final List<String> log = new ArrayList<>();
        private long lastNs;

        Run(long seed) {
            world = world(seed);
            sockets = new ScriptSockets(world);
        }

        private ScriptWorld world(long seed) {
            try {
                return new ScriptWorld(parser.option("policy", "linux"), parser.settings(), seed);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + ": " + e.getMessage());
            }
        }

        List<String> play() {
            for (ScriptEvent event : parser.events()) {
                try {
                    play(event);
                } catch (ScriptMismatch e) {
                    throw e.at(name + ":" + event.line(), event.text(), log);
                } catch (IllegalArgumentException | ClassCastException e) {
                    throw new IllegalArgumentException(name + ":" + event.line() + ": " + event.text() + ": " + e.getMessage());
                }
            }
            ScriptWorld.Sent left = world.next(world.nowNs());
            if (left != null) {
                throw new ScriptMismatch("nothing more", text(left), "").at(name, "at the end", log);
            }
            return log;
        }

        private void play(ScriptEvent event) {
            ScriptTime time = event.time();
            long base = time.kind() == ScriptTime.Kind.RELATIVE ? lastNs : 0;
            long fromNs = base + time.fromNs();
            long toNs = base + time.toNs();
            switch (event.action()) {
                case ScriptEvent.Expect(SegmentSpec segment) -> expect(segment, time, fromNs, toNs);
                case ScriptEvent.Inject(SegmentSpec segment) -> {
                    goTo(fromNs);
                    note("<", segment.toString());
                    world.inject(packets.frame(segment));
                }
                case ScriptEvent.InjectIcmp(IcmpSpec error) -> {
                    goTo(fromNs);
                    note("<", error.toString());
                    world.inject(packets.frame(error));
                }
                case ScriptEvent.Call call -> {
                    goTo(fromNs);
                    call(call, toNs);
                }
            }
        }

        private void goTo(long timeNs) {
            world.runUntil(timeNs);
            lastNs = timeNs;
        }

        private void expect(SegmentSpec expected, ScriptTime time, long fromNs, long toNs) {
            boolean any = time.kind() == ScriptTime.Kind.ANY;
            long earliest = any ? 0 : fromNs - (time.isRange() ? 0 : toleranceNs);
            long latest = any ? world.nowNs() + PATIENCE_NS : toNs + (time.isRange() ? 0 : toleranceNs);
            ScriptWorld.Sent sent = world.next(latest);
            if (sent == null) {
                throw new ScriptMismatch(expected + window(any, earliest, latest), "nothing by " + seconds(latest), "");
            }
            SegmentSpec actual = packets.read(sent.frame());
            List<String> differences = actual == null ? new ArrayList<>() : packets.differences(expected, actual);
            if (sent.atNs() < earliest || sent.atNs() > latest) {
                differences.add("time");
            }
            if (actual == null || !differences.isEmpty()) {
                throw new ScriptMismatch(expected + window(any, earliest, latest), text(sent), String.join(", ", differences));
            }
            lastNs = any || time.isRange() ? sent.atNs() : fromNs;
            log.add(line(sent.atNs(), ">", actual.toString()));
        }

        private String window(boolean any, long earliest, long latest) {
            return any ? "" : " between " + seconds(Math.max(earliest, 0)) + " and " + seconds(latest);
        }

        private String text(ScriptWorld.Sent sent) {
            SegmentSpec segment = packets.read(sent.frame());
            return (segment == null ? "a frame that is no TCP segment" : segment.toString()) + " at " + seconds(sent.atNs());
        }

        private void call(ScriptEvent.Call call, long untilNs) {
            ScriptSockets.Result result = sockets.call(call.name(), call.arguments(), (int) call.result());
            while ("EAGAIN".equals(result.error()) && world.nowNs() < untilNs) {
                world.runUntil(Math.min(untilNs, world.nowNs() + BLOCKING_LOOK_NS));
                result = sockets.call(call.name(), call.arguments(), (int) call.result());
            }
            String text = call.name() + "(" + String.join(", ", call.arguments()) + ") = ";
            if (result.value() != call.result() || call.error() != null && !call.error().equals(result.error())) {
                throw new ScriptMismatch(text + call.result() + (call.error() == null ? "" : " " + call.error()), text + result, "");
            }
            note(" ", text + result);
        }

        private void note(String sign, String what) {
            log.add(line(world.nowNs(), sign, what));
        }

        private String line(long timeNs, String sign, String what) {
            return String.format(Locale.ROOT, "%12.6f %s %s", timeNs / 1e9, sign, what);
        }

        private String seconds(long ns) {
            return String.format(Locale.ROOT, "%.6f s", ns / 1e9);
        }
    }
}
