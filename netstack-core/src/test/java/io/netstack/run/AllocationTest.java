package io.netstack.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netstack.conn.TcpConnection;
import io.netstack.link.FrameBurst;
import io.netstack.listen.AcceptQueue;
import io.netstack.listen.TcpListener;
import io.netstack.observe.Counter;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.wire.Bytes;
import io.netstack.wire.SampleFrames;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpSegment;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A million SYNs in all through warm stacks, stored, answered by cookies, dropped, and carried on to accept() and close: none of it
 * allocates.
 *
 * <p>Tolerance: {@link #TOLERATED_BYTES} per 250,000 SYNs, for what the virtual machine itself does on the thread when it replaces compiled
 * code; a single object of 16 bytes on any path would be 4,000,000.
 */
class AllocationTest {
    private static final int TUPLES = 1024;
    private static final int WARM_ROUNDS = 100;
    private static final int ROUNDS = 245;
    private static final long TOLERATED_BYTES = 4096;
    private static final byte[] MSS_ONLY = {2, 4, 5, (byte) 0xB4};
    private static final byte[] NOTHING = new byte[0];
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int TCP = SampleFrames.TCP_OFFSET;

    private final byte[][] syns = frames(TcpFlags.SYN, 1000, SampleFrames.linuxSynOptions());
    private final byte[][] plainSyns = frames(TcpFlags.SYN, 1000, MSS_ONLY);
    private final byte[][] resets = frames(TcpFlags.RST, 1001, NOTHING);
    private final byte[][] acks = frames(TcpFlags.ACK, 1001, NOTHING);
    private final byte[][] fins = frames(TcpFlags.FIN | TcpFlags.ACK, 1001, NOTHING);

    private static byte[][] frames(int flags, int sequence, byte[] options) {
        byte[][] frames = new byte[TUPLES][];
        for (int i = 0; i < TUPLES; i++) {
            frames[i] = SampleFrames.tcp(2000 + i, StackWorld.PORT, sequence, 0, flags, options, NOTHING);
        }
        return frames;
    }

    private static StackWorld world(String... settings) {
        Map<String, String> chosen = settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1]);
        return new StackWorld("linux", 2 * TUPLES, 2 * TUPLES, FrameTrace.NONE, chosen);
    }

    /** Runs rounds of one SYN per tuple until warm, then more of them, and asks what those allocated. */
    private static void assertAllocatesNothing(StackWorld world, Consumer<StackWorld> round) {
        assertAllocatesNothing(world, WARM_ROUNDS, ROUNDS, round);
    }

    private static void assertAllocatesNothing(StackWorld world, int warmRounds, int rounds, Consumer<StackWorld> round) {
        for (int i = 0; i < warmRounds; i++) {
            round.accept(world);
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < rounds; i++) {
            round.accept(world);
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).as("bytes for %d SYNs", rounds * TUPLES)
            .isBetween(0L, TOLERATED_BYTES);
    }

    private static long count(StackWorld world, Reason reason) {
        return world.stack.counters().value(reason);
    }

    /** A burst after the other to a queue that is large enough to look ahead for: SYNs that are stored, and RSTs that take them out again. */
    @Test
    void aBurstThatIsLookedAheadForAllocatesNothing() {
        StackWorld world = new StackWorld("linux", 1 << 14, 16, FrameTrace.NONE,
            Map.of("tcp_syncookies", "0", "somaxconn", "65536", "tcp_max_syn_backlog", "65536"));
        world.listen(StackWorld.PORT, 65536);
        for (int i = 0; i < 10_000; i++) {
            world.receive(SampleFrames.tcp(10_000 + i, StackWorld.PORT, 1, 0, TcpFlags.SYN, MSS_ONLY, NOTHING));
        }
        assertThat(world.stack.looksAhead()).isTrue();
        assertAllocatesNothing(world, w -> {
            inBursts(w, syns);
            inBursts(w, resets);
        });
        assertThat(count(world, Reason.SYN_QUEUED)).isEqualTo(10_000 + (long) TUPLES * (WARM_ROUNDS + ROUNDS));
        assertThat(count(world, Reason.REQUEST_RESET_BY_PEER)).isEqualTo((long) TUPLES * (WARM_ROUNDS + ROUNDS));
    }

    private static void inBursts(StackWorld world, byte[][] frames) {
        for (int from = 0; from < frames.length; from += FrameBurst.MOST_FRAMES) {
            for (int i = from; i < from + FrameBurst.MOST_FRAMES; i++) {
                world.stack.expect(frames[i], 0, frames[i].length);
            }
            for (int i = from; i < from + FrameBurst.MOST_FRAMES; i++) {
                world.receive(frames[i]);
            }
        }
    }

    /** A meter that always says 0 would let everything below pass. */
    @Test
    void theMeterSeesOneSmallObject() {
        assertThat(THREADS.isThreadAllocatedMemoryEnabled()).isTrue();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        byte[] kept = new byte[100];
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isBetween(100L, 1000L);
        assertThat(kept).hasSize(100);
    }

    @Test
    void storedAndReset() {
        StackWorld world = world();
        world.listen(StackWorld.PORT, TUPLES);
        assertAllocatesNothing(world, w -> {
            for (int i = 0; i < TUPLES; i++) {
                w.receive(syns[i]);
            }
            for (int i = 0; i < TUPLES; i++) {
                w.receive(resets[i]);
            }
        });
        assertThat(count(world, Reason.SYN_QUEUED)).isEqualTo((long) (WARM_ROUNDS + ROUNDS) * TUPLES);
        assertThat(world.stack.passiveOpen().requestCount()).isZero();
    }

    @Test
    void storedAndForgottenByTheTimer() {
        StackWorld world = world("tcp_synack_retries", "1");
        world.listen(StackWorld.PORT, TUPLES);
        assertAllocatesNothing(world, w -> {
            for (int i = 0; i < TUPLES; i++) {
                w.receive(syns[i]);
            }
            w.pass(5 * StackWorld.SECOND);
        });
        assertThat(count(world, Reason.REQUEST_EXPIRED)).isEqualTo((long) (WARM_ROUNDS + ROUNDS) * TUPLES);
    }

    @Test
    void answeredByCookies() {
        StackWorld world = world("tcp_syncookies", "2");
        world.listen(StackWorld.PORT, TUPLES);
        assertAllocatesNothing(world, w -> {
            for (int i = 0; i < TUPLES; i++) {
                w.receive(syns[i]);
            }
            w.nowNs += StackWorld.SECOND;
        });
        assertThat(world.stack.counters().value(Counter.SYNCOOKIES_SENT)).isEqualTo((long) (WARM_ROUNDS + ROUNDS) * TUPLES);
    }

    @Test
    void droppedAtFullQueues() {
        StackWorld full = world("tcp_syncookies", "0");
        TcpListener listener = full.listen(StackWorld.PORT, 0);
        full.receive(syns[0]);
        assertAllocatesNothing(full, w -> {
            for (int i = 1; i < TUPLES; i++) {
                w.receive(syns[i]);
            }
        });
        assertThat(count(full, Reason.SYN_DROP_SYN_QUEUE_FULL)).isEqualTo((long) (WARM_ROUNDS + ROUNDS) * (TUPLES - 1));

        acknowledge(full, 0);
        assertThat(listener.acceptQueue().length()).isOne();
        assertAllocatesNothing(full, w -> {
            for (int i = 1; i < TUPLES; i++) {
                w.receive(syns[i]);
            }
        });
        assertThat(count(full, Reason.SYN_DROP_ACCEPT_QUEUE_FULL)).isEqualTo((long) (WARM_ROUNDS + ROUNDS) * (TUPLES - 1));
    }

    @Test
    void establishedAcceptedAndClosed() {
        StackWorld world = world();
        TcpListener listener = world.listen(StackWorld.PORT, TUPLES);
        assertAllocatesNothing(world, w -> {
            for (int i = 0; i < TUPLES; i++) {
                w.receive(plainSyns[i]);
                acknowledge(w, i);
                int id = listener.acceptQueue().take();
                w.stack.accepted(listener.id(), w.nowNs);
                TcpConnection connection = w.stack.connections().get(id);
                connection.close(w.nowNs);
                // the peer acknowledges our FIN and sends its own
                patch(fins[i], w.lastSequence + 1);
                w.receive(fins[i]);
            }
            // TIME-WAIT takes 60 s, and Linux's timer wheel is up to 2 s late at that distance
            w.pass(63 * StackWorld.SECOND);
        });
        assertThat(count(world, Reason.ACK_ESTABLISHED)).isEqualTo((long) (WARM_ROUNDS + ROUNDS) * TUPLES);
        assertThat(listener.acceptQueue().take()).isEqualTo(AcceptQueue.EMPTY);
        assertThat(world.stack.connections().inUse()).isZero();
    }

    static Stream<String> policies() {
        return Policies.all().stream().map(ListenPolicy::name);
    }

    /** Whatever a system does with a flood that nobody accepts from: drop, evict, reset, make cookies, forget. */
    @ParameterizedTest
    @MethodSource("policies")
    void aFloodUnderAnyPolicy(String policy) {
        StackWorld world = new StackWorld(policy, 2 * TUPLES, 2 * TUPLES, FrameTrace.NONE, Map.of());
        world.listen(StackWorld.PORT, 5);
        assertAllocatesNothing(world, WARM_ROUNDS / 2, ROUNDS / 10, w -> {
            for (int i = 0; i < TUPLES; i++) {
                w.receive(syns[i]);
                if ((i & 7) == 0) {
                    acknowledge(w, i);
                }
            }
            w.pass(StackWorld.SECOND / 4);
        });
        assertThat(world.frameReasonCount()).isEqualTo((long) (WARM_ROUNDS / 2 + ROUNDS / 10) * TUPLES * 9 / 8);
    }

    private void acknowledge(StackWorld world, int tuple) {
        patch(acks[tuple], world.lastSequence + 1);
        world.receive(acks[tuple]);
    }

    /** Writes an acknowledgment number into a frame, in place. */
    private static void patch(byte[] frame, int acknowledgment) {
        Bytes.put32(frame, TCP + 8, acknowledgment);
        Bytes.put16(frame, TCP + 16, 0);
        TcpSegment.writeChecksum(frame, TCP, frame.length - TCP, SampleFrames.CLIENT_IP, SampleFrames.SERVER_IP);
    }
}
