package io.netstack.policy;

import static io.netstack.policy.UnderPolicy.play;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Listeners that keep a full socket for every SYN: 4.4BSD, FreeBSD 2.2 to 4.4 and Darwin. Vectors B1 to B14 and X1 to X3. */
class SocketQueueVectorsTest {

    @Test
    void b1_largeBacklogsBecome5AndNegativeOnes0() {
        play("4.4bsd", "listen 100\nlimit 5");
        play("4.4bsd", "listen -3\nlimit 0");
    }

    @Test
    void b2_b3_backlog0HoldsOneHalfOpenConnectionAndNobodyElse() {
        play("4.4bsd", """
            listen 0
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            counters tcps_accepts+1
            queues A=0 Q=1
            > c2 S 0:0(0)
            < nothing
            counters none
            queues A=0 Q=1
            """);
    }

    @Test
    void b4_b5_backlog1HoldsTwo() {
        play("4.4bsd", """
            listen 1
            c1 connects
            counters tcps_accepts+1 tcps_connects+1
            > c2 S 0:0(0)
            < c2 SA 0:0(0) ack 1
            counters tcps_accepts+1
            > c3 S 0:0(0)
            < nothing
            counters none
            queues A=1 Q=1
            """);
    }

    @Test
    void b6_aFinalAckIsNeverRefused() {
        play("4.4bsd", """
            listen 5
            > c1..c8 S 0:0(0)
            < c1..c8 SA 0:0(0) ack 1
            > c1..c5 A 1:1(0) ack 1
            < nothing
            queues A=5 Q=3
            counters tcps_accepts+8 tcps_connects+5
            > c6 A 1:1(0) ack 1
            < nothing
            counters tcps_connects+1
            queues A=6 Q=2
            """);
    }

    @Test
    void b7_eightHalfOpenConnectionsBlockThePortFor75Seconds() {
        play("4.4bsd", """
            listen 5
            > c1..c8 S 0:0(0)
            < c1..c8 SA 0:0(0) ack 1
            > late S 0:0(0)
            < nothing
            @6 < c1..c8 SA 0:0(0) ack 1
            > late S 0:0(0)
            < nothing
            @30 < c1..c8 SA 0:0(0) ack 1
            > late S 0:0(0)
            < nothing
            queues A=0 Q=8
            @75 < c1..c8 RA 1:1(0) ack 1
            > late S 0:0(0)
            < late SA 0:0(0) ack 1
            """);
    }

    @Test
    void b8_theSynAckIsSentAt0_6And30SecondsAndTheConnectionResetAt75() {
        play("4.4bsd", """
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            counters tcps_accepts+1
            @6 < c1 SA 0:0(0) ack 1
            @30 < c1 SA 0:0(0) ack 1
            @74.9 queues A=0 Q=1
            @75 < c1 RA 1:1(0) ack 1
            counters tcps_keepdrops+1 tcps_conndrops+1
            queues A=0 Q=0
            """);
    }

    @Test
    void b9_aRstInTheWindowEndsAHalfOpenConnection() {
        play("4.4bsd", """
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            counters tcps_accepts+1
            > c1 R 5:5(0)
            < nothing
            counters tcps_drops+1
            queues A=0 Q=0
            """);
    }

    @Test
    void b10_b11_aStrayAckMeetsSilenceAtAFullQueueAndARstOtherwise() {
        play("4.4bsd", """
            listen 5
            c1..c8 connect
            counters tcps_accepts+8 tcps_connects+8
            > stray A 1:1(0) ack 77
            < nothing
            counters none
            queues A=8 Q=0
            """);
        play("4.4bsd", """
            listen 5
            > stray A 1:1(0) ack 77
            < stray R =77:=77(0) win 0
            counters none
            queues A=0 Q=0
            """);
    }

    @Test
    void closingTheListenerResetsHalfOpenConnectionsToo() {
        play("4.4bsd", """
            listen 5
            c1 connects
            > c2 S 0:0(0)
            < c2 SA 0:0(0) ack 1
            close listener
            < c1 RA 1:1(0) ack 1
            < c2 RA 1:1(0) ack 1
            requests 0
            """);
    }

    // ---- FreeBSD 2.2 to 4.4

    @Test
    void b12_inAQuietSecondTheOldestHalfOpenConnectionGivesWay() {
        play("freebsd-4.4", """
            listen 5
            c1..c4 connect
            > h1..h4 S 0:0(0)
            < h1..h4 SA 0:0(0) ack 1
            counters tcps_accepts+8 tcps_connects+4
            queues A=4 Q=4
            > new S 0:0(0)
            < h1 RA 1:1(0) ack 1
            < new SA 0:0(0) ack 1
            counters tcps_listendrop+1 tcps_drops+1 tcps_accepts+1
            queues A=4 Q=4
            """);
    }

    @Test
    void b13_withoutAHalfOpenConnectionTheSynIsDropped() {
        play("freebsd-4.4", """
            listen 5
            c1..c8 connect
            counters tcps_accepts+8 tcps_connects+8
            > new S 0:0(0)
            < nothing
            counters tcps_listendrop+1
            queues A=8 Q=0
            """);
    }

    @Test
    void b14_whenSynsComeFastTheLotMayFallOnTheNewOne() {
        play("freebsd-4.4", """
            listen 1
            c1 connects
            > h1 S 0:0(0)
            < h1 SA 0:0(0) ack 1
            counters tcps_accepts+2 tcps_connects+1
            > h2 S 0:0(0)                # first in this second: the oldest gives way
            < h1 RA 1:1(0) ack 1
            < h2 SA 0:0(0) ack 1
            > h3 S 0:0(0)                # more SYNs than half-open ones: by lot, 793 of 65536
            < h2 RA 1:1(0) ack 1
            < h3 SA 0:0(0) ack 1
            > h4 S 0:0(0)                # 26544 of 65536: the first half again
            < h3 RA 1:1(0) ack 1
            < h4 SA 0:0(0) ack 1
            counters tcps_listendrop+3 tcps_drops+3 tcps_accepts+3
            > h5 S 0:0(0)                # 40041 of 65536: the second half is the new one's
            < nothing
            counters tcps_listendrop+1
            queues A=1 Q=1
            """);
    }

    // ---- HP-UX

    @Test
    void hpUxHoldsThreeHalvesAsPublishedAndOneMoreAsItsForumSays() {
        play("hpux-11.11", """
            listen 4
            c1..c6 connect
            > c7 S 0:0(0)
            < nothing
            queues A=6 Q=0
            """);
        play("hpux-11.11", """
            given queue_holds=3b/2+1
            listen 4
            c1..c7 connect
            > c8 S 0:0(0)
            < nothing
            queues A=7 Q=0
            """);
    }

    // ---- Darwin

    @ParameterizedTest
    @CsvSource({"0, 128", "-1, 128", "129, 128", "1, 1", "128, 128"})
    void x1_darwinTakesZeroForTheLargest(int backlog, int limit) {
        play("macos", "listen " + backlog + "\nlimit " + limit);
    }

    @Test
    void x2_darwinDropsASynWhenAllThatWaitAreCompleted() {
        play("macos", """
            listen 2
            c1..c2 connect
            counters tcps_accepts+2 tcps_connects+2
            > c3 S 0:0(0)
            < nothing
            counters tcps_listendrop+1
            queues A=2 Q=0
            """);
    }

    @Test
    void x3_darwinDropsAHalfOpenConnectionForANewSyn() {
        play("macos", """
            listen 2
            c1 connects
            > h1 S 0:0(0)
            < h1 SA 0:0(0) ack 1
            counters tcps_accepts+2 tcps_connects+1
            > new S 0:0(0)
            < new SA 0:0(0) ack 1
            counters tcps_listendrop+1 tcps_drops+1 tcps_accepts+1
            queues A=1 Q=1
            > h1 A 1:1(0) ack 1
            < h1 R 1:1(0) win 0
            """);
    }

    @Test
    void inAQuietSecondDarwinsOldestHalfOpenConnectionGivesWay() {
        play("macos", """
            listen 5
            c1 connects
            > h1..h4 S 0:0(0)
            < h1..h4 SA 0:0(0) ack 1
            > new S 0:0(0)
            < new SA 0:0(0) ack 1
            queues A=1 Q=4
            > h2 A 1:1(0) ack 1
            < nothing
            > h1 A 1:1(0) ack 1
            < h1 R 1:1(0) win 0
            """);
    }

    /** Drawn is (number of half-open ones + 1) * (314159 * bits + 66329 mod 65536) / 65536: three of them, and the newcomer as the fourth. */
    @ParameterizedTest
    @CsvSource({"0, 0", "3, 1", "2, 2", "1, -1"})
    void whenSynsComeFastDarwinDrawsLotsFromWhereItsGeneratorStarts(long bits, int rank) {
        HandMadeView view = HandMadeView.of(4, 3, 1);
        view.randomBits = bits;
        ListenPolicy policy = Policies.named("macos");
        Decider decider = policy.open(Settings.defaults(policy), 1);
        for (int asked = 1; asked <= 3; asked++) {
            assertThat(decider.onSyn(view)).isEqualTo(SynVerdict.EVICT);
            assertThat(decider.victim(view)).isZero();
        }
        assertThat(decider.onSyn(view)).isEqualTo(rank < 0 ? SynVerdict.DROP : SynVerdict.EVICT);
        assertThat(decider.victim(view)).isEqualTo(rank);
    }

    @Test
    void withoutSoqlimitcompatDarwinHoldsThreeHalves() {
        play("macos", """
            given kern.ipc.soqlimitcompat=0
            listen 4
            c1..c6 connect
            > c7 S 0:0(0)
            < nothing
            queues A=6 Q=0
            """);
    }
}
