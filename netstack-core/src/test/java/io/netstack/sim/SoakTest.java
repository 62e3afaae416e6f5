package io.netstack.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.observe.Counter;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many connections that open, send, end and reset at random on one stack behind a bad network: every byte is right, and in the end every slot and
 * buffer is back. By default little of it; {@code -Dnetstack.soak.seeds=20 -Dnetstack.soak.seconds=1800 -Dnetstack.soak.connections=1000} is the
 * long run.
 */
class SoakTest {
    private static final int SEEDS = Integer.getInteger("netstack.soak.seeds", 3);
    private static final int SECONDS = Integer.getInteger("netstack.soak.seconds", 40);
    private static final int CONNECTIONS = Integer.getInteger("netstack.soak.connections", 200);
    private static final long SECOND_NS = 1_000_000_000L;
    /** The longest that anything is waited for when nobody answers: 15 retries, then 60 s of FIN-WAIT-2 and as much of TIME-WAIT. */
    private static final long QUIET_SECONDS = 2400;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyByteIsRightAndEverythingIsGivenBack(long seed) {
        SoakWorld world = new SoakWorld(seed);
        for (int i = 0; i < CONNECTIONS; i++) {
            world.openLater(i);
        }
        world.simulation.runFor(SECONDS * SECOND_NS);
        long most = world.stack().connections().inUse();
        world.stopOpening();
        world.simulation.runFor(QUIET_SECONDS * SECOND_NS);
        System.out.println(world.story());
        assertThat(world.opened).as("seed %d: connections opened", seed).isGreaterThanOrEqualTo(CONNECTIONS);
        assertThat(world.accepted).as("seed %d: connections accepted", seed).isGreaterThan(CONNECTIONS / 2);
        assertThat(most).as("seed %d: connections at one time", seed).isGreaterThan(CONNECTIONS / 2);
        assertThat(world.completeStreams).as("seed %d: streams that were read to their end", seed).isGreaterThan(CONNECTIONS / 4);
        assertThat(world.resets).as("seed %d: connections that were reset", seed).isPositive();
        assertThat(world.host.malformedCount()).as("seed %d: frames damaged on the way", seed).isNotNegative();
        assertThat(world.stack().connections().inUse()).as("seed %d: connection slots", seed).isZero();
        assertThat(world.stack().connections().pool().inUse()).as("seed %d: buffers", seed).isZero();
        assertThat(world.stack().connections().nextDeadlineNs()).as("seed %d: deadline of connections", seed).isEqualTo(Long.MAX_VALUE);
        assertThat(world.stack().passiveOpen().requestCount()).as("seed %d: requests", seed).isZero();
        assertThat(world.listener.acceptQueue().length()).as("seed %d: accept queue", seed).isZero();
        assertThat(world.stack().counters().value(Counter.TCP_CURR_ESTAB)).as("seed %d: CurrEstab", seed).isZero();
    }
}
