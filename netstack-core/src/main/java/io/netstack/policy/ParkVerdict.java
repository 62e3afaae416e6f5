package io.netstack.policy;

/** What becomes of the oldest connection that waits outside the accept queue. */
public enum ParkVerdict {
    /** It goes on waiting. */
    STAY,
    /** It moves to the accept queue. */
    PROMOTE,
    /** It is reset. */
    RESET_OLDEST
}
