package io.netstack.link;

/**
 * How bad one direction of an {@link ImpairedLink} is. Begins with {@link #NONE}, goes on by {@code with…} methods, each of which answers a
 * new value. Probabilities are 0..1 and independent of each other.
 *
 * @param loss                how likely each frame is lost while the burst model is in its good state
 * @param burst               loss in bursts, or {@link Burst#NONE}
 * @param delayNs             every frame is so much later
 * @param jitterNs            and by chance up to so much later again; frames keep their order
 * @param reorder             how likely a frame is held back so that later ones overtake it
 * @param heldBackNs          for how long
 * @param duplicate           how likely a frame arrives twice
 * @param corrupt             how likely one bit of its IP packet flips
 * @param rateBitsPerSecond   frames leave one after the other at this rate; 0: at once
 * @param queueLimitFrames    frames that wait for that; more are lost at the tail
 */
public record Impairment(double loss, Burst burst, long delayNs, long jitterNs, double reorder, long heldBackNs, double duplicate,
                         double corrupt, long rateBitsPerSecond, int queueLimitFrames) {

    /** A perfect direction. */
    public static final Impairment NONE = new Impairment(0, Burst.NONE, 0, 0, 0, 0, 0, 0, 0, Integer.MAX_VALUE);

    /**
     * The model of Gilbert and Elliott: a chain of two states, moved by each frame; in the bad one frames are lost more often.
     *
     * @param toBad   how likely a frame moves the good state to the bad one
     * @param toGood  and back; 1 / toGood is the mean length of a burst in frames
     * @param badLoss how likely a frame is lost in the bad state
     */
    public record Burst(double toBad, double toGood, double badLoss) {
        /** Always in the good state. */
        public static final Burst NONE = new Burst(0, 1, 0);

        public Burst {
            requireProbability(toBad, "toBad");
            requireProbability(toGood, "toGood");
            requireProbability(badLoss, "badLoss");
        }
    }

    public Impairment {
        requireProbability(loss, "loss");
        requireProbability(reorder, "reorder");
        requireProbability(duplicate, "duplicate");
        requireProbability(corrupt, "corrupt");
        if (delayNs < 0 || jitterNs < 0 || heldBackNs < 0 || rateBitsPerSecond < 0 || queueLimitFrames < 1) {
            throw new IllegalArgumentException("delay " + delayNs + " ns, jitter " + jitterNs + " ns, held back " + heldBackNs
                + " ns and rate " + rateBitsPerSecond + " bit/s must not be negative, and the queue limit " + queueLimitFrames
                    + " must be at least 1");
        }
    }

    private static void requireProbability(double p, String what) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException(what + " of " + p + " is outside 0..1");
        }
    }

    /** Each frame is lost with this probability. */
    public Impairment withLoss(double loss) {
        return new Impairment(loss, burst, delayNs, jitterNs, reorder, heldBackNs, duplicate, corrupt, rateBitsPerSecond, queueLimitFrames);
    }

    /** Frames are lost in bursts. */
    public Impairment withBurst(double toBad, double toGood, double badLoss) {
        return new Impairment(loss, new Burst(toBad, toGood, badLoss), delayNs, jitterNs, reorder, heldBackNs, duplicate, corrupt,
            rateBitsPerSecond, queueLimitFrames);
    }

    /** Frames come later. */
    public Impairment withDelay(long delayNs, long jitterNs) {
        return new Impairment(loss, burst, delayNs, jitterNs, reorder, heldBackNs, duplicate, corrupt, rateBitsPerSecond, queueLimitFrames);
    }

    /** A frame is overtaken, with this probability, by those of the time that follows. */
    public Impairment withReorder(double probability, long heldBackNs) {
        return new Impairment(loss, burst, delayNs, jitterNs, probability, heldBackNs, duplicate, corrupt, rateBitsPerSecond,
            queueLimitFrames);
    }

    /** A frame arrives twice with this probability. */
    public Impairment withDuplicate(double probability) {
        return new Impairment(loss, burst, delayNs, jitterNs, reorder, heldBackNs, probability, corrupt, rateBitsPerSecond,
            queueLimitFrames);
    }

    /** One bit of a frame's IP packet flips with this probability. */
    public Impairment withCorrupt(double probability) {
        return new Impairment(loss, burst, delayNs, jitterNs, reorder, heldBackNs, duplicate, probability, rateBitsPerSecond,
            queueLimitFrames);
    }

    /** Frames leave one after the other at a rate, out of a queue with an end. */
    public Impairment withRate(long bitsPerSecond, int queueLimitFrames) {
        return new Impairment(loss, burst, delayNs, jitterNs, reorder, heldBackNs, duplicate, corrupt, bitsPerSecond, queueLimitFrames);
    }
}
