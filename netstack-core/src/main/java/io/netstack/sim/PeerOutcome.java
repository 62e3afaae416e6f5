package io.netstack.sim;

/** How a client's connection attempt stands. */
public enum PeerOutcome {
    /** No answer yet; its SYN may have been sent again. */
    RETRANSMITTING,
    /** The handshake is complete, as the client sees it. */
    ESTABLISHED,
    /** It has its SYN-ACK and leaves it unanswered, for ever. */
    SILENT,
    /** Its SYN was answered by RST: connection refused. */
    REFUSED,
    /** The connection was established and then reset. */
    RESET,
    /** It gave up: no answer to all its SYNs, or none to its data. */
    TIMEOUT
}
