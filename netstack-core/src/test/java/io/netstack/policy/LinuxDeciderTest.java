package io.netstack.policy;

import static io.netstack.policy.AckVerdict.ESTABLISH;
import static io.netstack.policy.AckVerdict.KEEP;
import static io.netstack.policy.SynVerdict.COOKIE;
import static io.netstack.policy.SynVerdict.DROP;
import static io.netstack.policy.SynVerdict.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.observe.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The decisions of Linux 6.18, row by row as a kernel was measured: B limit, Q SYN queue, A accept queue, all before the segment. */
class LinuxDeciderTest {
    private static final long SECOND = 1_000_000_000L;

    /** A decider with settings given as name, value, name, value … */
    private static Decider linux(Object... settings) {
        Map<String, String> chosen = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            chosen.put((String) settings[i], settings[i + 1].toString());
        }
        LinuxPolicy policy = new LinuxPolicy();
        return policy.open(Settings.of(policy, chosen), 1);
    }

    @Nested
    class OnListen {
        @ParameterizedTest(name = "listen({0}) with somaxconn {1} stores {2}")
        @CsvSource({"-1, 4096, 4096", "-2147483648, 4096, 4096", "0, 4096, 0", "1, 4096, 1", "4096, 4096, 4096", "4097, 4096, 4096",
            "2147483647, 4096, 4096", "100, 10, 10", "5, 0, 0", "-1, 2147483647, 2147483647", "7, 128, 7", "511, 4096, 511"})
        void theBacklogIsClampedAsUnsigned(int requested, int somaxconn, int limit) {
            for (boolean again : new boolean[] {false, true}) {
                ListenResult result = linux("somaxconn", somaxconn).onListen(requested, 77, again);
                assertThat(result.error()).isNull();
                assertThat(result.limit()).isEqualTo(limit);
                assertThat(result.synTableLimit()).isEqualTo(Integer.MAX_VALUE);
            }
        }
    }

    @Nested
    class OnSyn {
        @ParameterizedTest(name = "cookies={0} B={1} Q={2} A={3}: {4} because {5}")
        @CsvSource({
            // the SYN queue holds B+1 (Q > B is full), with cookies and without
            "0, 0, 0, 0, QUEUE,  SYN_QUEUED",
            "0, 0, 1, 0, DROP,   SYN_DROP_SYN_QUEUE_FULL",
            "0, 1, 1, 0, QUEUE,  SYN_QUEUED",
            "0, 1, 2, 0, DROP,   SYN_DROP_SYN_QUEUE_FULL",
            "0, 2, 2, 0, QUEUE,  SYN_QUEUED",
            "0, 2, 3, 0, DROP,   SYN_DROP_SYN_QUEUE_FULL",
            "1, 2, 2, 0, QUEUE,  SYN_QUEUED",
            "1, 2, 3, 0, COOKIE, SYN_COOKIE",
            "1, 3, 4, 0, COOKIE, SYN_COOKIE",
            // the accept queue holds B+1, and is asked at the SYN already
            "1, 0, 0, 0, QUEUE,  SYN_QUEUED",
            "1, 0, 0, 1, DROP,   SYN_DROP_ACCEPT_QUEUE_FULL",
            "1, 1, 0, 2, DROP,   SYN_DROP_ACCEPT_QUEUE_FULL",
            "1, 2, 0, 2, QUEUE,  SYN_QUEUED",
            "1, 2, 0, 3, DROP,   SYN_DROP_ACCEPT_QUEUE_FULL",
            "1, 5, 0, 6, DROP,   SYN_DROP_ACCEPT_QUEUE_FULL",
            "0, 2, 0, 3, DROP,   SYN_DROP_ACCEPT_QUEUE_FULL",
            // both full: a cookie does not help; without cookies the SYN queue is blamed
            "1, 2, 3, 3, DROP,   SYN_DROP_BOTH_QUEUES_FULL",
            "0, 2, 3, 3, DROP,   SYN_DROP_SYN_QUEUE_FULL",
            // cookies always
            "2, 2, 0, 0, COOKIE, SYN_COOKIE_ALWAYS",
            "2, 2, 3, 0, COOKIE, SYN_COOKIE",
            "2, 2, 0, 3, DROP,   SYN_DROP_ACCEPT_QUEUE_FULL_COOKIES",
            "2, 2, 3, 3, DROP,   SYN_DROP_BOTH_QUEUES_FULL"})
        void theQueuesDecide(int cookies, int limit, int synQueue, int acceptQueue, SynVerdict verdict, Reason reason) {
            HandMadeView view = HandMadeView.of(limit, synQueue, acceptQueue);
            assertThat(linux("tcp_syncookies", cookies).onSyn(view)).isEqualTo(verdict);
            assertThat(view.reason).isEqualTo(reason);
        }

        @ParameterizedTest(name = "tcp_max_syn_backlog={0} admits {1}")
        @CsvSource({"8, 7", "3, 4", "2, 3", "0, 1", "1024, 769", "100, 76"})
        void withoutCookiesTheLastQuarterIsForProvenPeers(int maxSynBacklog, int admitted) {
            Decider decider = linux("tcp_syncookies", 0, "tcp_max_syn_backlog", maxSynBacklog);
            HandMadeView view = HandMadeView.of(4096, 0, 0);
            while (decider.onSyn(view) == QUEUE && view.synQueueLength < 5000) {
                view.synQueueLength++;
            }
            assertThat(view.synQueueLength).isEqualTo(admitted);
            assertThat(view.reason).isEqualTo(Reason.SYN_DROP_LAST_QUARTER);
            view.peerProven = true;
            assertThat(decider.onSyn(view)).isEqualTo(QUEUE);
        }

        @Test
        void withCookiesTheLastQuarterIsForEverybody() {
            assertThat(linux("tcp_max_syn_backlog", 8).onSyn(HandMadeView.of(100, 12, 0))).isEqualTo(QUEUE);
        }

        @ParameterizedTest(name = "a SYN over TIME-WAIT, cookies={0} Q={1} A={2}: {3}")
        @CsvSource({"0, 3, 0, QUEUE", "1, 3, 0, QUEUE", "2, 0, 0, QUEUE", "0, 99, 0, QUEUE", "0, 0, 3, DROP", "2, 3, 3, DROP"})
        void aSynOverTimeWaitPassesEveryTestButThatOfTheAcceptQueue(int cookies, int synQueue, int acceptQueue, SynVerdict verdict) {
            HandMadeView view = HandMadeView.of(2, synQueue, acceptQueue);
            view.timeWaitReuse = true;
            assertThat(linux("tcp_syncookies", cookies, "tcp_max_syn_backlog", 2).onSyn(view)).isEqualTo(verdict);
            assertThat(view.reason).isEqualTo(verdict == QUEUE ? Reason.SYN_QUEUED_TIME_WAIT : Reason.SYN_DROP_ACCEPT_QUEUE_FULL);
        }

        @Test
        void abortOnOverflowDoesNotConcernSyns() {
            HandMadeView view = HandMadeView.of(2, 0, 3);
            assertThat(linux("tcp_abort_on_overflow", 1).onSyn(view)).isEqualTo(DROP);
        }

        @Test
        void theReasonNamesTheLengthAndTheLimitItBroke() {
            HandMadeView view = HandMadeView.of(5, 0, 6);
            linux().onSyn(view);
            assertThat(view.reason.describe(view.a, view.b)).isEqualTo("SYN dropped: accept queue 6 > 5");
            HandMadeView stored = HandMadeView.of(5, 2, 0);
            linux().onSyn(stored);
            assertThat(stored.reason.describe(stored.a, stored.b)).isEqualTo("SYN stored: SYN queue 3 of 6");
            HandMadeView cookie = HandMadeView.of(5, 6, 0);
            assertThat(linux().onSyn(cookie)).isEqualTo(COOKIE);
            assertThat(cookie.reason.describe(cookie.a, cookie.b)).isEqualTo("SYN answered by a cookie: SYN queue 6 > 5");
        }
    }

    @Nested
    class OnHandshakeAck {
        @ParameterizedTest(name = "abort={0} cookie={1} B={2} A={3}: {4} because {5}")
        @CsvSource({
            "0, false, 2, 2, ESTABLISH, ACK_ESTABLISHED",
            "0, false, 2, 3, KEEP,      ACK_ACCEPT_QUEUE_FULL",
            "1, false, 2, 2, ESTABLISH, ACK_ESTABLISHED",
            "1, false, 2, 3, RESET,     ACK_ACCEPT_QUEUE_FULL_RESET",
            "0, false, 0, 0, ESTABLISH, ACK_ESTABLISHED",
            "0, false, 0, 1, KEEP,      ACK_ACCEPT_QUEUE_FULL",
            // a cookie's ACK knows no abort
            "0, true,  2, 2, ESTABLISH, COOKIE_ACK_ESTABLISHED",
            "0, true,  2, 3, KEEP,      COOKIE_ACK_ACCEPT_QUEUE_FULL",
            "1, true,  2, 3, KEEP,      COOKIE_ACK_ACCEPT_QUEUE_FULL"})
        void theAcceptQueueDecides(int abort, boolean fromCookie, int limit, int acceptQueue, AckVerdict verdict, Reason reason) {
            HandMadeView view = HandMadeView.of(limit, 1, acceptQueue);
            view.fromCookie = fromCookie;
            assertThat(linux("tcp_abort_on_overflow", abort).onHandshakeAck(view)).isEqualTo(verdict);
            assertThat(view.reason).isEqualTo(reason);
        }

        @ParameterizedTest(name = "D={0} timeouts={1} payload={2} A={3}: {4}")
        @CsvSource({"1, 0, false, 0, KEEP, ACK_DEFERRED", "1, 1, false, 0, ESTABLISH, ACK_ESTABLISHED",
            "3, 2, false, 0, KEEP, ACK_DEFERRED", "3, 3, false, 0, ESTABLISH, ACK_ESTABLISHED", "3, 0, true, 0, ESTABLISH, ACK_ESTABLISHED",
            "0, 0, false, 0, ESTABLISH, ACK_ESTABLISHED", "3, 0, false, 3, KEEP, ACK_DEFERRED",
            "3, 0, true, 3, KEEP, ACK_ACCEPT_QUEUE_FULL"})
        void deferredAcceptHoldsBackBareAcks(int rounds, int timeouts, boolean payload, int acceptQueue,
                                             AckVerdict verdict, Reason reason) {
            HandMadeView view = HandMadeView.of(2, 1, acceptQueue);
            view.deferRounds = rounds;
            view.timeouts = timeouts;
            view.hasPayload = payload;
            assertThat(linux().onHandshakeAck(view)).isEqualTo(verdict);
            assertThat(view.reason).isEqualTo(reason);
        }

        @Test
        void deferredAcceptIsNotHonouredForACookie() {
            HandMadeView view = HandMadeView.of(2, 1, 0);
            view.deferRounds = 3;
            view.fromCookie = true;
            assertThat(linux().onHandshakeAck(view)).isEqualTo(ESTABLISH);
        }

        @Test
        void anAckMeetsTheSameTestHoweverOftenItComes() {
            HandMadeView view = HandMadeView.of(1, 1, 2);
            view.ackSeen = true;
            view.timeouts = 3;
            assertThat(linux().onHandshakeAck(view)).isEqualTo(KEEP);
            view.acceptQueueLength = 1;
            assertThat(linux().onHandshakeAck(view)).isEqualTo(ESTABLISH);
        }
    }

    @Nested
    class TakesCookie {
        @ParameterizedTest(name = "cookies={0}, {1} s after the last cookie: {2}")
        @CsvSource({"1, 0, true", "1, 119, true", "1, 120, true", "1, 121, false", "2, 60, true", "0, 1, false"})
        void aCookieIsLookedAtForTwoMinutes(int cookies, int seconds, boolean taken) {
            HandMadeView view = HandMadeView.of(2, 0, 0);
            view.lastCookieNs = 1000 * SECOND;
            view.nowNs = (1000 + seconds) * SECOND;
            assertThat(linux("tcp_syncookies", cookies).takesCookie(view)).isEqualTo(taken);
        }

        @Test
        void aListenerThatSentNoCookieTakesNone() {
            assertThat(linux().takesCookie(HandMadeView.of(2, 0, 0))).isFalse();
        }
    }

    @Nested
    class OnSynAckTimer {
        /** Every request of a lonely queue: how often it is sent again before it is given up. */
        private int resends(Decider decider, HandMadeView view) {
            int resends = 0;
            for (view.timeouts = 0; decider.onSynAckTimer(view) == TimerVerdict.RESEND; view.timeouts++) {
                assertThat(view.reason).isEqualTo(Reason.SENT_SYN_ACK_AGAIN);
                resends++;
            }
            assertThat(view.reason).isEqualTo(Reason.REQUEST_EXPIRED);
            return resends;
        }

        @ParameterizedTest(name = "tcp_synack_retries={0}")
        @CsvSource({"0", "1", "2", "5", "255"})
        void theSynAckIsSentAgainAsOftenAsTheSettingSays(int retries) {
            assertThat(resends(linux("tcp_synack_retries", retries), HandMadeView.of(128, 1, 0))).isEqualTo(retries);
        }

        @Test
        void theListenersOwnNumberWins() {
            HandMadeView view = HandMadeView.of(128, 1, 0);
            view.synAckRetriesOption = 1;
            assertThat(resends(linux(), view)).isOne();
        }

        @Test
        void anAckThatWasNotHonouredChangesNothing() {
            HandMadeView view = HandMadeView.of(128, 1, 3);
            view.ackSeen = true;
            assertThat(resends(linux(), view)).isEqualTo(5);
        }

        /** All SYNs at once and nobody answers: the measured lengths of the queue after the third expiry and the round of the last one. */
        @ParameterizedTest(name = "B={0} R={1}, {2} SYNs: {3} left at 7 s, the rest gives up at expiry {4}")
        @CsvSource({"8, 5, 5, 4, 6", "8, 5, 9, 4, 6", "4, 5, 5, 4, 6", "16, 5, 9, 8, 6", "16, 5, 17, 8, 6", "16, 3, 17, 8, 4",
            "8, 5, 4, 4, 6", "16, 2, 17, 0, 3"})
        void requestsThatAreNoLongerYoungArePrunedWhenTheQueueIsHalfFull(int limit, int retries, int syns,
                                                                              int leftAtSeven, int lastExpiry) {
            Decider decider = linux("tcp_synack_retries", retries);
            HandMadeView view = HandMadeView.of(limit, syns, 0);
            List<Integer> queue = new ArrayList<>();
            for (int i = 0; i < syns; i++) {
                queue.add(0);
            }
            int[] lengths = new int[12];
            int expiry = 0;
            while (!queue.isEmpty()) {
                List<Integer> next = new ArrayList<>();
                for (int timeouts : queue) {
                    view.timeouts = timeouts;
                    if (decider.onSynAckTimer(view) == TimerVerdict.RESEND) {
                        next.add(timeouts + 1);
                        view.youngCount -= timeouts == 0 ? 1 : 0;
                    } else {
                        view.synQueueLength--;
                        view.youngCount -= timeouts == 0 ? 1 : 0;
                    }
                }
                queue = next;
                lengths[++expiry] = queue.size();
            }
            assertThat(lengths[1]).as("after 1 s").isEqualTo(syns);
            assertThat(lengths[2]).as("after 3 s").isEqualTo(syns);
            assertThat(lengths[3]).as("after 7 s").isEqualTo(leftAtSeven);
            assertThat(expiry).isEqualTo(lastExpiry);
        }

        @Test
        void youngRequestsShieldTheOldOnes() {
            HandMadeView view = HandMadeView.of(8, 16, 0);
            view.timeouts = 3;
            view.youngCount = 9;
            assertThat(linux().onSynAckTimer(view)).as("Q < 2Y: nothing is pruned").isEqualTo(TimerVerdict.RESEND);
            view.youngCount = 5;
            assertThat(linux().onSynAckTimer(view)).as("2Y <= Q < 4Y: one retry less").isEqualTo(TimerVerdict.RESEND);
            view.youngCount = 4;
            assertThat(linux().onSynAckTimer(view)).as("4Y <= Q < 8Y: two less").isEqualTo(TimerVerdict.GIVE_UP);
        }

        /** D: what happens at expiry number {@code timeouts} of a request whose bare ACK was held back. */
        @ParameterizedTest(name = "D={0} timeouts={1} ackSeen={2}: {3}")
        @CsvSource({"1, 0, true, RESEND", "3, 0, true, WAIT", "3, 1, true, WAIT", "3, 2, true, RESEND", "5, 3, true, WAIT",
            "5, 4, true, RESEND", "3, 0, false, RESEND", "3, 5, false, GIVE_UP", "3, 5, true, GIVE_UP", "8, 5, true, WAIT",
            "8, 7, true, RESEND", "8, 8, true, GIVE_UP"})
        void deferredAcceptIsSilentUntilItsLastRound(int rounds, int timeouts, boolean ackSeen, TimerVerdict verdict) {
            HandMadeView view = HandMadeView.of(128, 1, 0);
            view.deferRounds = rounds;
            view.timeouts = timeouts;
            view.ackSeen = ackSeen;
            assertThat(linux().onSynAckTimer(view)).isEqualTo(verdict);
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void theSameHistoryGetsTheSameAnswers(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Object[] settings = {"tcp_syncookies", random.nextInt(3), "tcp_abort_on_overflow", random.nextInt(2), "tcp_synack_retries",
            random.nextInt(7)};
        assertThat(history(linux(settings), seed)).isEqualTo(history(linux(settings), seed));
    }

    private static List<Object> history(Decider decider, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Object> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            HandMadeView view = HandMadeView.of(random.nextInt(6), random.nextInt(8), random.nextInt(8));
            view.timeouts = random.nextInt(7);
            view.fromCookie = random.nextBoolean();
            view.timeWaitReuse = random.nextInt(5) == 0;
            view.youngCount = random.nextInt(view.synQueueLength + 1);
            view.nowNs = random.nextLong(1L << 40);
            answers.add(switch (random.nextInt(3)) {
                case 0 -> decider.onSyn(view);
                case 1 -> decider.onHandshakeAck(view);
                default -> decider.onSynAckTimer(view);
            });
            answers.add(List.of(view.reason, view.a, view.b));
            assertThat(view.reason).as("every verdict has a reason").isNotNull();
        }
        return answers;
    }
}
