package io.netstack.tools.value;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * When the server calls accept().
 *
 * @param intervalNs between two calls: 0 for as soon as there is something, {@link #NEVER} for not at all
 */
public record AcceptPlan(long intervalNs) {
    /** Nobody accepts. */
    public static final long NEVER = Long.MAX_VALUE;
    /** Nobody accepts: queues fill up and stay full. */
    public static final AcceptPlan NONE = new AcceptPlan(NEVER);
    /** Each connection is accepted at once. */
    public static final AcceptPlan IMMEDIATE = new AcceptPlan(0);

    private static final Pattern RATE = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?/s");
    private static final double MAX_PER_SECOND = 1e9;

    /**
     * Reads {@code none}, {@code immediate} or a rate such as {@code 5/s}.
     *
     * @throws IllegalArgumentException when the text is neither; the message says what would be right
     */
    public static AcceptPlan of(String text) {
        if (text.equals("none")) {
            return NONE;
        }
        if (text.equals("immediate")) {
            return IMMEDIATE;
        }
        if (!RATE.matcher(text).matches()) {
            throw new IllegalArgumentException("not a plan; one of none, immediate, or a rate such as 5/s");
        }
        double perSecond = Double.parseDouble(text.substring(0, text.length() - 2));
        if (perSecond == 0) {
            throw new IllegalArgumentException("a rate of nothing; write none");
        }
        return new AcceptPlan(Math.max(1, Math.round(1e9 / Math.min(perSecond, MAX_PER_SECOND))));
    }

    public boolean never() {
        return intervalNs == NEVER;
    }

    public boolean immediate() {
        return intervalNs == 0;
    }

    /** For the command line. */
    public static final class Converter implements ITypeConverter<AcceptPlan> {
        @Override
        public AcceptPlan convert(String text) {
            try {
                return of(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
