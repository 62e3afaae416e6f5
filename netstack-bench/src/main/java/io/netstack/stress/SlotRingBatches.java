package io.netstack.stress;

import io.netstack.flow.SlotRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** One thread puts several at a time across the end of the ring, another takes several at a time. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "each value was taken once")
@Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "a value was lost")
@Outcome(id = "-2", expect = Expect.FORBIDDEN, desc = "a value was taken twice, or never put")
@State
public class SlotRingBatches {
    private final SlotRing ring = new SlotRing(4);
    private final Tally first = new Tally();
    private final Tally second = new Tally();
    private final Tally last = new Tally();

    public SlotRingBatches() {
        // three cells are used already: the next batch goes round the end
        last.put(ring, 0, 1, 2);
        last.takeUpTo(ring, 2);
    }

    @Actor
    public void first() {
        first.put(ring, 3, 4, 5);
        first.put(ring, 6, 7);
    }

    @Actor
    public void second() {
        second.takeUpTo(ring, 2);
        second.takeUpTo(ring, 3);
    }

    @Arbiter
    public void left(I_Result r) {
        while (ring.length() > 0) {
            last.takeUpTo(ring, 3);
        }
        r.r1 = Tally.verdict(first, second, last);
    }
}
