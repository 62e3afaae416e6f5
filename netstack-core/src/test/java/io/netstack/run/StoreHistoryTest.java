package io.netstack.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.listen.TcpListener;
import io.netstack.observe.Reason;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.StoreShape;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of clients, an application and time, of two listeners over each store and each policy: the count of each listener is that
 * of its requests after every step, evictions included, and in the end no slot is lost.
 */
class StoreHistoryTest {
    private static final int CLIENTS = 24;
    private static final int SLOTS = 8;
    private static final int STEPS = 300;
    private static final int SEEDS = 6;
    private static final long MS = 1_000_000L;
    private static final StoreShape SMALL_CACHE = new StoreShape(StoreShape.Sharing.SHARED, 4, 2, 6, true);

    static Stream<Arguments> cells() {
        return Policies.all().stream().map(ListenPolicy::name).flatMap(policy -> Stream.of(
            Arguments.of("synqueue", StoreShape.PER_LISTENER, policy),
            Arguments.of("syncache", SMALL_CACHE, policy),
            Arguments.of("syncookies", StoreShape.SYN_COOKIES, policy)));
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("cells")
    void countsAreRightAfterEveryStepAndNoSlotIsLost(String name, StoreShape store, String policy) {
        for (long seed = 0; seed < SEEDS; seed++) {
            play(new StoreWorld(policy, store, (int) (seed % 3) * 4, SLOTS), store, new SplittableRandom(seed), name + ", " + policy + ", seed " + seed);
        }
    }

    private static void play(StoreWorld world, StoreShape store, SplittableRandom random, String what) {
        for (int step = 0; step < STEPS; step++) {
            int client = random.nextInt(CLIENTS);
            int port = random.nextBoolean() ? StoreWorld.PORT : StoreWorld.OTHER_PORT;
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3, 4, 5 -> world.syn(client, port);
                case 6, 7, 8 -> world.ack(client, port, new byte[0]);
                case 9 -> world.reset(client, port);
                case 10 -> world.acceptAndAbort(port == StoreWorld.PORT ? world.listener : world.other);
                default -> world.pass(random.nextLong(1500) * MS);
            }
            assertCounts(world, store, what + ", step " + step);
        }
        end(world, store, what);
    }

    private static void assertCounts(StoreWorld world, StoreShape store, String what) {
        assertThat(world.listener.synQueueLength()).as("%s, first listener", what).isEqualTo(stored(world, StoreWorld.PORT));
        assertThat(world.other.synQueueLength()).as("%s, second listener", what).isEqualTo(stored(world, StoreWorld.OTHER_PORT));
        int all = world.listener.synQueueLength() + world.other.synQueueLength();
        assertThat(world.stack.passiveOpen().requestCount()).as(what).isEqualTo(all);
        int most = switch (store.sharing()) {
            case PER_LISTENER -> SLOTS;
            case SHARED -> store.total();
            case NONE -> 0;
        };
        assertThat(all).as("%s, requests in the store", what).isLessThanOrEqualTo(most);
    }

    private static int stored(StoreWorld world, int port) {
        int count = 0;
        for (int client = 0; client < CLIENTS; client++) {
            count += world.isStored(client, port) ? 1 : 0;
        }
        return count;
    }

    /** Everybody goes; then as many requests fit as there are slots, each of them once. */
    private static void end(StoreWorld world, StoreShape store, String what) {
        close(world, world.listener);
        close(world, world.other);
        world.pass(2_000_000L * MS);
        assertThat(world.stack.passiveOpen().requestCount()).as("%s, left over", what).isZero();
        long evicted = world.count(Reason.REQUEST_EVICTED);
        assertThat(store.sharing() != StoreShape.Sharing.NONE || evicted == 0).as("%s, evicted from nothing", what).isTrue();
        assertThat(world.stack.passiveOpen().freeRequestSlots()).as("%s, slots", what)
            .isEqualTo(store.sharing() == StoreShape.Sharing.NONE ? 1 : SLOTS);
    }

    private static void close(StoreWorld world, TcpListener listener) {
        world.stack.passiveOpen().close(listener, world.link.nowNs);
    }
}
