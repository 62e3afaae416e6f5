package io.netstack.policy;

/** What becomes of the connections that wait outside the accept queue, usually of the oldest. */
public enum ParkVerdict {
    /** It goes on waiting. */
    STAY,
    /** It moves to the accept queue. */
    PROMOTE,
    /** The newest of those that wait moves to the accept queue instead: last come, first served. */
    PROMOTE_NEWEST,
    /** It is reset. */
    RESET_OLDEST
}
