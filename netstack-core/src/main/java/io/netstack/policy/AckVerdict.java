package io.netstack.policy;

/** What a policy answers to a final ACK that is right in every other respect. */
public enum AckVerdict {
    /** Make a connection and put it into the accept queue. */
    ESTABLISH,
    /** Make a connection that waits outside the accept queue until {@link Decider#onParked} promotes it. */
    PARK,
    /** Say nothing, keep the request: its SYN-ACK timer goes on. */
    KEEP,
    /** Say nothing, remove the request. */
    REMOVE,
    /** Answer with RST, remove the request. */
    RESET
}
