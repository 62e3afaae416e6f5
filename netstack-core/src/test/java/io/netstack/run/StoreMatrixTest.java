package io.netstack.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.conn.TcpConnection;
import io.netstack.observe.Counter;
import io.netstack.observe.Reason;
import io.netstack.policy.StoreShape;
import io.netstack.wire.SampleFrames;
import io.netstack.wire.TcpFlags;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three stores under two policies that differ in all that matters here: Linux bounds the requests of a listener and asks the accept queue at
 * the SYN; FreeBSD does neither. Each test is a cell: it fills, overflows, completes, and looks at counts and counters.
 */
class StoreMatrixTest {
    private static final int BACKLOG = 3;
    private static final int SLOTS = 16;
    /** Two buckets of two for everybody. */
    private static final StoreShape SMALL_CACHE = new StoreShape(StoreShape.Sharing.SHARED, 2, 2, 0, true);

    // ---- a SYN queue for each listener

    @Test
    void linuxOverASynQueueStoresTheBacklogAndOneMoreThenSendsCookies() {
        StoreWorld world = new StoreWorld("linux", StoreShape.PER_LISTENER, BACKLOG, SLOTS);
        fill(world, 6);
        assertThat(world.listener.synQueueLength()).isEqualTo(BACKLOG + 1);
        assertThat(world.count(Reason.SYN_QUEUED)).isEqualTo(4);
        assertThat(world.count(Reason.SYN_COOKIE)).isEqualTo(2);
        world.ack(0);
        assertThat(world.count(Reason.ACK_ESTABLISHED)).as("the stored one").isOne();
        world.ack(5);
        assertThat(world.count(Reason.COOKIE_ACK_ESTABLISHED)).as("the cookie, which is the policy's").isOne();
        assertThat(world.listener.synQueueLength()).isEqualTo(BACKLOG);
        assertThat(world.count(Reason.REQUEST_EVICTED)).isZero();
        assertThat(world.stack.counters().value(Counter.SYNCOOKIES_SENT)).isEqualTo(2);
        assertThat(world.other.synQueueLength()).as("listeners do not share a bound").isZero();
        assertThat(world.syn(7, StoreWorld.OTHER_PORT)).isTrue();
        assertThat(world.isStored(7, StoreWorld.OTHER_PORT)).isTrue();
    }

    @Test
    void freeBsdOverASynQueueKnowsNoBoundButMemoryAndItsCookieIsForgotten() {
        StoreWorld world = new StoreWorld("freebsd-14", StoreShape.PER_LISTENER, BACKLOG, SLOTS);
        fill(world, SLOTS + 1);
        assertThat(world.listener.synQueueLength()).as("the backlog does not bound requests").isEqualTo(SLOTS);
        assertThat(world.count(Reason.SYN_COOKIE_NO_ROOM)).as("no bucket that could give one up").isOne();
        world.ack(0);
        assertThat(world.count(Reason.ACK_ESTABLISHED)).isOne();
        world.ack(SLOTS);
        assertThat(world.count(Reason.LISTEN_ACK_RESET)).as("neither the policy nor this store looks for a cookie").isOne();
        assertThat(world.count(Reason.REQUEST_EVICTED)).isZero();
        assertThat(world.stack.counters().value(Counter.BSD_SC_ADDED)).isEqualTo(SLOTS);
    }

    // ---- shared buckets

    @Test
    void linuxOverASynCacheGivesUpTheOldestOfAFullBucketAndItsCookieComesTrue() {
        overflowAndRecover(new StoreWorld("linux", SMALL_CACHE, BACKLOG * 8, SLOTS));
    }

    @Test
    void freeBsdOverASynCacheGivesUpTheOldestOfAFullBucketAndItsCookieComesTrue() {
        StoreWorld world = new StoreWorld("freebsd-14", SMALL_CACHE, BACKLOG * 8, SLOTS);
        overflowAndRecover(world);
        assertThat(world.stack.counters().value(Counter.BSD_SC_BUCKET_OVERFLOW)).isEqualTo(world.count(Reason.SYN_QUEUED_BUCKET_FULL));
        assertThat(world.count(Reason.SYN_COOKIE_PAUSED)).as("it is the store that overflows, not the policy's own bound").isZero();
    }

    /** Eight SYNs to two listeners into four places. */
    private static void overflowAndRecover(StoreWorld world) {
        for (int client = 0; client < 8; client++) {
            assertThat(world.syn(client, portOf(client))).as("SYN-ACK for client %d", client).isTrue();
        }
        List<Integer> gone = new ArrayList<>();
        int[] stored = {0, 0};
        for (int client = 0; client < 8; client++) {
            if (world.isStored(client, portOf(client))) {
                stored[client & 1]++;
            } else {
                gone.add(client);
            }
        }
        assertThat(gone).as("8 SYNs, 2 x 2 places").hasSizeGreaterThanOrEqualTo(4);
        assertThat(world.count(Reason.SYN_QUEUED_BUCKET_FULL)).isEqualTo(gone.size());
        assertThat(world.count(Reason.REQUEST_EVICTED)).isEqualTo(gone.size());
        assertThat(world.listener.synQueueLength()).as("an eviction counts at the victim's listener").isEqualTo(stored[0]);
        assertThat(world.other.synQueueLength()).as("an eviction counts at the victim's listener").isEqualTo(stored[1]);
        int victim = gone.getFirst();
        world.ack(victim, portOf(victim), new byte[0]);
        assertThat(world.count(Reason.COOKIE_ACK_ESTABLISHED)).as("the number it had been sent is a cookie").isOne();
        assertThat(world.connection(victim, portOf(victim))).isNotNegative();
    }

    private static int portOf(int client) {
        return (client & 1) == 0 ? StoreWorld.PORT : StoreWorld.OTHER_PORT;
    }

    // ---- no state

    @Test
    void linuxOverSynCookiesStoresNothingAndItsQueueIsAlwaysEmpty() {
        StoreWorld world = new StoreWorld("linux", StoreShape.SYN_COOKIES, BACKLOG, SLOTS);
        fill(world, 50);
        assertThat(world.count(Reason.SYN_COOKIE_STATELESS)).isEqualTo(50);
        assertThat(world.listener.synQueueLength()).isZero();
        assertThat(world.stack.passiveOpen().requestCount()).isZero();
        assertThat(world.stack.nextDeadlineNs(world.link.nowNs)).as("nothing to send again").isEqualTo(Long.MAX_VALUE);
        for (int client = 0; client < BACKLOG + 1; client++) {
            world.ack(client);
        }
        assertThat(world.count(Reason.COOKIE_ACK_ESTABLISHED)).isEqualTo(BACKLOG + 1);
        world.ack(BACKLOG + 1);
        assertThat(world.count(Reason.COOKIE_ACK_ACCEPT_QUEUE_FULL)).as("the accept queue is the policy's").isOne();
        assertThat(world.syn(60)).as("the policy drops before the store is asked").isFalse();
        assertThat(world.count(Reason.SYN_DROP_ACCEPT_QUEUE_FULL)).isOne();
        assertThat(world.stack.counters().value(Counter.SYNCOOKIES_SENT)).isEqualTo(50);
        assertThat(world.stack.counters().value(Counter.SYNCOOKIES_RECV)).isEqualTo(BACKLOG + 2);
    }

    @Test
    void freeBsdOverSynCookiesStoresNothingAndResetsWhatItsAcceptQueueRefuses() {
        StoreWorld world = new StoreWorld("freebsd-14", StoreShape.SYN_COOKIES, BACKLOG, SLOTS);
        fill(world, 50);
        assertThat(world.count(Reason.SYN_COOKIE_STATELESS)).isEqualTo(50);
        assertThat(world.listener.synQueueLength()).isZero();
        int room = 3 * BACKLOG / 2 + 1;
        for (int client = 0; client < room; client++) {
            world.ack(client);
        }
        assertThat(world.count(Reason.COOKIE_ACK_ESTABLISHED)).isEqualTo(room);
        world.ack(room);
        assertThat(world.count(Reason.COOKIE_ACK_REFUSED_RESET)).isOne();
        assertThat(world.link.lastFlags & TcpFlags.RST).isNotZero();
        assertThat(world.syn(60)).as("its SYNs do not ask the accept queue").isTrue();
        assertThat(world.stack.counters().value(Counter.BSD_SC_SENDCOOKIE)).isEqualTo(51);
    }

    // ---- what holds across

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"synqueue", "syncache", "syncookies"})
    @DisplayName("a SYN that the policy drops is dropped, whatever the store")
    void thePolicyIsAskedFirst(String store) {
        StoreWorld world = new StoreWorld("ring-drop", StoreShape.named(store), 0, SLOTS);
        world.syn(1);
        world.ack(1);
        assertThat(world.listener.acceptQueue().length()).isOne();
        assertThat(world.syn(2)).isFalse();
        assertThat(world.count(Reason.LATE_GATE_DROP)).isOne();
    }

    @Test
    void anEvictionOpensTheGateOfTheVictimsListener() {
        StoreWorld world = new StoreWorld("ring-drop", new StoreShape(StoreShape.Sharing.SHARED, 1, 2, 0, true), 0, SLOTS);
        world.syn(1, StoreWorld.PORT);
        assertThat(world.gate.isClosed(StoreWorld.PORT)).as("1 > 0").isTrue();
        world.syn(2, StoreWorld.OTHER_PORT);
        world.reset(2, StoreWorld.OTHER_PORT);
        world.syn(3, StoreWorld.OTHER_PORT);
        assertThat(world.gate.isClosed(StoreWorld.PORT)).as("both fit").isTrue();
        world.stack.passiveOpen().relisten(world.other, 5, world.link.nowNs);
        world.syn(4, StoreWorld.OTHER_PORT);
        assertThat(world.isStored(1, StoreWorld.PORT)).as("the oldest gave way").isFalse();
        assertThat(world.gate.isClosed(StoreWorld.PORT)).as("nobody is left in its queue").isFalse();
    }

    @Test
    void whereNoSlotIsLeftAndTheBucketIsEmptyTheCacheSendsACookieAndTakesIt() {
        StoreWorld world = new StoreWorld("linux", new StoreShape(StoreShape.Sharing.SHARED, 1024, 2, 0, true), 64, 4);
        fill(world, 12);
        assertThat(world.listener.synQueueLength()).isEqualTo(4);
        assertThat(world.count(Reason.SYN_COOKIE_NO_ROOM) + world.count(Reason.SYN_QUEUED_CACHE_FULL)).isEqualTo(8);
        assertThat(world.count(Reason.SYN_COOKIE_NO_ROOM)).isPositive();
        assertThat(world.count(Reason.SYN_DROP_POOL_FULL)).isZero();
        for (int client = 0; client < 12; client++) {
            world.ack(client);
        }
        assertThat(world.listener.acceptQueue().length()).as("everybody comes true").isEqualTo(12);
    }

    /** Without this the peer would scale a window that we do not. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"linux", "freebsd-14"})
    void theOptionsOfARequestThatGaveWayComeBackWithItsCookie(String policy) {
        StoreWorld world = new StoreWorld(policy, new StoreShape(StoreShape.Sharing.SHARED, 1, 1, 0, true), 64, SLOTS,
            SampleFrames.linuxSynOptions());
        world.syn(1);
        byte[] echo = world.link.lastTimestampEcho(77);
        world.syn(2);
        assertThat(world.isStored(1, StoreWorld.PORT)).isFalse();
        world.ack(1, StoreWorld.PORT, echo);
        TcpConnection connection = world.stack.connections().get(world.connection(1, StoreWorld.PORT));
        assertThat(connection.sendWindowScale()).isEqualTo(7);
        assertThat(connection.sendMss()).isEqualTo(1460 - 12);
    }

    /** A SYN-ACK that is sent again carries the options in its timestamp as the first one did. */
    @Test
    void theOptionsComeBackWithTheTimestampOfALaterSynAckToo() {
        StoreWorld world = new StoreWorld("linux", new StoreShape(StoreShape.Sharing.SHARED, 1, 1, 0, true), 64, SLOTS,
            SampleFrames.linuxSynOptions());
        world.syn(1);
        world.pass(1_500_000_000L);
        assertThat(world.stack.counters().value(Reason.SENT_SYN_ACK_AGAIN)).isOne();
        byte[] echo = world.link.lastTimestampEcho(77);
        world.syn(2);
        world.ack(1, StoreWorld.PORT, echo);
        TcpConnection connection = world.stack.connections().get(world.connection(1, StoreWorld.PORT));
        assertThat(connection.sendWindowScale()).isEqualTo(7);
    }

    private static void fill(StoreWorld world, int clients) {
        for (int client = 0; client < clients; client++) {
            assertThat(world.syn(client)).as("SYN-ACK for client %d", client).isTrue();
        }
    }
}
