package io.netstack.listen;

import io.netstack.policy.Decider;
import io.netstack.policy.ListenOptions;
import io.netstack.policy.ListenResult;
import io.netstack.policy.ListenView;

/**
 * One socket in LISTEN: its limit, its two queue lengths, its options. Everything but the accept queue belongs to the stack's thread; others see
 * the numbers through the stack's published status.
 */
public final class TcpListener {
    /** {@link #localIndex}: bound to every address of the stack. */
    public static final int ANY_ADDRESS = -1;

    private final int id;
    private final int localIndex;
    private final int port;
    private final ListenOptions options;
    private final AcceptQueue acceptQueue;
    private final ParkedConnections parked = new ParkedConnections();
    /** What the decider remembers about this listener. */
    private final long[] notes = new long[ListenView.NOTES];
    private int backlogRequested;
    private int limit;
    private int synTableLimit;
    private int synQueueLimit;
    private int synQueueLength;
    private int synQueuePeak;
    private int youngCount;
    private long lastCookieNs = ConnectionRequest.NEVER;
    private boolean listening = true;
    private boolean wantsGateClosed;
    /** Closed by its owner: the slot is free once the last request is gone. */
    private boolean closed;

    TcpListener(int id, int localIndex, int port, ListenOptions options, AcceptQueue acceptQueue) {
        this.id = id;
        this.localIndex = localIndex;
        this.port = port;
        this.options = options;
        this.acceptQueue = acceptQueue;
    }

    void setLimit(int requested, ListenResult result, Decider decider) {
        backlogRequested = requested;
        limit = result.limit();
        if (result.synTableLimit() != ListenResult.SAME_TABLE) {
            synTableLimit = result.synTableLimit();
        }
        synQueueLimit = decider.synQueueLimit(limit, synTableLimit);
    }

    long note(int index) {
        return notes[index];
    }

    void note(int index, long value) {
        notes[index] = value;
    }

    public int id() {
        return id;
    }

    /** The local address it is bound to, by index, or {@link #ANY_ADDRESS}. */
    public int localIndex() {
        return localIndex;
    }

    public int port() {
        return port;
    }

    public ListenOptions options() {
        return options;
    }

    public AcceptQueue acceptQueue() {
        return acceptQueue;
    }

    ParkedConnections parked() {
        return parked;
    }

    /** Connections that wait outside the accept queue. */
    public int parkedLength() {
        return parked.length();
    }

    /** The argument of the last listen(). */
    public int backlogRequested() {
        return backlogRequested;
    }

    /** What the policy made of it. */
    public int limit() {
        return limit;
    }

    /** What the policy compares the number of requests with: of this listener, of both its queues together, or of a cache for all listeners. */
    public int synQueueLimit() {
        return synQueueLimit;
    }

    int synTableLimit() {
        return synTableLimit;
    }

    /** Requests of this listener. */
    public int synQueueLength() {
        return synQueueLength;
    }

    /** The most there ever were. */
    public int synQueuePeak() {
        return synQueuePeak;
    }

    int youngCount() {
        return youngCount;
    }

    long lastCookieNs() {
        return lastCookieNs;
    }

    /** Written at most once a second, as Linux does: a flood must not make every SYN write (tcp_synq_overflow). */
    void cookieSent(long nowNs) {
        if (lastCookieNs == ConnectionRequest.NEVER || nowNs - lastCookieNs >= 1_000_000_000L) {
            lastCookieNs = nowNs;
        }
    }

    void forgetCookies() {
        lastCookieNs = ConnectionRequest.NEVER;
    }

    void requestAdded() {
        synQueueLength++;
        youngCount++;
        synQueuePeak = Math.max(synQueuePeak, synQueueLength);
    }

    void requestAged() {
        youngCount--;
    }

    /** A request that was no longer young starts over. */
    void requestRejuvenated() {
        youngCount++;
    }

    void requestRemoved(boolean young) {
        synQueueLength--;
        if (young) {
            youngCount--;
        }
    }

    /** False after shutdown() until the next listen(). */
    public boolean isListening() {
        return listening;
    }

    void setListening(boolean listening) {
        this.listening = listening;
    }

    /** Would this listener have its port's gate closed? */
    boolean wantsGateClosed() {
        return wantsGateClosed;
    }

    void wantGateClosed(boolean closed) {
        wantsGateClosed = closed;
    }

    boolean isClosed() {
        return closed;
    }

    void setClosed() {
        closed = true;
        listening = false;
    }
}
