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

/** A whole handshake on one thread: SYN, final ACK, accept(). What follows, giving the connection up, is outside the measurement. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class SynAckAccept {
    private final BenchStack stack = new BenchStack("linux", 4096, Map.of());
    private final byte[][] syns = BenchFrames.syns(1);
    private final byte[][] acks = new byte[BenchFrames.COUNT][];
    private final int[] accepted = new int[BenchFrames.COUNT];
    private int acceptedCount;

    /** Time stands still, so that a peer's SYN-ACK has the same sequence number in each round and the ACKs can be made once. */
    @Setup(Level.Trial)
    public void frames() {
        for (int i = 0; i < BenchFrames.COUNT; i++) {
            stack.receive(syns[i]);
            acks[i] = BenchFrames.finalAck(syns[i], stack.lastSequence());
            stack.receive(BenchFrames.reset(syns[i]));
        }
    }

    @TearDown(Level.Invocation)
    public void giveUp() {
        while (acceptedCount > 0) {
            stack.abort(accepted[--acceptedCount]);
        }
    }

    @TearDown(Level.Trial)
    public void check() {
        stack.require(Reason.ACK_ESTABLISHED, Reason.SYN_COOKIE, Reason.ACK_ACCEPT_QUEUE_FULL, Reason.REQUEST_BAD_ACK);
    }

    /** One client after the other. */
    @Benchmark
    @OperationsPerInvocation(BenchFrames.COUNT)
    public void synAckAccept() {
        for (int i = 0; i < BenchFrames.COUNT; i++) {
            stack.receive(syns[i]);
            stack.receive(acks[i]);
            accepted[acceptedCount++] = stack.accept();
        }
    }
}
