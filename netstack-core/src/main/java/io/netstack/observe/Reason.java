package io.netstack.observe;

import static io.netstack.observe.Counter.*;

/**
 * Why something happened: the one place where counters are moved from.
 *
 * <p>Every frame that arrives ends in exactly one reason of kind {@link Kind#FRAME}; every frame that we send carries one of kind
 * {@link Kind#SENT}; timers and application calls that move a counter have one of kind {@link Kind#EVENT}. A reason lists the counters that it
 * moves under Linux; another family's list comes from its {@link CounterScheme}.
 *
 * <p>A text may hold {@code {a}} and {@code {b}}: two numbers that whoever decided put beside it, such as a length and the limit it broke.
 */
public enum Reason {
    // ---- link and IP
    FRAME_MALFORMED(Kind.FRAME, "frame dropped: shorter than an Ethernet header"),
    FRAME_OTHER_HOST(Kind.FRAME, "frame dropped: its destination is another Ethernet address"),
    FRAME_UNKNOWN_TYPE(Kind.FRAME, "frame dropped: neither IPv4 nor ARP"),
    ARP_MALFORMED(Kind.FRAME, "ARP dropped: not an Ethernet/IPv4 packet"),
    ARP_ANSWERED(Kind.FRAME, "ARP request answered"),
    ARP_LEARNED(Kind.FRAME, "ARP reply learned"),
    ARP_IGNORED(Kind.FRAME, "ARP ignored: it asks for another host or answers no question of ours"),
    IP_BAD_HEADER(Kind.FRAME, "packet dropped: wrong version or length in the IP header", IP_IN_RECEIVES, IP_IN_HDR_ERRORS),
    IP_BAD_CHECKSUM(Kind.FRAME, "packet dropped: wrong IP header checksum", IP_IN_RECEIVES, IP_IN_HDR_ERRORS, IPEXT_IN_CSUM_ERRORS),
    IP_TRUNCATED(Kind.FRAME, "packet dropped: shorter than its IP header says", IP_IN_RECEIVES, IPEXT_IN_TRUNCATED_PKTS),
    IP_FRAGMENT(Kind.FRAME, "packet dropped: fragments are not reassembled here", IP_IN_RECEIVES, IP_REASM_REQDS),
    IP_NOT_LOCAL(Kind.FRAME, "packet dropped: its destination is not an address of ours", IP_IN_RECEIVES, IP_IN_ADDR_ERRORS),
    IP_BAD_SOURCE(Kind.FRAME, "packet dropped: no host can have its source address", IP_IN_RECEIVES),
    IP_GROUP_DESTINATION(Kind.FRAME, "packet dropped: sent to a broadcast or multicast address", IP_IN_RECEIVES),
    IP_UNKNOWN_PROTOCOL(Kind.FRAME, "packet dropped: neither TCP nor ICMP", IP_IN_RECEIVES, IP_IN_UNKNOWN_PROTOS),
    ICMP_MALFORMED(Kind.FRAME, "ICMP dropped: short or wrong checksum", IP_IN_RECEIVES, IP_IN_DELIVERS, ICMP_IN_MSGS, ICMP_IN_ERRORS),
    ICMP_ECHO_ANSWERED(Kind.FRAME, "echo request answered", IP_IN_RECEIVES, IP_IN_DELIVERS, ICMP_IN_MSGS, ICMP_IN_ECHOS),
    ICMP_IGNORED(Kind.FRAME, "ICMP ignored: nothing here asks for this type, or it names no connection of ours",
        IP_IN_RECEIVES, IP_IN_DELIVERS, ICMP_IN_MSGS),
    ICMP_OUT_OF_WINDOW(Kind.FRAME, "ICMP ignored: the sequence number it quotes is not one we just sent",
        IP_IN_RECEIVES, IP_IN_DELIVERS, ICMP_IN_MSGS, OUT_OF_WINDOW_ICMPS),
    ICMP_REQUEST_REMOVED(Kind.FRAME, "connection request removed: its peer is unreachable",
        IP_IN_RECEIVES, IP_IN_DELIVERS, ICMP_IN_MSGS, LISTEN_DROPS),
    ICMP_SMALLER_PATH(Kind.FRAME, "ICMP: the path takes smaller packets only; what was too large is sent again",
        IP_IN_RECEIVES, IP_IN_DELIVERS, ICMP_IN_MSGS),
    ICMP_CONNECTION_NOTED(Kind.FRAME, "ICMP noted: the connection goes on (RFC 5927)", IP_IN_RECEIVES, IP_IN_DELIVERS, ICMP_IN_MSGS),

    // ---- the capture side
    INGRESS_GATE_DROP(Kind.FRAME, "SYN dropped at the ring: the gate of its port is closed", NETSTACK_INGRESS_GATE_DROP),
    INGRESS_RING_DROP(Kind.FRAME, "frame dropped: the ingress ring is full", NETSTACK_INGRESS_RING_DROP),

    // ---- TCP, before any connection is looked up
    SEGMENT_RECEIVED(Kind.EVENT, "segment received", IP_IN_RECEIVES, IP_IN_DELIVERS, TCP_IN_SEGS),
    SEGMENT_SHORT(Kind.FRAME, "segment dropped: shorter than a TCP header"),
    SEGMENT_HEADER_TRUNCATED(Kind.FRAME, "segment dropped: shorter than its data offset says"),
    SEGMENT_DATA_OFFSET(Kind.FRAME, "segment dropped: data offset below 5", TCP_IN_ERRS),
    SEGMENT_CHECKSUM(Kind.FRAME, "segment dropped: wrong checksum", TCP_IN_CSUM_ERRORS, TCP_IN_ERRS),
    SEGMENT_GROUP_ADDRESS(Kind.FRAME, "segment dropped: it came to a broadcast or multicast address"),
    SEGMENT_MD5_UNEXPECTED(Kind.FRAME, "segment dropped: it is signed (MD5) and nobody asked for that", TCP_MD5_UNEXPECTED),
    NO_LISTENER(Kind.FRAME, "answered by RST: nobody listens on port {a}"),
    NO_LISTENER_RST(Kind.FRAME, "RST ignored: nobody listens on port {a}"),

    // ---- LISTEN
    SYN_QUEUED(Kind.FRAME, "SYN stored: SYN queue {a} of {b}"),
    SYN_QUEUED_TIME_WAIT(Kind.FRAME, "SYN stored: it takes over a connection in TIME-WAIT; SYN queue {a} of {b}"),
    SYN_COOKIE(Kind.FRAME, "SYN answered by a cookie: SYN queue {a} > {b}", REQ_QUEUE_FULL_DO_COOKIES, SYNCOOKIES_SENT),
    SYN_COOKIE_ALWAYS(Kind.FRAME, "SYN answered by a cookie: cookies are always on", REQ_QUEUE_FULL_DO_COOKIES, SYNCOOKIES_SENT),
    SYN_DROP_SYN_QUEUE_FULL(Kind.FRAME, "SYN dropped: SYN queue {a} > {b}", REQ_QUEUE_FULL_DROP, LISTEN_DROPS),
    SYN_DROP_ACCEPT_QUEUE_FULL(Kind.FRAME, "SYN dropped: accept queue {a} > {b}", LISTEN_OVERFLOWS, LISTEN_DROPS),
    SYN_DROP_BOTH_QUEUES_FULL(Kind.FRAME, "SYN dropped: accept queue {a} > {b}, and the SYN queue is full too (a cookie does not help)",
        REQ_QUEUE_FULL_DO_COOKIES, LISTEN_OVERFLOWS, LISTEN_DROPS),
    SYN_DROP_ACCEPT_QUEUE_FULL_COOKIES(Kind.FRAME, "SYN dropped: accept queue {a} > {b} (cookies are always on; they do not help)",
        REQ_QUEUE_FULL_DO_COOKIES, LISTEN_OVERFLOWS, LISTEN_DROPS),
    SYN_DROP_LAST_QUARTER(Kind.FRAME, "SYN dropped: the last quarter of tcp_max_syn_backlog is for proven peers; SYN queue {a} of {b}",
        LISTEN_DROPS),
    SYN_DROP_BY_POLICY(Kind.FRAME, "SYN dropped by a rule of the policy's own: {a} of {b}", LISTEN_DROPS),
    LATE_GATE_DROP(Kind.FRAME, "SYN dropped: SYN queue and accept queue together {a} > {b}; it slipped through the closing gate",
        NETSTACK_LATE_GATE_DROP, LISTEN_DROPS),
    SYN_DROP_NO_ROUTE(Kind.FRAME, "SYN dropped: no route to its sender", LISTEN_DROPS),
    SYN_DROP_POOL_FULL(Kind.FRAME, "SYN dropped: every preallocated request slot is taken ({a})", NETSTACK_POOL_FULL, LISTEN_DROPS),
    SYN_DROP_GROUP_ADDRESS(Kind.FRAME, "SYN dropped: it came to a broadcast or multicast address", LISTEN_DROPS),
    SYN_RESET(Kind.FRAME, "SYN answered by RST: queue {a} of {b}"),
    FAST_OPEN_COOKIE_REQUESTED(Kind.EVENT, "SYN asks for a Fast Open cookie; none is granted", TCP_FAST_OPEN_COOKIE_REQD),
    LISTEN_RST_IGNORED(Kind.FRAME, "RST ignored: the port listens and knows no such request"),
    LISTEN_ACK_RESET(Kind.FRAME, "answered by RST: an ACK for no connection request and no valid cookie"),
    LISTEN_COOKIE_FAILED(Kind.FRAME, "answered by RST: its cookie is wrong or too old", SYNCOOKIES_FAILED),
    LISTEN_COOKIE_OPTION_REFUSED(Kind.FRAME, "answered by RST: its cookie is good but carries an option that is switched off", SYNCOOKIES_RECV),
    LISTEN_SYN_FIN_IGNORED(Kind.FRAME, "segment ignored: SYN with FIN"),
    LISTEN_NO_SYN_IGNORED(Kind.FRAME, "segment ignored: a listener takes SYN or ACK"),
    COOKIE_ACK_ESTABLISHED(Kind.FRAME, "good cookie: established, accept queue {a} of {b}", SYNCOOKIES_RECV, TCP_PASSIVE_OPENS),
    COOKIE_ACK_ACCEPT_QUEUE_FULL(Kind.FRAME, "good cookie ignored: accept queue {a} > {b}", SYNCOOKIES_RECV, LISTEN_OVERFLOWS, LISTEN_DROPS),
    COOKIE_ACK_CONNECTION_POOL_FULL(Kind.FRAME, "good cookie ignored: every connection slot is taken ({a})",
        SYNCOOKIES_RECV, NETSTACK_CONNECTION_POOL_FULL, LISTEN_DROPS),

    // ---- SYN-RECEIVED
    REQUEST_SYN_REPEATED(Kind.FRAME, "repeated SYN: SYN-ACK sent again"),
    REQUEST_SYN_SKIPPED(Kind.FRAME, "repeated SYN: not answered, the last answer is too recent", TCP_ACK_SKIPPED_SYN_RECV),
    REQUEST_OUT_OF_WINDOW(Kind.FRAME, "outside the window of the request: answered by ACK"),
    REQUEST_OUT_OF_WINDOW_SKIPPED(Kind.FRAME, "outside the window of the request: not answered, the last answer is too recent",
        TCP_ACK_SKIPPED_SYN_RECV),
    REQUEST_PAWS(Kind.FRAME, "timestamp older than the SYN's: answered by ACK", PAWS_ESTAB),
    REQUEST_PAWS_SKIPPED(Kind.FRAME, "timestamp older than the SYN's: not answered, the last answer is too recent",
        PAWS_ESTAB, TCP_ACK_SKIPPED_SYN_RECV),
    REQUEST_PAWS_RST(Kind.FRAME, "RST ignored: timestamp older than the SYN's", PAWS_ESTAB),
    REQUEST_TS_ECR(Kind.FRAME, "echoes a timestamp that no SYN-ACK carried: answered by ACK", TS_ECR_REJECTED),
    REQUEST_TS_ECR_SKIPPED(Kind.FRAME, "echoes a timestamp that no SYN-ACK carried: not answered, the last answer is too recent",
        TS_ECR_REJECTED, TCP_ACK_SKIPPED_SYN_RECV),
    REQUEST_TS_ECR_RST(Kind.FRAME, "RST ignored: it echoes a timestamp that no SYN-ACK carried", TS_ECR_REJECTED),
    REQUEST_RST_OUT_OF_WINDOW(Kind.FRAME, "RST ignored: outside the window of the request"),
    REQUEST_RST_CHALLENGED(Kind.FRAME, "RST in the window but not exact: challenge ACK", TCP_CHALLENGE_ACK),
    REQUEST_RST_CHALLENGE_SKIPPED(Kind.FRAME, "RST in the window but not exact: not answered, the last answer is too recent",
        TCP_ACK_SKIPPED_CHALLENGE),
    REQUEST_RESET_BY_PEER(Kind.FRAME, "request removed: RST", TCP_ATTEMPT_FAILS, EMBRYONIC_RSTS),
    REQUEST_RESET_BY_SYN(Kind.FRAME, "request removed: another SYN in its window", TCP_ATTEMPT_FAILS, EMBRYONIC_RSTS),
    REQUEST_BAD_ACK(Kind.FRAME, "answered by RST: acknowledges what was not sent; the request stays"),
    REQUEST_BAD_ACK_COOKIE_FAILED(Kind.FRAME, "answered by RST: acknowledges what was not sent and is no cookie; the request stays",
        SYNCOOKIES_FAILED),
    REQUEST_NO_ACK_IGNORED(Kind.FRAME, "segment ignored: a request waits for an ACK"),
    ACK_DEFERRED(Kind.FRAME, "final ACK held back: deferred accept waits for data", TCP_DEFER_ACCEPT_DROP),
    ACK_ESTABLISHED(Kind.FRAME, "established: accept queue {a} of {b}", TCP_PASSIVE_OPENS),
    ACK_ACCEPT_QUEUE_FULL(Kind.FRAME, "final ACK ignored: accept queue {a} > {b}; the request stays", LISTEN_OVERFLOWS, LISTEN_DROPS),
    ACK_ACCEPT_QUEUE_FULL_RESET(Kind.FRAME, "final ACK answered by RST: accept queue {a} > {b}", LISTEN_OVERFLOWS, LISTEN_DROPS, EMBRYONIC_RSTS),
    ACK_PARKED(Kind.FRAME, "established, but waits outside the accept queue: {a} of {b}", TCP_PASSIVE_OPENS),
    ACK_REFUSED(Kind.FRAME, "final ACK ignored and request removed: accept queue {a} > {b}"),
    ACK_CONNECTION_POOL_FULL(Kind.FRAME, "final ACK ignored: every connection slot is taken ({a}); the request stays",
        NETSTACK_CONNECTION_POOL_FULL, LISTEN_DROPS),
    REQUEST_LISTENER_GONE(Kind.FRAME, "request removed: its listener is closed"),

    // ---- what listeners do when a timer fires
    SYN_ACK_TIMEOUT(Kind.EVENT, "SYN-ACK timer fired", TCP_TIMEOUTS),
    REQUEST_EXPIRED(Kind.EVENT, "request removed: no answer after {a} SYN-ACK retransmissions"),
    REQUEST_EVICTED(Kind.EVENT, "request removed: it gives way to a newer one"),
    REQUEST_UNREACHABLE(Kind.EVENT, "request removed: its SYN-ACK could not be sent"),
    REQUEST_ORPHANED(Kind.EVENT, "request removed: its listener is closed"),
    PARKED_PROMOTED(Kind.EVENT, "connection moved to the accept queue: {a} waiting"),
    PARKED_RESET(Kind.EVENT, "connection reset: it waited outside the accept queue too long"),
    ACCEPT_HEAD_RESET(Kind.EVENT, "connection reset: it waited in the accept queue too long"),
    LISTENER_CLOSED_CONNECTION(Kind.EVENT, "connection reset: its listener closed before accept()"),

    // ---- after accept() or in the accept queue: the connection
    CONNECTION_ACK(Kind.FRAME, "acknowledgment"),
    CONNECTION_OLD_ACK(Kind.FRAME, "acknowledges less than is known"),
    CONNECTION_DATA(Kind.FRAME, "data in order"),
    CONNECTION_OUT_OF_ORDER(Kind.FRAME, "data beyond a hole"),
    CONNECTION_DUPLICATE(Kind.FRAME, "data that was here before"),
    CONNECTION_FIN(Kind.FRAME, "FIN: the peer closed its direction"),
    CONNECTION_FIN_ACKNOWLEDGED(Kind.FRAME, "our FIN is acknowledged"),
    CONNECTION_CLOSED(Kind.FRAME, "our FIN is acknowledged: the connection is over"),
    CONNECTION_ZERO_WINDOW(Kind.FRAME, "data refused: the window is closed"),
    CONNECTION_NO_MEMORY(Kind.FRAME, "data refused: no memory"),
    CONNECTION_DATA_AFTER_FIN(Kind.FRAME, "data ignored: it comes after the peer's FIN"),
    CONNECTION_DATA_AFTER_CLOSE(Kind.FRAME, "answered by RST: the application that it is for has closed"),
    CONNECTION_NO_ACK_IGNORED(Kind.FRAME, "segment ignored: without ACK"),
    CONNECTION_PAWS(Kind.FRAME, "timestamp older than one already seen: answered by ACK"),
    CONNECTION_PAWS_SKIPPED(Kind.FRAME, "timestamp older than one already seen: not answered, the last answer is too recent",
        TCP_ACK_SKIPPED_PAWS),
    CONNECTION_PAWS_OLD_ACK(Kind.FRAME, "old acknowledgment ignored: its timestamp is older than one already seen", PAWS_OLD_ACK),
    CONNECTION_OUT_OF_WINDOW(Kind.FRAME, "outside the window: answered by ACK"),
    CONNECTION_OUT_OF_WINDOW_SKIPPED(Kind.FRAME, "outside the window: not answered, the last answer is too recent", TCP_ACK_SKIPPED_SEQ),
    CONNECTION_RST_IGNORED(Kind.FRAME, "RST ignored: outside the window"),
    CONNECTION_RST_CHALLENGED(Kind.FRAME, "RST in the window but not exact: challenge ACK"),
    CONNECTION_RST_CHALLENGE_SKIPPED(Kind.FRAME, "RST in the window but not exact: not answered, the last answer is too recent",
        TCP_ACK_SKIPPED_CHALLENGE),
    CONNECTION_SYN_CHALLENGED(Kind.FRAME, "SYN on a connection: challenge ACK"),
    CONNECTION_SYN_CHALLENGE_SKIPPED(Kind.FRAME, "SYN on a connection: not answered, the last answer is too recent",
        TCP_ACK_SKIPPED_CHALLENGE),
    CONNECTION_ACK_CHALLENGED(Kind.FRAME, "acknowledges what was never sent, or far too little: challenge ACK"),
    CONNECTION_ACK_CHALLENGE_SKIPPED(Kind.FRAME, "acknowledges what was never sent, or far too little: not answered, the last answer is too recent",
        TCP_ACK_SKIPPED_CHALLENGE),
    CONNECTION_ACK_RESET(Kind.FRAME, "acknowledges what was never sent on a connection that is not yet established: answered by RST"),
    CONNECTION_RESET_BY_PEER(Kind.FRAME, "RST: the connection is over"),
    NO_CONNECTION(Kind.FRAME, "the connection is over already"),
    REUSE_FOR_SYN(Kind.FRAME, "TIME-WAIT gave way to a SYN"),
    FIN_WAIT_ANSWERED(Kind.FRAME, "unacceptable in FIN-WAIT-2 after close(): answered by ACK"),
    FIN_WAIT_SKIPPED(Kind.FRAME, "unacceptable in FIN-WAIT-2 after close(): not answered, the last answer is too recent",
        TCP_ACK_SKIPPED_FIN_WAIT_2),
    TIME_WAIT_FIN(Kind.FRAME, "FIN: FIN-WAIT-2 after close() becomes TIME-WAIT"),
    TIME_WAIT_SILENT(Kind.FRAME, "nothing to answer: the connection is closed"),
    TIME_WAIT_ANSWERED(Kind.FRAME, "stray segment in TIME-WAIT: answered by ACK"),
    TIME_WAIT_SKIPPED(Kind.FRAME, "stray segment in TIME-WAIT: not answered, the last answer is too recent", TCP_ACK_SKIPPED_TIME_WAIT),
    TIME_WAIT_RESET(Kind.FRAME, "RST ends TIME-WAIT"),
    TIME_WAIT_RST_IGNORED(Kind.FRAME, "RST in TIME-WAIT ignored: not exact"),

    // ---- steps on the way of a connection's segment, its timers, and what the application does
    PURE_ACK(Kind.EVENT, "segment without data", TCP_PURE_ACKS),
    SYN_ON_ESTABLISHED(Kind.EVENT, "SYN on an established connection", TCP_SYN_CHALLENGE, TCP_IN_ERRS),
    SYN_ON_CLOSING(Kind.EVENT, "SYN on a connection that one side has closed", TCP_SYN_CHALLENGE),
    CONNECTION_PAWS_REJECTED(Kind.EVENT, "timestamp older than one already seen", PAWS_ESTAB),
    TIME_WAIT_PAWS(Kind.EVENT, "timestamp older than one already seen, in TIME-WAIT", PAWS_TIME_WAIT),
    SEGMENT_BEYOND_WINDOW(Kind.EVENT, "segment right of the window", BEYOND_WINDOW),
    DUPLICATE_DATA(Kind.EVENT, "data that was here before", DELAYED_ACK_LOST),
    DSACK_FOR_OLD(Kind.EVENT, "a duplicate of old data is to be reported", TCP_DSACK_OLD_SENT),
    DSACK_FOR_OUT_OF_ORDER(Kind.EVENT, "a duplicate of out-of-order data is to be reported", TCP_DSACK_OFO_SENT),
    DSACK_RECEIVED(Kind.EVENT, "the peer reports a duplicate", TCP_DSACK_RECV),
    RECEIVE_COALESCED(Kind.EVENT, "a segment fits into the memory of the one before", TCP_RCV_COALESCE),
    RECEIVE_QUEUE_FULL(Kind.EVENT, "a segment is dropped: the receive memory is full", TCP_RCV_Q_DROP),
    BUFFERS_FULL(Kind.EVENT, "a segment is dropped: the memory of all connections is full", NETSTACK_BUFFERS_FULL),
    OUT_OF_ORDER_QUEUED(Kind.EVENT, "a segment goes to the out-of-order queue", TCP_OFO_QUEUE),
    OUT_OF_ORDER_MERGED(Kind.EVENT, "a segment covers one of the out-of-order queue", TCP_OFO_MERGE),
    OUT_OF_ORDER_DROPPED(Kind.EVENT, "an out-of-order segment is dropped: no memory", TCP_OFO_DROP),
    ZERO_WINDOW_DROP(Kind.EVENT, "data met a window of zero", TCP_ZERO_WINDOW_DROP),
    ZERO_WINDOW_WANTED(Kind.EVENT, "the window would be zero if more had not been offered", TCP_WANT_ZERO_WINDOW_ADV),
    WINDOW_CLOSED(Kind.EVENT, "the offered window became zero", TCP_TO_ZERO_WINDOW_ADV),
    WINDOW_REOPENED(Kind.EVENT, "the offered window is not zero any more", TCP_FROM_ZERO_WINDOW_ADV),
    ACKS_COMPRESSED(Kind.EVENT, "acknowledgments went out as one", TCP_ACK_COMPRESSED),
    RETRANSMIT_TIMEOUT(Kind.EVENT, "the retransmission timer fired", TCP_TIMEOUTS),
    TAIL_LOSS_PROBE(Kind.EVENT, "the tail of a flight is probed", TCP_LOSS_PROBES),
    TAIL_LOSS_REPAIRED(Kind.EVENT, "the probe repaired a lost tail", TCP_LOSS_PROBE_RECOVERY),
    RETRANSMISSION_LOST(Kind.EVENT, "a retransmission is believed lost", TCP_LOST_RETRANSMIT),
    FAST_RETRANSMISSION(Kind.EVENT, "retransmission in fast recovery", TCP_FAST_RETRANS),
    SLOW_START_RETRANSMISSION(Kind.EVENT, "retransmission after a timeout", TCP_SLOW_START_RETRANS),
    SACK_RECOVERY(Kind.EVENT, "fast recovery begins", TCP_SACK_RECOVERY),
    RENO_RECOVERY(Kind.EVENT, "fast recovery begins, without SACK", TCP_RENO_RECOVERY),
    UNDO_RECOVERY(Kind.EVENT, "fast recovery was unneeded", TCP_FULL_UNDO),
    UNDO_LOSS(Kind.EVENT, "the timeout was unneeded", TCP_LOSS_UNDO),
    UNDO_BY_DUPLICATES(Kind.EVENT, "all retransmissions were duplicates", TCP_DSACK_UNDO),
    SPURIOUS_TIMEOUT(Kind.EVENT, "originals were acknowledged after a timeout", TCP_SPURIOUS_RTOS),
    CONNECTION_ABORTED(Kind.EVENT, "ESTABLISHED or CLOSE-WAIT ended at once", TCP_ESTAB_RESETS),
    ATTEMPT_FAILED(Kind.EVENT, "the connection ended before it was established", TCP_ATTEMPT_FAILS),
    ABORTED_BY_CLOSE(Kind.EVENT, "close() with data unread", TCP_ABORT_ON_CLOSE),
    ABORTED_BY_LINGER(Kind.EVENT, "close() with linger 0", TCP_ABORT_ON_DATA),
    ABORTED_BY_DATA(Kind.EVENT, "data for an application that closed", TCP_ABORT_ON_DATA),
    ABORTED_BY_TIMEOUT(Kind.EVENT, "the peer does not answer", TCP_ABORT_ON_TIMEOUT),
    TIME_WAIT_ENTERED(Kind.EVENT, "only numbers are left of a connection", TIME_WAITS),
    TIME_WAIT_SHORT(Kind.EVENT, "only numbers are left of a connection, and not for long", TIME_WAITS_KILLED),
    TIME_WAIT_OVER(Kind.EVENT, "FIN-WAIT-2 or TIME-WAIT is over"),
    TIME_WAIT_EVICTED(Kind.EVENT, "TIME-WAIT gave its slot to a new connection", TIME_WAIT_OVERFLOW),

    // ---- what we send
    SENT_SYN_ACK(Kind.SENT, "SYN-ACK", TCP_OUT_SEGS),
    SENT_SYN_ACK_COOKIE(Kind.SENT, "SYN-ACK with a cookie: nothing is stored", TCP_OUT_SEGS),
    SENT_SYN_ACK_AGAIN(Kind.SENT, "SYN-ACK again: the timer fired ({a})", TCP_OUT_SEGS, TCP_RETRANS_SEGS, TCP_SYN_RETRANS),
    SENT_SYN_ACK_FOR_SYN(Kind.SENT, "SYN-ACK again: the SYN was repeated", TCP_OUT_SEGS, TCP_RETRANS_SEGS, TCP_SYN_RETRANS),
    SENT_REQUEST_ACK(Kind.SENT, "ACK on behalf of a connection request", TCP_OUT_SEGS),
    SENT_RST(Kind.SENT, "RST", TCP_OUT_SEGS, TCP_OUT_RSTS),
    SENT_DATA(Kind.SENT, "data, {a} bytes", TCP_OUT_SEGS, TCP_ORIG_DATA_SENT),
    SENT_FIN(Kind.SENT, "FIN", TCP_OUT_SEGS, TCP_ORIG_DATA_SENT),
    SENT_RETRANSMISSION(Kind.SENT, "retransmission, {a} bytes", TCP_RETRANS_SEGS),
    SENT_ACK(Kind.SENT, "ACK", TCP_OUT_SEGS),
    SENT_DELAYED_ACK(Kind.SENT, "delayed ACK", TCP_OUT_SEGS, DELAYED_ACKS),
    SENT_CHALLENGE_ACK(Kind.SENT, "challenge ACK", TCP_OUT_SEGS, TCP_CHALLENGE_ACK),
    SENT_WINDOW_PROBE(Kind.SENT, "probe of the peer's closed window ({a})", TCP_OUT_SEGS, TCP_WIN_PROBE),
    SENT_KEEP_ALIVE(Kind.SENT, "keep-alive probe ({a})", TCP_OUT_SEGS, TCP_KEEP_ALIVE),
    SENT_RST_CONNECTION(Kind.SENT, "RST of a connection", TCP_OUT_SEGS, TCP_OUT_RSTS),
    SENT_TIME_WAIT_ACK(Kind.SENT, "ACK of a closed connection", TCP_OUT_SEGS),
    SENT_AFTER_ARP(Kind.SENT, "held back until the neighbour answered ARP"),
    SENT_ARP(Kind.SENT, "ARP"),
    SENT_ECHO_REPLY(Kind.SENT, "echo reply"),
    NO_ROUTE(Kind.EVENT, "not sent: no route to its destination", IP_OUT_NO_ROUTES),
    NEIGHBOUR_UNRESOLVED(Kind.EVENT, "not sent: the neighbour did not answer ARP"),
    LINK_SEND_FAILED(Kind.EVENT, "not sent: the link did not take the frame", NETSTACK_LINK_SEND_FAILED),

    // ---- what other systems than Linux decide
    SYN_QUEUED_BUCKET_OVERFLOW(Kind.FRAME, "SYN stored: its bucket was full ({a} of {b}), the oldest request gave way, and a pause begins"),
    SYN_QUEUED_BUCKET_FULL(Kind.FRAME, "SYN stored: its bucket was full ({a} of {b}) and the oldest request gave way"),
    SYN_QUEUED_CACHE_FULL(Kind.FRAME, "SYN stored: the cache was full ({a} of {b}) and an old request gave way"),
    SYN_QUEUED_EVICTING(Kind.FRAME, "SYN stored: the queue was full ({a}, limit {b}) and another request gave way"),
    SYN_COOKIE_PAUSED(Kind.FRAME, "SYN answered by a cookie: the cache is paused for another {a} ms"),
    SYN_COOKIE_NO_ROOM(Kind.FRAME, "SYN answered by a cookie: the cache has no room ({a} of {b})", SYNCOOKIES_SENT),
    SYN_COOKIE_STATELESS(Kind.FRAME, "SYN answered by a cookie: the store keeps no requests", SYNCOOKIES_SENT),
    SYN_DROP_NO_ROOM(Kind.FRAME, "SYN dropped: the cache has no room ({a} of {b})"),
    SYN_DROP_QUEUE_FULL(Kind.FRAME, "SYN dropped: {a} connections and requests together, {b} allowed"),
    SYN_DROP_NO_VICTIM(Kind.FRAME, "SYN dropped: the queue is full ({a}, limit {b}) and no request gives way to it"),
    SEGMENT_DROP_QUEUE_FULL(Kind.FRAME, "segment dropped before its flags were looked at: {a} connections and requests, {b} allowed"),
    LISTEN_SYN_ACK_RESET(Kind.FRAME, "SYN|ACK answered by RST: the port listens"),
    LISTEN_SYN_ACK_IGNORED(Kind.FRAME, "SYN|ACK ignored: the port listens"),
    LISTEN_BARE_RESET(Kind.FRAME, "answered by RST: neither SYN nor ACK nor RST for a listening port"),
    LISTEN_RST_UNSEEN(Kind.FRAME, "RST ignored: the cache is paused"),
    LISTEN_RESET_LIMITED(Kind.FRAME, "not answered: this second has seen {a} RSTs from listening ports"),
    NO_LISTENER_LIMITED(Kind.FRAME, "not answered: nobody listens on port {a}, and this second has seen enough RSTs"),
    REQUEST_SYN_ACK_RESET(Kind.FRAME, "SYN|ACK answered by RST: the request of its sender is removed"),
    REQUEST_RST_WITH_FLAGS_IGNORED(Kind.FRAME, "RST ignored: it carries ACK, SYN or FIN"),
    REQUEST_BAD_ACK_FREED(Kind.FRAME, "answered by RST: acknowledges what was not sent; the request is removed"),
    REQUEST_OUT_OF_WINDOW_FREED(Kind.FRAME, "answered by RST: outside the window of the request, which is removed"),
    REQUEST_ACK_CHALLENGED(Kind.FRAME, "final ACK outside the window of the request: challenge ACK"),
    REQUEST_ACK_SYN_ACK(Kind.FRAME, "wrong final ACK: SYN-ACK sent again"),
    REQUEST_TS_OLD_IGNORED(Kind.FRAME, "final ACK ignored: its timestamp is older than the SYN's"),
    REQUEST_TS_MISSING_IGNORED(Kind.FRAME, "final ACK ignored: the negotiated timestamp is missing"),
    COOKIE_ACK_REFUSED(Kind.FRAME, "good cookie ignored: accept queue {a} > {b}"),
    COOKIE_ACK_REFUSED_RESET(Kind.FRAME, "good cookie answered by RST: accept queue {a} > {b}"),
    COOKIE_ACK_PARKED(Kind.FRAME, "good cookie: established, but waits outside the accept queue: {a} of {b}"),
    ICMP_REQUEST_NOTED(Kind.FRAME, "ICMP noted: the connection request goes on"),
    REQUEST_EXPIRED_RESET(Kind.EVENT, "request removed and its peer reset: no answer after {a} SYN-ACK retransmissions"),
    REQUEST_GONE_PAUSED(Kind.EVENT, "request removed: the cache is paused"),
    REQUEST_RESET_AT_CLOSE(Kind.EVENT, "request reset: its listener is closed"),
    FILTER_READY(Kind.EVENT, "connection moved to the accept queue: its accept filter is content");

    /** What a reason is about. */
    public enum Kind {
        /** A frame that arrived ended here. */
        FRAME,
        /** A frame that we send. */
        SENT,
        /** Something that is not one frame: a timer, an application call, a step on the way. */
        EVENT
    }

    private static final Reason[] VALUES = values();

    private final Kind kind;
    private final String text;
    private final Counter[] linuxCounters;

    Reason(Kind kind, String text, Counter... linuxCounters) {
        this.kind = kind;
        this.text = text;
        this.linuxCounters = linuxCounters;
    }

    public Kind kind() {
        return kind;
    }

    /** The text with its placeholders. */
    public String text() {
        return text;
    }

    /** The text with its two numbers filled in. */
    public String describe(long a, long b) {
        StringBuilder filled = new StringBuilder(text.length() + 16);
        describe(filled, a, b);
        return filled.toString();
    }

    /** Appends the text with its two numbers filled in; allocates nothing when there is room. */
    public void describe(StringBuilder to, long a, long b) {
        int from = 0;
        int brace;
        while ((brace = text.indexOf('{', from)) >= 0) {
            to.append(text, from, brace).append(text.charAt(brace + 1) == 'a' ? a : b);
            from = brace + 3;
        }
        to.append(text, from, text.length());
    }

    /** The counters that this moves under Linux; a copy. */
    public Counter[] linuxCounters() {
        return linuxCounters.clone();
    }

    /** The reason with this ordinal, for readers of binary records. */
    public static Reason of(int ordinal) {
        return VALUES[ordinal];
    }
}
