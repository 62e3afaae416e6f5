package io.netstack.policy;

/** What a policy answers when the SYN-ACK timer of a request fires. */
public enum TimerVerdict {
    /** Send the SYN-ACK again and wait for the next interval. */
    RESEND,
    /** Wait for the next interval without sending. */
    WAIT,
    /** Remove the request silently. */
    GIVE_UP,
    /** Remove the request and send its peer a RST. */
    GIVE_UP_RESET,
    /** Remove the request and all others of its bucket silently (FreeBSD while paused). */
    GIVE_UP_BUCKET
}
