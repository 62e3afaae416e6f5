package io.netstack.script;

import org.junit.jupiter.api.Test;

/** What the two queues of Linux 6.18 hold and what happens at their ends: vectors 1 to 25, each measured on a kernel. */
public abstract class ListenQueueVectors extends Played {

    @Test
    public void v01_backlog0HoldsOneConnection() {
        play("""
            listen 0
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            > c1 A 1:1(0) ack 1
            < nothing
            counters PassiveOpens+1
            queues A=1 Q=0
            """);
    }

    @Test
    public void v02_theSecondSynAtBacklog0IsDropped() {
        play("""
            listen 0
            c1 connects
            counters PassiveOpens+1
            > c2 S 0:0(0)
            < nothing
            counters ListenOverflows+1 ListenDrops+1
            queues A=1 Q=0
            """);
    }

    @Test
    public void v03_aThirdSynAtBacklog1IsDropped() {
        play("""
            listen 1
            c1..c2 connect
            counters PassiveOpens+2
            > c3 S 0:0(0)
            < nothing
            counters ListenOverflows+1 ListenDrops+1
            queues A=2 Q=0
            """);
    }

    @Test
    public void v04_backlog2HoldsThreeConnectionsAndDropsEveryFurtherSyn() {
        play("""
            listen 2
            c1..c3 connect
            counters PassiveOpens+3
            > c4 S 0:0(0)
            < nothing
            > c5 S 0:0(0)
            < nothing
            > c6 S 0:0(0)
            < nothing
            counters ListenOverflows+3 ListenDrops+3
            queues A=3 Q=0
            """);
    }

    @Test
    public void v05_backlog5HoldsSixConnections() {
        play("""
            listen 5
            c1..c6 connect
            counters PassiveOpens+6
            > c7 S 0:0(0)
            < nothing
            counters ListenOverflows+1 ListenDrops+1
            queues A=6 Q=0
            """);
    }

    @Test
    public void v06_withoutCookiesTheSynQueueOfBacklog0HoldsOne() {
        play("""
            given tcp_syncookies=0
            listen 0
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            > c2 S 0:0(0)
            < nothing
            counters TCPReqQFullDrop+1 ListenDrops+1
            queues A=0 Q=1
            """);
    }

    @Test
    public void v07_withoutCookiesTheSynQueueOfBacklog1HoldsTwo() {
        play("""
            given tcp_syncookies=0
            listen 1
            > c1..c2 S 0:0(0)
            < c1..c2 SA 0:0(0) ack 1
            > c3 S 0:0(0)
            < nothing
            counters TCPReqQFullDrop+1 ListenDrops+1
            queues A=0 Q=2
            """);
    }

    @Test
    public void v08_withoutCookiesTheSynQueueOfBacklog2HoldsThree() {
        play("""
            given tcp_syncookies=0
            listen 2
            > c1..c3 S 0:0(0)
            < c1..c3 SA 0:0(0) ack 1
            > c4 S 0:0(0)
            < nothing
            counters TCPReqQFullDrop+1 ListenDrops+1
            queues A=0 Q=3
            """);
    }

    @Test
    public void v09_withCookiesTheSynBeyondTheQueueGetsOne() {
        play("""
            listen 2
            > c1..c3 S 0:0(0)
            < c1..c3 SA 0:0(0) ack 1
            counters none
            > c4 S 0:0(0)
            < c4 SA 0:0(0) ack 1 win 65160 <mss 1460,sackOK,ts,nop,ws 10>
            counters TCPReqQFullDoCookies+1 SyncookiesSent+1
            queues A=0 Q=3
            """);
    }

    @Test
    public void v10_aFloodOf50SynsAtBacklog3Gets46Cookies() {
        play("""
            listen 3
            > c1..c50 S 0:0(0)
            < c1..c50 SA 0:0(0) ack 1
            counters TCPReqQFullDoCookies+46 SyncookiesSent+46
            queues A=0 Q=4
            """);
    }

    @Test
    public void v11_duringTheFloodAnHonestClientGetsInByItsCookie() {
        play("""
            listen 3
            > c1..c50 S 0:0(0)
            < c1..c50 SA 0:0(0) ack 1
            counters TCPReqQFullDoCookies+46 SyncookiesSent+46
            > honest1 S 0:0(0)
            < honest1 SA 0:0(0) ack 1
            > honest1 PA 1:6(5) ack 1
            < honest1 A 1:1(0) ack 6
            counters TCPReqQFullDoCookies+1 SyncookiesSent+1 SyncookiesRecv+1 PassiveOpens+1
            queues A=1 Q=4
            """);
    }

    @Test
    public void v12_withoutCookiesTheLastQuarterOfMaxSynBacklogIsForProvenPeers() {
        play("""
            given tcp_syncookies=0 tcp_max_syn_backlog=8
            listen 100
            > c1..c7 S 0:0(0)
            < c1..c7 SA 0:0(0) ack 1
            > c8 S 0:0(0)
            < nothing
            counters ListenDrops+1
            queues A=0 Q=7
            """);
    }

    @Test
    public void v13_withCookiesMaxSynBacklogBoundsNothing() {
        play("""
            given tcp_max_syn_backlog=8
            listen 100
            > c1..c12 S 0:0(0)
            < c1..c12 SA 0:0(0) ack 1
            counters none
            queues A=0 Q=12
            """);
    }

    @Test
    public void v14_smallMaxSynBacklogsRoundTheirQuarterDown() {
        play("""
            given tcp_syncookies=0 tcp_max_syn_backlog=0
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            > c2 S 0:0(0)
            < nothing
            counters ListenDrops+1
            queues A=0 Q=1
            """);
        play("""
            given tcp_syncookies=0 tcp_max_syn_backlog=2
            listen 5
            > c1..c3 S 0:0(0)
            < c1..c3 SA 0:0(0) ack 1
            > c4 S 0:0(0)
            < nothing
            counters ListenDrops+1
            queues A=0 Q=3
            """);
        play("""
            given tcp_syncookies=0 tcp_max_syn_backlog=3
            listen 5
            > c1..c4 S 0:0(0)
            < c1..c4 SA 0:0(0) ack 1
            > c5 S 0:0(0)
            < nothing
            counters ListenDrops+1
            queues A=0 Q=4
            """);
    }

    /** Two connections in the accept queue of backlog 2, two more half way. */
    private static final String TWO_QUEUED_TWO_HALF_WAY = """
        listen 2
        c1..c2 connect
        > c3..c4 S 0:0(0)
        < c3..c4 SA 0:0(0) ack 1
        counters PassiveOpens+2
        queues A=2 Q=2
        """;

    /** After that, the ACK of c3 has filled the queue and that of c4 has met it full. */
    static final String FINAL_ACK_DROPPED = TWO_QUEUED_TWO_HALF_WAY + """
        > c3 A 1:1(0) ack 1
        > c4 A 1:1(0) ack 1
        < nothing
        counters PassiveOpens+1 ListenOverflows+1 ListenDrops+1
        queues A=3 Q=1
        """;

    @Test
    public void v15_aBareFinalAckEstablishesWithoutAnAnswer() {
        play(TWO_QUEUED_TWO_HALF_WAY + """
            > c3 A 1:1(0) ack 1
            < nothing
            counters PassiveOpens+1
            queues A=3 Q=1
            """);
    }

    @Test
    public void v16_aFinalAckAtAFullAcceptQueueIsIgnoredAndItsRequestStays() {
        play(FINAL_ACK_DROPPED);
    }

    @Test
    public void v18_everyAckThatAnswersOneOfThemIsCountedAsAnOverflow() {
        play(FINAL_ACK_DROPPED + """
            @1 < c4 SA 0:0(0) ack 1
            > c4 A 1:1(0) ack 1
            < nothing
            @3 < c4 SA 0:0(0) ack 1
            > c4 A 1:1(0) ack 1
            < nothing
            counters ListenOverflows+2 ListenDrops+2 TCPTimeouts+2 TCPSynRetrans+2 RetransSegs+2
            queues A=3 Q=1
            """);
    }

    @Test
    public void v19_onceAcceptFreesASlotAnAckOrDataCompletesTheConnection() {
        play(FINAL_ACK_DROPPED + """
            accept c1
            queues A=2 Q=1
            > c4 PA 1:11(10) ack 1
            < c4 A 1:1(0) ack 11
            counters PassiveOpens+1
            queues A=3 Q=0
            accept c2
            accept c3
            accept c4
            recv c4 10
            """);
    }

    @Test
    public void v21_withAbortOnOverflowTheFinalAckIsAnsweredByRst() {
        play("given tcp_abort_on_overflow=1\n" + TWO_QUEUED_TWO_HALF_WAY + """
            > c3 A 1:1(0) ack 1
            counters PassiveOpens+1
            > c4 A 1:1(0) ack 1
            < c4 R 1:1(0)
            counters ListenOverflows+1 ListenDrops+1 EmbryonicRsts+1 OutRsts+1
            queues A=3 Q=0
            """);
        play("given tcp_abort_on_overflow=1\n" + TWO_QUEUED_TWO_HALF_WAY + """
            > c3 A 1:1(0) ack 1
            counters PassiveOpens+1
            > c4 PA 1:6(5) ack 1
            < c4 R 1:1(0)
            counters ListenOverflows+1 ListenDrops+1 EmbryonicRsts+1 OutRsts+1
            queues A=3 Q=0
            """);
    }

    @Test
    public void v22_abortOnOverflowChangesNothingForSyns() {
        play("""
            given tcp_abort_on_overflow=1
            listen 1
            c1..c2 connect
            counters PassiveOpens+2
            > c3 S 0:0(0)
            < nothing
            counters ListenOverflows+1 ListenDrops+1
            queues A=2 Q=0
            """);
    }

    @Test
    public void v23_storedRequestsAndCookiesCompeteForTheSameAcceptQueue() {
        play("""
            listen 1
            > c1..c5 S 0:0(0)
            < c1..c5 SA 0:0(0) ack 1
            counters TCPReqQFullDoCookies+3 SyncookiesSent+3
            > c1..c5 A 1:1(0) ack 1
            < nothing
            counters PassiveOpens+2 SyncookiesRecv+3 ListenOverflows+3 ListenDrops+3
            queues A=2 Q=0
            """);
    }

    /** Both queues hold more than backlog 1 lets in. */
    private static final String BOTH_FULL = """
        listen 2
        c1..c2 connect
        > c3..c4 S 0:0(0)
        < c3..c4 SA 0:0(0) ack 1
        relisten 1
        queues A=2 Q=2
        """;

    @Test
    public void v24_whenBothQueuesAreFullACookieDoesNotHelp() {
        play(BOTH_FULL + """
            counters PassiveOpens+2
            > c5 S 0:0(0)
            < nothing
            counters TCPReqQFullDoCookies+1 ListenOverflows+1 ListenDrops+1
            queues A=2 Q=2
            """);
        play("given tcp_syncookies=0\n" + BOTH_FULL + """
            counters PassiveOpens+2
            > c5 S 0:0(0)
            < nothing
            counters TCPReqQFullDrop+1 ListenDrops+1
            queues A=2 Q=2
            """);
        play("""
            given tcp_syncookies=2
            listen 1
            c1..c2 connect
            counters TCPReqQFullDoCookies+2 SyncookiesSent+2 SyncookiesRecv+2 PassiveOpens+2
            > c5 S 0:0(0)
            < nothing
            counters TCPReqQFullDoCookies+1 ListenOverflows+1 ListenDrops+1
            queues A=2 Q=0
            """);
    }

    @Test
    public void v25_abortOnOverflowDoesNotConcernCookies() {
        play("""
            given tcp_syncookies=2 tcp_abort_on_overflow=1
            listen 1
            > c1..c3 S 0:0(0)
            < c1..c3 SA 0:0(0) ack 1
            > c1..c2 A 1:1(0) ack 1
            counters TCPReqQFullDoCookies+3 SyncookiesSent+3 SyncookiesRecv+2 PassiveOpens+2
            > c3 A 1:1(0) ack 1
            < nothing
            counters SyncookiesRecv+1 ListenOverflows+1 ListenDrops+1
            queues A=2 Q=0
            """);
    }
}
