package io.netstack.tools.experiment;

import io.netstack.tools.UsageError;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What a picture of a sweep shows, by its word on the command line. */
enum Measure {
    ACCEPTED("clients accepted", Kind.PART, row -> row.get("success")),
    AT_ONCE("clients accepted at once, nothing repeated", Kind.PART,
        row -> row.get("started") == 0 ? 1 : row.get("atOnce") / row.get("started")),
    TIME_50("time to accept, median", Kind.TIME, row -> row.get("acceptP50Ns")),
    TIME_99("time to accept, 99 %", Kind.TIME, row -> row.get("acceptP99Ns")),
    SYNS_REPEATED("SYNs repeated", Kind.COUNT, row -> row.get("synRetransmits")),
    DATA_REPEATED("data repeated", Kind.COUNT, row -> row.get("dataRetransmits")),
    RESET("clients connected, then reset", Kind.COUNT, row -> row.get("reset")),
    REFUSED("clients refused", Kind.COUNT, row -> row.get("refused")),
    TURNED_AWAY("turned away by the listener", Kind.COUNT, row -> row.get("turnedAway")),
    MEMORY("memory at most, bytes", Kind.COUNT, row -> row.get("memoryPeakBytes"));

    /** What its numbers are. */
    enum Kind { PART, TIME, COUNT }

    private final String text;
    private final Kind kind;
    private final ToDoubleFunction<Map<String, Double>> value;

    Measure(String text, Kind kind, ToDoubleFunction<Map<String, Double>> value) {
        this.text = text;
        this.kind = kind;
        this.value = value;
    }

    /** @throws UsageError when there is no such measure */
    static Measure named(String word) {
        for (Measure measure : values()) {
            if (measure.toString().equals(word)) {
                return measure;
            }
        }
        throw new UsageError("--measure " + word + ": there are " + String.join(", ",
            Arrays.stream(values()).map(Measure::toString).toList()));
    }

    String text() {
        return text;
    }

    Kind kind() {
        return kind;
    }

    /** Its value in a row of measurements by name. */
    double of(Map<String, Double> row) {
        return value.applyAsDouble(row);
    }

    /** A value as an axis shows it. */
    String show(double number) {
        return switch (kind) {
            case PART -> String.format(Locale.ROOT, "%.0f %%", 100 * number);
            case TIME -> Texts.spanText(number).replaceFirst("\\.0+ ", " ");
            case COUNT -> String.format(Locale.ROOT, "%,.0f", number);
        };
    }

    /** As it is written: {@code time-99}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
