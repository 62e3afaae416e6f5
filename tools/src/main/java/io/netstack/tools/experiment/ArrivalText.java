package io.netstack.tools.experiment;

import io.netstack.sim.load.Arrivals;
import io.netstack.sim.load.BurstyArrivals;
import io.netstack.sim.load.Durations;
import io.netstack.sim.load.FlashCrowd;
import java.nio.file.Path;

/**
 * How honest clients come, as written in a scenario.
 *
 * <pre>
 *   500/s                   Poisson
 *   every:500/s             one each 2 ms
 *   bursty:500/s            Poisson, five times the rate for a tenth of the time, in bursts of 100 ms on average
 *   flash:50-5000@2s        50/s, from second 2 on up to 5000/s within 200 ms, two seconds there, then fading
 *   closed:100:50ms         100 users who think 50 ms on average between two connections
 *   pcap:FILE               at the moments of the SYNs in a recording
 * </pre>
 *
 * @param kind  how
 * @param rate  per second, or the base rate of a crowd
 * @param peak  of a crowd
 * @param ns    when a crowd comes, or how long users think
 * @param users of a closed loop
 * @param file  a recording, or null
 */
record ArrivalText(Kind kind, double rate, double peak, long ns, int users, Path file) {
    private static final double BURST_FACTOR = 5;
    private static final double BURST_SHARE = 0.1;
    private static final double BURST_NS = 100e6;
    private static final long RAMP_NS = 200_000_000L;
    private static final long HOLD_NS = 2_000_000_000L;

    /** The words before the colon. */
    enum Kind { POISSON, EVERY, BURSTY, FLASH, CLOSED, PCAP }

    static ArrivalText of(String text) {
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        return switch (colon < 0 ? "poisson" : text.substring(0, colon)) {
            case "poisson" -> rate(Kind.POISSON, rest);
            case "every" -> rate(Kind.EVERY, rest);
            case "bursty" -> rate(Kind.BURSTY, rest);
            case "flash" -> flash(rest);
            case "closed" -> closed(rest);
            case "pcap" -> new ArrivalText(Kind.PCAP, 0, 0, 0, 0, Path.of(rest));
            default -> throw new IllegalArgumentException("'" + text
                + "' is no arrival; one of 500/s, every:500/s, bursty:500/s, flash:50-5000@2s, closed:100:50ms, pcap:FILE");
        };
    }

    private static ArrivalText rate(Kind kind, String text) {
        return new ArrivalText(kind, Texts.positiveRate(text), 0, 0, 0, null);
    }

    private static ArrivalText flash(String text) {
        String[] parts = text.split("[-@]", -1);
        if (parts.length != 3 || Texts.rate(parts[1]) <= Texts.rate(parts[0])) {
            throw new IllegalArgumentException("'flash:" + text + "' is not BASE-PEAK@WHEN such as flash:50-5000@2s");
        }
        return new ArrivalText(Kind.FLASH, Texts.rate(parts[0]), Texts.rate(parts[1]), Texts.ns(parts[2]), 0, null);
    }

    private static ArrivalText closed(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("'closed:" + text + "' is not USERS:THINK such as closed:100:50ms");
        }
        return new ArrivalText(Kind.CLOSED, 0, 0, Texts.positiveNs(parts[1]), Texts.whole(parts[0], 1, 1_000_000), null);
    }

    /** The stream, for all kinds but {@link Kind#CLOSED}. */
    Arrivals stream(long seed) {
        return switch (kind) {
            case POISSON -> Arrivals.poisson(rate, seed);
            case EVERY -> Arrivals.every(rate);
            case BURSTY -> BurstyArrivals.ofMean(rate, BURST_FACTOR, BURST_SHARE, BURST_NS, seed);
            case FLASH -> new FlashCrowd(rate, peak, ns, RAMP_NS, HOLD_NS, seed);
            case PCAP -> Arrivals.at(RecordedFrames.synTimesNs(file));
            case CLOSED -> throw new IllegalStateException("users in a closed loop are no stream");
        };
    }

    /** How long users of a closed loop think. */
    Durations think(long seed) {
        return Durations.exponential(ns, seed);
    }
}
