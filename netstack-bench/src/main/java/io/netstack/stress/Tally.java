package io.netstack.stress;

import io.netstack.flow.SlotRing;

/** Who got which value: small values only, each may be seen once. Written by an actor, added up by the arbiter. */
final class Tally {
    /** Everything that was put was taken once. */
    static final int EXACT = 1;
    /** Something was lost. */
    static final int LOST = -1;
    /** Something was taken twice, or was never put. */
    static final int DUPLICATE = -2;

    private int puts;
    private int takes;
    private int doubles;

    void put(SlotRing ring, int value) {
        if (ring.put(value)) {
            puts |= 1 << value;
        }
    }

    /** Several at a time. */
    void put(SlotRing ring, int... values) {
        int count = ring.put(values, 0, values.length);
        for (int i = 0; i < count; i++) {
            puts |= 1 << values[i];
        }
    }

    void take(SlotRing ring) {
        int value = ring.take();
        if (value != SlotRing.EMPTY) {
            took(value);
        }
    }

    /** Several at a time. */
    void takeUpTo(SlotRing ring, int most) {
        int[] values = new int[most];
        int count = ring.take(values);
        for (int i = 0; i < count; i++) {
            took(values[i]);
        }
    }

    private void took(int value) {
        doubles |= takes & 1 << value;
        takes |= 1 << value;
    }

    /** What the three of them say, when the arbiter has taken what was left. */
    static int verdict(Tally first, Tally second, Tally arbiter) {
        int puts = first.puts | second.puts | arbiter.puts;
        int twice = first.doubles | second.doubles | arbiter.doubles | first.takes & second.takes | first.takes & arbiter.takes
            | second.takes & arbiter.takes;
        int takes = first.takes | second.takes | arbiter.takes;
        if (twice != 0 || (takes & ~puts) != 0) {
            return DUPLICATE;
        }
        return takes == puts ? EXACT : LOST;
    }
}
