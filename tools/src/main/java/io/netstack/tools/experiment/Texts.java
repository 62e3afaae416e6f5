package io.netstack.tools.experiment;

import io.netstack.tools.value.Span;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as people write them in a scenario; what is wrong is said in one line. */
public final class Texts {
    private static final Pattern NUMBER = Pattern.compile("(-?[0-9]{1,12}(?:\\.[0-9]{1,9})?)([kM]?)");

    private Texts() {
    }

    /** {@code 500}, {@code 10k}, {@code 1.5M}. */
    static double number(String text) {
        Matcher form = NUMBER.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a number such as 500, 10k or 1.5M");
        }
        double factor = switch (form.group(2)) {
            case "k" -> 1e3;
            case "M" -> 1e6;
            default -> 1;
        };
        return new BigDecimal(form.group(1)).doubleValue() * factor;
    }

    /** A rate per second: {@code 500/s} or {@code 500}. */
    static double rate(String text) {
        double rate = number(text.endsWith("/s") ? text.substring(0, text.length() - 2) : text);
        if (rate < 0 || rate > 1e8) {
            throw new IllegalArgumentException("a rate of " + text + " is outside 0..100M per second");
        }
        return rate;
    }

    /** A rate above 0. */
    static double positiveRate(String text) {
        double rate = rate(text);
        if (rate == 0) {
            throw new IllegalArgumentException("a rate of 0: nobody would come");
        }
        return rate;
    }

    /** Bits per second, a whole number. */
    static long bits(String text) {
        double bits = number(text);
        if (bits < 0) {
            throw new IllegalArgumentException("'" + text + "' is below 0");
        }
        return (long) bits;
    }

    /** A whole number within bounds. */
    static int whole(String text, int min, int max) {
        double number = number(text);
        if (number != Math.rint(number) || number < min || number > max) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number from " + min + " to " + max);
        }
        return (int) number;
    }

    /** A length of time in nanoseconds. */
    static long ns(String text) {
        try {
            return Span.of(text.strip()).ns();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "': " + e.getMessage());
        }
    }

    /** A length of time above 0. */
    static long positiveNs(String text) {
        long ns = ns(text);
        if (ns == 0) {
            throw new IllegalArgumentException("'" + text + "': must be longer than 0");
        }
        return ns;
    }

    /** A probability: {@code 0.01} or {@code 1%}. */
    static double probability(String text) {
        boolean percent = text.endsWith("%");
        double value = number(percent ? text.substring(0, text.length() - 1) : text) / (percent ? 100 : 1);
        if (value < 0 || value > 1) {
            throw new IllegalArgumentException("'" + text + "' is not a probability from 0 to 1");
        }
        return value;
    }

    /** Nanoseconds for reading: three digits and a unit. */
    public static String spanText(double ns) {
        if (Double.isNaN(ns)) {
            return "–";
        }
        String[] units = {"ns", "µs", "ms", "s"};
        int unit = 0;
        double value = ns;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        int decimals = value == 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", value, units[unit]);
    }

    /** A part as a percentage with two decimals. */
    static String percent(double part) {
        return Double.isNaN(part) ? "–" : String.format(Locale.ROOT, "%.2f %%", 100 * part);
    }
}
