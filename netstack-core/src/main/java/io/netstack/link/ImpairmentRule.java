package io.netstack.link;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What happens to one particular frame: "drop the 2nd SYN-ACK of flow 3". Rules come before chance, and a frame that a rule names is not
 * impaired in any other way.
 *
 * <p>Flows count from 1 in the order in which their first segment was seen, segments of a kind from 1 within their flow and direction,
 * retransmissions included. Chance does not change these numbers: what is lost was counted.
 *
 * @param action     what to do
 * @param delayNs    for {@link Action#DELAY}
 * @param occurrence which of the flow's segments of the kind, from 1; {@link #EVERY} for each
 * @param kind       of segments
 * @param direction  in which they go
 * @param flow       from 1; {@link #EVERY} for each flow by itself
 */
public record ImpairmentRule(Action action, long delayNs, int occurrence, SegmentKind kind, Direction direction, int flow) {
    /** Each occurrence, each flow. */
    public static final int EVERY = 0;
    private static final Pattern FORM = Pattern.compile("(?:(drop|duplicate|corrupt)|delay (\\d{1,9}) ?(us|ms|s)) (?:the )?"
        + "(?:every|([1-9]\\d{0,8})(?:st|nd|rd|th)) (syn|syn-ack|rst|fin|data|ack|any)(?: (in|out))?(?: of flow ([1-9]\\d{0,8}))?");

    /** What a rule does. */
    public enum Action {
        DROP, DELAY, DUPLICATE, CORRUPT
    }

    /** Which way frames go, as the stack sees it. */
    public enum Direction {
        IN, OUT, BOTH
    }

    public ImpairmentRule {
        if (occurrence < 0 || flow < 0 || delayNs < 0) {
            throw new IllegalArgumentException("occurrence " + occurrence + ", flow " + flow + " and delay " + delayNs
                + " must not be negative");
        }
    }

    /**
     * Reads a rule as a sentence: {@code drop the 2nd syn-ack of flow 3}, {@code delay 50ms every data in}, {@code duplicate the 1st fin
     * out}, {@code corrupt the 3rd any of flow 1}.
     *
     * @throws IllegalArgumentException with one line that says what would be right
     */
    public static ImpairmentRule parse(String text) {
        Matcher m = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!m.matches()) {
            throw new IllegalArgumentException("'" + text
                + "' is no rule such as 'drop the 2nd syn-ack of flow 3' or 'delay 50ms every data in'");
        }
        Action action = m.group(1) == null ? Action.DELAY : Action.valueOf(m.group(1).toUpperCase(Locale.ROOT));
        long delayNs = m.group(2) == null ? 0 : Long.parseLong(m.group(2)) * unitNs(m.group(3));
        Direction direction = m.group(6) == null ? Direction.BOTH : Direction.valueOf(m.group(6).toUpperCase(Locale.ROOT));
        SegmentKind kind = SegmentKind.valueOf(m.group(5).toUpperCase(Locale.ROOT).replace('-', '_'));
        return new ImpairmentRule(action, delayNs, number(m.group(4)), kind, direction, number(m.group(7)));
    }

    private static int number(String digits) {
        return digits == null ? EVERY : Integer.parseInt(digits);
    }

    private static long unitNs(String unit) {
        return switch (unit) {
            case "us" -> 1_000;
            case "ms" -> 1_000_000;
            default -> 1_000_000_000;
        };
    }

    /** Does it name this segment? @param any the number of the segment among all of its flow and direction */
    boolean names(SegmentKind segmentKind, int number, int any, boolean inbound, int flowNumber) {
        return (kind == SegmentKind.ANY || kind == segmentKind)
            && (occurrence == EVERY || occurrence == (kind == SegmentKind.ANY ? any : number))
            && (direction == Direction.BOTH || inbound == (direction == Direction.IN))
            && (flow == EVERY || flow == flowNumber);
    }
}
