package io.netstack.policy;

import static io.netstack.policy.UnderPolicy.play;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** FreeBSD's SYN cache when a bucket or all of it is full, its pauses and its cookies: vectors F30 to F41. */
class FreeBsdOverflowVectorsTest {
    private static final String STORED = "tcps_sc_added+1 tcps_sc_sendcookie+1 tcps_sndacks+1 tcps_sndtotal+1";
    private static final String DONE = "tcps_accepts+1 tcps_sc_completed+1 tcps_connects+1";

    /** One bucket of 30, full, and the SYN that makes its oldest give way: the cache is paused until 15 s. */
    private static final String OVERFLOW = """
        given net.inet.tcp.syncache.hashsize=1
        listen 5
        > c1..c30 S 0:0(0)
        < c1..c30 SA 0:0(0) ack 1
        counters tcps_sc_added+30 tcps_sc_sendcookie+30 tcps_sndacks+30 tcps_sndtotal+30
        > c31 S 0:0(0)
        < c31 SA 0:0(0) ack 1
        """;

    @Test
    void f30_theOldestOfAFullBucketGivesWayAndAPauseBegins() {
        assertThat(play("freebsd-13", OVERFLOW + """
            counters %s tcps_sc_bucketoverflow+1
            queues A=0 Q=30
            """.formatted(STORED))).containsExactly("TCP syncache overflow detected; using syncookies for the next 15 seconds");
    }

    @Test
    void f31_whilePausedASynIsAnsweredAndNotStored() {
        play("freebsd-13", OVERFLOW + """
            counters %s tcps_sc_bucketoverflow+1
            > c40 S 0:0(0)
            < c40 SA 0:0(0) ack 1
            counters tcps_sc_sendcookie+1 tcps_sndacks+1 tcps_sndtotal+1
            queues A=0 Q=30
            """.formatted(STORED));
    }

    @Test
    void f32_whilePausedACookieMakesAConnection() {
        for (String policy : new String[] {"freebsd-13", "freebsd-main"}) {
            play(policy, OVERFLOW + """
                > c40 S 0:0(0)
                < c40 SA 0:0(0) ack 1
                counters tcps_sc_added+1 tcps_sc_sendcookie+2 tcps_sndacks+2 tcps_sndtotal+2 tcps_sc_bucketoverflow+1
                > c40 A 1:1(0) ack 1
                < nothing
                counters tcps_sc_recvcookie+1 tcps_accepts+1 tcps_connects+1%s
                queues A=1 Q=30
                """.formatted(policy.equals("freebsd-13") ? " tcps_sc_completed+1" : ""));
        }
    }

    @Test
    void f32_aStoredRequestsNumberIsACookieTooSoItsAckStillWorks() {
        play("freebsd-13", OVERFLOW + """
            > c1 A 1:1(0) ack 1      # evicted
            < nothing
            > c2 A 1:1(0) ack 1      # stored, but nobody looks
            < nothing
            queues A=2 Q=30
            """);
    }

    @Test
    void f33_whilePausedAWrongCookieDrawsARst() {
        play("freebsd-main", OVERFLOW + """
            > c40 S 0:0(0)
            < c40 SA 0:0(0) ack 1
            counters tcps_sc_added+1 tcps_sc_sendcookie+2 tcps_sndacks+2 tcps_sndtotal+2 tcps_sc_bucketoverflow+1
            > c40 A 1:1(0) ack 257
            < c40 R 257:257(0) win 0
            counters tcps_sc_failcookie+1
            """);
    }

    @Test
    void f34_whilePausedTheTimerOfABucketEmptiesIt() {
        play("freebsd-13", OVERFLOW + """
            counters %s tcps_sc_bucketoverflow+1
            @0.99 queues A=0 Q=30
            @1.01 queues A=0 Q=0
            counters none
            """.formatted(STORED));
    }

    private static String overflowsAt(String second) {
        return """
            given net.inet.tcp.syncache.hashsize=1 net.inet.tcp.syncache.bucketlimit=1
            listen 5
            > c1..c2 S 0:0(0)
            < c1..c2 SA 0:0(0) ack 1
            @%s > c3..c4 S 0:0(0)
            < c3..c4 SA 0:0(0) ack 1
            """.formatted(second);
    }

    @Test
    void f35_anOverflowSoonAfterAPauseDoublesIt() {
        assertThat(play("freebsd-13", overflowsAt("25"))).last().asString().endsWith("the next 30 seconds");
    }

    @Test
    void f36_anOverflowLongAfterAPauseDoesNot() {
        assertThat(play("freebsd-13", overflowsAt("31"))).hasSize(2).last().asString().endsWith("the next 15 seconds");
    }

    @Test
    void f37_sixteenSecondsAfterTheOverflowACookieIsNotExpected() {
        play("freebsd-main", OVERFLOW + """
            counters %s tcps_sc_bucketoverflow+1
            @14 > c50 S 0:0(0)
            < c50 SA 0:0(0) ack 1
            counters tcps_sc_sendcookie+1 tcps_sndacks+1 tcps_sndtotal+1
            @16 > c50 A 1:1(0) ack 1
            < c50 R 1:1(0) win 0
            counters tcps_sc_spurcookie+1
            """.formatted(STORED));
    }

    @Test
    void f38_tenSecondsAfterTheOverflowTheEvictedPeerGetsIn() {
        play("freebsd-13", OVERFLOW + """
            counters %s tcps_sc_bucketoverflow+1
            @10 > c1 A 1:1(0) ack 1
            < nothing
            counters tcps_sc_recvcookie+1 %s
            queues A=1 Q=0
            """.formatted(STORED, DONE));
    }

    @Test
    void f39_f40_withoutCookiesTheOldestGivesWayForGood() {
        play("freebsd-main", "given net.inet.tcp.syncookies=0\n" + OVERFLOW.replace(" tcps_sc_sendcookie+30", "") + """
            counters tcps_sc_added+1 tcps_sndacks+1 tcps_sndtotal+1 tcps_sc_bucketoverflow+1
            queues A=0 Q=30
            > c1 A 1:1(0) ack 1
            < c1 R 1:1(0) win 0
            counters tcps_sc_spurcookie+1
            > c2 A 1:1(0) ack 1
            < nothing
            queues A=1 Q=29
            """);
    }

    @Test
    void f41_aCookieDiesWhenItsKeyIsDrawnAnew() {
        String at14 = """
            given net.inet.tcp.syncookies_only=1
            listen 5
            @14 > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            counters tcps_sc_sendcookie+1 tcps_sndacks+1 tcps_sndtotal+1
            """;
        play("freebsd-main", at14 + """
            @29.9 > c1 A 1:1(0) ack 1
            < nothing
            counters tcps_sc_recvcookie+1 tcps_accepts+1 tcps_connects+1
            """);
        play("freebsd-main", at14 + """
            @30.1 > c1 A 1:1(0) ack 1
            < c1 R 1:1(0) win 0
            counters tcps_sc_failcookie+1
            """);
    }

    @Test
    void whenTheWholeCacheIsFullABucketWithoutEntriesAnswersByACookieThatIsNotTaken() {
        play("freebsd-13", """
            given net.inet.tcp.syncache.cachelimit=1
            listen 5
            > c1 S 0:0(0)
            < c1 SA 0:0(0) ack 1
            counters %s
            > c2 S 0:0(0)
            < c2 SA 0:0(0) ack 1
            counters tcps_sc_zonefail+1 tcps_sc_sendcookie+1 tcps_sndacks+1 tcps_sndtotal+1
            queues A=0 Q=1
            > c2 A 1:1(0) ack 1
            < c2 R 1:1(0) win 0
            """.formatted(STORED));
    }
}
