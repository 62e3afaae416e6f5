package io.netstack.script;

import io.netstack.replay.World;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The lines of a script that are no packets: settings, socket calls, queues, counters. */
final class ScriptCalls {
    /** The counters that a {@code counters} line must name when they moved. */
    private static final Pattern WATCHED = Pattern.compile(
        "TcpExt\\.(Listen|Syncookies|TCPReqQFull|EmbryonicRsts|TCPTimeouts|TCPDeferAcceptDrop|TCPChallengeACK|TCPSYNChallenge|TCPACKSkipped"
            + "|PAWS|TSEcrRejected|TCPSynRetrans|TCPFastOpen|OutOfWindowIcmps|TCPMD5).*"
            + "|Tcp\\.(PassiveOpens|AttemptFails|EstabResets|RetransSegs|OutRsts|InErrs)|tcps_.*|tcp[A-Z].*");

    private final World world;
    private final Map<String, Object> settings = new HashMap<>();
    private Map<String, Long> before = Map.of();
    private Object listener;

    ScriptCalls(World world) {
        this.world = world;
    }

    void line(String text, Function<String, ScriptPeer> peers) {
        String[] words = text.split(" ");
        switch (words[0]) {
            case "given" -> given(words);
            case "listen" -> listen(words);
            case "relisten" -> ok(call("relisten", "h", listener, "backlog", Integer.parseInt(words[1])));
            case "accept" -> accept(words, peers);
            case "recv" -> recv(words, peers.apply(words[1]));
            case "send" -> ok(call("send", "h", peers.apply(words[1]).handle, "hex", "78".repeat(Integer.parseInt(words[2]))));
            case "shutdown" -> ok(call("shutdown", "h", handle(words[1], peers), "how", words[2]));
            case "close" -> ok(call("close", "h", handle(words[1], peers), "linger0", false));
            case "limit" -> check(text, "limit " + ((Map<?, ?>) ((List<?>) call("stat").get("listeners")).getFirst()).get("backlog"));
            case "queues" -> queues(text);
            case "requests" -> check(text, "requests " + call("stat").get("requests"));
            case "counters" -> counters(words);
            default -> throw new IllegalArgumentException("a script has no line like: " + text);
        }
    }

    private Object handle(String name, Function<String, ScriptPeer> peers) {
        return name.equals("listener") ? listener : peers.apply(name).handle;
    }

    private void given(String[] words) {
        for (String setting : Arrays.asList(words).subList(1, words.length)) {
            String[] pair = setting.split("=");
            settings.put(pair[0], pair[1]);
            settings.put(pair[0].equals("somaxconn") ? "net.core.somaxconn" : "net.ipv4." + pair[0], pair[1]);
        }
    }

    /** {@code listen 5}, {@code listen 5 defer_accept=3} or {@code listen 5 accept_filter=dataready}. */
    private void listen(String[] words) {
        Map<String, Object> options = new HashMap<>();
        for (String option : Arrays.asList(words).subList(2, words.length)) {
            String[] pair = option.split("=");
            options.put(pair[0], pair[1].matches("\\d+") ? Integer.valueOf(pair[1]) : pair[1]);
        }
        ok(call("config", "sysctl", settings));
        listener = ok(call("listen", "port", ScriptFrames.LISTENER_PORT, "backlog", Integer.parseInt(words[1]), "sockopt",
            options)).get("h");
        before = stat();
    }

    private void accept(String[] words, Function<String, ScriptPeer> peers) {
        Map<String, Object> answer = call("accept", "h", listener);
        if (words[1].equals("nothing")) {
            check("EAGAIN", answer.get("err"));
            return;
        }
        ScriptPeer wanted = peers.apply(words[1]);
        check(List.of("198.18.0.2", wanted.port), ok(answer).get("peer"));
        wanted.handle = answer.get("h");
    }

    /** {@code recv c1 5}, {@code recv c1 EOF}, {@code recv c1 ECONNRESET}. */
    private void recv(String[] words, ScriptPeer peer) {
        Map<String, Object> answer = call("recv", "h", peer.handle, "n", 65536);
        switch (words[2]) {
            case "EOF" -> check("", answer.get("hex"));
            case "EAGAIN", "ECONNRESET" -> check(words[2], answer.get("err"));
            default -> check("78".repeat(Integer.parseInt(words[2])), answer.get("hex"));
        }
    }

    private void queues(String text) {
        Map<String, Object> stat = call("stat");
        List<?> listeners = (List<?>) stat.get("listeners");
        if (listeners.isEmpty()) {
            check(text, "no listener");
        }
        Map<?, ?> first = (Map<?, ?>) listeners.getFirst();
        String parked = text.contains("P=") ? " P=" + first.get("parked") : "";
        check(text, "queues A=" + first.get("acceptq") + " Q=" + first.get("synq") + parked);
    }

    private void counters(String[] words) {
        Map<String, Long> now = stat();
        Map<String, Long> moved = new TreeMap<>();
        now.forEach((name, value) -> {
            long grown = value - before.getOrDefault(name, 0L);
            if (grown != 0 && WATCHED.matcher(name).matches()) {
                moved.put(name.substring(name.indexOf('.') + 1), grown);
            }
        });
        before = now;
        Map<String, Long> wanted = new TreeMap<>();
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            if (!word.equals("none")) {
                String[] pair = word.split("\\+");
                wanted.put(pair[0], Long.valueOf(pair[1]));
            }
        }
        check("counters " + wanted, "counters " + moved);
    }

    private Map<String, Long> stat() {
        Map<String, Long> counters = new TreeMap<>();
        ((Map<?, ?>) call("stat").get("counters")).forEach((name, value) -> counters.put((String) name, ((Number) value).longValue()));
        return counters;
    }

    private Map<String, Object> call(String op, Object... namesAndValues) {
        Map<String, Object> arguments = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            arguments.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return world.call(op, arguments);
    }

    private static Map<String, Object> ok(Map<String, Object> answer) {
        check(true, answer.get("ok"), answer);
        return answer;
    }

    private static void check(Object expected, Object actual) {
        check(expected, actual, actual);
    }

    private static void check(Object expected, Object actual, Object shown) {
        if (!expected.equals(actual)) {
            throw new ScriptFailure("  expected: " + expected + "\n  actual:   " + shown);
        }
    }
}
