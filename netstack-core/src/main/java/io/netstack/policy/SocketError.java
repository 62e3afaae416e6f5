package io.netstack.policy;

/** Why a socket call failed, under the names of POSIX. */
public enum SocketError {
    EBADF("not an open socket"),
    ENOTSOCK("not a socket"),
    EOPNOTSUPP("the socket's type cannot listen"),
    EDESTADDRREQ("the socket is not bound and the protocol needs that"),
    EISCONN("the socket is connected"),
    EINVAL("the socket is in a state that cannot listen, or an argument is out of range"),
    EADDRINUSE("another listener has this address and port"),
    EADDRNOTAVAIL("the address is not one of ours, or no ephemeral port is free"),
    EAGAIN("nothing to take now; a blocking call would wait"),
    ECONNABORTED("the listener was shut down"),
    ECONNRESET("the peer reset the connection"),
    EPIPE("the connection can send no more"),
    ENOTCONN("the socket is not connected"),
    ETIMEDOUT("the peer did not answer"),
    ENOBUFS("no slot or buffer is free");

    private final String meaning;

    SocketError(String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }
}
