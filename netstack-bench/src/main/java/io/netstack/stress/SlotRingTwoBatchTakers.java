package io.netstack.stress;

import io.netstack.flow.SlotRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads take from a filled ring, one several at a time, the other one by one. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "each value was taken once")
@Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "a value was lost")
@Outcome(id = "-2", expect = Expect.FORBIDDEN, desc = "a value was taken twice, or never put")
@State
public class SlotRingTwoBatchTakers {
    private final SlotRing ring = new SlotRing(4);
    private final Tally first = new Tally();
    private final Tally second = new Tally();
    private final Tally last = new Tally();

    public SlotRingTwoBatchTakers() {
        last.put(ring, 0, 1, 2, 3);
    }

    @Actor
    public void first() {
        first.takeUpTo(ring, 2);
        first.takeUpTo(ring, 2);
    }

    @Actor
    public void second() {
        second.take(ring);
        second.takeUpTo(ring, 2);
    }

    @Arbiter
    public void left(I_Result r) {
        while (ring.length() > 0) {
            last.takeUpTo(ring, 4);
        }
        r.r1 = Tally.verdict(first, second, last);
    }
}
