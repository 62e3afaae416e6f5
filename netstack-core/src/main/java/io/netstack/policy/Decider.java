package io.netstack.policy;

/**
 * The decisions of one policy over one stack: who is stored, who becomes a connection, who is given up.
 *
 * <p>Called by the stack's thread alone, so it may hold state; it must be deterministic: same profile, settings, seed and history, same answers.
 * It never acts: the mechanism in {@code listen} does what it answers. Every verdict names its reason through {@link ListenView#because}.
 */
public interface Decider {

    /**
     * listen() is called.
     *
     * @param requested the argument
     * @param current   the stored limit so far; meaningless the first time
     * @param again     true for a second and later call on the same socket
     */
    ListenResult onListen(int requested, int current, boolean again);

    /**
     * Why listen() on a socket in such a state fails; null when it succeeds. As listen(2) of FreeBSD has it (uipc_socket.c of 13.0): TCP binds a
     * socket without an address to a free port.
     */
    default SocketError refusesListen(SocketState state) {
        return switch (state) {
            case NO_DESCRIPTOR -> SocketError.EBADF;
            case NO_SOCKET -> SocketError.ENOTSOCK;
            case DATAGRAM -> SocketError.EOPNOTSUPP;
            case NAMELESS_LOCAL -> SocketError.EDESTADDRREQ;
            case CONNECTING, CONNECTED, OVER -> SocketError.EINVAL;
            case UNBOUND, BOUND, LISTENING -> null;
        };
    }

    /**
     * What the number of requests is compared with, for people; how, {@link #onSyn} decides.
     *
     * @param limit         of the listener
     * @param synTableLimit of the listener, {@link Integer#MAX_VALUE} when it has no table of its own
     */
    default int synQueueLimit(int limit, int synTableLimit) {
        return limit;
    }

    /** A segment for a listening port, before its flags are looked at (4.4BSD tests its queue here). */
    default SegmentVerdict onListenSegment(ListenView view) {
        return SegmentVerdict.BY_PROFILE;
    }

    /** Is the store passed by for now, so that a SYN is neither looked up nor stored (FreeBSD while paused)? */
    default boolean bypassesStore(ListenView view) {
        return false;
    }

    /** A SYN for which no request is stored. */
    SynVerdict onSyn(ListenView view);

    /** Which request gives way after {@link SynVerdict#EVICT}: its rank from the oldest, or -1 for none. */
    default int victim(ListenView view) {
        return 0;
    }

    /** A final ACK that is right in every other respect, for a stored request or ({@link ListenView#fromCookie}) a valid cookie. */
    AckVerdict onHandshakeAck(ListenView view);

    /** An ACK for a listening port and no request: may it be a cookie's? */
    boolean takesCookie(ListenView view);

    /** The SYN-ACK timer of a request fired. */
    TimerVerdict onSynAckTimer(ListenView view);

    /** The oldest parked connection is looked at, after each accept() and each new parked one. */
    default ParkVerdict onParked(ListenView view) {
        return ParkVerdict.STAY;
    }

    /** The head of the accept queue is looked at, before each enqueue and at {@link #nextWakeNs}. */
    default HeadVerdict onAcceptHead(ListenView view) {
        return HeadVerdict.KEEP;
    }

    /**
     * Should the port's gate be closed, so that bare SYNs are dropped before they reach the stack? Asked after each change of the two queues.
     * A SYN that slips through is still asked about in {@link #onSyn}.
     */
    default boolean closesGate(ListenView view) {
        return false;
    }

    /** Something happened at a listener. */
    default void happened(ListenEvent event, ListenView view) {
    }

    /** Would {@link #happened} do anything? Most policies do not have it, and a view of a request that goes is not made for nobody. */
    static boolean hearsEvents(Decider decider) {
        try {
            return decider.getClass().getMethod("happened", ListenEvent.class, ListenView.class).getDeclaringClass() != Decider.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    /** When the decider wants to look at heads and parked connections although nothing happens; {@link Long#MAX_VALUE} for never. */
    default long nextWakeNs(long nowNs) {
        return Long.MAX_VALUE;
    }
}
