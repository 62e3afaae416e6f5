package io.netstack.listen;

import io.netstack.bench.RandomWalk;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What memory alone asks for an operation of {@link SynQueueCost}, beside it: as many random accesses, as far apart and as dependent on one
 * another as any store has whose index says where the request is. No hash, no list, no timer, no tuple.
 *
 * <pre>
 *   index word of who leaves ─▶ its line ─▶ the lines of its two neighbours, written only
 *   index word of who comes, read and written
 * </pre>
 *
 * A million requests are 120 MB, and no cache holds them. Nothing here depends on what an operation before it read, so a processor has several of
 * them under way by itself; between two operations of a store there are branches that do, and that is why it {@linkplain SynQueue#lookAhead looks
 * ahead}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx3g")
public class SynQueueMemory {
    /** A request and its words take 112 bytes, nearly two lines. */
    private static final int LONGS_PER_SLOT = 14;

    /** How many are stored all the time. */
    @Param({"100", "100000", "1000000"})
    public int entries;

    private RandomWalk walk;
    private int[] index;
    private int mask;
    private long[] slots;

    @Setup(Level.Trial)
    public void fill() {
        int capacity = Integer.highestOneBit(2 * entries - 1) << 1;
        walk = new RandomWalk(entries);
        mask = capacity - 1;
        index = new int[capacity];
        slots = new long[entries * LONGS_PER_SLOT];
        for (int i = 0; i < capacity; i++) {
            index[i] = slot(walk.first(i));
        }
        for (int i = 0; i < entries; i++) {
            slots[i * LONGS_PER_SLOT] = (long) slot(walk.first(i)) << 32 | slot(walk.first(~i));
        }
    }

    private int slot(int random) {
        return (int) ((random & 0xFFFF_FFFFL) * entries >>> 32);
    }

    /** The accesses of one request that leaves and one that comes. */
    @Benchmark
    public long accesses() {
        walk.step();
        int slot = index[walk.leaves() & mask];
        long links = slots[slot * LONGS_PER_SLOT];
        slots[(int) (links >>> 32) * LONGS_PER_SLOT + 1] = slot;
        slots[(int) links * LONGS_PER_SLOT + 2] = slot;
        int other = index[walk.comes() & mask];
        index[walk.comes() & mask] = slot;
        return links + other;
    }
}
