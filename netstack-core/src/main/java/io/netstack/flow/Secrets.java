package io.netstack.flow;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/**
 * The keys that make tables, sequence numbers and cookies unguessable. Chance enters the stack only here: from the machine, or from a seed that
 * makes a run repeatable to the bit.
 *
 * @param flow0    with flow1: key of the flow tables
 * @param iss0     with iss1: key of initial sequence numbers and timestamp offsets (RFC 9293 section 3.4.1)
 * @param cookieA0 with cookieA1: first cookie key
 * @param cookieB0 with cookieB1: second cookie key
 * @param seed     what further generators (IP identification, random victims) start from
 */
public record Secrets(long flow0, long flow1, long iss0, long iss1, long cookieA0, long cookieA1, long cookieB0, long cookieB1, long seed) {

    /** Keys from the machine's secure generator. */
    public static Secrets random() {
        SecureRandom r = new SecureRandom();
        return new Secrets(r.nextLong(), r.nextLong(), r.nextLong(), r.nextLong(), r.nextLong(), r.nextLong(), r.nextLong(), r.nextLong(),
            r.nextLong());
    }

    /** The same keys for the same seed, everywhere. Not secret. */
    public static Secrets seeded(long seed) {
        SplittableRandom r = new SplittableRandom(seed);
        return new Secrets(r.nextLong(), r.nextLong(), r.nextLong(), r.nextLong(), r.nextLong(), r.nextLong(), r.nextLong(), r.nextLong(),
            r.nextLong());
    }

    @Override
    public String toString() {
        return "Secrets[hidden]";
    }
}
