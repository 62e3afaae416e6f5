package io.netstack.policy;

/** What listen() is called on. */
public enum SocketState {
    /** A number that is no open descriptor. */
    NO_DESCRIPTOR,
    /** An open file that is no socket. */
    NO_SOCKET,
    /** A datagram socket. */
    DATAGRAM,
    /** A local stream socket without a name: its protocol, unlike TCP, cannot choose one. */
    NAMELESS_LOCAL,
    /** A TCP socket without an address. */
    UNBOUND,
    /** A TCP socket with an address. */
    BOUND,
    /** A listener. */
    LISTENING,
    /** A TCP socket whose SYN is unanswered. */
    CONNECTING,
    /** A connection. */
    CONNECTED,
    /** A connection that is over: reset, or in TIME-WAIT. */
    OVER
}
