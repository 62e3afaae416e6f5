package io.netstack.bench;

import java.util.Locale;

/**
 * Something that the project says about its speed or memory, as a number and the limit that it must not pass.
 *
 * @param what  in words
 * @param value as measured
 * @param limit the most that is allowed
 * @param unit  {@code x} for a ratio, {@code B} for bytes, {@code ns}, {@code s} for seconds
 */
record Promise(String what, double value, double limit, String unit) {

    boolean isKept() {
        return value <= limit;
    }

    /** One line of the report. */
    String line() {
        return String.format(Locale.ROOT, "%-6s %-62s %9.2f %-2s (limit %.2f)", isKept() ? "kept" : "MISSED", what, value, unit, limit);
    }
}
