package io.netstack.bench;

import java.util.Locale;

/**
 * Something that the project says about its speed or memory, as a number and the limit that it must not pass.
 *
 * @param what    in words
 * @param value   as measured
 * @param atLeast the limit is the least that is allowed, else the most
 * @param limit   the least or the most that is allowed
 * @param unit    {@code x} for a ratio, {@code B} for bytes, {@code M/s}
 */
record Promise(String what, double value, boolean atLeast, double limit, String unit) {

    static Promise atMost(String what, double value, double limit, String unit) {
        return new Promise(what, value, false, limit, unit);
    }

    static Promise atLeast(String what, double value, double limit, String unit) {
        return new Promise(what, value, true, limit, unit);
    }

    boolean isKept() {
        return atLeast ? value >= limit : value <= limit;
    }

    /** One line of the report. */
    String line() {
        return String.format(Locale.ROOT, "%-8s %-66s %9.2f %-4s %s %s", isKept() ? "kept" : "MISSED", what, value, unit,
            atLeast ? "at least" : "at most", limit == Math.rint(limit) ? String.valueOf((long) limit) : String.valueOf(limit));
    }

    /** An object of JSON; nothing in {@code what} needs escaping. */
    String json() {
        return String.format(Locale.ROOT, "{\"what\":\"%s\",\"value\":%s,\"unit\":\"%s\",\"%s\":%s}", what, value, unit,
            atLeast ? "atLeast" : "atMost", limit);
    }
}
