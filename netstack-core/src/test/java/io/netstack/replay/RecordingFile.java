package io.netstack.replay;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.replay.Recording.Call;
import io.netstack.replay.Recording.Event;
import io.netstack.replay.Recording.Queues;
import io.netstack.replay.Recording.Received;
import io.netstack.replay.Recording.Sent;
import io.netstack.replay.Recording.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads a recording: one JSON object a line, the first about the whole, then frames, calls and snapshots by time, then counters. */
public final class RecordingFile {

    private RecordingFile() {
    }

    /** The recording of a scenario, from the tests' resources. */
    public static Recording named(String scenario) {
        try (InputStream in = RecordingFile.class.getResourceAsStream("/traces/" + scenario + ".jsonl")) {
            if (in == null) {
                throw new IllegalArgumentException("no recording of " + scenario);
            }
            return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the text of a recording. */
    public static Recording read(String text) throws IOException {
        String scenario = null;
        String description = null;
        Map<String, Object> settings = Map.of();
        List<Event> events = new ArrayList<>();
        Map<String, Long> counters = new TreeMap<>();
        for (String line : text.lines().toList()) {
            Map<String, Object> e = JSON.std.mapFrom(line);
            switch ((String) e.get("type")) {
                case "meta" -> {
                    scenario = (String) e.get("scenario");
                    description = (String) e.get("desc");
                    settings = object(e.get("sysctl"));
                }
                case "tx" -> events.add(sent(e));
                case "rx" -> events.add(received(e));
                case "call" -> events.add(new Call(seconds(e), (String) e.get("op"), object(e.get("args")), object(e.get("ret"))));
                case "ss" -> events.add(new Snapshot(seconds(e), (String) e.get("note"), queues(e.get("listeners"))));
                case "counters_delta" -> object(e.get("v")).forEach((name, v) -> counters.put(name, ((Number) v).longValue()));
                case "counters_before", "counters_after" -> {
                    // the delta says it all
                }
                default -> throw new IOException("a recording has no lines of type " + e.get("type"));
            }
        }
        return new Recording(scenario, description, settings, events, counters);
    }

    /** The text of a recording, as {@link #read} reads it. */
    public static String write(Recording recording) throws IOException {
        StringBuilder text = new StringBuilder();
        line(text, "meta", 0, "scenario", recording.scenario(), "desc", recording.description(), "sysctl", recording.settings());
        for (Event event : recording.events()) {
            switch (event) {
                case Sent s -> line(text, "tx", s.t(), "conn", s.peer(), "rseq", s.relativeSequence(), "rack", s.relativeAck(), "hex",
                    HexFormat.of().formatHex(s.frame()), "note", s.note());
                case Received r -> line(text, "rx", r.t(), "conn", r.peer(), "fl", r.flags(), r.sequence().equals("raw") ? "seq" : "rseq",
                    r.sequence().matches("\\d+") ? (Object) Long.valueOf(r.sequence()) : r.sequence().equals("raw") ? 1 : r.sequence(),
                    "rack", r.ack(), "win", r.window(), "len", r.length(), "opts", options(r), "df", r.dontFragment(),
                    "ttl", r.timeToLive(), "tos", r.typeOfService(), "BADSUM", r.badChecksum());
                case Call c -> line(text, "call", c.t(), "op", c.op(), "args", c.arguments(), "ret", c.answer());
                case Snapshot s -> line(text, "ss", s.t(), "note", s.note(), "listeners", s.listeners().stream().map(q -> Map.of(
                    "port", q.port(), "acceptq", q.acceptQueue(), "backlog", q.backlog(), "synq", q.synQueue())).toList());
            }
        }
        line(text, "counters_delta", 0, "v", recording.counters());
        return text.toString();
    }

    private static void line(StringBuilder text, String type, double t, Object... namesAndValues) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", type);
        json.put("t", t);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                json.put((String) namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        text.append(JSON.std.asString(json)).append('\n');
    }

    private static List<List<Object>> options(Received r) {
        return r.options().stream().map(option -> Stream.concat(Stream.of((Object) option.name()),
            option.values().stream()).toList()).toList();
    }

    private static Sent sent(Map<String, Object> e) {
        return new Sent(seconds(e), (String) e.get("conn"), number(e.get("rseq")), number(e.get("rack")),
            HexFormat.of().parseHex((String) e.get("hex")), (String) e.get("note"));
    }

    private static Received received(Map<String, Object> e) {
        Object relative = e.get("rseq");
        Long absolute = number(e.get("seq"));
        String sequence = relative != null ? relative.toString() : absolute != null && absolute != 0 ? "raw" : "0";
        Long window = number(e.get("win"));
        return new Received(seconds(e), (String) e.get("conn"), e.containsKey("fl") ? (String) e.get("fl") : "proto" + e.get("proto"),
            sequence, number(e.get("rack")), window == null ? null : window.intValue(),
            e.get("len") == null ? 0 : number(e.get("len")).intValue(),
            options(e.get("opts")), Boolean.TRUE.equals(e.get("BADSUM")), Boolean.TRUE.equals(e.get("df")), intOr0(e.get("ttl")),
            intOr0(e.get("tos")));
    }

    private static List<TcpOption> options(Object json) {
        List<TcpOption> options = new ArrayList<>();
        for (Object one : json == null ? List.of() : (List<?>) json) {
            List<?> parts = (List<?>) one;
            List<Object> values = new ArrayList<>();
            for (Object value : parts.subList(1, parts.size())) {
                values.add(value instanceof Number n ? (Object) n.longValue() : value);
            }
            options.add(new TcpOption((String) parts.getFirst(), values));
        }
        return options;
    }

    static List<Queues> queues(Object json) {
        List<Queues> queues = new ArrayList<>();
        for (Object one : json == null ? List.of() : (List<?>) json) {
            Map<String, Object> listener = object(one);
            queues.add(new Queues(intOr0(listener.get("port")), number(listener.get("acceptq")), number(listener.get("backlog")),
                number(listener.get("synq"))));
        }
        return queues;
    }

    private static double seconds(Map<String, Object> e) {
        return ((Number) e.get("t")).doubleValue();
    }

    private static Long number(Object json) {
        return json instanceof Number n ? (Long) n.longValue() : null;
    }

    private static int intOr0(Object json) {
        return json instanceof Number n ? n.intValue() : 0;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object json) {
        return json == null ? Map.of() : (Map<String, Object>) json;
    }
}
