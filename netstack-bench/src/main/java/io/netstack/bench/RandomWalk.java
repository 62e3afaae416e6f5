package io.netstack.bench;

/**
 * Who leaves a queue and who comes in, at random and without memory: there are as many places as entries, each round visits every place once, in
 * an order of its own, and at each visit the tuple of the round before leaves and that of this round comes.
 */
public final class RandomWalk {
    private static final int FACTOR_A = 0x9E37_79B1;
    private static final int FACTOR_B = 0x85EB_CA6B;
    private static final int ROUND_A = 0xC2B2_AE35;
    private static final int ROUND_B = 0x27D4_EB2F;

    private final int entries;
    private final int bits;
    private final int mask;
    private int round = 1;
    private int index = -1;
    private int place;

    /** @param entries how many there are all the time */
    public RandomWalk(int entries) {
        this.entries = entries;
        bits = Math.max(2, 32 - Integer.numberOfLeadingZeros(entries - 1));
        mask = (1 << bits) - 1;
    }

    /** The address that is in a place at first. */
    public int first(int place) {
        return address(place, 0);
    }

    /** On to the next place. */
    public void step() {
        do {
            index++;
            if (index > mask) {
                index = 0;
                round++;
            }
            place = permuted(index);
        } while (place >= entries);
    }

    /** The address that leaves. */
    public int leaves() {
        return address(place, round - 1);
    }

    /** The address that comes. */
    public int comes() {
        return address(place, round);
    }

    /** Each step can be undone, so that no two indices of a round meet in one place. */
    private int permuted(int i) {
        int x = i * FACTOR_A + round * ROUND_A & mask;
        x ^= x >>> bits / 2;
        x = x * FACTOR_B + round * ROUND_B & mask;
        x ^= x >>> bits / 2;
        return x * FACTOR_A & mask;
    }

    private int address(int place, int round) {
        int x = (round << bits) + place;
        x = (x ^ x >>> 16) * FACTOR_B;
        x = (x ^ x >>> 13) * ROUND_A;
        return x ^ x >>> 16;
    }
}
