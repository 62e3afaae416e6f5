package io.netstack.tools.value;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A length of time as people write it: {@code 100ms}, {@code 4s}, {@code 1.5s}, {@code 2m}, {@code 0}.
 *
 * @param ns nanoseconds, 0 to one day
 */
public record Span(long ns) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,9})?)(ns|us|ms|s|m|h)");
    private static final long MAX_NS = 86_400_000_000_000L;

    /**
     * Reads a span.
     *
     * @throws IllegalArgumentException when the text is not one; the message says what would be right
     */
    public static Span of(String text) {
        if (text.equals("0")) {
            return new Span(0);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a duration; one such as 100ms, 4s or 2m");
        }
        BigDecimal ns = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unitNs(form.group(2))));
        if (ns.compareTo(BigDecimal.valueOf(MAX_NS)) > 0) {
            throw new IllegalArgumentException("longer than a day");
        }
        return new Span(ns.longValue());
    }

    private static long unitNs(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
    }

    /** The span in seconds with three decimals: {@code 1.001}. */
    public static String seconds(long ns) {
        return String.format(Locale.ROOT, "%.3f", ns / 1e9);
    }

    /** As it would be written: {@code 100ms}. */
    @Override
    public String toString() {
        if (ns == 0) {
            return "0";
        }
        for (String unit : new String[] {"h", "m", "s", "ms", "us"}) {
            if (ns % unitNs(unit) == 0) {
                return ns / unitNs(unit) + unit;
            }
        }
        return ns + "ns";
    }

    /** For the command line. */
    public static final class Converter implements ITypeConverter<Span> {
        @Override
        public Span convert(String text) {
            try {
                return of(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
