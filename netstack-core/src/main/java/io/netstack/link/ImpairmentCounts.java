package io.netstack.link;

/** What one direction of an {@link ImpairedLink} did to frames so far. Written by the link's owner; other threads may see a moment ago. */
public final class ImpairmentCounts {
    long frames;
    long lost;
    long queueDropped;
    long corrupted;
    long heldBack;
    long duplicated;
    long ruled;

    ImpairmentCounts() {
    }

    /** Frames that set out. */
    public long frames() {
        return frames;
    }

    /** Lost by chance or rule. */
    public long lost() {
        return lost;
    }

    /** Lost because the queue before the rate was full. */
    public long queueDropped() {
        return queueDropped;
    }

    /** With a wrong bit. */
    public long corrupted() {
        return corrupted;
    }

    /** Held back to be overtaken. */
    public long heldBack() {
        return heldBack;
    }

    /** Delivered twice. */
    public long duplicated() {
        return duplicated;
    }

    /** Named by a rule. */
    public long ruled() {
        return ruled;
    }

    @Override
    public String toString() {
        return frames + " frames: " + lost + " lost, " + queueDropped + " beyond the queue, " + corrupted + " corrupted, " + heldBack
            + " held back, " + duplicated + " duplicated, " + ruled + " by rule";
    }
}
