package io.netstack.pcap;

import java.io.Serial;

/**
 * A link to the outside that cannot be opened, or that went away while it was in use. The message is one line for the person at the
 * terminal: what is wrong, then what would be right.
 */
public final class LinkException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With a message that a user can act on. */
    public LinkException(String message) {
        super(oneLine(message));
    }

    /** With the failure underneath, for whoever debugs the link itself. */
    public LinkException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s*[\\r\\n]+\\s*", "; ");
    }
}
