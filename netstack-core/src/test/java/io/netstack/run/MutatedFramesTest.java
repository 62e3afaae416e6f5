package io.netstack.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.conn.TcpConnection;
import io.netstack.listen.AcceptQueue;
import io.netstack.listen.TcpListener;
import io.netstack.observe.Reason;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A million damaged frames in all: none throws, each ends in one counted reason, and when listeners close and timers have run out, every
 * slot and every byte of memory is back.
 */
class MutatedFramesTest {
    private static final int FRAMES = 250_000;

    @ParameterizedTest(name = "{0}, tcp_syncookies={1}, tcp_abort_on_overflow={2}, seed {3}")
    @CsvSource({"linux, 1, 0, 1", "linux, 0, 1, 2", "linux, 2, 0, 3", "ring-drop, 1, 0, 4"})
    void nothingThatArrivesBreaksTheStack(String policy, int cookies, int abort, long seed) {
        StackWorld world = damage(policy, Map.of("tcp_syncookies", "" + cookies, "tcp_abort_on_overflow", "" + abort), FRAMES, seed);
        assertThat(count(world, Reason.SYN_QUEUED) + count(world, Reason.SYN_COOKIE_ALWAYS)).as("some of it was a handshake")
            .isGreaterThan(100);
        assertThat(count(world, Reason.ACK_ESTABLISHED) + count(world, Reason.COOKIE_ACK_ESTABLISHED)).as("some of it a connection")
            .isGreaterThan(100);
        assertThat(Stream.of(Reason.values()).filter(r -> r.kind() == Reason.Kind.FRAME && count(world, r) > 0)).as("it went far and wide")
            .hasSizeGreaterThan(70);
    }

    static Stream<String> policies() {
        return Policies.all().stream().map(ListenPolicy::name);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void nothingThatArrivesBreaksAnyPolicy(String policy) {
        damage(policy, Map.of(), FRAMES / 10, policy.hashCode());
    }

    private static StackWorld damage(String policy, Map<String, String> settings, int total, long seed) {
        FrameLedger ledger = new FrameLedger();
        StackWorld world = new StackWorld(policy, 16, 32, ledger, settings);
        TcpListener listener = world.listen(StackWorld.PORT, 5);
        TcpListener small = world.listen(40, 0);
        SplittableRandom random = new SplittableRandom(seed);
        FrameMutator mutator = new FrameMutator(seed);
        List<Integer> accepted = new ArrayList<>();
        long frames = 0;
        byte[] frame = new byte[0];
        try {
            for (; frames < total; frames++) {
                frame = random.nextInt(50) == 0 ? mutator.strangeArp() : mutator.next();
                world.receive(frame);
                mutator.heard(world);
                assertThat(ledger.ended).isEqualTo(frames + 1);
                application(world, random, random.nextInt(10) == 0 ? small : listener, accepted);
                world.pass(random.nextInt(100) == 0 ? random.nextLong(20 * StackWorld.SECOND) : random.nextLong(200_000));
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(policy + ", seed " + seed + ", frame " + frames + ", " + world + ": " + HexFormat.of().formatHex(frame), e);
        }
        assertThat(world.frameReasonCount()).as("one reason for each frame").isEqualTo(total).isEqualTo(ledger.received);
        assertEverythingComesBack(world, List.of(listener, small), accepted, seed);
        return world;
    }

    private static long count(StackWorld world, Reason reason) {
        return world.stack.counters().value(reason);
    }

    /** Now and then somebody accepts, writes, reads or closes. */
    private static void application(StackWorld world, SplittableRandom random, TcpListener listener, List<Integer> accepted) {
        if (random.nextInt(20) == 0) {
            int id = listener.acceptQueue().take();
            if (id != AcceptQueue.EMPTY) {
                world.stack.accepted(listener.id(), world.nowNs);
                accepted.add(id);
            }
        }
        if (!accepted.isEmpty() && random.nextInt(20) == 0) {
            int which = random.nextInt(accepted.size());
            TcpConnection connection = world.stack.connections().get(accepted.get(which));
            switch (random.nextInt(4)) {
                case 0 -> {
                    byte[] data = new byte[1 + random.nextInt(3000)];
                    connection.send(data, 0, data.length);
                    connection.onApplicationWrote(world.nowNs);
                }
                case 1 -> {
                    connection.receive(new byte[500], 0, 500);
                    connection.onApplicationRead(world.nowNs);
                }
                case 2 -> {
                    connection.close(world.nowNs);
                    accepted.remove(which);
                }
                default -> {
                    connection.abort(world.nowNs);
                    accepted.remove(which);
                }
            }
        }
    }

    private static void assertEverythingComesBack(StackWorld world, List<TcpListener> listeners, List<Integer> accepted, long seed) {
        listeners.forEach(listener -> world.stack.passiveOpen().close(listener, world.nowNs));
        accepted.forEach(id -> world.stack.connections().get(id).close(world.nowNs));
        world.runOut();
        assertThat(world.stack.passiveOpen().requestCount()).as("seed %d: requests left", seed).isZero();
        assertThat(world.stack.connections().inUse()).as("seed %d: connections left", seed).isZero();
        assertThat(world.stack.connections().pool().inUse()).as("seed %d: memory left", seed).isZero();
    }
}
