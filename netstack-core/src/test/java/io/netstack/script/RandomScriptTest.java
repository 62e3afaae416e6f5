package io.netstack.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.observe.Counter;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.policy.Policies;
import io.netstack.replay.Recording;
import io.netstack.replay.RecordingComparer;
import io.netstack.replay.Replayer;
import io.netstack.replay.VirtualWorld;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever is done to a listener: nothing is thrown, every frame has its reason, queues keep their bounds, every slot comes back. */
class RandomScriptTest {
    private static final int SEEDS = Integer.getInteger("netstack.random.seeds", 500);
    /** The largest backlog that a random script asks for. */
    private static final int LARGEST_BACKLOG = 4;

    @Test
    void everyFrameEndsInOneReasonAndEverySlotComesBack() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            OneReason reasons = new OneReason(seed);
            try (VirtualWorld world = new VirtualWorld(Policies.named("linux"), seed, VirtualWorld.WHEEL_PHASE_NS, 0, reasons)) {
                reasons.world = world;
                Recording recording = RandomScript.play(seed, world);
                assertThat(reasons.open).as("seed %d", seed).isFalse();
                assertThat(reasons.frames).as("seed %d", seed).isEqualTo(recording.all(Recording.Sent.class).size());
                for (Recording.Snapshot snapshot : recording.all(Recording.Snapshot.class)) {
                    assertThat(snapshot.listeners()).as("seed %d", seed).allSatisfy(
                        queues -> assertThat(queues.acceptQueue()).isBetween(0L, LARGEST_BACKLOG + 1L));
                }
                leaveNothing(seed, world, recording);
            }
        }
    }

    /** The application closes what it holds, the listener last; then time passes. */
    private static void leaveNothing(long seed, VirtualWorld world, Recording recording) {
        for (Recording.Call call : recording.all(Recording.Call.class).reversed()) {
            if (call.answer().get("h") != null) {
                world.call("close", Map.of("h", call.answer().get("h"), "linger0", true));
            }
        }
        world.runUntil(world.now() + 2_000);
        assertThat(world.stack().passiveOpen().requestCount()).as("request slots in use, seed %d", seed).isZero();
        assertThat(world.stack().connections().inUse()).as("connection slots in use, seed %d", seed).isZero();
        assertThat(world.stack().counters().value(Counter.TCP_CURR_ESTAB)).as("CurrEstab, seed %d", seed).isZero();
    }

    @Test
    void theSameSeedGivesTheSameRecordingAndReplayingItChangesNothing() {
        for (long seed = 1; seed <= 50; seed++) {
            Recording first = play(seed);
            List<String> again = RecordingComparer.compare(first, play(seed));
            assertThat(again).as("seed %d", seed).isEmpty();
            try (VirtualWorld world = new VirtualWorld(seed + 1_000_000)) {
                assertThat(RecordingComparer.compare(first, Replayer.play(first, world))).as("seed %d, replayed with other secrets",
                    seed).isEmpty();
            }
        }
    }

    private static Recording play(long seed) {
        try (VirtualWorld world = new VirtualWorld(seed)) {
            return RandomScript.play(seed, world);
        }
    }

    /** Sees to it that between a frame and its end there is nothing but what it caused, one end, and no queue beyond its bound. */
    private static final class OneReason implements FrameTrace {
        private final long seed;
        private VirtualWorld world;
        private boolean open;
        private int frames;
        private int timeWaitsTakenOver;

        OneReason(long seed) {
            this.seed = seed;
        }

        @Override
        public void received(byte[] frame, int offset, int length, long nowNs) {
            assertThat(open).as("the frame before has ended, seed %d", seed).isFalse();
            open = true;
            frames++;
        }

        @Override
        public void sent(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b) {
            assertThat(reason.kind()).as("%s, seed %d", reason, seed).isEqualTo(Reason.Kind.SENT);
        }

        @Override
        public void ended(Reason reason, long a, long b) {
            assertThat(open).as("one end for one frame, seed %d", seed).isTrue();
            assertThat(reason.kind()).as("%s, seed %d", reason, seed).isEqualTo(Reason.Kind.FRAME);
            assertThat(reason.describe(a, b)).doesNotContain("{");
            open = false;
            timeWaitsTakenOver += reason == Reason.SYN_QUEUED_TIME_WAIT ? 1 : 0;
            assertThat(world.stack().passiveOpen().requestCount()).as("SYN queue, seed %d", seed)
                .isBetween(0, LARGEST_BACKLOG + 1 + timeWaitsTakenOver);
        }
    }
}
