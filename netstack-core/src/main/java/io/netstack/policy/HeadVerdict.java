package io.netstack.policy;

/** What becomes of the connection at the head of the accept queue. */
public enum HeadVerdict {
    /** It goes on waiting for accept(). */
    KEEP,
    /** It is taken out and reset. */
    RESET
}
