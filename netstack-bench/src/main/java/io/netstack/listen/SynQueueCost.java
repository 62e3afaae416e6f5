package io.netstack.listen;

import io.netstack.bench.HashMapSynQueue;
import io.netstack.bench.RandomWalk;
import io.netstack.flow.Addresses;
import io.netstack.flow.FlowKey;
import io.netstack.flow.Secrets;
import io.netstack.flow.TimerGrain;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one embryonic connection costs its store from SYN to final ACK, at a given length of the queue: look it up in vain, store it, set
 * its timer; find a random one of those stored, look at it and take it out. The store is half full; tuples are random, and who leaves is
 * computed, not remembered: a list of those stored would be one more miss that is not the queue's.
 *
 * <p>{@code slots} is what a stack under load does: it knows the next {@value SynQueue#MOST_EXPECTED} frames, as many final ACKs as SYNs, and
 * looks ahead for them where the queue is large. {@code slotsOneByOne} waits for each frame's memory by itself.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "-Xmx3g")
public class SynQueueCost {
    private static final long SECOND = 1_000_000_000L;
    private static final long[] INTERVALS = {SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND, 16 * SECOND, 32 * SECOND, 64 * SECOND,
        120 * SECOND};

    private static final int BURST = SynQueue.MOST_EXPECTED / 2;

    /** How many are stored all the time. */
    @Param({"100", "1000", "10000", "100000", "1000000"})
    public int entries;

    private final Secrets secrets = Secrets.seeded(1);
    private final FlowKey key = new FlowKey();
    private SynQueue queue;
    private HashMapSynQueue baseline;
    private RandomWalk walk;
    private final int[] addresses = new int[2 * BURST];
    private final int[] hashes = new int[2 * BURST];
    private long nowNs;

    @Setup(Level.Trial)
    public void fill() {
        walk = new RandomWalk(entries);
        int capacity = Integer.highestOneBit(2 * entries - 1) << 1;
        queue = new SynQueue(capacity, 1, INTERVALS, TimerGrain.linuxWheel(0));
        baseline = new HashMapSynQueue();
        for (int i = 0; i < entries; i++) {
            add(walk.first(i), hash(walk.first(i)));
            baseline.add(Addresses.lowOf(walk.first(i)), 80, nowNs + SECOND);
        }
    }

    private FlowKey key(int address) {
        return key.set(0, Addresses.lowOf(address), 1000, 0, 80);
    }

    private int hash(int address) {
        return (int) key(address).hash(secrets);
    }

    private void add(int address, int hash) {
        if (queue.find(key(address), hash) != SynQueue.NONE) {
            throw new IllegalStateException(address + " is there already");
        }
        int slot = queue.add(key, hash, 0);
        ConnectionRequest request = queue.get(slot);
        request.irs = address;
        request.iss = hash;
        queue.startTimer(slot, 0, nowNs);
    }

    private int leave(int address, int hash) {
        int slot = queue.find(key(address), hash);
        int iss = queue.get(slot).iss;
        queue.remove(slot);
        return iss;
    }

    /** Arena, free ring, links, interval lists. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int slots() {
        for (int i = 0; i < 2 * BURST; i += 2) {
            walk.step();
            addresses[i] = walk.leaves();
            addresses[i + 1] = walk.comes();
        }
        for (int i = 0; i < 2 * BURST; i++) {
            hashes[i] = hash(addresses[i]);
        }
        if (queue.isLarge()) {
            queue.lookAhead(hashes, 2 * BURST);
        }
        int sum = 0;
        for (int i = 0; i < 2 * BURST; i += 2) {
            sum += leave(addresses[i], hashes[i]);
            nowNs += 100;
            add(addresses[i + 1], hashes[i + 1]);
        }
        return sum;
    }

    /** The same, each frame by itself. */
    @Benchmark
    public int slotsOneByOne() {
        walk.step();
        int iss = leave(walk.leaves(), hash(walk.leaves()));
        nowNs += 100;
        add(walk.comes(), hash(walk.comes()));
        return iss;
    }

    /** Objects, HashMap, heap. */
    @Benchmark
    public int hashMapOfObjects() {
        walk.step();
        HashMapSynQueue.Request request = baseline.find(Addresses.lowOf(walk.leaves()), 80);
        baseline.remove(request);
        nowNs += 100;
        if (baseline.find(Addresses.lowOf(walk.comes()), 80) != null) {
            throw new IllegalStateException("it is there already");
        }
        baseline.add(Addresses.lowOf(walk.comes()), 80, nowNs + SECOND);
        baseline.advance(nowNs);
        return baseline.length();
    }
}
