package io.netstack.script;

import org.junit.jupiter.api.Test;

/** Corners of Linux 6.18 that random scripts found, here and elsewhere; each measured on a kernel. */
public abstract class AddendaVectors extends Played {

    @Test
    public void aSynAckWithDataMakesAConnectionThatRefusesIt() {
        play("""
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            > c1 SA 0:5(5) ack 1
            < c1 A 1:1(0) ack 1
            counters PassiveOpens+1 TCPSYNChallenge+1 TCPChallengeACK+1
            queues A=1 Q=1           # ss shows it as SYN-RECV still
            accept c1
            recv c1 EAGAIN
            > c1 A 1:1(0) ack 1
            queues A=0 Q=0
            > c1 PA 1:4(3) ack 1
            < c1 A 1:1(0) ack 4
            recv c1 3
            """);
    }

    @Test
    public void aSmallerPathMeansSmallerSegmentsAtOnce() {
        play("""
            listen 5
            > c1 S 0:0(0) <mss 1460>
            < c1 SA 0:0(0) ack 1
            > c1 A 1:1(0) ack 1
            accept c1
            counters PassiveOpens+1
            send c1 2000
            < c1 A 1:1461(1460) ack 1
            < c1 PA 1461:2001(540) ack 1
            icmp mtu-1000 c1 iss+1
            < c1 A 1:961(960) ack 1
            < c1 A 961:1921(960) ack 1
            < c1 PA 1921:2001(80) ack 1
            counters RetransSegs+3
            > c1 A 1:1(0) ack 2001
            send c1 1500
            < c1 A 2001:2961(960) ack 1
            < c1 PA 2961:3501(540) ack 1
            """);
    }

    @Test
    public void aPathOfWhichTheRouterDoesNotSayHowSmallItIsTakes552Bytes() {
        play("""
            listen 5
            > c1 S 0:0(0) <mss 1460>
            < c1 SA 0:0(0) ack 1
            > c1 A 1:1(0) ack 1
            accept c1
            send c1 600
            < c1 PA 1:601(600) ack 1
            icmp mtu-0 c1 iss+1
            < c1 A 1:513(512) ack 1
            < c1 PA 513:601(88) ack 1
            > c1 A 1:1(0) ack 601
            """);
    }

    @Test
    public void beforeItIsEstablishedAConnectionAnswersAWrongAckByAReset() {
        play("""
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            > c1 SA 0:5(5) ack 1
            < c1 A 1:1(0) ack 1
            > c1 A 1:1(0) ack 3
            < c1 R 3:3(0)
            > c1 PA 1:4(3) ack -1
            < c1 R -1:-1(0)
            counters PassiveOpens+1 TCPSYNChallenge+1 TCPChallengeACK+1 OutRsts+2
            queues A=1 Q=1
            > c1 PA 1:4(3) ack 1
            < c1 A 1:1(0) ack 4
            queues A=1 Q=0
            """);
    }

    @Test
    public void aListenerThatWasShutDownHasForgottenItsCookiesButNotItsRequests() {
        play("""
            listen 1
            > c1..c3 S 0:0(0)
            < c1..c3 SA 0:0(0) ack 1
            counters TCPReqQFullDoCookies+1 SyncookiesSent+1
            shutdown listener rd
            relisten 1
            > c3 A 1:1(0) ack 1      # the cookie
            < c3 R 1:1(0)
            > c1 A 1:1(0) ack 1      # a stored request
            < nothing
            counters OutRsts+1 PassiveOpens+1
            """);
    }

    @Test
    public void aShutListenerRefusesAndItsQueuedConnectionsAreReset() {
        play("""
            listen 5
            c1 connects
            > c2 S 0:0(0)
            < c2 SA 0:0(0) ack 1
            shutdown listener rd
            < c1 RA 1:1(0) ack 1
            > c3 S 0:0(0)
            < c3 RA =0:=0(0) ack 1
            """);
    }

    @Test
    public void aCookieWhoseTimestampNamesADisabledOptionIsRefused() {
        play("""
            given tcp_syncookies=2 tcp_window_scaling=0
            listen 0
            c1 connects
            counters TCPReqQFullDoCookies+1 SyncookiesSent+1 SyncookiesRecv+1 PassiveOpens+1
            accept c1
            > c2..c3 S 0:0(0)
            < c2..c3 SA 0:0(0) ack 1
            > c2 A 1:1(0) ack 1
            counters TCPReqQFullDoCookies+2 SyncookiesSent+2 SyncookiesRecv+1 PassiveOpens+1
            > c3 A 1:1(0) ack 1 <nop,nop,ts now 0>   # decoded as window scale 0, and before the queue is looked at
            < c3 R 1:1(0)
            counters SyncookiesRecv+1 OutRsts+1
            """);
    }

    @Test
    public void aCookieAckThatIsOffByOneShiftsTheConnectionsNumbers() {
        play("""
            given tcp_syncookies=2
            listen 5
            > c1 S 0:0(0) <mss 536>
            < c1 SA 0:0(0) ack 1
            > c1 A 1:1(0) ack 2
            counters TCPReqQFullDoCookies+1 SyncookiesSent+1 SyncookiesRecv+1 PassiveOpens+1
            accept c1
            send c1 3
            < c1 PA 2:5(3) ack 1
            """);
    }

    @Test
    public void aFinalAckThatBeginsBeforeTheWindowReportsTheDuplicate() {
        play("""
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            > c1 A 0:4(4) ack 1
            < c1 A 1:1(0) ack 4 <nop,nop,ts,nop,nop,sack>
            counters PassiveOpens+1
            accept c1
            recv c1 3
            """);
    }

    @Test
    public void aDeferredFinalAckIsBareOnlyWhenItEndsWhereTheSynDid() {
        play("""
            listen 5 defer_accept=3
            > c1..c2 S 0:0(0)
            < c1..c2 SA 0:0(0) ack 1
            > c1 A 1:1(0) ack 1
            < nothing
            counters TCPDeferAcceptDrop+1
            > c2 A 2:2(0) ack 1
            < nothing
            counters PassiveOpens+1
            queues A=1 Q=1
            """);
    }

    @Test
    public void anIcmpErrorAboutFragmentsTouchesNothing() {
        play("""
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            icmp reassembly-time c1 iss+0
            < nothing
            counters none
            queues A=0 Q=1
            icmp time-exceeded c1 iss+0
            counters ListenDrops+1
            queues A=0 Q=0
            """);
    }

    @Test
    public void aSynCountsAsAnErrorInEstablishedOnly() {
        play("""
            listen 5
            c1..c2 connect
            counters PassiveOpens+2
            > c1 S 0:0(0)
            < c1 A 1:1(0) ack 1
            counters TCPSYNChallenge+1 TCPChallengeACK+1 InErrs+1
            > c2 FA 1:1(0) ack 1
            < c2 A 1:1(0) ack 2
            +0.6 > c2 S 0:0(0)
            < c2 A 1:1(0) ack 2
            counters TCPSYNChallenge+1 TCPChallengeACK+1
            """);
    }

    @Test
    public void aConnectionThatNothingEstablishedIsNoFailedAttemptWhenItsListenerCloses() {
        play("""
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            > c1 SA 0:2(2) ack 1
            < c1 A 1:1(0) ack 1
            counters PassiveOpens+1 TCPSYNChallenge+1 TCPChallengeACK+1
            close listener
            < c1 RA 1:1(0) ack 1
            counters OutRsts+1
            """);
    }

    @Test
    public void smallSegmentsGoOutAgainAsOneWithTheFinThatFollowed() {
        play("""
            listen 5
            > c1 S 0:0(0) <mss 1460>
            < c1 SA 0:0(0) ack 1
            > c1 A 1:1(0) ack 1
            accept c1
            send c1 3
            < c1 PA 1:4(3) ack 1
            +0.05 close c1
            < c1 FA 4:4(0) ack 1
            @0.2 < c1 FPA 1:4(3) ack 1
            """);
    }

    @Test
    public void anOldTimestampIsForgivenForALittleMoreThanATimeout() {
        play("""
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            +0.3 > c1 A 1:1(0) ack 1           # a round trip of 300 ms, a timeout of 900, forgiven up to 1080
            +0.1 > c1 A 1:1(0) ack 1 <nop,nop,ts 4250 ecr>
            < nothing
            +0.1 > c1 A 1:1(0) ack 1 <nop,nop,ts 4150 ecr>
            < c1 A 1:1(0) ack 1
            counters PassiveOpens+1 PAWSEstab+1
            """);
    }
}
