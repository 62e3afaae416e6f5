package io.netstack.policy;

import static io.netstack.policy.UnderPolicy.play;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The backlog and the SYN cache of FreeBSD at the queue's ends: vectors F1 to F13, F42 to F49, from its source and test suite. */
class FreeBsdVectorsTest {
    private static final String STORED = "tcps_sc_added+1 tcps_sc_sendcookie+1 tcps_sndacks+1 tcps_sndtotal+1";
    private static final String DONE = "tcps_accepts+1 tcps_sc_completed+1 tcps_connects+1";
    private static final String REFUSED = "tcps_listendrop+1 tcps_sc_aborted+1";

    /** Four connections wait at backlog 2, and one handshake is half done. */
    private static final String FULL_WITH_ONE_REQUEST = """
        listen 2
        c1..c4 connect
        > c5 S 0:0(0)
        < c5 SA 0:0(0) ack 1 win 65535
        counters tcps_accepts+4 tcps_sc_completed+4 tcps_connects+4 tcps_sc_added+5 tcps_sc_sendcookie+5 tcps_sndacks+5 tcps_sndtotal+5
        """;

    @Test
    void f1_f2_f3_negativeAndTooLargeBecomeTheSysctlAndZeroStays() {
        play("freebsd-13", "listen -1\nlimit 128");
        play("freebsd-13", "listen 1000000\nlimit 128");
        play("freebsd-13", "given kern.ipc.soacceptqueue=1000\nlisten 1000000\nlimit 1000");
        play("freebsd-13", """
            listen 0
            limit 0
            c1 connects
            queues A=1 Q=0
            > c2 S 0:0(0)
            < c2 SA 0:0(0) ack 1
            > c2 A 1:1(0) ack 1
            < c2 R 1:1(0) win 0
            queues A=1 Q=0
            """);
    }

    @Test
    void theOldNameOfTheSysctlIsAnAlias() {
        Settings settings = Settings.of(Policies.named("freebsd"), Map.of("kern.ipc.somaxconn", "1000"));
        assertThat(settings.intValue("soacceptqueue")).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"freebsd-9", "freebsd-13", "freebsd-14", "freebsd-main"})
    void f4_f5_aHandshakeGoesThroughTheCache(String policy) {
        play(policy, """
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1 win 65535
            counters %s
            queues A=0 Q=1
            > c1 A 1:1(0) ack 1
            < nothing
            counters %s
            queues A=1 Q=0
            """.formatted(STORED, DONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"freebsd-9", "freebsd-13", "freebsd-14", "freebsd-main"})
    void f6_f7_threeWaitAtBacklog2AndAFourthIsTakenAndEverySynIsAnswered(String policy) {
        play(policy, """
            listen 2
            c1..c3 connect
            > c4 S 0:0(0)
            < c4 SA 0:0(0) ack 1
            counters tcps_accepts+3 tcps_sc_completed+3 tcps_connects+3 tcps_sc_added+4 tcps_sc_sendcookie+4 tcps_sndacks+4 tcps_sndtotal+4
            > c4 A 1:1(0) ack 1
            < nothing
            counters %s
            queues A=4 Q=0
            > c5 S 0:0(0)
            < c5 SA 0:0(0) ack 1
            counters %s
            queues A=4 Q=1
            """.formatted(DONE, STORED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"freebsd-13", "freebsd-14", "freebsd-main"})
    void f8_theFifthFinalAckIsAnsweredByRstAndItsRequestIsGone(String policy) {
        List<String> log = play(policy, FULL_WITH_ONE_REQUEST + """
            > c5 A 1:1(0) ack 1
            < c5 R 1:1(0) win 0
            counters %s
            queues A=4 Q=0
            """.formatted(REFUSED));
        assertThat(log).containsExactly(
            "sonewconn: pcb (198.18.0.1:80 (proto 6)): Listen queue overflow: 4 already in queue awaiting acceptance (1 occurrences)"
                + (policy.equals("freebsd-13") ? "" : ", euid 0, rgid 0, jail 0"));
    }

    @Test
    void f9_f10_withoutRstOnSockFailTheAckMeetsSilenceAndItsDataARst() {
        play("freebsd-main", "given net.inet.tcp.syncache.rst_on_sock_fail=0\n" + FULL_WITH_ONE_REQUEST + """
            > c5 A 1:1(0) ack 1
            < nothing
            counters %s
            queues A=4 Q=0
            accept c1
            > c5 PA 1:6(5) ack 1
            < c5 R 1:1(0) win 0
            counters tcps_sc_spurcookie+1
            queues A=3 Q=0
            """.formatted(REFUSED));
        play("freebsd-13", "given net.inet.tcp.syncache.rst_on_sock_fail=0\n" + FULL_WITH_ONE_REQUEST + """
            > c5 A 1:1(0) ack 1
            < nothing
            counters %s
            > c5 PA 1:6(5) ack 1
            < c5 R 1:1(0) win 0
            counters none
            """.formatted(REFUSED));
    }

    @Test
    void theOverflowIsLoggedOncePerListenerAndMinute() {
        List<String> log = play("freebsd-14", """
            listen 0
            c1 connects
            > c2..c4 S 0:0(0)
            < c2..c4 SA 0:0(0) ack 1
            > c2 A 1:1(0) ack 1
            < c2 R 1:1(0) win 0
            > c3 A 1:1(0) ack 1
            < c3 R 1:1(0) win 0
            > c4 A 1:1(0) ack 1
            < c4 R 1:1(0) win 0
            @61 > c5 S 0:0(0)
            < c5 SA 0:0(0) ack 1
            > c5 A 1:1(0) ack 1
            < c5 R 1:1(0) win 0
            """);
        assertThat(log).hasSize(2);
        assertThat(log.getFirst()).contains(" (1 occurrences)");
        assertThat(log.getLast()).contains(" (3 occurrences)");
        assertThat(play("freebsd-14", "given kern.ipc.sooverprio=-1\n" + FULL_WITH_ONE_REQUEST + """
            > c5 A 1:1(0) ack 1
            < c5 R 1:1(0) win 0
            """)).isEmpty();
    }

    @Test
    void f11_aRepeatedSynGetsTheOldAnswerWhateverItsNumberAndStartsTheTimerOver() {
        play("freebsd-13", """
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            counters %s
            @0.5 > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            counters tcps_sc_dupsyn+1 tcps_sndacks+1 tcps_sndtotal+1
            > c1 S 700:700(0)
            < c1 SA 0:0(0) ack 1
            counters tcps_sc_dupsyn+1 tcps_sndacks+1 tcps_sndtotal+1
            @1.49 < nothing
            @1.5 < c1 SA 0:0(0) ack 1
            queues A=0 Q=1
            """.formatted(STORED));
    }

    @Test
    void f12_aRepeatedSynWithoutTimestampsSwitchesThemOff() {
        play("freebsd-13", """
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1 win 65535 <mss 1460,sackOK,ts,nop,ws 6>
            > c1 S 0:0(0) <mss 1460>
            < c1 SA 0:0(0) ack 1 win 65535 <mss 1460,nop,nop,sackOK,nop,ws 6>
            """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"freebsd-13", "freebsd-14"})
    void f13_theSynAckIsSentAgainThreeTimesAndTheEntryDiesAt15_6Seconds(String policy) {
        String resends = policy.equals("freebsd-13") ? "" : " tcps_sndacks+3 tcps_sndtotal+3";
        play(policy, """
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            counters %s
            @1.0 < c1 SA 0:0(0) ack 1
            @3.2 < c1 SA 0:0(0) ack 1
            @7.4 < c1 SA 0:0(0) ack 1
            @15.55 queues A=0 Q=1
            @15.65 queues A=0 Q=0
            counters tcps_sc_retransmitted+3 tcps_sc_stale+1%s
            """.formatted(STORED, resends));
    }

    @Test
    void freebsd9WaitsThreeSecondsAndFortyFiveInAll() {
        play("freebsd-9", """
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

    // ---- accept filters

    @Test
    void f42_theOldestConnectionWithoutDataIsResetWhenAFifthOfThemComes() {
        play("freebsd-13", """
            listen 2 accept_filter=dataready
            c1..c3 connect
            queues A=0 Q=0 P=3
            > c4 S 0:0(0)
            < c4 SA 0:0(0) ack 1
            counters tcps_accepts+3 tcps_sc_completed+3 tcps_connects+3 tcps_sc_added+4 tcps_sc_sendcookie+4 tcps_sndacks+4 tcps_sndtotal+4
            > c4 A 1:1(0) ack 1
            < c1 RA 1:1(0) ack 1
            counters tcps_drops+1 %s
            queues A=0 Q=0 P=3
            """.formatted(DONE));
    }

    @Test
    void f43_dataMovesAWaitingConnectionToTheAcceptQueue() {
        play("freebsd-13", """
            listen 2 accept_filter=dataready
            c1 connects
            queues A=0 Q=0 P=1
            accept nothing
            > c1 PA 1:6(5) ack 1
            < c1 A 1:1(0) ack 6
            queues A=1 Q=0 P=0
            accept c1
            recv c1 5
            """);
    }

    @Test
    void dataOnTheFinalAckNeedsNoSecondSegment() {
        play("freebsd-13", """
            listen 2 accept_filter=dataready
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            > c1 PA 1:6(5) ack 1
            < c1 A 1:1(0) ack 6
            queues A=1 Q=0 P=0
            """);
    }

    @Test
    void aParkedConnectionThatItsPeerResetsLeavesItsPlace() {
        play("freebsd-13", """
            listen 2 accept_filter=dataready
            c1 connects
            > c1 R 1:1(0)
            < nothing
            queues A=0 Q=0 P=0
            """);
    }

    // ---- a second listen(), and close()

    @Test
    void f44_afterALowerListenNobodyIsEvictedButFinalAcksAreRefused() {
        play("freebsd-13", """
            listen 10
            c1..c12 connect
            > c13 S 0:0(0)
            < c13 SA 0:0(0) ack 1
            relisten 1
            limit 1
            queues A=12 Q=1
            > c13 A 1:1(0) ack 1
            < c13 R 1:1(0) win 0
            queues A=12 Q=0
            """);
    }

    @Test
    void f45_f46_closingResetsConnectionsAndLeavesTheCacheAlone() {
        play("freebsd-13", """
            listen 5 accept_filter=dataready
            c1..c3 connect
            > c1 PA 1:6(5) ack 1
            < c1 A 1:1(0) ack 6
            > c2 PA 1:6(5) ack 1
            < c2 A 1:1(0) ack 6
            queues A=2 Q=0 P=1
            > d1..d5 S 0:0(0)
            < d1..d5 SA 0:0(0) ack 1
            counters tcps_accepts+3 tcps_sc_completed+3 tcps_connects+3 tcps_sc_added+8 tcps_sc_sendcookie+8 tcps_sndacks+8 tcps_sndtotal+8
            close listener
            < c1 RA 1:1(0) ack 6
            < c2 RA 1:1(0) ack 6
            < c3 RA 1:1(0) ack 1
            counters tcps_drops+3
            requests 5
            @1 < d1..d5 SA 0:0(0) ack 1
            > d1 A 1:1(0) ack 1
            < d1 R 1:1(0) win 0
            requests 5
            @3.2 < d1..d5 SA 0:0(0) ack 1
            @7.4 < d1..d5 SA 0:0(0) ack 1
            @15.7 requests 0
            """);
    }

    @Test
    void f47_aSecondIcmpErrorRemovesARequestThatWasSentFourTimes() {
        play("freebsd-13", """
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            icmp host-unreachable c1 iss+0
            icmp host-unreachable c1 iss+0
            queues A=0 Q=1
            @1.0 < c1 SA 0:0(0) ack 1
            @3.2 < c1 SA 0:0(0) ack 1
            @7.4 < c1 SA 0:0(0) ack 1
            counters %s tcps_sc_retransmitted+3
            icmp host-unreachable c1 iss+1
            queues A=0 Q=1
            icmp host-unreachable c1 iss+0
            counters tcps_sc_unreach+1
            queues A=0 Q=0
            """.formatted(STORED));
    }

    // ---- FreeBSD 4.8

    @ParameterizedTest
    @ValueSource(strings = {"freebsd-4.8", "dragonfly"})
    void f48_withAGateAtTheSynThreeWaitAtBacklog2AndTheFourthSynMeetsSilence(String policy) {
        play(policy, """
            listen 2
            c1..c3 connect
            queues A=3 Q=0
            counters tcps_accepts+3 tcps_sc_completed+3 tcps_connects+3 tcps_sc_added+3 tcps_sc_sendcookie+3 tcps_sndacks+3 tcps_sndtotal+3
            > c4 S 0:0(0)
            < nothing
            counters none
            """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"freebsd-4.8", "dragonfly"})
    void f49_whatGotInBeforeTheGateClosedIsRefusedSilentlyAtItsFinalAck(String policy) {
        play(policy, """
            listen 2
            > c1..c5 S 0:0(0)
            < c1..c5 SA 0:0(0) ack 1
            > c1..c4 A 1:1(0) ack 1
            < nothing
            queues A=4 Q=1
            counters tcps_accepts+4 tcps_sc_completed+4 tcps_connects+4 tcps_sc_added+5 tcps_sc_sendcookie+5 tcps_sndacks+5 tcps_sndtotal+5
            > c5 A 1:1(0) ack 1
            < nothing
            counters %s
            queues A=4 Q=0
            """.formatted(REFUSED));
    }
}
