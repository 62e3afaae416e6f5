package io.netstack.stress;

import io.netstack.flow.SlotRing;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A ring of one cell is full or empty at every step: the putter meets the taker each time. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "each value was taken once")
@Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "a value was lost")
@Outcome(id = "-2", expect = Expect.FORBIDDEN, desc = "a value was taken twice, or never put")
@State
public class SlotRingOneCell {
    private final SlotRing ring = new SlotRing(1);
    private final Tally first = new Tally();
    private final Tally second = new Tally();
    private final Tally last = new Tally();

    public SlotRingOneCell() {
        last.put(ring, 0);
    }

    @Actor
    public void first() {
        first.put(ring, 1);
        first.put(ring, 2);
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
