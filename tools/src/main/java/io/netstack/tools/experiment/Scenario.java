package io.netstack.tools.experiment;

import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Settings;
import io.netstack.policy.StoreShape;
import io.netstack.sim.SynSchedule;
import io.netstack.sim.load.SimulatedServer;
import io.netstack.tools.UsageError;
import io.netstack.tools.custom.PolicyShelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is simulated: the listener, who comes, who serves. Text with a meaning: each value is kept as it was written, so that the scenario
 * can be printed, compared and repeated.
 */
public final class Scenario {

    /** A word that a scenario may say. */
    enum Key {
        POLICY("linux", "who decides"),
        SET("", "settings of the policy, name=value, separated by commas"),
        BACKLOG("128", "the argument of listen()"),
        ARRIVAL("500/s", "how clients come: 500/s, every:500/s, bursty:500/s, flash:50-5000@2s, closed:100:50ms, pcap:FILE"),
        CLIENTS("linux", "how clients repeat their SYNs: linux, linux-6.4, freebsd, windows, once"),
        REQUEST("100", "bytes that a client sends"),
        RTT("2ms", "round-trip time of honest clients"),
        JITTER("0", "what is added to each way, at most"),
        LOSS("0", "probability that a frame is lost, each way"),
        BANDWIDTH("0", "bits per second of the clients' link, 0: no limit"),
        ACCEPT_TIME("1ms", "how long the application takes for a connection: 1ms (exponential), fixed:1ms, lognormal:1ms:1.5"),
        ACCEPTORS("1", "threads that accept and serve; 0: nobody accepts"),
        PAUSE("none", "the application stands still: LENGTH/EVERY, such as 100ms/2s"),
        FLOOD("0", "SYNs per second of a flood"),
        ATTACK("none", "attacks: syn:10k, ack:10k, hold:100, synrst:1k, replay:1k, each perhaps @5s-20s; separated by commas"),
        STORE("policy", "where requests are kept: synqueue, syncache, syncookies, or policy: where its system keeps them"),
        FOR("20s", "how long clients come"),
        SETTLE("5s", "how long to go on after the last client came"),
        SEED("1", "decides everything that is left to chance");

        private final String standard;
        private final String meaning;

        Key(String standard, String meaning) {
            this.standard = standard;
            this.meaning = meaning;
        }

        /** As it is written. */
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        String standard() {
            return standard;
        }

        String meaning() {
            return meaning;
        }

        static Key of(String word) {
            for (Key key : values()) {
                if (key.word().equals(word)) {
                    return key;
                }
            }
            return null;
        }
    }

    private static final Map<String, SynSchedule> SCHEDULES = Map.of("linux", SynSchedule.LINUX, "linux-6.4", SynSchedule.LINUX_EXPONENTIAL,
        "freebsd", SynSchedule.FREEBSD, "windows", SynSchedule.WINDOWS, "once", SynSchedule.ONCE);

    private static final int FEW_REQUESTS = 1 << 14;

    private final Map<Key, String> texts;
    private final PolicyShelf shelf;
    final ListenPolicy policy;
    final Settings settings;
    /** Null: that of the policy. */
    final StoreShape store;
    final int backlog;
    final ArrivalText arrival;
    final SynSchedule schedule;
    final int requestBytes;
    final long rttNs;
    final long jitterNs;
    final double loss;
    final long bitsPerSecond;
    final ServiceText service;
    final int acceptors;
    final long pauseNs;
    final long pauseEveryNs;
    final List<AttackText> attacks;
    final long durationNs;
    final long settleNs;
    final long seed;

    private Scenario(Map<Key, String> texts, PolicyShelf shelf) {
        this.texts = texts;
        this.shelf = shelf;
        policy = read(Key.POLICY, shelf::named);
        settings = read(Key.SET, text -> Settings.of(policy, settings(text)));
        store = read(Key.STORE, text -> text.equals("policy") ? null : StoreShape.named(text));
        backlog = read(Key.BACKLOG, text -> Texts.whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
        arrival = read(Key.ARRIVAL, ArrivalText::of);
        schedule = read(Key.CLIENTS, Scenario::schedule);
        requestBytes = read(Key.REQUEST, text -> Texts.whole(text, 0, 1 << 20));
        rttNs = read(Key.RTT, Texts::ns);
        jitterNs = read(Key.JITTER, Texts::ns);
        loss = read(Key.LOSS, Texts::probability);
        bitsPerSecond = read(Key.BANDWIDTH, Texts::bits);
        service = read(Key.ACCEPT_TIME, ServiceText::of);
        acceptors = read(Key.ACCEPTORS, text -> Texts.whole(text, 0, 10_000));
        pauseNs = read(Key.PAUSE, text -> text.equals("none") ? 0 : Texts.positiveNs(pause(text)[0]));
        pauseEveryNs = read(Key.PAUSE, text -> text.equals("none") ? 0 : Texts.positiveNs(pause(text)[1]));
        double flood = read(Key.FLOOD, Texts::rate);
        attacks = read(Key.ATTACK, text -> AttackText.list(attackText(text, flood == 0 ? "" : "syn:" + texts.get(Key.FLOOD))));
        durationNs = read(Key.FOR, Texts::positiveNs);
        settleNs = read(Key.SETTLE, Texts::ns);
        seed = read(Key.SEED, text -> (long) Texts.whole(text, 0, Integer.MAX_VALUE));
    }

    private static String attackText(String attacks, String flood) {
        String other = attacks.equals("none") ? "" : attacks;
        return flood + (flood.isEmpty() || other.isEmpty() ? "" : ",") + other;
    }

    private static SynSchedule schedule(String word) {
        SynSchedule schedule = SCHEDULES.get(word);
        if (schedule == null) {
            throw new IllegalArgumentException("'" + word + "' is no client; there are linux, linux-6.4, freebsd, windows, once");
        }
        return schedule;
    }

    private static String[] pause(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("'" + text + "' is not LENGTH/EVERY such as 100ms/2s");
        }
        return parts;
    }

    private static Map<String, String> settings(String text) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String one : text.isBlank() ? new String[0] : text.split(",")) {
            int equals = one.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + one + "' is not name=value");
            }
            settings.put(one.substring(0, equals).strip(), one.substring(equals + 1).strip());
        }
        return settings;
    }

    private interface Reader<T> {
        T read(String text);
    }

    private <T> T read(Key key, Reader<T> reader) {
        try {
            return reader.read(texts.get(key));
        } catch (IllegalArgumentException e) {
            throw new UsageError(key.word() + ": " + e.getMessage());
        }
    }

    /**
     * A scenario of what was said; the rest is as usual.
     *
     * @throws UsageError when a value makes no sense, naming its key
     */
    static Scenario of(Map<Key, String> said, PolicyShelf shelf) {
        Map<Key, String> texts = new LinkedHashMap<>();
        for (Key key : Key.values()) {
            texts.put(key, said.getOrDefault(key, key.standard()).strip());
        }
        return new Scenario(texts, shelf);
    }

    /** The same with one value changed. */
    Scenario with(Key key, String text) {
        Map<Key, String> changed = new LinkedHashMap<>(texts);
        changed.put(key, text);
        return new Scenario(changed, shelf);
    }

    /**
     * What a scenario file says: {@code key = value} a line, {@code #} begins a comment.
     *
     * @throws UsageError when the file cannot be read or a line is not such, naming file and line
     */
    static Map<Key, String> file(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UsageError("cannot read the scenario " + file, e);
        }
        Map<Key, String> said = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceAll("(^|\\s)#.*", "").strip();
            if (line.isEmpty()) {
                continue;
            }
            int equals = line.indexOf('=');
            Key key = equals < 0 ? null : Key.of(line.substring(0, equals).strip());
            if (key == null) {
                throw new UsageError(file + ":" + (i + 1) + ": '" + line + "' is not one of the lines KEY = VALUE, KEY being one of "
                    + Arrays.stream(Key.values()).map(Key::word).collect(Collectors.joining(", ")));
            }
            said.put(key, line.substring(equals + 1).strip());
        }
        return said;
    }

    /** Slots for what may come: a flood takes what there is, and making slots is what a short run spends its time on. */
    SimulatedServer.Memory memory() {
        int requests = attacks.isEmpty() && backlog <= FEW_REQUESTS / 2 ? FEW_REQUESTS : SimulatedServer.Memory.DEFAULT.requestSlots();
        return new SimulatedServer.Memory(requests, SimulatedServer.Memory.DEFAULT.connectionSlots(), store);
    }

    /** The value of a key as it was written. */
    String text(Key key) {
        return texts.get(key);
    }

    /** What differs from the usual, as flags. */
    String flags() {
        return texts.entrySet().stream().filter(e -> !e.getValue().equals(e.getKey().standard()))
            .map(e -> e.getKey() == Key.SET ? setFlags(e.getValue()) : "--" + e.getKey().word() + " " + quoted(e.getValue()))
            .collect(Collectors.joining(" "));
    }

    private static String setFlags(String text) {
        return settings(text).entrySet().stream().map(e -> "--set " + quoted(e.getKey() + "=" + e.getValue()))
            .collect(Collectors.joining(" "));
    }

    private static String quoted(String text) {
        return text.matches("[-A-Za-z0-9_./:=@%,]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** The command that repeats a run of this scenario. */
    String command() {
        return ("tools/netstack sim " + shelf.flags() + flags()).strip();
    }

    /** Key and value of everything, for reports. */
    Map<String, String> settingsTable() {
        Map<String, String> table = new LinkedHashMap<>();
        texts.forEach((key, text) -> table.put(key.word(), text.isEmpty() ? "–" : text));
        return table;
    }
}
