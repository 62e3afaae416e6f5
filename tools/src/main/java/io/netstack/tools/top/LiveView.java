package io.netstack.tools.top;

import io.netstack.observe.ListenerStatus;
import io.netstack.observe.Reason;
import io.netstack.observe.StatusSnapshot;
import io.netstack.tools.experiment.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Two snapshots of a stack as something to look at: queues as bars with the ages of their entries, verdicts and counters as rates. */
final class LiveView {
    private static final int WIDTH = 40;
    private static final Set<String> NO_VERDICTS = Arrays.stream(Reason.values()).filter(reason -> reason.kind() != Reason.Kind.FRAME)
        .map(Reason::name).collect(Collectors.toUnmodifiableSet());

    private LiveView() {
    }

    /**
     * Lines for a terminal.
     *
     * @param before an earlier snapshot of the same stack, or null at first
     */
    static List<String> lines(StatusSnapshot now, StatusSnapshot before) {
        List<String> lines = new ArrayList<>();
        lines.add("process " + now.pid());
        for (ListenerStatus listener : now.listeners()) {
            lines.add("");
            lines.add(listener.address() + ":" + listener.port() + "  " + listener.profile());
            lines.add("  SYN queue     " + bar(listener.synQueue()));
            lines.add("  accept queue  " + bar(listener.acceptQueue()));
        }
        addRates(lines, "verdicts", verdictRates(now, before));
        addRates(lines, "counters", rates(now, before));
        return lines;
    }

    private static void addRates(List<String> lines, String title, Map<String, Double> rates) {
        if (!rates.isEmpty()) {
            lines.add("");
            lines.add(title);
            rates.forEach((name, rate) -> lines.add(String.format(Locale.ROOT, "  %,12.0f /s  %s", rate, name)));
        }
    }

    /** A bar as long as the queue is full; what is beyond the limit is marked. */
    static String bar(ListenerStatus.Queue queue) {
        int limit = Math.max(1, queue.limit());
        int filled = (int) Math.min(WIDTH, (long) queue.length() * WIDTH / limit);
        if (queue.length() > 0 && filled == 0) {
            filled = 1;
        }
        String over = queue.length() > queue.limit() ? "!" : " ";
        return "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "]" + over + " " + queue.length() + " of " + queue.limit()
            + ", at most "
            + queue.peak() + ages(queue);
    }

    /** How long the last and the first entry have been there. */
    private static String ages(ListenerStatus.Queue queue) {
        return queue.length() == 0 ? "" : ", there for " + (queue.length() == 1 ? "" : Texts.spanText(queue.newestNs()) + " to ")
            + Texts.spanText(queue.oldestNs());
    }

    /** How many a second, of counters that moved. */
    static Map<String, Double> rates(StatusSnapshot now, StatusSnapshot before) {
        return before == null ? Map.of() : rates(now.counters(), before.counters(), now.writtenMs() - before.writtenMs());
    }

    /** How many frames a second ended in each verdict, the frequent ones first. */
    static Map<String, Double> verdictRates(StatusSnapshot now, StatusSnapshot before) {
        Map<String, Double> sorted = new LinkedHashMap<>();
        if (before != null) {
            rates(verdicts(now), verdicts(before), now.writtenMs() - before.writtenMs()).entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(rate -> sorted.put(rate.getKey(), rate.getValue()));
        }
        return sorted;
    }

    private static Map<String, Double> rates(Map<String, Long> now, Map<String, Long> before, long elapsedMs) {
        Map<String, Double> rates = new LinkedHashMap<>();
        if (elapsedMs > 0) {
            now.forEach((name, value) -> {
                long moved = value - before.getOrDefault(name, 0L);
                if (moved > 0) {
                    rates.put(name, moved * 1e3 / elapsedMs);
                }
            });
        }
        return rates;
    }

    /** Reasons in which frames end; one that this build does not know counts as such. */
    private static Map<String, Long> verdicts(StatusSnapshot snapshot) {
        Map<String, Long> verdicts = new LinkedHashMap<>(snapshot.reasons());
        verdicts.keySet().removeAll(NO_VERDICTS);
        return verdicts;
    }

    /** A snapshot as the page in the browser takes it. */
    static Map<String, Object> object(StatusSnapshot snapshot) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("pid", snapshot.pid());
        object.put("writtenMs", snapshot.writtenMs());
        object.put("listeners", snapshot.listeners().stream().map(listener -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", listener.address() + ":" + listener.port());
            one.put("profile", listener.profile());
            one.put("syn", queue(listener.synQueue()));
            one.put("accept", queue(listener.acceptQueue()));
            return one;
        }).toList());
        object.put("counters", snapshot.counters());
        object.put("verdicts", verdicts(snapshot));
        return object;
    }

    private static Map<String, Object> queue(ListenerStatus.Queue queue) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("length", queue.length());
        object.put("peak", queue.peak());
        object.put("limit", queue.limit());
        object.put("oldestNs", queue.oldestNs());
        object.put("newestNs", queue.newestNs());
        return object;
    }
}
