package io.netstack.policy;

/** What a policy answers to a SYN for which no request is stored. */
public enum SynVerdict {
    /** Store a connection request and answer with a SYN-ACK. */
    QUEUE,
    /** Answer with a SYN-ACK that carries a cookie; store nothing. */
    COOKIE,
    /** Remove the request that {@link Decider#victim} names, then as {@link #QUEUE}. */
    EVICT,
    /** Say nothing. */
    DROP,
    /** Answer with RST. */
    RESET
}
