package io.netstack.stress;

import io.netstack.flow.SlotRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** One thread puts across the end of the ring, where cells are used again, while another takes. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "each value was taken once")
@Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "a value was lost")
@Outcome(id = "-2", expect = Expect.FORBIDDEN, desc = "a value was taken twice, or never put")
@State
public class SlotRingAtTheWrap {
    private final SlotRing ring = new SlotRing(2);
    private final Tally first = new Tally();
    private final Tally second = new Tally();
    private final Tally last = new Tally();

    public SlotRingAtTheWrap() {
        // one cell is used already, the next put goes to the last cell, the one after it begins anew
        last.put(ring, 0);
        last.take(ring);
        last.put(ring, 1);
    }

    @Actor
    public void first() {
        first.put(ring, 2);
        first.put(ring, 3);
        first.put(ring, 4);
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
