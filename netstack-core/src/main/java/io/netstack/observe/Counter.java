package io.netstack.observe;

/**
 * A number that only grows (gauges are marked), under the name that the operating system of the profile gives it.
 *
 * <p>Names with a dot are those of Linux's {@code /proc/net/netstat} and {@code /proc/net/snmp}, so that they can be compared with a kernel's
 * and put on the same dashboards; those that begin with {@code tcps_} are fields of the BSDs' {@code struct tcpstat}, those with {@code tcp} of
 * Solaris's kstats; names that begin with {@code Netstack.} have no kernel counterpart.
 */
public enum Counter {
    IP_IN_RECEIVES("Ip.InReceives", "IP packets that arrived"),
    IP_IN_HDR_ERRORS("Ip.InHdrErrors", "packets with a wrong version, header length or header checksum"),
    IP_IN_ADDR_ERRORS("Ip.InAddrErrors", "packets to an address that is not ours"),
    IP_IN_UNKNOWN_PROTOS("Ip.InUnknownProtos", "packets of a protocol that nobody here speaks"),
    IP_IN_DELIVERS("Ip.InDelivers", "packets handed to TCP or ICMP"),
    IP_OUT_NO_ROUTES("Ip.OutNoRoutes", "packets not sent because no route leads to their destination"),
    IP_REASM_REQDS("Ip.ReasmReqds", "fragments that arrived; this stack refuses them"),
    IPEXT_IN_TRUNCATED_PKTS("IpExt.InTruncatedPkts", "packets shorter than they say"),
    IPEXT_IN_CSUM_ERRORS("IpExt.InCsumErrors", "packets with a wrong header checksum"),
    ICMP_IN_MSGS("Icmp.InMsgs", "ICMP messages that arrived"),
    ICMP_IN_ERRORS("Icmp.InErrors", "ICMP messages that are malformed"),
    ICMP_IN_ECHOS("Icmp.InEchos", "echo requests answered"),

    TCP_IN_SEGS("Tcp.InSegs", "segments that arrived, the damaged ones included"),
    TCP_OUT_SEGS("Tcp.OutSegs", "segments sent, retransmitted data not counted"),
    TCP_IN_ERRS("Tcp.InErrs", "segments with a wrong checksum or data offset, and SYNs on a synchronized connection"),
    TCP_IN_CSUM_ERRORS("Tcp.InCsumErrors", "segments with a wrong checksum"),
    TCP_OUT_RSTS("Tcp.OutRsts", "segments sent with RST"),
    TCP_PASSIVE_OPENS("Tcp.PassiveOpens", "connections made from a final ACK"),
    TCP_ATTEMPT_FAILS("Tcp.AttemptFails", "connection requests that ended by RST or a new SYN"),
    TCP_ESTAB_RESETS("Tcp.EstabResets", "established connections that ended by RST"),
    TCP_CURR_ESTAB("Tcp.CurrEstab", "gauge: connections in ESTABLISHED or CLOSE-WAIT"),
    TCP_RETRANS_SEGS("Tcp.RetransSegs", "segments sent again"),

    LISTEN_OVERFLOWS("TcpExt.ListenOverflows", "SYNs and final ACKs that met a full accept queue"),
    LISTEN_DROPS("TcpExt.ListenDrops", "SYNs and final ACKs that a listener dropped, for whatever reason"),
    REQ_QUEUE_FULL_DROP("TcpExt.TCPReqQFullDrop", "SYNs that met a full SYN queue and were dropped"),
    REQ_QUEUE_FULL_DO_COOKIES("TcpExt.TCPReqQFullDoCookies", "SYNs that met a full SYN queue and are to be answered by a cookie"),
    SYNCOOKIES_SENT("TcpExt.SyncookiesSent", "SYN-ACKs that carry a cookie"),
    SYNCOOKIES_RECV("TcpExt.SyncookiesRecv", "ACKs with a good cookie"),
    SYNCOOKIES_FAILED("TcpExt.SyncookiesFailed", "ACKs with a bad or old cookie while cookies were being sent"),
    EMBRYONIC_RSTS("TcpExt.EmbryonicRsts", "connection requests removed by RST, by an in-window SYN, or by abort_on_overflow"),
    TCP_TIMEOUTS("TcpExt.TCPTimeouts", "timers that fired"),
    TCP_SYN_RETRANS("TcpExt.TCPSynRetrans", "SYN-ACKs sent again"),
    TCP_DEFER_ACCEPT_DROP("TcpExt.TCPDeferAcceptDrop", "bare final ACKs held back by deferred accept"),
    TCP_CHALLENGE_ACK("TcpExt.TCPChallengeACK", "challenge ACKs sent (RFC 5961)"),
    TCP_SYN_CHALLENGE("TcpExt.TCPSYNChallenge", "SYNs on a synchronized connection (RFC 5961)"),
    TCP_ACK_SKIPPED_SYN_RECV("TcpExt.TCPACKSkippedSynRecv", "answers to out-of-window segments of a request, not sent for the rate limit"),
    TCP_ACK_SKIPPED_PAWS("TcpExt.TCPACKSkippedPAWS", "ACKs after a PAWS failure, not sent for the rate limit"),
    TCP_ACK_SKIPPED_SEQ("TcpExt.TCPACKSkippedSeq", "ACKs of out-of-window segments, not sent for the rate limit"),
    TCP_ACK_SKIPPED_FIN_WAIT_2("TcpExt.TCPACKSkippedFinWait2", "ACKs in FIN-WAIT-2, not sent for the rate limit"),
    TCP_ACK_SKIPPED_TIME_WAIT("TcpExt.TCPACKSkippedTimeWait", "ACKs in TIME-WAIT, not sent for the rate limit"),
    TCP_ACK_SKIPPED_CHALLENGE("TcpExt.TCPACKSkippedChallenge", "challenge ACKs not sent for the rate limit"),
    PAWS_ESTAB("TcpExt.PAWSEstab", "segments refused because their timestamp is older than one already seen (RFC 7323)"),
    PAWS_TIME_WAIT("TcpExt.PAWSTimewait", "the same in TIME-WAIT"),
    PAWS_OLD_ACK("TcpExt.PAWSOldAck", "old pure ACKs with an old timestamp"),
    TS_ECR_REJECTED("TcpExt.TSEcrRejected", "segments of a request whose TSecr no SYN-ACK of ours carried"),
    OUT_OF_WINDOW_ICMPS("TcpExt.OutOfWindowIcmps", "ICMP errors that quote a sequence number we did not just send"),
    TCP_MD5_UNEXPECTED("TcpExt.TCPMD5Unexpected", "segments with an MD5 signature that nobody asked for"),
    TCP_FAST_OPEN_COOKIE_REQD("TcpExt.TCPFastOpenCookieReqd", "SYNs that ask for a Fast Open cookie"),
    TIME_WAITS("TcpExt.TW", "connections that entered TIME-WAIT"),
    TIME_WAITS_KILLED("TcpExt.TWKilled", "connections with a TIME-WAIT too short to count as one"),
    DELAYED_ACKS("TcpExt.DelayedACKs", "ACKs sent by the delayed-ACK timer"),
    DELAYED_ACK_LOST("TcpExt.DelayedACKLost", "duplicate segments: an ACK of ours seems lost"),
    BEYOND_WINDOW("TcpExt.BeyondWindow", "segments that end right of the window"),
    TCP_PURE_ACKS("TcpExt.TCPPureAcks", "segments without data taken by a connection"),
    TCP_ORIG_DATA_SENT("TcpExt.TCPOrigDataSent", "segments of new data sent"),
    TCP_RCV_COALESCE("TcpExt.TCPRcvCoalesce", "segments that fitted into the memory of the one before"),
    TCP_OFO_QUEUE("TcpExt.TCPOFOQueue", "segments queued out of order"),
    TCP_OFO_MERGE("TcpExt.TCPOFOMerge", "out-of-order segments that another one covered"),
    TCP_OFO_DROP("TcpExt.TCPOFODrop", "out-of-order segments dropped for lack of memory"),
    TCP_DSACK_OLD_SENT("TcpExt.TCPDSACKOldSent", "duplicates of old data reported to the peer"),
    TCP_DSACK_OFO_SENT("TcpExt.TCPDSACKOfoSent", "duplicates of out-of-order data reported to the peer"),
    TCP_DSACK_RECV("TcpExt.TCPDSACKRecv", "duplicates that the peer reported"),
    TCP_RCV_Q_DROP("TcpExt.TCPRcvQDrop", "segments dropped because the receive memory was full"),
    TCP_ZERO_WINDOW_DROP("TcpExt.TCPZeroWindowDrop", "segments dropped because the offered window was zero"),
    TCP_WANT_ZERO_WINDOW_ADV("TcpExt.TCPWantZeroWindowAdv", "windows that would have been zero but had been offered before"),
    TCP_TO_ZERO_WINDOW_ADV("TcpExt.TCPToZeroWindowAdv", "offered windows that became zero"),
    TCP_FROM_ZERO_WINDOW_ADV("TcpExt.TCPFromZeroWindowAdv", "offered windows that were zero and are not any more"),
    TCP_ACK_COMPRESSED("TcpExt.TCPAckCompressed", "acknowledgments that went out as one with another"),
    TCP_WIN_PROBE("TcpExt.TCPWinProbe", "probes of the peer's closed window"),
    TCP_KEEP_ALIVE("TcpExt.TCPKeepAlive", "keep-alive probes sent"),
    TCP_LOSS_PROBES("TcpExt.TCPLossProbes", "tail loss probes sent"),
    TCP_LOSS_PROBE_RECOVERY("TcpExt.TCPLossProbeRecovery", "lost tails that a probe repaired"),
    TCP_LOST_RETRANSMIT("TcpExt.TCPLostRetransmit", "retransmissions that were lost themselves"),
    TCP_FAST_RETRANS("TcpExt.TCPFastRetrans", "segments retransmitted in fast recovery"),
    TCP_SLOW_START_RETRANS("TcpExt.TCPSlowStartRetrans", "segments retransmitted after a timeout, beyond the first"),
    TCP_SACK_RECOVERY("TcpExt.TCPSackRecovery", "fast recoveries with SACK"),
    TCP_RENO_RECOVERY("TcpExt.TCPRenoRecovery", "fast recoveries without SACK"),
    TCP_FULL_UNDO("TcpExt.TCPFullUndo", "fast recoveries that turned out to be unneeded"),
    TCP_LOSS_UNDO("TcpExt.TCPLossUndo", "timeouts that turned out to be unneeded"),
    TCP_DSACK_UNDO("TcpExt.TCPDSACKUndo", "reductions taken back because all retransmissions were duplicates"),
    TCP_SPURIOUS_RTOS("TcpExt.TCPSpuriousRTOs", "timeouts after which originals were acknowledged"),
    TCP_ABORT_ON_CLOSE("TcpExt.TCPAbortOnClose", "connections reset because close() left data unread"),
    TCP_ABORT_ON_DATA("TcpExt.TCPAbortOnData", "connections reset by data for a closed application, or by linger 0"),
    TCP_ABORT_ON_TIMEOUT("TcpExt.TCPAbortOnTimeout", "connections given up because the peer did not answer"),
    TIME_WAIT_OVERFLOW("TcpExt.TCPTimeWaitOverflow", "connections in TIME-WAIT that gave way to new ones"),

    NETSTACK_INGRESS_GATE_DROP("Netstack.IngressGateDrop", "SYNs dropped at the ring because their port's gate was closed"),
    NETSTACK_LATE_GATE_DROP("Netstack.LateGateDrop", "SYNs that slipped through a closing gate and were dropped by the listener"),
    NETSTACK_INGRESS_RING_DROP("Netstack.IngressRingDrop", "frames dropped because the ingress ring was full"),
    NETSTACK_POOL_FULL("Netstack.PoolFull", "SYNs dropped because every preallocated request slot was taken"),
    NETSTACK_CONNECTION_POOL_FULL("Netstack.ConnectionPoolFull", "final ACKs dropped because every connection slot was taken"),
    NETSTACK_BUFFERS_FULL("Netstack.BuffersFull", "segments dropped because the memory of all connections was full"),
    NETSTACK_LINK_SEND_FAILED("Netstack.LinkSendFailed", "frames that the link did not take"),

    BSD_ACCEPTS("tcps_accepts", "connections accepted: at the SYN in 4.4BSD, at the final ACK behind a SYN cache"),
    BSD_CONNECTS("tcps_connects", "connections established"),
    BSD_DROPS("tcps_drops", "connections dropped"),
    BSD_CONN_DROPS("tcps_conndrops", "embryonic connections dropped"),
    BSD_KEEP_DROPS("tcps_keepdrops", "connections dropped by the keep-alive timer, embryonic ones after 75 s among them"),
    BSD_LISTEN_DROP("tcps_listendrop", "listen queue overflows"),
    BSD_BAD_SYN("tcps_badsyn", "bad connection attempts: no SYN, or SYN|ACK, for a listening port"),
    BSD_BAD_RST("tcps_badrst", "ignored RSTs: in the window or for no request"),
    BSD_DROP_SYN("tcps_dropsyn", "SYNs dropped because the queue was full (OpenBSD)"),
    BSD_SND_ACKS("tcps_sndacks", "packets sent that only acknowledge; SYN-ACKs too"),
    BSD_SND_TOTAL("tcps_sndtotal", "packets sent"),
    BSD_SC_ADDED("tcps_sc_added", "entries added to the SYN cache"),
    BSD_SC_RETRANSMITTED("tcps_sc_retransmitted", "SYN-ACKs sent again by the timer of the SYN cache"),
    BSD_SC_DUPSYN("tcps_sc_dupsyn", "SYNs for which the SYN cache had an entry"),
    BSD_SC_DROPPED("tcps_sc_dropped", "entries dropped because their SYN-ACK could not be sent"),
    BSD_SC_COMPLETED("tcps_sc_completed", "entries that became connections"),
    BSD_SC_BUCKET_OVERFLOW("tcps_sc_bucketoverflow", "buckets that were full; with cookies on, pauses begun"),
    BSD_SC_CACHE_OVERFLOW("tcps_sc_cacheoverflow", "entries dropped because the whole cache was full"),
    BSD_SC_RESET("tcps_sc_reset", "entries removed by RST"),
    BSD_SC_STALE("tcps_sc_stale", "entries whose SYN-ACKs nobody answered"),
    BSD_SC_ABORTED("tcps_sc_aborted", "final ACKs for which no socket could be made"),
    BSD_SC_BADACK("tcps_sc_badack", "entries removed by SYN|ACK"),
    BSD_SC_UNREACH("tcps_sc_unreach", "entries removed by ICMP errors"),
    BSD_SC_ZONEFAIL("tcps_sc_zonefail", "SYNs for which the cache had no memory"),
    BSD_SC_SENDCOOKIE("tcps_sc_sendcookie", "SYN-ACKs whose number is a cookie, stored or not"),
    BSD_SC_RECVCOOKIE("tcps_sc_recvcookie", "connections made from a cookie"),
    BSD_SC_SPURCOOKIE("tcps_sc_spurcookie", "ACKs that could be a cookie's while none is to be expected"),
    BSD_SC_FAILCOOKIE("tcps_sc_failcookie", "ACKs whose cookie was wrong or too old"),
    SUN_LISTEN_DROP("tcpListenDrop", "SYNs dropped because the accept queue was full"),
    SUN_LISTEN_DROP_Q0("tcpListenDropQ0", "SYNs dropped because the queue of embryonic connections was full"),
    SUN_HALF_OPEN_DROP("tcpHalfOpenDrop", "embryonic connections dropped in favour of a new SYN");

    private final String kernelName;
    private final String meaning;

    Counter(String kernelName, String meaning) {
        this.kernelName = kernelName;
        this.meaning = meaning;
    }

    /** The name on the outside: {@code TcpExt.ListenDrops}. */
    public String kernelName() {
        return kernelName;
    }

    /** What one more means, in one line. */
    public String meaning() {
        return meaning;
    }
}
