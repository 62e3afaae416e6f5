package io.netstack.policy;

import io.netstack.observe.Reason;

/**
 * What a decider may look at: one reused object that answers for the segment, request or timer at hand. Answers are read when asked, so a
 * question that a policy does not ask costs nothing. Valid only during the call that it was given to.
 */
public interface ListenView {
    /** How many numbers a decider can note about a listener. */
    int NOTES = 2;

    // ---- time and chance

    /** Now, in nanoseconds of the stack's monotonic clock. */
    long nowNs();

    /** 64 fresh random bits from the stack's seed. */
    long randomBits();

    // ---- the listener

    /** The IPv4 address that it is bound to, or 0 for any. */
    int boundAddress();

    /** The argument of the last listen(). */
    int backlogRequested();

    /** What {@link Decider#onListen} made of it. */
    int limit();

    /** The fixed size of the SYN table, or {@link Integer#MAX_VALUE}. */
    int synTableLimit();

    /** What the decider noted about this listener: {@link #NOTES} numbers, 0 at its first listen(), kept until it is closed. */
    long note(int index);

    /** Notes a number about this listener. */
    void note(int index, long value);

    /** Requests of this listener: the SYN queue. A request under decision is counted once it is stored. */
    int synQueueLength();

    /** Those among them whose SYN-ACK timer never fired. */
    int youngCount();

    /** Established connections that wait for accept(). */
    int acceptQueueLength();

    /** Connections that wait outside the accept queue. */
    int parkedLength();

    /** Age of the oldest request of this listener; 0 when there is none. */
    long oldestRequestAgeNs();

    /** How long the head of the accept queue has waited; 0 when it is empty. */
    long oldestAcceptAgeNs();

    /** Threads that wait in accept(). */
    int acceptorsWaiting();

    /** When this listener last sent a cookie, or {@link Long#MIN_VALUE}. */
    long lastCookieNs();

    /** SYN-ACK retransmissions set for this listener (TCP_SYNCNT), or 0. */
    int synAckRetriesOption();

    /** SYN-ACK timeouts that deferred accept waits for data (TCP_DEFER_ACCEPT), or 0. */
    int deferRounds();

    /** What a connection of this listener must have received before accept() sees it. */
    AcceptFilter acceptFilter();

    // ---- the store

    /** Requests of all listeners. */
    int totalRequests();

    /** Request slots left. */
    int freeSlots();

    /** Requests in the bucket that this segment falls into (shared store), or 0. */
    int bucketLength();

    /** When that bucket last overflowed, or {@link Long#MIN_VALUE}. */
    long bucketOverflowNs();

    // ---- the segment

    /** High half of the peer's address. */
    long remoteHigh();

    /** Low half of the peer's address. */
    long remoteLow();

    int remotePort();

    int localPort();

    /** The control bits, {@link io.netstack.wire.TcpFlags}. */
    int flags();

    boolean hasTimestamp();

    /** Does it carry data or FIN, or end anywhere but at the first number that its request waits for? What does not is a bare final ACK. */
    boolean hasPayload();

    /** Is this a SYN that takes over a connection in TIME-WAIT? */
    boolean timeWaitReuse();

    /** Do we know a round-trip time to this peer from earlier connections? */
    boolean peerProven();

    /** Does this ACK carry a valid cookie (and belong to no stored request)? */
    boolean fromCookie();

    // ---- the request

    /** How often the SYN-ACK timer of the request fired before now. */
    int timeouts();

    /** How often the SYN-ACK was sent again, for whatever reason. */
    int retransmits();

    /** Did a final ACK arrive that was not honoured? */
    boolean ackSeen();

    /** Age of the request. */
    long ageNs();

    // ---- out

    /** Says why: the reason of the verdict about to be returned, with the two numbers of its text. Every verdict has one. */
    void because(Reason reason, long a, long b);

    /** A line for the system's log, as the kernel would write it. Rare: it may allocate. */
    void log(String line);
}
