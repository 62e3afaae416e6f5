package io.netstack.policy;

import static io.netstack.policy.UnderPolicy.play;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments that meet FreeBSD's SYN cache: vectors F14 to F29. "main" is FreeBSD's main branch of 2025-26. */
class FreeBsdCacheVectorsTest {
    private static final String STORED = "tcps_sc_added+1 tcps_sc_sendcookie+1 tcps_sndacks+1 tcps_sndtotal+1";
    private static final String ONE_REQUEST = """
        listen 5
        > c1 S 0:0(0)
        < c1 SA 0:0(0) ack 1
        counters %s
        """.formatted(STORED);
    private static final String DONE = "tcps_accepts+1 tcps_sc_completed+1 tcps_connects+1";

    // ---- RST

    @ParameterizedTest
    @ValueSource(strings = {"freebsd-13", "freebsd-14", "freebsd-main"})
    void f14_anExactRstRemovesTheEntry(String policy) {
        play(policy, ONE_REQUEST + """
            > c1 R 1:1(0)
            < nothing
            counters tcps_sc_reset+1
            queues A=0 Q=0
            """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"freebsd-13", "freebsd-14", "freebsd-main"})
    void f15_anotherRstInTheWindowIsChallengedAndTheHandshakeCompletes(String policy) {
        String sent = policy.equals("freebsd-13") ? "" : " tcps_sndacks+1 tcps_sndtotal+1";
        play(policy, """
            listen 5
            > c1 S 0:0(0) <mss 1460>
            < c1 SA 0:0(0) ack 1
            counters %s
            > c1 R 65535:65535(0)
            < c1 A 1:1(0) ack 1 win 65535
            counters tcps_badrst+1%s
            > c1 A 1:1(0) ack 1
            < nothing
            counters %s
            """.formatted(STORED, sent, DONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"freebsd-13", "freebsd-14", "freebsd-main"})
    void f16_aRstOutsideTheWindowIsIgnored(String policy) {
        play(policy, ONE_REQUEST + """
            > c1 R 65536:65536(0)
            < nothing
            > c1 R 0:0(0)
            < nothing
            counters tcps_badrst+2
            queues A=0 Q=1
            """);
    }

    @Test
    void f17_withInsecureRstAnyRstInTheWindowRemovesTheEntry() {
        play("freebsd-14", "given net.inet.tcp.insecure_rst=1\n" + ONE_REQUEST + """
            > c1 R 65535:65535(0)
            < nothing
            counters tcps_sc_reset+1
            queues A=0 Q=0
            """);
    }

    @Test
    void f18_aRstWithAckIsIgnoredUpTo13AndBelievedSince14() {
        play("freebsd-13", ONE_REQUEST + """
            > c1 RA 1:1(0) ack 77
            < nothing
            counters tcps_badrst+1
            queues A=0 Q=1
            """);
        play("freebsd-main", ONE_REQUEST + """
            > c1 RA 1:1(0) ack 77
            < nothing
            counters tcps_sc_reset+1
            queues A=0 Q=0
            """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"freebsd-13", "freebsd-14", "freebsd-main"})
    void f19_aRstForNoEntryIsIgnored(String policy) {
        play(policy, """
            listen 5
            > c1 R 1:1(0)
            < nothing
            > c1 RA 1:1(0) ack 1
            < nothing
            counters tcps_badrst+2
            """);
    }

    // ---- wrong final ACKs

    @Test
    void f20_aWrongAcknowledgmentDrawsARstAndUpTo14TheEntryIsGone() {
        play("freebsd-13", ONE_REQUEST + """
            > c1 A 1:1(0) ack 2
            < c1 R 2:2(0) win 0
            counters none
            queues A=0 Q=0
            """);
        play("freebsd-main", ONE_REQUEST + """
            > c1 A 1:1(0) ack 2
            < c1 R 2:2(0) win 0
            counters none
            queues A=0 Q=1
            """);
    }

    @Test
    void f21_aWrongSequenceNumberDrawsARstUpTo14AndAChallengeInMain() {
        for (int sequence : new int[] {0, 65536}) {
            play("freebsd-13", ONE_REQUEST + """
                > c1 A %1$d:%1$d(0) ack 1
                < c1 R 1:1(0) win 0
                counters none
                queues A=0 Q=0
                """.formatted(sequence));
            play("freebsd-main", ONE_REQUEST + """
                > c1 A %1$d:%1$d(0) ack 1
                < c1 A 1:1(0) ack 1
                counters tcps_sndacks+1 tcps_sndtotal+1
                queues A=0 Q=1
                """.formatted(sequence));
        }
    }

    @Test
    void f22_aMissingTimestampIsIgnored() {
        play("freebsd-13", ONE_REQUEST + """
            > c1 A 1:1(0) ack 1 <>
            < nothing
            counters none
            queues A=0 Q=1
            """);
        play("freebsd-13", "given net.inet.tcp.tolerate_missing_ts=1\n" + ONE_REQUEST + """
            > c1 A 1:1(0) ack 1 <>
            < nothing
            counters %s
            """.formatted(DONE));
    }

    @Test
    void f23_anOlderTimestampIsIgnored() {
        play("freebsd-13", """
            listen 5
            > c1 S 0:0(0) <mss 1460,sackOK,ts 500 0,nop,ws 7>
            < c1 SA 0:0(0) ack 1
            > c1 A 1:1(0) ack 1 <nop,nop,ts 499 ecr>
            < nothing
            queues A=0 Q=1
            > c1 A 1:1(0) ack 1 <nop,nop,ts 500 ecr>
            < nothing
            queues A=1 Q=0
            """);
    }

    // ---- segments for no entry

    @Test
    void f24_f25_anUnexpectedAckDrawsARst() {
        play("freebsd-main", """
            listen 5
            > c1 A 17:20(3) ack 34
            < c1 R =34:=34(0) win 0
            counters tcps_sc_spurcookie+1
            > c2 FA 17:17(0) ack 34
            < c2 R =34:=34(0) win 0
            counters tcps_sc_spurcookie+1
            """);
        play("freebsd-13", """
            listen 5
            > c1 A 17:20(3) ack 34
            < c1 R =34:=34(0) win 0
            counters none
            """);
    }

    @Test
    void noMoreThanIcmplimRstsASecondGoOut() {
        play("freebsd-14", """
            given net.inet.icmp.icmplim=3
            listen 5
            > c1..c5 A 17:17(0) ack 34
            < c1..c3 R =34:=34(0) win 0
            @1.1 > c6 A 17:17(0) ack 34
            < c6 R =34:=34(0) win 0
            """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"freebsd-13", "freebsd-14", "freebsd-main"})
    void f26_finAloneAndNoFlagsAreBadAttempts(String policy) {
        play(policy, """
            listen 5
            > c1 F 0:0(0)
            < nothing
            > c1 - 0:0(0)
            < nothing
            counters tcps_badsyn+2
            """);
    }

    @Test
    void f27_aSynAckKillsTheEntryUpTo14AndIsIgnoredInMain() {
        play("freebsd-13", ONE_REQUEST + """
            > c1 SA 0:0(0) ack 34
            < c1 R 34:34(0) win 0
            counters tcps_badsyn+1 tcps_sc_badack+1
            queues A=0 Q=0
            """);
        play("freebsd-main", ONE_REQUEST + """
            > c1 SA 0:0(0) ack 34
            < nothing
            queues A=0 Q=1
            """);
    }

    @Test
    void f28_dataOnASynIsNotAcknowledged() {
        play("freebsd-13", """
            listen 5
            > c1 S 17:20(3)
            < c1 SA 0:0(0) ack 18
            counters %s
            """.formatted(STORED));
    }

    @Test
    void f29_aSynFinIsASynUnlessDropSynfinIsSet() {
        play("freebsd-13", """
            listen 5
            > c1 SF 17:17(0)
            < c1 SA 0:0(0) ack 18
            counters %s
            """.formatted(STORED));
        play("freebsd-13", """
            given net.inet.tcp.drop_synfin=1
            listen 5
            > c1 SF 17:17(0)
            < nothing
            counters tcps_badsyn+1
            """);
    }
}
