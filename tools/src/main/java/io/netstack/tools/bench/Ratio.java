package io.netstack.tools.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A number beside what was promised about it, if anything was.
 *
 * @param atLeast the value must not be below the limit; otherwise not above
 * @param aim     what was hoped for beyond the limit; the limit itself where nothing was
 * @param unit    {@code x} for a ratio
 */
record Ratio(String what, double value, boolean atLeast, double limit, double aim, String unit) {
    private static final String LINE = "%-8s %-66s %9.2f %-4s %s";

    static Ratio atLeast(String what, double value, double limit, double aim) {
        return new Ratio(what, value, true, limit, aim, "x");
    }

    /** A ratio that nothing was promised about. */
    static Ratio plain(String what, double value) {
        return new Ratio(what, value, true, Double.NaN, Double.NaN, "x");
    }

    static Ratio atMost(String what, double value, double limit) {
        return new Ratio(what, value, false, limit, limit, "x");
    }

    boolean isPromised() {
        return !Double.isNaN(limit);
    }

    boolean isKept() {
        return !isPromised() || (atLeast ? value >= limit : value <= limit);
    }

    private boolean reachesAim() {
        return atLeast ? value >= aim : value <= aim;
    }

    /** One line: kept, MISSED, or kept without reaching the aim. */
    String line() {
        if (!isPromised()) {
            return String.format(Locale.ROOT, LINE, "", what, value, unit, "").stripTrailing();
        }
        String state = !isKept() ? "MISSED" : reachesAim() ? "kept" : "kept (-)";
        String bound = (atLeast ? "at least " : "at most ") + number(limit) + (aim == limit ? "" : ", aim " + number(aim));
        return String.format(Locale.ROOT, LINE, state, what, value, unit, bound);
    }

    private static String number(double limit) {
        return limit == Math.rint(limit) ? String.format(Locale.ROOT, "%,.0f", limit) : String.valueOf(limit);
    }

    Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("what", what);
        object.put("value", value);
        object.put("unit", unit);
        if (isPromised()) {
            object.put(atLeast ? "atLeast" : "atMost", limit);
            object.put("aim", aim);
            object.put("kept", isKept());
        }
        return object;
    }
}
