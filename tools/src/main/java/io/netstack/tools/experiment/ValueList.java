package io.netstack.tools.experiment;

import io.netstack.tools.experiment.Scenario.Key;
import io.netstack.tools.value.Span;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Several values of one setting, as a sweep says them: {@code a,b,c}, {@code 0..1024:x2} (0, 1, 2, 4 …), {@code 0..10:+2}, and {@code
 * 100..20000} or {@code 100us..10ms} (six values, evenly on a logarithmic scale).
 */
final class ValueList {
    private static final int DEFAULT_STEPS = 6;
    private static final int MOST_VALUES = 1000;
    /** In these a comma or two dots mean something else already, or nothing. */
    private static final Set<Key> SINGLE = EnumSet.of(Key.SET, Key.ATTACK, Key.FOR, Key.SETTLE, Key.SEED);
    private static final Set<Key> TIMES = EnumSet.of(Key.ACCEPT_TIME, Key.RTT, Key.JITTER);

    private ValueList() {
    }

    /**
     * Each value as a scenario takes it.
     *
     * @throws IllegalArgumentException when a range makes no sense
     */
    static List<String> of(Key key, String text) {
        if (SINGLE.contains(key)) {
            return List.of(text);
        }
        List<String> values = new ArrayList<>();
        for (String part : text.split(",")) {
            if (part.contains("..") && !part.startsWith("pcap:")) {
                values.addAll(range(TIMES.contains(key), part.strip()));
            } else {
                values.add(part.strip());
            }
        }
        if (values.size() > MOST_VALUES) {
            throw new IllegalArgumentException(key.word() + ": " + values.size() + " values are more than " + MOST_VALUES);
        }
        return values.stream().distinct().toList();
    }

    private static List<String> range(boolean time, String text) {
        int dots = text.indexOf("..");
        int colon = text.indexOf(':', dots);
        double from = number(time, text.substring(0, dots));
        double to = number(time, text.substring(dots + 2, colon < 0 ? text.length() : colon));
        if (to < from) {
            throw new IllegalArgumentException("'" + text + "' runs backwards");
        }
        List<String> values = new ArrayList<>();
        if (colon < 0) {
            addEven(values, time, from, to);
            return values;
        }
        String step = text.substring(colon + 1);
        double size = step.length() < 2 ? 0 : time && step.charAt(0) == '+' ? Texts.ns(step.substring(1)) : Texts.number(step.substring(1));
        boolean multiplies = step.startsWith("x") && size > 1;
        if (!multiplies && !(step.startsWith("+") && size > 0)) {
            throw new IllegalArgumentException("'" + text + "': after the colon comes a step, x2 or +10");
        }
        for (double value = from; value <= to * (1 + 1e-12); value = multiplies ? value == 0 ? 1 : value * size : value + size) {
            values.add(write(time, value));
            if (values.size() > MOST_VALUES) {
                throw new IllegalArgumentException("'" + text + "' is more than " + MOST_VALUES + " values");
            }
        }
        return values;
    }

    private static void addEven(List<String> values, boolean time, double from, double to) {
        if (from <= 0) {
            throw new IllegalArgumentException("a range from 0 needs a step: 0.." + write(time, to) + ":x2");
        }
        for (int i = 0; i < DEFAULT_STEPS; i++) {
            double value = from * Math.pow(to / from, (double) i / (DEFAULT_STEPS - 1));
            boolean end = i == 0 || i == DEFAULT_STEPS - 1;
            values.add(write(time, end ? value : new BigDecimal(value).round(new MathContext(2, RoundingMode.HALF_UP)).doubleValue()));
        }
    }

    private static double number(boolean time, String text) {
        return time ? Texts.ns(text) : Texts.rate(text);
    }

    private static String write(boolean time, double value) {
        return time ? new Span(Math.round(value)).toString() : BigDecimal.valueOf(Math.round(value * 1e6),
            6).stripTrailingZeros().toPlainString();
    }
}
