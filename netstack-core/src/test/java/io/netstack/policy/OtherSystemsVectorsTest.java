package io.netstack.policy;

import static io.netstack.policy.UnderPolicy.play;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NetBSD, OpenBSD, Solaris and Windows: vectors N1 to N4, O1, O2, S1 to S4 and W1 to W7. */
class OtherSystemsVectorsTest {

    // ---- NetBSD

    @Test
    void n1_netBsdDropsASynWhileMoreWaitThanTheBacklog() {
        play("netbsd", """
            listen 2
            c1..c3 connect
            counters tcps_sc_added+3 tcps_sc_completed+3 tcps_accepts+3 tcps_connects+3
            > c4 S 0:0(0)
            < nothing
            counters none
            queues A=3 Q=0
            """);
    }

    @Test
    void n2_netBsdRefusesAFinalAckBeyondThreeHalvesByRst() {
        play("netbsd", """
            listen 2
            > c1..c5 S 0:0(0)
            < c1..c5 SA 0:0(0) ack 1
            > c1..c4 A 1:1(0) ack 1
            < nothing
            counters tcps_sc_added+5 tcps_sc_completed+4 tcps_accepts+4 tcps_connects+4
            > c5 A 1:1(0) ack 1
            < c5 R 1:1(0) win 0
            counters tcps_sc_aborted+1
            queues A=4 Q=0
            """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"netbsd", "openbsd"})
    void n3_aWrongFinalAckDrawsTheSynAckAgain(String policy) {
        play(policy, """
            listen 2
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            > c1 A 1:1(0) ack 5
            < c1 SA 0:0(0) ack 1
            > c1 A 70000:70000(0) ack 1
            < c1 SA 0:0(0) ack 1
            queues A=0 Q=1
            > c1 A 1:1(0) ack 1
            < nothing
            queues A=1 Q=0
            """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"netbsd", "openbsd"})
    void n4_aRstAtTheSynsNumberOrTheNextRemovesAnEntry(String policy) {
        for (String rst : new String[] {"R 0:0(0)", "R 1:1(0)"}) {
            play(policy, """
                listen 2
                > c1 S 0:0(0)
                < c1 SA 0:0(0) ack 1
                > c1 %s
                < nothing
                queues A=0 Q=0
                """.formatted(rst));
        }
        play(policy, """
            listen 2
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            > c1 R 2:2(0)
            < nothing
            queues A=0 Q=1
            """);
    }

    @Test
    void netBsdRepeatsSynAcksUntil45SecondsAndForgetsThemAtClose() {
        play("netbsd", """
            listen 2
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            @3 < c1 SA 0:0(0) ack 1
            @9 < c1 SA 0:0(0) ack 1
            @21 < c1 SA 0:0(0) ack 1
            @45 < c1 SA 0:0(0) ack 1
            @92.9 queues A=0 Q=1
            @93.1 queues A=0 Q=0
            """);
        play("netbsd", """
            listen 2
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            close listener
            requests 0
            """);
    }

    @Test
    void aRepeatedSynDrawsTheSynAckAndLeavesTheTimerOfNetBsdAlone() {
        play("netbsd", """
            listen 2
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            @2 > c1 S 5:5(0)
            < c1 SA 0:0(0) ack 1
            counters tcps_sc_added+1 tcps_sc_dupsyn+1
            @3 < c1 SA 0:0(0) ack 1
            """);
    }

    // ---- OpenBSD

    @Test
    void o1_openBsdMakes80OfBacklog5AndDropsTheSynAfter81() {
        play("openbsd", """
            listen 5
            limit 80
            c1..c81 connect
            counters tcps_sc_added+81 tcps_sc_completed+81 tcps_accepts+81 tcps_connects+81
            > c82 S 0:0(0)
            < nothing
            counters tcps_dropsyn+1
            queues A=81 Q=0
            """);
    }

    @Test
    void o2_openBsdRefusesAFinalAckBeyondThreeBacklogsByRst() {
        play("openbsd", """
            listen 80
            > c1..c242 S 0:0(0)
            < c1..c242 SA 0:0(0) ack 1
            > c1..c241 A 1:1(0) ack 1
            < nothing
            queues A=241 Q=1
            counters tcps_sc_added+242 tcps_sc_completed+241 tcps_accepts+241 tcps_connects+241
            > c242 A 1:1(0) ack 1
            < c242 R 1:1(0) win 0
            counters tcps_sc_aborted+1
            queues A=241 Q=0
            """);
    }

    @ParameterizedTest
    @CsvSource({"5, 80", "-1, 128", "100, 100", "200, 128"})
    void openBsdRaisesSmallBacklogsTo80(int backlog, int limit) {
        play("openbsd", "listen " + backlog + "\nlimit " + limit);
    }

    @Test
    void openBsdAnswersASegmentWithoutFlagsByRst() {
        play("openbsd", """
            listen 5
            > c1 - 0:0(0)
            < c1 RA =0:=0(0) ack 0
            """);
    }

    // ---- Solaris, illumos

    @ParameterizedTest
    @ValueSource(strings = {"illumos", "solaris-2.9"})
    void s1_atFourConnectionsBacklog2IsFull(String policy) {
        play(policy, """
            listen 2
            limit 4
            c1..c4 connect
            > c5 S 0:0(0)
            < nothing
            counters tcpListenDrop+1
            queues A=4 Q=0
            """);
    }

    @Test
    void s2_s3_aFinalAckAtAFullQueueIsHonouredAndWaitsAside() {
        play("illumos", """
            listen 2
            > c1..c5 S 0:0(0)
            < c1..c5 SA 0:0(0) ack 1
            > c1..c4 A 1:1(0) ack 1
            < nothing
            queues A=4 Q=1 P=0
            > c5 A 1:1(0) ack 1
            < nothing
            counters none
            queues A=4 Q=0 P=1
            > c5 PA 1:6(5) ack 1
            < c5 A 1:1(0) ack 6
            accept c1
            queues A=4 Q=0 P=0
            """);
    }

    @Test
    void s4_whenQ0IsFullTheOldestHalfOpenConnectionGivesWay() {
        play("illumos", """
            given tcp_conn_req_max_q0=0
            listen 2
            limit 4
            > c1..c4 S 0:0(0)
            < c1..c4 SA 0:0(0) ack 1
            counters none
            > c5 S 0:0(0)
            < c5 SA 0:0(0) ack 1
            counters tcpHalfOpenDrop+1
            queues A=0 Q=4
            > c1 A 1:1(0) ack 1
            < c1 R 1:1(0) win 0
            """);
    }

    @Test
    void s4_q0Holds1024MoreThanTheLimit() {
        play("illumos", """
            listen 2
            > c1..c1028 S 0:0(0)
            < c1..c1028 SA 0:0(0) ack 1
            counters none
            > new S 0:0(0)
            < new SA 0:0(0) ack 1
            counters tcpHalfOpenDrop+1
            queues A=0 Q=1028
            """);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "4, 7", "100, 128", "-1, 1", "715827882, 128", "2147483647, 128"})
    void solarisMultipliesAndClamps(int backlog, int limit) {
        play("illumos", "listen " + backlog + "\nlimit " + limit);
    }

    // ---- Windows

    @Test
    void w1_w2_windowsAnswersASynAtAFullBacklogByRstUntilAcceptMakesRoom() {
        play("windows", """
            listen 5
            c1..c5 connect
            queues A=5 Q=0
            > c6 S 0:0(0)
            < c6 RA =0:=0(0) ack 1
            accept c1
            > c6 S 0:0(0)
            < c6 SA 0:0(0) ack 1
            queues A=4 Q=1
            """);
    }

    @Test
    void w3_windowsSendsThreeSynAcksAndForgetsAt21Seconds() {
        play("windows-2000", """
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            @3 < c1 SA 0:0(0) ack 1
            @9 < c1 SA 0:0(0) ack 1
            @20.9 queues A=0 Q=1
            @21.1 queues A=0 Q=0
            """);
    }

    @Test
    void w4_withThreeRetransmissionsItForgetsAt45Seconds() {
        play("windows-2000", """
            given Tcpip\\Parameters\\TcpMaxConnectResponseRetransmissions=3
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            @3 < c1 SA 0:0(0) ack 1
            @9 < c1 SA 0:0(0) ack 1
            @21 < c1 SA 0:0(0) ack 1
            @44.9 queues A=0 Q=1
            @45.1 queues A=0 Q=0
            """);
    }

    @ParameterizedTest
    @CsvSource({"windows, -10, 200", "windows, -500, 500", "windows, -100000, 65535", "windows, 2147483647, 200",
        "windows-nt4-workstation, 200, 5", "windows-nt3.5, 1000, 100", "windows-nt3.1, 1000, 60", "windows-2000, 1000, 200"})
    void w5_w6_eachVersionHasItsOwnMaximumAndHintsAreClamped(String policy, int backlog, int limit) {
        play(policy, "listen " + backlog + "\nlimit " + limit);
    }

    @Test
    void w7_underASynAttackFewerSynAcksAreSent() {
        play("windows", """
            listen 200
            > c1..c101 S 0:0(0)
            < c1..c101 SA 0:0(0) ack 1
            @3 < c1..c101 SA 0:0(0) ack 1
            queues A=0 Q=101
            @9 < c22..c101 SA 0:0(0) ack 1      # until no more than 80 have been repeated
            queues A=0 Q=80
            """);
    }

    @Test
    void aSecondListenOnWindowsChangesNothing() {
        play("windows", "listen 5\nrelisten 9\nlimit 5");
    }
}
