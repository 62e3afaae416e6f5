package io.netstack.policy;

import static io.netstack.policy.UnderPolicy.play;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Linux did before 6.18, packet by packet: vectors 51 to 57, read in old sources, and the rules they rest on. */
class LinuxVersionVectorsTest {

    @ParameterizedTest
    @ValueSource(strings = {"linux-6.1", "linux-5.15", "linux-4.19", "linux-4.9", "linux-4.4"})
    void v51_upTo6_12_9TheSynQueueOfBacklog2HoldsTwo(String policy) {
        play(policy, """
            given tcp_syncookies=0
            listen 2
            > c1..c2 S 0:0(0)
            < c1..c2 SA 0:0(0) ack 1
            counters none
            > c3 S 0:0(0)
            < nothing
            counters TCPReqQFullDrop+1 ListenDrops+1
            queues A=0 Q=2
            """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux-6.1", "linux-5.15", "linux-4.19"})
    void v52_upTo6_12_9Backlog0StoresNothing(String policy) {
        play(policy, """
            given tcp_syncookies=0
            listen 0
            > c1 S 0:0(0)
            < nothing
            counters TCPReqQFullDrop+1 ListenDrops+1
            queues A=0 Q=0
            """);
        play(policy, """
            listen 0
            > c1..c2 S 0:0(0)
            < c1..c2 SA 0:0(0) ack 1
            counters TCPReqQFullDoCookies+2 SyncookiesSent+2
            queues A=0 Q=0
            """);
    }

    @Test
    void v53_from2_6_20TheSynTableOfBacklog2Holds16() {
        play("linux-4.3", """
            given tcp_syncookies=0
            listen 2
            > c1..c16 S 0:0(0)
            < c1..c16 SA 0:0(0) ack 1
            > c17 S 0:0(0)
            < nothing
            counters TCPReqQFullDrop+1 ListenDrops+1
            queues A=0 Q=16
            """);
        for (String old : List.of("linux-3.0", "linux-2.6.32")) {
            play(old, """
                given tcp_syncookies=0
                listen 2
                > c1..c16 S 0:0(0)
                < c1..c16 SA 0:0(0) ack 1
                > c17 S 0:0(0)
                < nothing
                counters none
                queues A=0 Q=16
                """);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux-2.4.7", "linux-2.6.32", "linux-3.0", "linux-3.10", "linux-4.3", "linux-4.4", "linux-4.9"})
    void v54_withTheYoungRuleAFullAcceptQueueLetsTwoSynsIn(String policy) {
        play(policy, """
            given tcp_syncookies=0
            listen 2
            c1..c3 connect
            > c4 S 0:0(0)
            < c4 SA 0:0(0) ack 1
            counters PassiveOpens+3
            > c4 A 1:1(0) ack 1
            < nothing
            counters ListenOverflows+1 ListenDrops+1
            """ + (policy.equals("linux-4.4") || policy.equals("linux-4.9") ? """
            > c5 S 0:0(0)
            < c5 SA 0:0(0) ack 1
            > c5 A 1:1(0) ack 1
            < nothing
            counters ListenOverflows+1 ListenDrops+1
            queues A=3 Q=2
            > c6 S 0:0(0)
            < nothing
            counters TCPReqQFullDrop+1 ListenDrops+1
            """ : """
            > c5 S 0:0(0)
            < c5 SA 0:0(0) ack 1
            > c5 A 1:1(0) ack 1
            < nothing
            counters ListenOverflows+1 ListenDrops+1
            > c6 S 0:0(0)
            < nothing
            counters\s""" + switch (policy) {
                case "linux-2.4.7" -> "AttemptFails+1";
                case "linux-2.6.32", "linux-3.0" -> "none";
                default -> "ListenOverflows+1 ListenDrops+1";
            } + """

            queues A=3 Q=2
            """));
    }

    @Test
    void v55_onceTheFirstTimeoutHasAgedThemTwoMoreAreAdmitted() {
        play("linux-4.3", """
            given tcp_syncookies=0
            listen 2
            c1..c3 connect
            > c4 S 0:0(0)
            < c4 SA 0:0(0) ack 1
            > c4 A 1:1(0) ack 1
            > c5 S 0:0(0)
            < c5 SA 0:0(0) ack 1
            > c5 A 1:1(0) ack 1
            > c6 S 0:0(0)
            < nothing
            @1.0 < c4..c5 SA 0:0(0) ack 1
            > c7 S 0:0(0)
            < c7 SA 0:0(0) ack 1
            > c8 S 0:0(0)
            < c8 SA 0:0(0) ack 1
            > c9 S 0:0(0)
            < nothing
            queues A=3 Q=4
            """);
    }

    @Test
    void v56_in2_2EverySynIsAnsweredUntil129AreHalfOpen() {
        play("linux-2.2", """
            listen 2
            c1..c3 connect
            queues A=3 Q=0
            > c4 S 0:0(0)
            < c4 SA 0:0(0) ack 1
            > c4 A 1:1(0) ack 1
            < nothing
            counters PassiveOpens+3
            > c5..c132 S 0:0(0)
            < c5..c132 SA 0:0(0) ack 1
            queues A=3 Q=129
            > c133 S 0:0(0)
            < nothing
            queues A=3 Q=129
            """);
    }

    @Test
    void v57_in2_0Backlog2HoldsTwoHalfOpenAndEstablishedTogether() {
        play("linux-2.0", """
            listen 2
            c1 connects
            counters PassiveOpens+1
            > c2 S 0:0(0)
            < c2 SA 0:0(0) ack 1
            > c3 S 0:0(0)
            < nothing
            counters AttemptFails+1
            queues A=1 Q=1
            """);
    }

    @Test
    void theSynTableKeepsTheSizeOfTheFirstListenUpTo4_3() {
        play("linux-4.3", """
            given tcp_syncookies=0
            listen 2
            relisten 100
            limit 100
            > c1..c16 S 0:0(0)
            < c1..c16 SA 0:0(0) ack 1
            > c17 S 0:0(0)
            < nothing
            queues A=0 Q=16
            """);
    }

    @ParameterizedTest
    @CsvSource({"linux-2.0,0,128", "linux-2.0,1,1", "linux-2.0,129,128", "linux-2.0,-1,128", "linux-2.2,0,1", "linux-2.2,129,128",
        "linux-2.2,-1,128", "linux-2.4.7,0,0", "linux-2.4.7,-1,128", "linux-2.6.32,1000,128", "linux-4.19,1000,128", "linux-5.15,1000,1000",
        "linux-5.15,-1,4096", "linux-6.18,5000,4096"})
    void listenClampsAsTheReleaseDid(String policy, int backlog, int limit) {
        play(policy, "listen " + backlog + "\nlimit " + limit);
    }

    @Test
    void before3_1TheFirstTimeoutIs3SecondsOnAGridOf200Milliseconds() {
        play("linux-2.6.32", """
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            @3 < c1 SA 0:0(0) ack 1
            @9 < c1 SA 0:0(0) ack 1
            @21 < c1 SA 0:0(0) ack 1
            @45 < c1 SA 0:0(0) ack 1
            @93 < c1 SA 0:0(0) ack 1
            @188.5 queues A=0 Q=1
            @189.6 queues A=0 Q=0
            """);
    }

    @Test
    void before5961CameToRequestsAnyRstInTheWindowEndsOne() {
        play("linux-6.1", """
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            > c1 R 2:2(0)
            < nothing
            counters AttemptFails+1 EmbryonicRsts+1
            queues A=0 Q=0
            """);
    }

    @Test
    void before6_15TheEchoOfAFinalAckIsNotTested() {
        play("linux-6.1", """
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            > c1 A 1:1(0) ack 1 <nop,nop,ts now ecr+1000>
            < nothing
            counters PassiveOpens+1
            """);
    }

    @Test
    void theKernelSaysOncePerListenerThatItIsFlooded() {
        List<String> log = play("linux", """
            given tcp_syncookies=0
            listen 0
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            > c2..c9 S 0:0(0)
            < nothing
            shutdown listener rd
            relisten 0
            > c10..c12 S 0:0(0)
            < nothing
            """);
        assertThat(log).containsExactly("TCP: request_sock_TCP: Possible SYN flooding on port 80. Dropping request.");
    }

    @Test
    void everyReleaseHasANameOfItsOwnAndASummary() {
        List<ListenPolicy> all = LinuxPolicy.all();
        assertThat(all).extracting(ListenPolicy::name).doesNotHaveDuplicates().contains("linux-6.18", "linux-2.4.7", "linux-2.0");
        assertThat(all).allSatisfy(policy -> assertThat(policy.summary()).startsWith("Linux "));
        assertThat(Policies.named("linux").name()).isEqualTo("linux-6.18");
        assertThat(Settings.of(Policies.named("linux-2.4"), Map.of("somaxconn", "7")).intValue("somaxconn")).isEqualTo(7);
    }
}
