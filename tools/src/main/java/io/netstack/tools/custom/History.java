package io.netstack.tools.custom;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happens to a listener: a backlog and steps in order. Drawn at random, short ones first.
 *
 * @param backlog the argument of listen()
 * @param steps   in order
 */
record History(int backlog, List<Step> steps) {
    /** Clients in a history; each in a network of its own. */
    static final int PEERS = 6;
    private static final int[] BACKLOGS = {0, 1, 2, 5};
    private static final long[] WAITS_NS = {1_000_000L, 50_000_000L, 300_000_000L, 1_100_000_000L, 5_000_000_000L, 70_000_000_000L};
    private static final int SHORTEST = 3;
    private static final int LONGEST = 60;
    private static final Step.Kind[] KINDS = {Step.Kind.SYN, Step.Kind.SYN, Step.Kind.SYN, Step.Kind.SYN, Step.Kind.ACK, Step.Kind.ACK,
        Step.Kind.ACK, Step.Kind.DATA, Step.Kind.BAD_ACK, Step.Kind.RST, Step.Kind.ACCEPT, Step.Kind.WAIT};

    /** History number {@code number} of a seed. */
    static History random(long seed, int number) {
        SplittableRandom chance = new SplittableRandom(seed * 1_000_003 + number);
        int length = SHORTEST + chance.nextInt(Math.min(LONGEST, SHORTEST + number / 4));
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            steps.add(new Step(KINDS[chance.nextInt(KINDS.length)], chance.nextInt(PEERS), WAITS_NS[chance.nextInt(WAITS_NS.length)]));
        }
        return new History(BACKLOGS[chance.nextInt(BACKLOGS.length)], steps);
    }

    History with(List<Step> other) {
        return new History(backlog, List.copyOf(other));
    }

    long packets() {
        return steps.stream().filter(Step::isPacket).count();
    }
}
