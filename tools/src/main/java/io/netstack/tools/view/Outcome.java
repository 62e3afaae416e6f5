package io.netstack.tools.view;

import java.util.Locale;

/** How a client's attempt stands, as the frames on our link tell it. */
public enum Outcome {
    /** The handshake is complete, as the client sees it. */
    ESTABLISHED,
    /** No answer to its SYN so far. */
    RETRANSMITTING,
    /** It has its SYN-ACK and leaves it unanswered, as it was asked to. */
    SILENT,
    /** Its SYN was answered by RST. */
    REFUSED,
    /** The server answered by RST after the client had its SYN-ACK. */
    RESET,
    /** Its kernel gave up. */
    TIMEOUT;

    /** As the JSON report spells it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
