package io.netstack.policy;

/** What happened at a listener, told to its decider after the fact. */
public enum ListenEvent {
    /** A request was stored. */
    QUEUED,
    /** A SYN was answered by a cookie. */
    COOKIE_SENT,
    /** A connection entered the accept queue. */
    ESTABLISHED,
    /** The application took a connection. */
    ACCEPTED,
    /** A request went away without becoming a connection; the view is that of this request, its peer's address included. */
    REMOVED,
    /** The listener was closed or shut down; what was remembered about it is void. */
    CLOSED
}
