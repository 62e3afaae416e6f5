package io.netstack.tools.policies;

import io.netstack.observe.Counter;
import io.netstack.policy.Fact;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Settings;
import io.netstack.tools.view.LabText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a backlog means under a policy: what is known, and what a run shows. */
final class Explanation {
    /** Enough to go beyond a backlog of 4096 on every system; a larger one is tried with as many. */
    private static final int MOST_CLIENTS = 8_300;
    private static final int MORE = 32;
    private static final int WIDTH = 110;

    /** What the first client that is not connected sees. */
    enum ClientView {
        /** All that connected were connected. */
        CONNECTED("connected", "it is connected"),
        /** Its SYN goes unanswered. */
        SILENCE("silence", "its SYN is not answered and it sends it again"),
        /** Its SYN is answered by RST. */
        REFUSED("refused", "its SYN is answered by RST: connection refused"),
        /** It is connected, and then reset. */
        RESET("connected-then-reset", "it is connected, and its final ACK is answered by RST: connection reset"),
        /** It gave up. */
        TIMEOUT("timeout", "it gives up after all its SYNs");

        private final String label;
        private final String words;

        ClientView(String label, String words) {
            this.label = label;
            this.words = words;
        }

        String label() {
            return label;
        }
    }

    private final ListenPolicy policy;
    private final int backlog;
    private final Cell cell;
    private final int clients;
    private final Map<String, Long> oneMore;

    Explanation(ListenPolicy policy, Settings settings, int backlog) {
        this.policy = policy;
        this.backlog = backlog;
        int limit = policy.open(settings, 1).onListen(backlog, 0, false).limit();
        clients = (int) Math.min(MOST_CLIENTS, Math.max(CellRun.CLIENTS, 2L * limit + MORE));
        cell = new CellRun(policy, settings, backlog, clients).run();
        oneMore = firstVictim() < 0 ? Map.of() : difference(settings, firstVictim());
    }

    /** The first client that was not connected by its first SYN, or did not stay so; -1 for none. */
    private int firstVictim() {
        for (int i = 0; i < cell.clients().size(); i++) {
            if (!cell.clients().get(i).isConnectedAtOnce()) {
                return i;
            }
        }
        return -1;
    }

    /** What the first client that did not stay connected made the counters move: a run that ends with it, less one as long without it. */
    private Map<String, Long> difference(Settings settings, int victim) {
        Map<Counter, Long> moved = new EnumMap<>(Counter.class);
        new CellRun(policy, settings, backlog, victim + 1).run().counters().forEach((counter, value) -> moved.merge(counter, value, Long::sum));
        if (victim > 0) {
            new CellRun(policy, settings, backlog, victim, victim + 1).run().counters().forEach((counter, value) -> moved.merge(counter, -value, Long::sum));
        }
        Map<String, Long> named = new TreeMap<>();
        moved.forEach((counter, value) -> {
            boolean told = value != 0 && counter != Counter.TCP_IN_SEGS && !counter.kernelName().startsWith("Ip.");
            if (told) {
                named.put(counter.kernelName(), value);
            }
        });
        return named;
    }

    /** What happens to whoever comes too late. */
    ClientView clientView() {
        int victim = firstVictim();
        return victim < 0 ? ClientView.CONNECTED : switch (cell.clients().get(victim).outcome()) {
            case ESTABLISHED, RETRANSMITTING, SILENT -> ClientView.SILENCE;
            case REFUSED -> ClientView.REFUSED;
            case RESET -> ClientView.RESET;
            case TIMEOUT -> ClientView.TIMEOUT;
        };
    }

    // ---- as text

    List<String> text() {
        List<String> lines = new ArrayList<>();
        lines.add(policy.name() + (policy.inferred() ? " (inferred: rests on a published number or on recall)" : "") + ": " + policy.summary());
        lines.add("");
        section(lines, "The number", Fact.Topic.LIMIT, "listen(" + backlog + ") stores " + cell.limit() + ".");
        section(lines, "Requests, before the final ACK", Fact.Topic.REQUESTS);
        section(lines, "Connections, before accept()", Fact.Topic.CONNECTIONS, counted());
        boolean all = clientView() == ClientView.CONNECTED;
        section(lines, "The client beyond that", Fact.Topic.CLIENT, all ? "Every client of this run got a SYN-ACK."
            : "Client " + (firstVictim() + 1) + " is the first: " + clientView().words + ".");
        List<String> counted = new ArrayList<>();
        if (!all) {
            counted.add("Its SYN, and what followed within a second, moved " + moved() + ".");
        }
        cell.log().stream().limit(1).forEach(line -> counted.add("The log says: " + line));
        section(lines, "Counters", Fact.Topic.COUNTER, counted.toArray(String[]::new));
        section(lines, "Settings", Fact.Topic.SETTING);
        section(lines, "Doubts", Fact.Topic.DOUBT);
        return lines;
    }

    private String counted() {
        int aside = cell.total() - cell.completed();
        return "Of " + clients + " clients, 10 ms apart, nobody accepting, " + cell.total()
            + (cell.total() == 1 ? " believes it is" : " believe they are") + " connected a second after the last one's SYN: "
            + cell.completed() + " in the accept queue" + (aside > 0 ? ", " + aside + " whose final ACK the server ignored" : "") + ".";
    }

    private String moved() {
        List<String> words = new ArrayList<>();
        oneMore.forEach((name, value) -> words.add(name + (value < 0 ? "" : "+") + value));
        return words.isEmpty() ? "no counter" : String.join(" ", words);
    }

    private void section(List<String> lines, String title, Fact.Topic topic, String... shown) {
        List<Fact> facts = policy.facts().stream().filter(fact -> fact.topic() == topic).toList();
        if (facts.isEmpty() && shown.length == 0) {
            return;
        }
        lines.add(title);
        facts.forEach(fact -> say(lines, fact.text() + " [" + evidence(fact) + "]"));
        for (String sentence : shown) {
            say(lines, sentence + " [run in virtual time]");
        }
    }

    private static void say(List<String> lines, String sentence) {
        String indent = "  ";
        for (String line : LabText.wrap(sentence, WIDTH)) {
            lines.add(indent + line);
            indent = "    ";
        }
    }

    private static String evidence(Fact fact) {
        return switch (fact.evidence()) {
            case MEASURED -> "measured: ";
            case SOURCE -> "read in source: ";
            case PUBLISHED -> "published: ";
            case INFERRED -> "inferred from: ";
            case RECALLED -> "recalled: ";
        } + fact.source();
    }

    // ---- as an object

    Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("policy", policy.name());
        object.put("inferred", policy.inferred());
        object.put("backlog", backlog);
        object.put("limit", cell.limit());
        object.put("clients", clients);
        object.put("total", cell.total());
        object.put("completed", cell.completed());
        object.put("embryonic", cell.embryonic());
        object.put("firstNotConnected", firstVictim() < 0 ? null : firstVictim() + 1);
        object.put("clientSees", clientView().label());
        object.put("counters", oneMore);
        object.put("log", cell.log());
        object.put("facts", policy.facts().stream().map(Explanation::object).toList());
        return object;
    }

    private static Map<String, Object> object(Fact fact) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("topic", fact.topic().name().toLowerCase(Locale.ROOT));
        object.put("text", fact.text());
        object.put("evidence", fact.evidence().name().toLowerCase(Locale.ROOT));
        object.put("source", fact.source());
        return object;
    }
}
