package io.netstack.sim.load;

/**
 * When the whole application stands still, as for a garbage collection: how long it runs in between, and how long it stands.
 *
 * @param running from the end of a pause to the begin of the next
 * @param pause   the length of a pause
 */
public record Pauses(Durations running, Durations pause) {
    /** The application never stands still. */
    public static final Pauses NONE = new Pauses(() -> Long.MAX_VALUE, () -> 0);
}
