package io.netstack.listen;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.netstack.flow.SlotRing;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import org.jctools.queues.SpmcArrayQueue;
import org.jctools.queues.SpscArrayQueue;
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
 * A connection's id from the stack's thread to a thread that accepts, both spinning: time per id when many go over. One by one it is the accept
 * queue, which looks for sleepers after each burst of 32 as the stack does, beside a Disruptor that publishes each; in batches, the ring that the accept queue is made of beside a Disruptor that publishes so many
 * at a time. Needs two processors of its own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(4)
public class AcceptHandover {
    /** Ids that go over per invocation. */
    public static final int IDS = 1 << 16;
    private static final int CAPACITY = 8192;
    private static final int BATCH = 32;
    private static final int EMPTY = AcceptQueue.EMPTY;

    /** Who carries them. */
    @Param({"acceptQueue", "disruptor", "slotRingInBatches", "disruptorInBatches", "arrayBlockingQueue", "jctoolsSpsc", "jctoolsSpmc"})
    public String carrier;

    private static final class Cell {
        private int id;
    }

    private IntPredicate put;
    private IntSupplier take;
    private Runnable endOfBurst = () -> { };
    private RingBuffer<Cell> batches;
    private SlotRing slots;
    private final int[] batch = new int[BATCH];
    private volatile boolean stopped;
    /** Padded: the taker writes it, and what stands beside it would go to and fro with it. */
    private final Sequence taken = new Sequence(0);
    private long previous;
    private Thread taker;

    @Setup(Level.Trial)
    public void start() {
        switch (carrier) {
            case "acceptQueue" -> {
                AcceptQueue queue = new AcceptQueue(CAPACITY);
                put = id -> queue.put(id, 0);
                endOfBurst = queue::wakeWaiters;
                take = queue::take;
            }
            case "slotRingInBatches" -> {
                slots = new SlotRing(CAPACITY);
                take = null;
            }
            case "disruptor", "disruptorInBatches" -> disruptor();
            case "arrayBlockingQueue" -> {
                ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(CAPACITY);
                put = queue::offer;
                take = () -> orEmpty(queue.poll());
            }
            case "jctoolsSpsc" -> {
                SpscArrayQueue<Integer> queue = new SpscArrayQueue<>(CAPACITY);
                put = queue::offer;
                take = () -> orEmpty(queue.poll());
            }
            case "jctoolsSpmc" -> {
                SpmcArrayQueue<Integer> queue = new SpmcArrayQueue<>(CAPACITY);
                put = queue::offer;
                take = () -> orEmpty(queue.poll());
            }
            default -> throw new IllegalArgumentException(carrier);
        }
        taker = Thread.ofPlatform().daemon().name("taker").start(this::takeAll);
    }

    private void disruptor() {
        RingBuffer<Cell> ring = RingBuffer.createSingleProducer(Cell::new, CAPACITY, new BusySpinWaitStrategy());
        EventPoller<Cell> poller = ring.newPoller();
        ring.addGatingSequences(poller.getSequence());
        int[] count = {0};
        EventPoller.Handler<Cell> handler = (cell, sequence, endOfBatch) -> {
            count[0] += cell.id >= 0 ? 1 : 0;
            return true;
        };
        put = id -> {
            if (!ring.hasAvailableCapacity(1)) {
                return false;
            }
            long sequence = ring.next();
            ring.get(sequence).id = id;
            ring.publish(sequence);
            return true;
        };
        take = () -> {
            count[0] = 0;
            try {
                poller.poll(handler);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return orEmpty(count[0]);
        };
        batches = carrier.equals("disruptorInBatches") ? ring : null;
    }

    private static int orEmpty(int count) {
        return count == 0 ? EMPTY : count - 1;
    }

    private static int orEmpty(Integer id) {
        return id == null ? EMPTY : id;
    }

    /** The accepting thread: counts what it takes; who takes several at once says how many less one. */
    private void takeAll() {
        boolean counts = carrier.startsWith("disruptor") || slots != null;
        IntSupplier taker = slots == null ? take : batchTaker();
        long total = 0;
        while (!stopped) {
            int id = taker.getAsInt();
            if (id == EMPTY) {
                if (taken.get() != total) {
                    taken.set(total);
                }
                Thread.onSpinWait();
            } else {
                total += counts ? id + 1 : 1;
            }
        }
    }

    /** What the taker writes is made by the taker, away from what the other thread writes. */
    private IntSupplier batchTaker() {
        SlotRing ring = slots;
        int[] into = new int[BATCH];
        return () -> orEmpty(ring.take(into));
    }

    @TearDown(Level.Trial)
    public void stop() throws InterruptedException {
        stopped = true;
        taker.join(1000);
    }

    /** Puts many ids and waits until the last one was taken. */
    @Benchmark
    @OperationsPerInvocation(IDS)
    public void handOver() {
        if (batches != null) {
            putInBatches();
        } else if (slots != null) {
            putInBatchesOfOurs();
        } else {
            for (int id = 0; id < IDS; id++) {
                while (!put.test(id)) {
                    Thread.onSpinWait();
                }
                if (id % BATCH == BATCH - 1) {
                    endOfBurst.run();
                }
            }
        }
        previous += IDS;
        while (taken.get() != previous) {
            Thread.onSpinWait();
        }
    }

    private void putInBatchesOfOurs() {
        for (int id = 0; id < IDS; id += BATCH) {
            for (int i = 0; i < BATCH; i++) {
                batch[i] = id + i;
            }
            int put = 0;
            while ((put += slots.put(batch, put, BATCH - put)) < BATCH) {
                Thread.onSpinWait();
            }
        }
    }

    private void putInBatches() {
        for (int id = 0; id < IDS; id += BATCH) {
            while (!batches.hasAvailableCapacity(BATCH)) {
                Thread.onSpinWait();
            }
            long last = batches.next(BATCH);
            for (int i = 0; i < BATCH; i++) {
                batches.get(last - BATCH + 1 + i).id = id + i;
            }
            batches.publish(last - BATCH + 1, last);
        }
    }
}
