package io.netstack.tools.impair;

import io.netstack.link.Impairment;
import io.netstack.link.ImpairmentRule;
import io.netstack.tools.value.Span;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what people write behind {@code --impair}: shares, times and a rate such as {@code loss=2%,delay=10ms,rate=10Mbit/s}, of both
 * directions or, with {@code in:} or {@code out:} before them, of one; or a rule for particular frames, such as
 * {@code drop the 2nd syn-ack of flow 3}.
 */
public final class ImpairText {
    /** The names, each with an example, for help and errors. */
    public static final String NAMES = "loss=2%, burst=1%/5, delay=10ms, jitter=5ms, reorder=2%/3ms, duplicate=1%, corrupt=0.1%, "
        + "rate=10Mbit/s, queue=100, seed=7";

    private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,9})?)%");
    private static final Pattern RATE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)([kMG]?)bit/s");
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");
    private static final int DEFAULT_QUEUE_FRAMES = 1000;

    private final List<ImpairmentRule> rules = new ArrayList<>();
    private Impairment in = Impairment.NONE.withRate(0, DEFAULT_QUEUE_FRAMES);
    private Impairment out = in;
    private long seed = 1;

    private ImpairText() {
    }

    /**
     * Reads all that was said.
     *
     * @throws IllegalArgumentException with one line that says what would be right
     */
    public static BadNetwork read(List<String> texts) {
        ImpairText reader = new ImpairText();
        texts.forEach(reader::read);
        return new BadNetwork(String.join("; ", texts), reader.in, reader.out, List.copyOf(reader.rules), reader.seed);
    }

    private void read(String text) {
        if (text.indexOf('=') < 0) {
            rules.add(rule(text));
            return;
        }
        boolean onlyIn = text.startsWith("in:");
        boolean onlyOut = text.startsWith("out:");
        for (String item : text.substring(text.indexOf(':') + 1).split(",", -1)) {
            try {
                item(item.strip(), !onlyOut, !onlyIn);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("'" + item.strip() + "': " + e.getMessage());
            }
        }
    }

    private static ImpairmentRule rule(String text) {
        if (!text.strip().contains(" ")) {
            throw new IllegalArgumentException("'" + text + "' is neither one of " + NAMES + " nor a rule such as 'drop the 2nd syn-ack of flow 3'");
        }
        return ImpairmentRule.parse(text);
    }

    private void item(String item, boolean inbound, boolean outbound) {
        int equals = item.indexOf('=');
        String name = equals < 0 ? item : item.substring(0, equals);
        String value = equals < 0 ? "" : item.substring(equals + 1);
        if (name.equals("seed")) {
            seed = count(value);
            return;
        }
        UnaryOperator<Impairment> change = change(name, value);
        in = inbound ? change.apply(in) : in;
        out = outbound ? change.apply(out) : out;
    }

    private static UnaryOperator<Impairment> change(String name, String value) {
        return switch (name) {
            case "loss" -> with(share(value), Impairment::withLoss);
            case "duplicate" -> with(share(value), Impairment::withDuplicate);
            case "corrupt" -> with(share(value), Impairment::withCorrupt);
            case "delay" -> with(Span.of(value).ns(), (i, ns) -> i.withDelay(ns, i.jitterNs()));
            case "jitter" -> with(Span.of(value).ns(), (i, ns) -> i.withDelay(i.delayNs(), ns));
            case "rate" -> with(bitsPerSecond(value), (i, rate) -> i.withRate(rate, i.queueLimitFrames()));
            case "queue" -> with(count(value), (i, frames) -> i.withRate(i.rateBitsPerSecond(), Math.toIntExact(frames)));
            case "reorder" -> reorder(value);
            case "burst" -> burst(value);
            default -> throw new IllegalArgumentException("there is no '" + name + "'; there are " + NAMES);
        };
    }

    /** A change of an impairment by a value. */
    private interface Change<T> {
        Impairment apply(Impairment impairment, T value);
    }

    private static <T> UnaryOperator<Impairment> with(T value, Change<T> change) {
        return impairment -> change.apply(impairment, value);
    }

    private static UnaryOperator<Impairment> reorder(String value) {
        String[] parts = value.split("/", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("how many frames are held back, and for how long, such as 2%/3ms");
        }
        double probability = share(parts[0]);
        long heldBackNs = Span.of(parts[1]).ns();
        return impairment -> impairment.withReorder(probability, heldBackNs);
    }

    private static UnaryOperator<Impairment> burst(String value) {
        String[] parts = value.split("/", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException("how many frames begin a burst of losses, and its mean length in frames, such as 1%/5; "
                + "1%/5/80% loses only 80% of them");
        }
        double begin = share(parts[0]);
        long length = count(parts[1]);
        double loss = parts.length == 3 ? share(parts[2]) : 1;
        return impairment -> impairment.withBurst(begin, 1.0 / length, loss);
    }

    private static double share(String text) {
        Matcher form = SHARE.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("a share such as 2% or 0.5%");
        }
        double share = Double.parseDouble(form.group(1)) / 100;
        if (share > 1) {
            throw new IllegalArgumentException("a share is at most 100%");
        }
        return share;
    }

    private static long count(String text) {
        if (!COUNT.matcher(text).matches() || Long.parseLong(text) == 0) {
            throw new IllegalArgumentException("a whole number of at least 1");
        }
        return Long.parseLong(text);
    }

    private static long bitsPerSecond(String text) {
        Matcher form = RATE.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("a rate such as 500kbit/s, 10Mbit/s or 1Gbit/s");
        }
        long unit = switch (form.group(2)) {
            case "k" -> 1_000;
            case "M" -> 1_000_000;
            case "G" -> 1_000_000_000;
            default -> 1;
        };
        long rate = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unit)).longValue();
        if (rate == 0) {
            throw new IllegalArgumentException("a rate of nothing lets nothing through");
        }
        return rate;
    }
}
