package io.netstack.bench;

import io.netstack.flow.SlotIndex;
import io.netstack.flow.SlotWords;
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
 * The index of requests by itself, half full, beside the chains that it replaced: a random slot is found by its hash and taken out, a hash that is
 * not there is looked for, and added.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx3g")
public class IndexCost {
    /** As many as a request has. */
    private static final int WORDS = 8;
    private static final int WORD = 6;

    /** How many are in it all the time. */
    @Param({"100", "100000", "1000000"})
    public int entries;

    private RandomWalk walk;
    private SlotWords words;
    private SlotIndex linear;
    private ChainedIndex chained;

    @Setup(Level.Trial)
    public void fill() {
        int slots = Integer.highestOneBit(2 * entries - 1) << 1;
        walk = new RandomWalk(entries);
        words = new SlotWords(slots, WORDS);
        linear = new SlotIndex(words, 0, slots);
        chained = new ChainedIndex(words, WORD, slots);
        for (int i = 0; i < entries; i++) {
            linear.add(walk.first(i), i);
            chained.add(walk.first(i), i);
        }
    }

    private int there(int slot) {
        if (slot == SlotIndex.NONE) {
            throw new IllegalStateException("it is not there");
        }
        return slot;
    }

    /** Linear probing. */
    @Benchmark
    public int linear() {
        walk.step();
        int slot = there(linear.first(walk.leaves()));
        while (linear.hash(slot) != walk.leaves()) {
            slot = there(linear.next(slot, walk.leaves()));
        }
        linear.remove(walk.leaves(), slot);
        int other = linear.first(walk.comes());
        linear.add(walk.comes(), slot);
        return other;
    }

    /** Chains of links in the slots. */
    @Benchmark
    public int chained() {
        walk.step();
        int slot = there(chained.first(walk.leaves()));
        while (chained.hash(slot) != walk.leaves()) {
            slot = there(chained.next(slot, walk.leaves()));
        }
        chained.remove(walk.leaves(), slot);
        int other = chained.first(walk.comes());
        chained.add(walk.comes(), slot);
        return other;
    }
}
