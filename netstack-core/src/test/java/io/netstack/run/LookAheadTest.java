package io.netstack.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.link.FrameBurst;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.wire.SampleFrames;
import io.netstack.wire.TcpFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** To look ahead is to read: what becomes of a frame is the same. */
class LookAheadTest {
    private static final Map<String, String> MILLIONS = Map.of("tcp_syncookies", "0", "somaxconn", "65536", "tcp_max_syn_backlog", "65536");

    private record Arrival(byte[] frame, long nowNs) {
    }

    /** Frames, half of them damaged, that answer what a stack sent. */
    private static List<Arrival> arrivals(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FrameMutator mutator = new FrameMutator(seed);
        StackWorld world = world();
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            Arrival arrival = new Arrival(random.nextInt(20) == 0 ? mutator.strangeArp() : mutator.next(), world.nowNs);
            arrivals.add(arrival);
            world.receive(arrival.frame);
            mutator.heard(world);
            world.pass(random.nextInt(40) == 0 ? 3 * StackWorld.SECOND : 1000);
        }
        return arrivals;
    }

    private static StackWorld world() {
        StackWorld world = new StackWorld("linux", 64, 64, FrameTrace.NONE, Map.of());
        world.listen(StackWorld.PORT, 20);
        world.listen(40, 0);
        return world;
    }

    private static void arrive(StackWorld world, Arrival arrival) {
        world.pass(arrival.nowNs - world.nowNs);
        world.receive(arrival.frame);
    }

    @Property(edgeCases = EdgeCasesMode.NONE, tries = 200)
    void whatBecomesOfFramesIsTheSameWhetherTheyWereExpectedOrNot(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Arrival> arrivals = arrivals(seed);
        StackWorld plain = world();
        StackWorld ahead = world();
        for (int from = 0, to; from < arrivals.size(); from = to) {
            to = Math.min(arrivals.size(), from + 1 + random.nextInt(2 * FrameBurst.MOST_FRAMES));
            for (Arrival arrival : arrivals.subList(from, to)) {
                if (random.nextInt(10) != 0) {
                    ahead.stack.expect(arrival.frame, 0, arrival.frame.length);
                }
            }
            for (Arrival arrival : arrivals.subList(from, to)) {
                if (random.nextInt(10) == 0) {
                    continue; // it was dropped between link and stack, in both worlds
                }
                arrive(plain, arrival);
                arrive(ahead, arrival);
                assertThat(ahead.sentFrames).isEqualTo(plain.sentFrames);
                assertThat(ahead.lastSequence).isEqualTo(plain.lastSequence);
            }
        }
        for (Reason reason : Reason.values()) {
            assertThat(ahead.stack.counters().value(reason)).as("%s, seed %d", reason, seed).isEqualTo(plain.stack.counters().value(reason));
        }
        assertThat(ahead.stack.passiveOpen().requestCount()).isEqualTo(plain.stack.passiveOpen().requestCount());
    }

    @Test
    void aStackLooksAheadOnceItStoresMoreThanACacheHolds() {
        StackWorld world = new StackWorld("linux", 1 << 14, 16, FrameTrace.NONE, MILLIONS);
        world.listen(StackWorld.PORT, 65536);
        assertThat(world.stack.looksAhead()).isFalse();
        for (int i = 0; i < 10_000; i++) {
            world.receive(SampleFrames.tcp(1000 + i, StackWorld.PORT, 1, 0, TcpFlags.SYN, new byte[0], new byte[0]));
        }
        assertThat(world.stack.passiveOpen().requestCount()).isEqualTo(10_000);
        assertThat(world.stack.looksAhead()).isTrue();
        world.pass(200 * StackWorld.SECOND);
        assertThat(world.stack.looksAhead()).as("they have expired").isFalse();
    }
}
