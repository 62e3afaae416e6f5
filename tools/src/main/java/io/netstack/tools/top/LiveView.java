package io.netstack.tools.top;

import io.netstack.observe.ListenerStatus;
import io.netstack.observe.StatusSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Two snapshots of a stack as something to look at: queues as bars, counters as rates. */
final class LiveView {
    private static final int WIDTH = 40;

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
        Map<String, Double> rates = rates(now, before);
        if (!rates.isEmpty()) {
            lines.add("");
            rates.forEach((name, rate) -> lines.add(String.format(Locale.ROOT, "  %,12.0f /s  %s", rate, name)));
        }
        return lines;
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
            + queue.peak();
    }

    /** How many a second, of counters that moved. */
    static Map<String, Double> rates(StatusSnapshot now, StatusSnapshot before) {
        Map<String, Double> rates = new LinkedHashMap<>();
        if (before == null || now.writtenMs() <= before.writtenMs()) {
            return rates;
        }
        double seconds = (now.writtenMs() - before.writtenMs()) / 1e3;
        now.counters().forEach((name, value) -> {
            long moved = value - before.counters().getOrDefault(name, 0L);
            if (moved > 0) {
                rates.put(name, moved / seconds);
            }
        });
        return rates;
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
        return object;
    }

    private static Map<String, Object> queue(ListenerStatus.Queue queue) {
        return Map.of("length", queue.length(), "peak", queue.peak(), "limit", queue.limit());
    }
}
