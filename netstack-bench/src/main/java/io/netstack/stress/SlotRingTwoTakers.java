package io.netstack.stress;

import io.netstack.flow.SlotRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads take from a filled ring. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "each value was taken once")
@Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "a value was lost")
@Outcome(id = "-2", expect = Expect.FORBIDDEN, desc = "a value was taken twice, or never put")
@State
public class SlotRingTwoTakers {
    private final SlotRing ring = new SlotRing(4);
    private final Tally first = new Tally();
    private final Tally second = new Tally();
    private final Tally last = new Tally();

    public SlotRingTwoTakers() {
        for (int value = 0; value < 4; value++) {
            last.put(ring, value);
        }
    }

    @Actor
    public void first() {
        first.take(ring);
        first.take(ring);
    }

    @Actor
    public void second() {
        second.take(ring);
        second.take(ring);
    }

    @Arbiter
    public void left(I_Result r) {
        for (int i = 0; i < ring.capacity(); i++) {
            last.take(ring);
        }
        r.r1 = Tally.verdict(first, second, last);
    }
}
