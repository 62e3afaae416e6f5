package io.netstack.bench;

import io.netstack.link.FrameBurst;
import io.netstack.observe.FrameTrace;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A SYN that is stored and answered, and the RST of another peer whose request is taken out, through the whole stack while so many requests are
 * stored: expected in bursts, as links under load tell frames, or each by itself. Making the two frames is part of both.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx3g")
public class SynToLargeQueue {
    private static final int PAIRS = FrameBurst.MOST_FRAMES / 2;
    private static final Map<String, String> MILLIONS = Map.of("tcp_syncookies", "0", "somaxconn", "1048576", "tcp_max_syn_backlog",
        "4194304");

    /** How many are stored all the time. */
    @Param({"1000", "100000", "1000000"})
    public int entries;

    private final byte[] syn = BenchFrames.syns(1)[0];
    private final byte[][] burst = new byte[2 * PAIRS][];
    private BenchStack stack;
    private RandomWalk walk;

    @Setup(Level.Trial)
    public void fill() {
        stack = new BenchStack("linux", 1 << 20, MILLIONS, FrameTrace.NONE, Integer.highestOneBit(2 * entries - 1) << 1);
        walk = new RandomWalk(entries);
        for (int i = 0; i < entries; i++) {
            BenchFrames.readdress(syn, walk.first(i));
            stack.receive(syn);
        }
        for (int i = 0; i < burst.length; i += 2) {
            burst[i] = BenchFrames.reset(syn);
            burst[i + 1] = syn.clone();
        }
    }

    /** Nobody was refused, and every RST found its request. */
    @TearDown(Level.Trial)
    public void check() {
        stack.require(Reason.REQUEST_RESET_BY_PEER, Reason.SYN_DROP_POOL_FULL, Reason.SYN_DROP_SYN_QUEUE_FULL, Reason.LISTEN_RST_IGNORED,
            Reason.REQUEST_SYN_REPEATED);
        if (stack.count(Reason.SYN_QUEUED) != entries + stack.count(Reason.REQUEST_RESET_BY_PEER)) {
            throw new IllegalStateException(stack.count(Reason.SYN_QUEUED) + " stored, " + stack.count(Reason.REQUEST_RESET_BY_PEER)
                + " taken out, but " + entries + " should be there");
        }
    }

    private void nextBurst() {
        for (int i = 0; i < burst.length; i += 2) {
            walk.step();
            BenchFrames.readdress(burst[i], walk.leaves());
            BenchFrames.readdress(burst[i + 1], walk.comes());
        }
    }

    /** All frames of a burst are expected before the first is received. */
    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public void inBursts() {
        nextBurst();
        for (byte[] frame : burst) {
            stack.expect(frame);
        }
        for (byte[] frame : burst) {
            stack.receive(frame);
        }
    }

    /** No frame is expected. */
    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public void oneByOne() {
        nextBurst();
        for (byte[] frame : burst) {
            stack.receive(frame);
        }
    }
}
