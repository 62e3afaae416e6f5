package io.netstack.replay;

import io.netstack.replay.Recording.Call;
import io.netstack.replay.Recording.Event;
import io.netstack.replay.Recording.Received;
import io.netstack.replay.Recording.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Compares two recordings of one scenario: what came back to each peer and when, what calls answered, how long the queues were, what the
 * counters moved by. Equal means: the two listeners cannot be told apart by this scenario.
 */
public final class RecordingComparer {
    /** Frames may come this many seconds, or a tenth of their time, early or late: timers round. */
    private static final double TOLERANCE = 0.15;
    private static final double RELATIVE_TOLERANCE = 0.1;

    /** What may be left out of a comparison. */
    public enum Aspect { WINDOW, TIME, IP, CALLS, QUEUES, COUNTERS }

    /** The counters that say what a listener did; those of other layers and of load are left out. */
    private static final Pattern COMPARED_COUNTERS = Pattern.compile(
        "TcpExt\\.(Listen|Syncookies|TCPReqQFull|EmbryonicRsts|TCPTimeouts|TCPDeferAcceptDrop|TCPChallengeACK|TCPSYNChallenge|TCPACKSkipped"
            + "|TCPAbortOn|TCPAbortFailed|TW\\b|PAWS|TCPSynRetrans|DelayedACK|TCPOFOQueue|TCPDSACK|TCPFastOpen|TCPReqQ|OutOfWindowIcmps"
            + "|TCPMD5|BeyondWindow)"
            + "|Tcp\\.(PassiveOpens|AttemptFails|EstabResets|RetransSegs|InErrs|OutRsts|InCsumErrors|CurrEstab|InSegs|OutSegs)"
            + "|Ip\\.In(Hdr|Addr)Errors");

    private final Set<Aspect> ignored;
    private final List<String> differences = new ArrayList<>();

    private RecordingComparer(Set<Aspect> ignored) {
        this.ignored = ignored;
    }

    /** The differences, one line each; none when the recordings are equal. */
    public static List<String> compare(Recording golden, Recording other, Aspect... ignored) {
        Set<Aspect> aspects = EnumSet.noneOf(Aspect.class);
        aspects.addAll(Arrays.asList(ignored));
        return new RecordingComparer(aspects).compare(golden, other);
    }

    private List<String> compare(Recording golden, Recording other) {
        frames(byPeer(golden), byPeer(other));
        if (!ignored.contains(Aspect.CALLS)) {
            sequences("call", calls(golden), calls(other));
        }
        if (!ignored.contains(Aspect.QUEUES)) {
            sequences("queues", snapshots(golden), snapshots(other));
        }
        if (!ignored.contains(Aspect.COUNTERS)) {
            counters(golden.counters(), other.counters());
        }
        return differences;
    }

    // ------------------------------------------------------------------ frames

    private static Map<String, List<Received>> byPeer(Recording recording) {
        Map<String, List<Received>> byPeer = new TreeMap<>();
        for (Received r : recording.all(Received.class)) {
            byPeer.computeIfAbsent(String.valueOf(r.peer()), name -> new ArrayList<>()).add(r);
        }
        return byPeer;
    }

    private void frames(Map<String, List<Received>> golden, Map<String, List<Received>> other) {
        Set<String> peers = new TreeSet<>(golden.keySet());
        peers.addAll(other.keySet());
        for (String peer : peers) {
            List<Received> wanted = golden.getOrDefault(peer, List.of());
            List<Received> got = other.getOrDefault(peer, List.of());
            for (int i = 0; i < Math.max(wanted.size(), got.size()); i++) {
                String where = peer + " frame " + i;
                if (i >= wanted.size()) {
                    differences.add(where + " extra: " + describe(got.get(i)));
                } else if (i >= got.size()) {
                    differences.add(where + " missing: " + describe(wanted.get(i)));
                } else {
                    frame(where, wanted.get(i), got.get(i));
                }
            }
        }
    }

    private void frame(String where, Received wanted, Received got) {
        Map<String, Object> x = normalized(wanted);
        Map<String, Object> y = normalized(got);
        x.forEach((field, value) -> {
            if (!Objects.equals(value, y.get(field))) {
                differences.add(where + " " + field + ": golden " + value + ", other " + y.get(field) + " in " + describe(got));
            }
        });
        if (!ignored.contains(Aspect.TIME)
            && Math.abs(wanted.t() - got.t()) > Math.max(TOLERANCE, RELATIVE_TOLERANCE * wanted.t())) {
            differences.add(String.format("%s time: golden %.3f, other %.3f", where, wanted.t(), got.t()));
        }
    }

    private Map<String, Object> normalized(Received r) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("flags", r.flags());
        fields.put("sequence", r.sequence());
        fields.put("ack", r.ack());
        fields.put("length", r.length());
        fields.put("options", options(r));
        fields.put("bad checksum", r.badChecksum());
        if (!ignored.contains(Aspect.WINDOW)) {
            fields.put("window", r.window());
        }
        if (!ignored.contains(Aspect.IP)) {
            fields.put("don't fragment", r.dontFragment());
            fields.put("TTL", r.timeToLive());
            fields.put("TOS", r.typeOfService());
        }
        return fields;
    }

    private static List<String> options(Received r) {
        return r.options().stream().map(TcpOption::normalized).toList();
    }

    /** A frame as a packet line. */
    static String describe(Received r) {
        return String.format("%.3f %s %s:%d ack %s win %s %s", r.t(), r.flags(), r.sequence(), r.length(), r.ack(), r.window(), options(r));
    }

    // ------------------------------------------------------------------ calls, queues, counters

    private static List<String> calls(Recording recording) {
        return recording.all(Call.class).stream().filter(call -> !Set.of("listen", "info").contains(call.op()))
            .map(call -> call.op() + " -> " + answer(call.answer())).toList();
    }

    private static String answer(Map<String, Object> answer) {
        return "ok=" + answer.get("ok") + " err=" + answer.get("err") + " hex=" + answer.get("hex") + " n=" + answer.get("n");
    }

    private static List<String> snapshots(Recording recording) {
        return recording.all(Snapshot.class).stream().map(s -> s.note() + " " + s.listeners()).toList();
    }

    private void sequences(String what, List<String> golden, List<String> other) {
        for (int i = 0; i < Math.max(golden.size(), other.size()); i++) {
            String wanted = i < golden.size() ? golden.get(i) : "none";
            String got = i < other.size() ? other.get(i) : "none";
            if (!wanted.equals(got)) {
                differences.add(what + " " + i + ": golden " + wanted + ", other " + got);
            }
        }
    }

    private void counters(Map<String, Long> golden, Map<String, Long> other) {
        Set<String> names = new TreeSet<>(golden.keySet());
        names.addAll(other.keySet());
        for (String name : names) {
            long wanted = golden.getOrDefault(name, 0L);
            long got = other.getOrDefault(name, 0L);
            if (wanted != got && COMPARED_COUNTERS.matcher(name).lookingAt()) {
                differences.add("counter " + name + ": golden " + wanted + ", other " + got);
            }
        }
    }

    static boolean isCompared(Event e) {
        return e instanceof Received || e instanceof Snapshot || e instanceof Call call && !Set.of("listen", "info").contains(call.op());
    }

    static boolean isCompared(String counter) {
        return COMPARED_COUNTERS.matcher(counter).lookingAt();
    }
}
