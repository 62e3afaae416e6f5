package io.netstack.script;

import org.junit.jupiter.api.Test;

/**
 * What Linux 6.18 does with each kind of segment for a stored request, and with those for none: vectors 26 to 43 and 58 to 60, each
 * measured on a kernel. (51 to 57 are about older kernels.) The window of a request is 65160 bytes from 1.
 */
public abstract class RequestVectors extends Played {
    private static final String ONE_REQUEST = """
        listen 5
        > c1 S 0:0(0)
        < c1 SA 0:0(0) ack 1
        """;

    private void playToARequest(String script) {
        play(ONE_REQUEST + script);
    }

    /** The request of c2 is stored, and the accept queue of backlog 0 has been filled by c1 since. */
    private static final String REQUEST_AT_A_FULL_ACCEPT_QUEUE = """
        listen 0
        > c1 S 0:0(0)
        < c1 SA 0:0(0) ack 1
        relisten 1
        > c2 S 0:0(0)
        < c2 SA 0:0(0) ack 1
        relisten 0
        > c1 A 1:1(0) ack 1
        counters PassiveOpens+1
        queues A=1 Q=1
        """;

    @Test
    public void v26_aRepeatedSynIsAnsweredThoughTheAcceptQueueIsFull() {
        play(REQUEST_AT_A_FULL_ACCEPT_QUEUE + """
            +0.02 > c2 S 0:0(0)
            < c2 SA 0:0(0) ack 1
            counters TCPSynRetrans+1 RetransSegs+1
            queues A=1 Q=1
            """);
    }

    @Test
    public void v27_repeatedAgainWithin500MsItIsNot() {
        play(REQUEST_AT_A_FULL_ACCEPT_QUEUE + """
            +0.02 > c2 S 0:0(0)
            < c2 SA 0:0(0) ack 1
            counters TCPSynRetrans+1 RetransSegs+1
            +0.3 > c2 S 0:0(0)
            < nothing
            counters TCPACKSkippedSynRecv+1
            +0.3 > c2 S 0:0(0)
            < c2 SA 0:0(0) ack 1
            counters TCPSynRetrans+1 RetransSegs+1
            queues A=1 Q=1
            """);
    }

    @Test
    public void v28_anAckOfAnythingElseIsAnsweredByRstAndTheRequestStays() {
        playToARequest("""
            > c1 A 1:1(0) ack 0
            < c1 R 0:0(0)
            > c1 A 1:1(0) ack 2
            < c1 R 2:2(0)
            counters OutRsts+2
            queues A=0 Q=1
            """);
    }

    @Test
    public void v29_anExactRstRemovesTheRequest() {
        playToARequest("""
            > c1 R 1:1(0)
            < nothing
            counters AttemptFails+1 EmbryonicRsts+1
            queues A=0 Q=0
            """);
    }

    @Test
    public void v30_aRstInTheWindowButNotExactIsChallenged() {
        playToARequest("""
            > c1 R 2:2(0)
            < c1 A 1:1(0) ack 1
            counters TCPChallengeACK+1
            queues A=0 Q=1
            """);
    }

    @Test
    public void v31_aRstOutsideTheWindowIsIgnored() {
        playToARequest("""
            > c1 R 0:0(0)
            < nothing
            > c1 R 65162:65162(0)
            < nothing
            counters none
            queues A=0 Q=1
            """);
    }

    @Test
    public void v32_theRightEdgeOfTheWindowStillCounts() {
        playToARequest("""
            > c1 R 65161:65161(0)
            < c1 A 1:1(0) ack 1
            counters TCPChallengeACK+1
            queues A=0 Q=1
            """);
    }

    @Test
    public void v33_anotherSynInTheWindowResetsTheRequest() {
        playToARequest("""
            > c1 S 1:1(0)
            < c1 RA =0:=0(0) ack 2
            counters AttemptFails+1 EmbryonicRsts+1 OutRsts+1
            queues A=0 Q=0
            """);
        playToARequest("""
            > c1 S 65160:65160(0)
            < c1 RA =0:=0(0) ack 65161
            counters AttemptFails+1 EmbryonicRsts+1 OutRsts+1
            queues A=0 Q=0
            """);
    }

    @Test
    public void v34_anotherSynOutsideTheWindowIsAnsweredByAck() {
        playToARequest("""
            > c1 S -1000:-1000(0)
            < c1 A 1:1(0) ack 1
            +0.6 > c1 S 65161:65161(0)
            < c1 A 1:1(0) ack 1
            counters none
            queues A=0 Q=1
            """);
    }

    @Test
    public void v35_aSynAckWithTheSynsNumberIsAnsweredByAck() {
        playToARequest("""
            > c1 SA 0:0(0) ack 1
            < c1 A 1:1(0) ack 1
            counters none
            queues A=0 Q=1
            """);
    }

    @Test
    public void v36_anAckOutsideTheWindowIsAnsweredByAck() {
        playToARequest("""
            > c1 A 0:0(0) ack 1
            < c1 A 1:1(0) ack 1
            counters none
            queues A=0 Q=1
            """);
        playToARequest("""
            > c1 A 65162:65162(0) ack 1
            < c1 A 1:1(0) ack 1
            counters none
            queues A=0 Q=1
            """);
    }

    @Test
    public void v37_anAckInTheWindowButBeyondItsLeftEdgeEstablishes() {
        playToARequest("""
            > c1 A 2:2(0) ack 1
            < nothing
            counters PassiveOpens+1
            queues A=1 Q=0
            """);
        playToARequest("""
            > c1 A 65161:65161(0) ack 1
            < nothing
            counters PassiveOpens+1
            queues A=1 Q=0
            """);
    }

    @Test
    public void v38_aFinalAckMayCarryDataOrFin() {
        playToARequest("""
            > c1 PA 1:6(5) ack 1
            < c1 A 1:1(0) ack 6
            counters PassiveOpens+1
            queues A=1 Q=0
            accept c1
            recv c1 5
            """);
        playToARequest("""
            > c1 FA 1:1(0) ack 1
            < c1 A 1:1(0) ack 2
            counters PassiveOpens+1
            queues A=1 Q=0
            accept c1
            recv c1 EOF
            """);
    }

    @Test
    public void v39_aSegmentWithoutAckIsIgnored() {
        playToARequest("""
            > c1 F 1:1(0)
            < nothing
            > c1 P 1:6(5)
            < nothing
            > c1 - 1:1(0)
            < nothing
            > c1 SR 0:0(0)
            < nothing
            counters none
            queues A=0 Q=1
            """);
    }

    @Test
    public void v40_wrongTimestampsAreAnsweredByAck() {
        playToARequest("""
            > c1 A 1:1(0) ack 1 <nop,nop,ts 100 ecr>
            < c1 A 1:1(0) ack 1
            counters PAWSEstab+1
            +0.6 > c1 A 1:1(0) ack 1 <nop,nop,ts now ecr+5000>
            < c1 A 1:1(0) ack 1
            counters TSEcrRejected+1
            queues A=0 Q=1
            """);
    }

    @Test
    public void v41_anAckForNoRequestIsAnsweredByRst() {
        play("""
            listen 5
            > c1 A 5:5(0) ack 7
            < c1 R =7:=7(0)
            > c1 FA 5:5(0) ack 7
            < c1 R =7:=7(0)
            > c1 SA 5:5(0) ack 7
            < c1 R =7:=7(0)
            counters OutRsts+3
            queues A=0 Q=0
            """);
    }

    @Test
    public void v42_everythingElseForNoRequestIsIgnored() {
        play("""
            listen 5
            > c1 R 5:5(0)
            < nothing
            > c1 RA 5:5(0) ack 7
            < nothing
            > c1 F 5:5(0)
            < nothing
            > c1 - 5:5(0)
            < nothing
            > c1 SF 5:5(0)
            < nothing
            > c1 SR 5:5(0)
            < nothing
            counters none
            queues A=0 Q=0
            """);
    }

    @Test
    public void v43_aSlotThatARstFreedIsFreeAtOnce() {
        play("""
            given tcp_syncookies=0
            listen 2
            > c1..c3 S 0:0(0)
            < c1..c3 SA 0:0(0) ack 1
            > c2 R 1:1(0)
            counters AttemptFails+1 EmbryonicRsts+1
            queues A=0 Q=2
            > c4 S 0:0(0)
            < c4 SA 0:0(0) ack 1
            counters none
            queues A=0 Q=3
            """);
    }

    @Test
    public void v58_acceptReturnsConnectionsInTheOrderOfTheirFinalAcks() {
        play("""
            listen 5
            > c1..c4 S 0:0(0)
            < c1..c4 SA 0:0(0) ack 1
            > c3 A 1:1(0) ack 1
            > c1 A 1:1(0) ack 1
            > c4 A 1:1(0) ack 1
            > c2 A 1:1(0) ack 1
            accept c3
            accept c1
            accept c4
            accept c2
            accept nothing
            """);
    }

    /** Serving Fast Open is left out here: its cookie requests are counted, and such a SYN is treated as any other. */
    @Test
    public void v59_aFastOpenRequestIsCountedAndItsDataIsNotTaken() {
        play("""
            listen 1
            > c1 S 0:10(10) <mss 1460,sackOK,ts now 0,nop,ws 7,raw 2202>
            < c1 SA 0:0(0) ack 1 win 65160 <mss 1460,sackOK,ts,nop,ws 10>
            counters TCPFastOpenCookieReqd+1
            queues A=0 Q=1
            """);
    }

    @Test
    public void v60_anIcmpErrorThatQuotesTheSynAckRemovesTheRequest() {
        playToARequest("""
            icmp host-unreachable c1 iss+0
            < nothing
            counters ListenDrops+1
            queues A=0 Q=0
            """);
        playToARequest("""
            icmp host-unreachable c1 iss+1
            < nothing
            counters OutOfWindowIcmps+1
            icmp port-unreachable c1 iss+0
            < nothing
            counters none
            queues A=0 Q=1
            """);
    }
}
