package io.netstack.tools.experiment;

import io.netstack.observe.Reason;
import io.netstack.tools.view.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** What one run came to, as text, as JSON and as a page. */
final class Report {
    private final Outcome outcome;
    private final Scenario scenario;

    Report(Outcome outcome) {
        this.outcome = outcome;
        this.scenario = outcome.scenario();
    }

    /** One sentence. */
    String summary() {
        Outcome.Clients clients = outcome.clients();
        return String.format(Locale.ROOT, "%s, listen(%d): %,d clients came, %s were accepted%s%s%s.", scenario.policy.name(),
            scenario.backlog,
            clients.started(), Texts.percent(clients.success()), part(clients.reset(), " were connected and then reset"),
            part(clients.refused(), " were refused"), part(clients.timedOut() + clients.waiting(), " gave up or still waited at the end"));
    }

    private static String part(long count, String text) {
        return count == 0 ? "" : String.format(Locale.ROOT, "; %,d", count) + text;
    }

    /** The numbers that matter, by name. */
    Map<String, String> numbers() {
        Outcome.Clients clients = outcome.clients();
        Map<String, String> numbers = new LinkedHashMap<>();
        numbers.put("accepted", Texts.percent(clients.success()));
        numbers.put("at once, nothing repeated", Texts.percent(1 - clients.delayed()));
        numbers.put("time to accept, median", span(outcome.toAccept(), 50));
        numbers.put("time to accept, 99 %", span(outcome.toAccept(), 99));
        numbers.put("time to accept, 99.9 %", span(outcome.toAccept(), 99.9));
        numbers.put("SYNs repeated", count(clients.synRetransmits()));
        numbers.put("data repeated", count(clients.dataRetransmits()));
        numbers.put("connected, then reset", count(clients.reset()));
        numbers.put("SYN queue, at most", count(outcome.peaks().synQueue()));
        numbers.put("accept queue, at most", count(outcome.peaks().acceptQueue()));
        numbers.put("connections, at most", count(outcome.peaks().connections()));
        numbers.put("their memory, at most", kibibytes(outcome.peaks().memoryBytes()));
        numbers.put("SYN-ACK bytes per SYN byte", String.format(Locale.ROOT, "%.2f", outcome.traffic().amplification()));
        numbers.put("frames", count(outcome.traffic().frames()));
        return numbers;
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String kibibytes(long bytes) {
        return String.format(Locale.ROOT, "%,d KiB", (bytes + 1023) / 1024);
    }

    private static String span(Histogram histogram, double percentile) {
        return histogram.getTotalCount() == 0 ? "–" : Texts.spanText(histogram.getValueAtPercentile(percentile));
    }

    /** Prints everything but the pictures. */
    void print(PrintWriter out) {
        out.println(summary());
        out.println();
        numbers().forEach((name, value) -> out.printf(Locale.ROOT, "  %-28s %s%n", name, value));
        out.println();
        Table table = new Table(" FRAMES", "VERDICT", "MEANING");
        outcome.verdicts().forEach((reason, count) -> table.row(count(count), reason, meaning(reason)));
        table.lines().forEach(line -> out.println("  " + line));
        out.println();
        double rate = outcome.traffic().frames() * 1e3 / Math.max(1, outcome.cpuNs());
        out.printf(Locale.ROOT, "%,d frames in %.2f s, %.2f s of them on one core: %.2f million frames a second%n",
            outcome.traffic().frames(), outcome.wallNs() / 1e9, outcome.cpuNs() / 1e9, rate);
        out.println("again: " + scenario.command());
    }

    private static String meaning(Reason reason) {
        return reason.text().replace("{a}", "n").replace("{b}", "m");
    }

    /** One flat object: settings, then numbers, nanoseconds where the name ends in Ns. */
    Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("scenario", scenario.settingsTable());
        object.putAll(row());
        Map<String, Long> verdicts = new LinkedHashMap<>();
        outcome.verdicts().forEach((reason, count) -> verdicts.put(reason.name(), count));
        object.put("verdicts", verdicts);
        Map<String, Long> counters = new LinkedHashMap<>();
        outcome.counters().forEach((counter, value) -> counters.put(counter.kernelName(), value));
        object.put("counters", counters);
        return object;
    }

    /** The measurements of one run by name: what a line of a sweep holds. */
    Map<String, Object> row() {
        Outcome.Clients clients = outcome.clients();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("started", clients.started());
        row.put("connected", clients.connected());
        row.put("accepted", clients.accepted());
        row.put("atOnce", clients.atOnce());
        row.put("success", clients.started() == 0 ? 0.0 : Math.round(clients.success() * 1e6) / 1e6);
        row.put("refused", clients.refused());
        row.put("timedOut", clients.timedOut());
        row.put("reset", clients.reset());
        row.put("waiting", clients.waiting());
        row.put("synRetransmits", clients.synRetransmits());
        row.put("dataRetransmits", clients.dataRetransmits());
        row.put("acceptP50Ns", outcome.toAccept().getValueAtPercentile(50));
        row.put("acceptP99Ns", outcome.toAccept().getValueAtPercentile(99));
        row.put("acceptP999Ns", outcome.toAccept().getValueAtPercentile(99.9));
        row.put("synQueuePeak", outcome.peaks().synQueue());
        row.put("acceptQueuePeak", outcome.peaks().acceptQueue());
        row.put("connectionsPeak", outcome.peaks().connections());
        row.put("memoryPeakBytes", outcome.peaks().memoryBytes());
        row.put("turnedAway", outcome.turnedAway());
        row.put("amplification", Math.round(outcome.traffic().amplification() * 1e4) / 1e4);
        row.put("frames", outcome.traffic().frames());
        return row;
    }

    /** Writes the page. */
    void writeHtml(Path file) throws IOException {
        Map<String, Object> data = new LinkedHashMap<>();
        Outcome.Samples samples = outcome.queues();
        data.put("summary", summary());
        data.put("command", scenario.command());
        data.put("tiles", numbers().entrySet().stream().map(e -> List.of(e.getKey(), e.getValue())).toList());
        data.put("limit", scenario.backlog);
        data.put("endSeconds", (scenario.durationNs + scenario.settleNs) / 1e9);
        data.put("seconds", samples.seconds());
        data.put("acceptQueue", samples.acceptQueue());
        data.put("synQueue", samples.synQueue());
        data.put("dropped", samples.dropped());
        data.put("started", outcome.clients().started());
        data.put("accepted", outcome.clients().accepted());
        data.put("cdf", cdf(outcome.toAccept()));
        data.put("verdicts", outcome.verdicts().entrySet().stream()
            .sorted(Map.Entry.<Reason, Long>comparingByValue().reversed())
            .map(e -> List.of(e.getKey().name(), e.getValue(), meaning(e.getKey()))).toList());
        data.put("conversations", outcome.conversations().stream().map(Report::conversation).toList());
        data.put("settings", scenario.settingsTable().entrySet().stream().map(e -> List.of(e.getKey(), e.getValue())).toList());
        HtmlPage.write(file, "listen(" + scenario.backlog + ") under " + scenario.policy.name(), "sim.js", data);
    }

    /** Pairs of milliseconds and the part of values up to there. */
    private static List<List<Double>> cdf(Histogram histogram) {
        List<List<Double>> points = new ArrayList<>();
        double total = histogram.getTotalCount();
        for (HistogramIterationValue value : histogram.recordedValues()) {
            points.add(List.of(value.getValueIteratedTo() / 1e6, value.getTotalCountToThisValue() / total));
        }
        // a picture has about a thousand columns
        int every = Math.max(1, points.size() / 1000);
        List<List<Double>> thinned = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            if (i % every == 0 || i == points.size() - 1) {
                thinned.add(points.get(i));
            }
        }
        return thinned;
    }

    private static Map<String, Object> conversation(Conversation conversation) {
        long start = conversation.events().getFirst().timeNs();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("kind", conversation.kind().text());
        object.put("client", conversation.client());
        object.put("events", conversation.events().stream().map(event -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("timeNs", event.timeNs() - start);
            one.put("way", event.way().name());
            one.put("segment", event.segment());
            one.put("verdict", event.verdict());
            return one;
        }).toList());
        return object;
    }
}
