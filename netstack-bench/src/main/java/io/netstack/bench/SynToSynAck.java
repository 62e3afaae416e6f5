package io.netstack.bench;

import io.netstack.observe.Reason;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One SYN through the whole stack, by what becomes of it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class SynToSynAck {

    /** Frames that go round. */
    @State(Scope.Thread)
    public static class Peers {
        final byte[][] syns = BenchFrames.syns(1);
        private int next;

        byte[] next() {
            return syns[next++ & BenchFrames.COUNT - 1];
        }
    }

    /** A queue with room; each round of SYNs is taken back before the next, outside the measurement. */
    @State(Scope.Thread)
    public static class Room {
        final BenchStack stack = new BenchStack("linux", 4096, Map.of());
        final byte[][] syns = BenchFrames.syns(1);
        private final byte[][] resets = new byte[BenchFrames.COUNT][];

        @Setup(Level.Trial)
        public void frames() {
            for (int i = 0; i < BenchFrames.COUNT; i++) {
                resets[i] = BenchFrames.reset(syns[i]);
            }
        }

        @Setup(Level.Invocation)
        public void empty() {
            for (byte[] reset : resets) {
                stack.receive(reset);
            }
        }

        @TearDown(Level.Trial)
        public void check() {
            stack.require(Reason.SYN_QUEUED, Reason.SYN_COOKIE, Reason.REQUEST_SYN_REPEATED);
        }
    }

    /** Cookies for everybody. */
    @State(Scope.Thread)
    public static class Cookies {
        final BenchStack stack = new BenchStack("linux", 4096, Map.of("tcp_syncookies", "2"));

        @TearDown(Level.Trial)
        public void check() {
            stack.require(Reason.SYN_COOKIE_ALWAYS, Reason.SYN_QUEUED);
        }
    }

    /** An accept queue of backlog 0 with its one connection. */
    @State(Scope.Thread)
    public static class FullAcceptQueue {
        final BenchStack stack = new BenchStack("linux", 0, Map.of());

        @Setup(Level.Trial)
        public void fill() {
            byte[] syn = BenchFrames.syns(2)[0];
            stack.receive(syn);
            stack.receive(BenchFrames.finalAck(syn, stack.lastSequence()));
        }

        @TearDown(Level.Trial)
        public void check() {
            stack.require(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, Reason.SYN_COOKIE);
        }
    }

    /** A SYN queue of backlog 0 with its one request, and no cookies. */
    @State(Scope.Thread)
    public static class FullSynQueue {
        final BenchStack stack = new BenchStack("linux", 0, Map.of("tcp_syncookies", "0"));

        @Setup(Level.Trial)
        public void fill() {
            stack.receive(BenchFrames.syns(2)[0]);
        }

        @TearDown(Level.Trial)
        public void check() {
            stack.require(Reason.SYN_DROP_SYN_QUEUE_FULL, Reason.SYN_COOKIE);
        }
    }

    /** The same, where a full queue closes the gate before the stack. */
    @State(Scope.Thread)
    public static class ClosedGate {
        final BenchStack stack = new BenchStack("ring-drop", 0, Map.of());

        @Setup(Level.Trial)
        public void fill() {
            stack.receive(BenchFrames.syns(2)[0]);
        }

        @TearDown(Level.Trial)
        public void check() {
            stack.require(Reason.INGRESS_GATE_DROP, Reason.LATE_GATE_DROP);
        }
    }

    /** Stored, and answered. */
    @Benchmark
    @OperationsPerInvocation(BenchFrames.COUNT)
    public void stored(Room room) {
        BenchStack stack = room.stack;
        for (byte[] syn : room.syns) {
            stack.receive(syn);
        }
    }

    /** Answered by a cookie. */
    @Benchmark
    public void cookie(Cookies cookies, Peers peers) {
        cookies.stack.receive(peers.next());
    }

    /** Not answered: the accept queue is full. */
    @Benchmark
    public void droppedAtFullAcceptQueue(FullAcceptQueue full, Peers peers) {
        full.stack.receive(peers.next());
    }

    /** Not answered: the SYN queue is full and there are no cookies. */
    @Benchmark
    public void droppedAtFullSynQueue(FullSynQueue full, Peers peers) {
        full.stack.receive(peers.next());
    }

    /** Not even seen by the stack. */
    @Benchmark
    public int droppedAtTheGate(ClosedGate closed, Peers peers) {
        return closed.stack.receiveThroughGate(peers.next());
    }
}
