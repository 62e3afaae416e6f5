package io.netstack.observe;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A trace that costs the stack one copy per frame: records go through a ring to a thread that writes.
 *
 * <pre>
 *   stack's thread                                    writer thread
 *   received ── claim slot n, copy                    poll ── sink ── flush when the ring is empty
 *   sent     ── claim slot n+1, copy, reason            │
 *   ended    ── reason into slot n, publish n … n+1 ──▶ ┘
 * </pre>
 *
 * An inbound frame is claimed before the frames that it causes and published with them, so the sink sees cause before effect without any
 * sorting. A full ring drops the record and counts it; the stack never waits, and publishing never wakes anybody: the writer looks every
 * millisecond.
 */
public final class TraceRing implements FrameTrace, AutoCloseable {
    private static final long NAP_NS = 1_000_000;
    private static final int BATCH = 256;
    private static final VarHandle DROPS;

    static {
        try {
            DROPS = MethodHandles.lookup().findVarHandle(TraceRing.class, "dropCount", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final RingBuffer<TracedFrame> ring;
    private final EventPoller<TracedFrame> poller;
    private final FrameSink sink;
    private final QueueGauge queues;
    private final Thread writer;
    private final EventPoller.Handler<TracedFrame> handler = this::write;

    private TracedFrame open;
    private long firstUnpublished = -1;
    private long lastUnpublished;
    private long dropCount;
    private volatile IOException failure;
    private volatile boolean closing;
    private int batched;

    /**
     * Starts the writer thread.
     *
     * @param capacity   records in the ring, a power of two
     * @param snapLength bytes kept of each frame, at least 1
     */
    public TraceRing(FrameSink sink, QueueGauge queues, int capacity, int snapLength) {
        if (snapLength < 1) {
            throw new IllegalArgumentException("snap length " + snapLength + " is below 1");
        }
        this.sink = sink;
        this.queues = queues;
        // Nobody waits on this ring, the writer naps by itself; the strategy is named because the default takes a mutex on every publish.
        this.ring = RingBuffer.createSingleProducer(() -> new TracedFrame(snapLength), capacity, new YieldingWaitStrategy());
        this.poller = ring.newPoller();
        ring.addGatingSequences(poller.getSequence());
        this.writer = Thread.ofPlatform().name("netstack-trace").daemon().start(this::run);
    }

    @Override
    public void received(byte[] frame, int offset, int length, long nowNs) {
        publish();
        open = claim();
        if (open != null) {
            open.fill(true, frame, offset, length, nowNs);
        }
    }

    @Override
    public void sent(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b) {
        TracedFrame record = claim();
        if (record != null) {
            record.fill(false, frame, offset, length, nowNs);
            record.decide(reason, a, b, queues);
        }
        if (open == null) {
            publish();
        }
    }

    @Override
    public void ended(Reason reason, long a, long b) {
        if (open != null) {
            open.decide(reason, a, b, queues);
            open = null;
        }
        publish();
    }

    private TracedFrame claim() {
        if (!ring.hasAvailableCapacity(1)) {
            // under flood most records end here: a reader may see it late, the stack does not wait for its own store
            DROPS.setOpaque(this, dropCount + 1);
            return null;
        }
        try {
            lastUnpublished = ring.tryNext();
        } catch (InsufficientCapacityException e) {
            throw new AssertionError("capacity was there a moment ago and nobody else publishes", e);
        }
        if (firstUnpublished < 0) {
            firstUnpublished = lastUnpublished;
        }
        return ring.get(lastUnpublished);
    }

    private void publish() {
        if (firstUnpublished >= 0) {
            ring.publish(firstUnpublished, lastUnpublished);
            firstUnpublished = -1;
        }
    }

    /** Records that did not fit, so far. Any thread. */
    public long dropCount() {
        return (long) DROPS.getOpaque(this);
    }

    /** The first error of the sink, after which records are thrown away; null while all is well. Any thread. */
    public IOException failure() {
        return failure;
    }

    private void run() {
        while (true) {
            // read before polling: what was published before close() is still written
            boolean last = closing;
            boolean any = pollOnce();
            if (!any) {
                flush();
                if (last) {
                    return;
                }
                LockSupport.parkNanos(NAP_NS);
            }
        }
    }

    private boolean pollOnce() {
        batched = 0;
        try {
            return poller.poll(handler) == EventPoller.PollState.PROCESSING;
        } catch (Exception e) {
            throw new AssertionError("the handler keeps its exceptions", e);
        }
    }

    private boolean write(TracedFrame frame, long sequence, boolean endOfBatch) {
        if (failure == null) {
            try {
                sink.accept(frame);
            } catch (IOException e) {
                failure = e;
            }
        }
        // slots come free only when a poll ends
        return ++batched < BATCH;
    }

    private void flush() {
        if (failure == null) {
            try {
                sink.flush();
            } catch (IOException e) {
                failure = e;
            }
        }
    }

    /**
     * Waits until everything that had been recorded at the call has been given to the sink. Any thread but the writer's.
     *
     * @param patienceNs the longest wait
     * @return false when that was not enough
     */
    public boolean drain(long patienceNs) {
        long recorded = ring.getCursor();
        long startNs = System.nanoTime();
        while (poller.getSequence().get() < recorded) {
            if (System.nanoTime() - startNs > patienceNs) {
                return false;
            }
            LockSupport.parkNanos(NAP_NS / 4);
        }
        return true;
    }

    /** Writes what is in the ring and ends the writer thread. Call it when the stack has stopped. Calling it again does nothing. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
