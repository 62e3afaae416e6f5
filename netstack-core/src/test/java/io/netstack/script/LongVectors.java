package io.netstack.script;

import org.junit.jupiter.api.Test;

/** Those vectors of Linux 6.18 that take minutes on a real clock: 17, 20, 49 and 50, each measured on a kernel. */
public abstract class LongVectors extends Played {

    @Test
    public void v17_theSynAckOfThatRequestGoesOnBeingRetransmittedUntilItIsForgotten() {
        play(ListenQueueVectors.FINAL_ACK_DROPPED + """
            @1 < c4 SA 0:0(0) ack 1
            @3 < c4 SA 0:0(0) ack 1
            @7 < c4 SA 0:0(0) ack 1
            @15 < c4 SA 0:0(0) ack 1
            @31 < c4 SA 0:0(0) ack 1
            @62 queues A=3 Q=1
            @66 queues A=3 Q=0
            counters TCPTimeouts+6 TCPSynRetrans+5 RetransSegs+5
            """);
    }

    @Test
    public void v20_dataForAForgottenRequestIsAnsweredByRst() {
        play(ListenQueueVectors.FINAL_ACK_DROPPED + """
            @1 < c4 SA 0:0(0) ack 1
            @3 < c4 SA 0:0(0) ack 1
            @7 < c4 SA 0:0(0) ack 1
            @15 < c4 SA 0:0(0) ack 1
            @31 < c4 SA 0:0(0) ack 1
            @66 queues A=3 Q=0
            counters TCPTimeouts+6 TCPSynRetrans+5 RetransSegs+5
            > c4 PA 1:11(10) ack 1
            < c4 R 1:1(0)
            counters OutRsts+1
            queues A=3 Q=0
            """);
    }

    @Test
    public void v49_oldRequestsArePrunedWhileTheyFillMoreThanHalfOfTheQueue() {
        play("""
            listen 8
            > c1..c9 S 0:0(0)
            < c1..c9 SA 0:0(0) ack 1
            @1 < 9 of c1..c9 SA 0:0(0) ack 1
            @3 < 9 of c1..c9 SA 0:0(0) ack 1
            @6.5 queues A=0 Q=9
            @7 < 4 of c1..c9 SA 0:0(0) ack 1
            @8 queues A=0 Q=4
            @15 < 4 of c1..c9 SA 0:0(0) ack 1
            @31 < 4 of c1..c9 SA 0:0(0) ack 1
            @62 queues A=0 Q=4
            @66 queues A=0 Q=0
            """);
    }

    @Test
    public void v50_aCookieIsGoodForAMinuteOrTwo() {
        play("""
            given tcp_syncookies=2
            listen 5
            > c1..c2 S 0:0(0)
            < c1..c2 SA 0:0(0) ack 1
            counters TCPReqQFullDoCookies+2 SyncookiesSent+2
            @50 > c1 A 1:1(0) ack 1
            < nothing
            counters SyncookiesRecv+1 PassiveOpens+1
            queues A=1 Q=0
            @125 > c2 A 1:1(0) ack 1
            < c2 R 1:1(0)
            counters OutRsts+1
            queues A=1 Q=0
            """);
    }
}
