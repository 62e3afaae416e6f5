package io.netstack.tools.experiment;

import io.netstack.sim.Simulation;
import io.netstack.sim.load.AckFlood;
import io.netstack.sim.load.AddressRange;
import io.netstack.sim.load.Arrivals;
import io.netstack.sim.load.CookieReplay;
import io.netstack.sim.load.FrameSource;
import io.netstack.sim.load.HandshakeSource;
import io.netstack.sim.load.SimulatedNetwork;
import io.netstack.sim.load.SynFlood;
import java.util.ArrayList;
import java.util.List;

/**
 * An attack, as written in a scenario: KIND:RATE, perhaps from one moment to another. {@code syn:10k}, {@code syn:10k@5s-20s}.
 *
 * @param kind    what it sends
 * @param rate    per second
 * @param beginNs when it begins
 * @param endNs   when it ends, or {@link Arrivals#NEVER}
 */
record AttackText(Kind kind, double rate, long beginNs, long endNs) {
    private static final int FIRST_ADDRESS = 198 << 24 | 19 << 16;
    private static final int ADDRESSES = 8192;
    private static final int MOST_ATTACKS = 65536 / ADDRESSES;
    private static final int REPLAY_SOURCES = 256;
    private static final long REPLY_DELAY_NS = 1_000_000L;

    /** The words before the colon. */
    enum Kind {
        /** SYNs from many sources that never answer. */
        SYN,
        /** Random ACKs. */
        ACK,
        /** Handshakes that are completed, and then nothing. */
        HOLD,
        /** SYN, and RST to the SYN-ACK. */
        SYNRST,
        /** One cookie each, used again and again. */
        REPLAY
    }

    /** Several, separated by commas; {@code none} or empty for none. */
    static List<AttackText> list(String text) {
        List<AttackText> attacks = new ArrayList<>();
        if (!text.isBlank() && !text.equals("none")) {
            for (String one : text.split(",")) {
                attacks.add(of(one.strip()));
            }
        }
        if (attacks.size() > MOST_ATTACKS) {
            throw new IllegalArgumentException(attacks.size() + " attacks; there are addresses for " + MOST_ATTACKS);
        }
        return List.copyOf(attacks);
    }

    private static AttackText of(String text) {
        String[] parts = text.split("[:@]", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException("'" + text + "' is no attack; one such as syn:10k/s or hold:100/s@5s-20s");
        }
        Kind kind = kind(parts[0]);
        long begin = 0;
        long end = Arrivals.NEVER;
        if (parts.length == 3) {
            String[] moments = parts[2].split("-", -1);
            begin = Texts.ns(moments[0]);
            if (moments.length > 2) {
                throw new IllegalArgumentException("'" + text + "' ends twice");
            }
            end = moments.length > 1 ? Texts.ns(moments[1]) : end;
            if (end <= begin) {
                throw new IllegalArgumentException("'" + text + "' ends before it begins");
            }
        }
        return new AttackText(kind, Texts.positiveRate(parts[1]), begin, end);
    }

    private static Kind kind(String word) {
        for (Kind kind : Kind.values()) {
            if (kind.name().equalsIgnoreCase(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is no attack; there are syn, ack, hold, synrst, replay");
    }

    /** Starts it as attack number {@code place}, with addresses of its own. */
    FrameSource start(Simulation simulation, SimulatedNetwork network, int place, long seed) {
        Arrivals arrivals = Arrivals.between(Arrivals.poisson(rate, seed * 31 + place), beginNs, endNs);
        AddressRange range = new AddressRange(FIRST_ADDRESS + place * ADDRESSES, kind == Kind.REPLAY ? REPLAY_SOURCES : ADDRESSES);
        return switch (kind) {
            case SYN -> SynFlood.start(simulation, network, range, arrivals, seed);
            case ACK -> AckFlood.start(simulation, network, range, arrivals, seed);
            case HOLD -> HandshakeSource.start(simulation, network, range, arrivals, HandshakeSource.Answer.ACK, REPLY_DELAY_NS, seed);
            case SYNRST -> HandshakeSource.start(simulation, network, range, arrivals, HandshakeSource.Answer.RST, REPLY_DELAY_NS, seed);
            case REPLAY -> CookieReplay.start(simulation, network, range, arrivals, seed);
        };
    }
}
