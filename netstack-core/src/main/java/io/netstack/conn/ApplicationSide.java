package io.netstack.conn;

/**
 * What an application's threads hold of a connection: at most one reads and one writes at a time. It belongs to this connection for ever: when
 * the application has let go, a thread that comes late finds a closed door, not the bytes of the slot's next connection.
 *
 * <pre>
 *   reader ◀── received ◀── stack
 *   writer ──▶ toSend   ──▶ stack
 * </pre>
 */
public final class ApplicationSide {
    private final Streams streams;
    private final int id;

    ApplicationSide(Streams streams, int id) {
        this.streams = streams;
        this.id = id;
    }

    /** The connection that this is a side of. */
    public int id() {
        return id;
    }

    /**
     * Reads what is there, without waiting; then {@link TcpConnection#onApplicationRead} must run on the stack's thread.
     *
     * @return how many bytes; 0 when nothing waits; {@link TcpConnection#END_OF_STREAM}, also when the application has let go; or
     *     {@link TcpConnection#FAILED}: {@link #takeError} says why, once
     */
    public int receive(byte[] b, int offset, int length) {
        if (!streams.enter(id)) {
            return TcpConnection.END_OF_STREAM;
        }
        try {
            return streams.receive(b, offset, length);
        } finally {
            streams.leave();
        }
    }

    /**
     * Takes bytes for sending, without waiting; then {@link TcpConnection#onApplicationWrote} must run on the stack's thread.
     *
     * @return how many were taken; 0 when there is no room now; or {@link TcpConnection#FAILED}: {@link #takeSendError} says why
     */
    public int send(byte[] b, int offset, int length) {
        if (!streams.enter(id)) {
            return TcpConnection.FAILED;
        }
        try {
            return streams.send(b, offset, length);
        } finally {
            streams.leave();
        }
    }

    /** Did {@link #receive} since the last call leave out an urgent octet? If it read nothing beside, the stack's thread must be told still. */
    public boolean hasLeftOut() {
        return streams.hasLeftOut();
    }

    /** Are urgent octets read in their place like all others (SO_OOBINLINE)? Under Linux alone they are else left out; off at first. */
    public void urgentInline(boolean on) {
        streams.urgent.inline(on);
    }

    /** How many bytes wait to be read. */
    public int available() {
        return streams.available();
    }

    /** How many bytes {@link #send} takes now; 0 also when the memory of all connections is full. */
    public int sendSpace() {
        return streams.sendSpace();
    }

    /** Has the peer closed its direction, or is the connection over? Bytes may still wait to be read. */
    public boolean isReceiveEnded() {
        return streams.isReceiveEnded();
    }

    /** Would {@link #send} fail? */
    public boolean isSendEnded() {
        return streams.isSendEnded();
    }

    /** The error that waits to be told; {@link ConnectionError#NONE} when there is none. */
    public ConnectionError error() {
        return streams.error();
    }

    /** Takes the error: it is told once. */
    public ConnectionError takeError() {
        return streams.takeError();
    }

    /** Why {@link #send} fails: the error that waits, once, and then {@link ConnectionError#EPIPE}. */
    public ConnectionError takeSendError() {
        return streams.takeSendError();
    }

    /** This thread is about to park until there is something to {@link #receive}; null withdraws. Look again before parking. */
    public void readerWaits(Thread thread) {
        streams.readerWaits(thread);
    }

    /** This thread is about to park until {@link #send} would take something; null withdraws. Look again before parking. */
    public void writerWaits(Thread thread) {
        streams.writerWaits(thread);
    }
}
