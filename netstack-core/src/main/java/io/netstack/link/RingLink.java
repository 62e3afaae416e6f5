package io.netstack.link;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.netstack.observe.Counters;
import io.netstack.observe.Reason;
import java.util.concurrent.locks.LockSupport;

/**
 * Two threads instead of one: a capture thread polls the inner link and copies its frames into a ring, the stack's thread takes them out. A full
 * ring drops the frame and counts it, as a network card does.
 *
 * <pre>
 *   inner link ── capture thread ──▶ ring of frames ──▶ poll, on the stack's thread
 *                                      └ full: INGRESS_RING_DROP
 *   inner link ◀─────────────────────────────────────── send, on the stack's thread
 * </pre>
 *
 * The inner link must allow {@code send} beside {@code poll}: its owner is two threads here.
 */
public final class RingLink implements Link {
    private static final int FRAMES_PER_TURN = 64;

    private static final class Slot {
        private final byte[] bytes;
        private int length;

        Slot(int maxFrameBytes) {
            bytes = new byte[maxFrameBytes];
        }
    }

    private final Link inner;
    private final RingBuffer<Slot> ring;
    private final EventPoller<Slot> poller;
    private final EventPoller.Handler<Slot> taker = this::take;
    private final FrameHandler capturer = this::capture;
    private final Counters captureCounters;
    private final Thread captureThread;
    private final int maxFrameBytes;
    private volatile boolean closed;
    private volatile Thread waiter;
    private FrameHandler handler;
    private int taken;
    private int limit;
    /** Frames copied since the last publish: the capture thread's. */
    private long firstUnpublished = -1;
    private long lastUnpublished;

    /**
     * Starts the capture thread.
     *
     * @param capacity        frames in the ring, a power of two
     * @param captureCounters written by the capture thread alone
     */
    public RingLink(Link inner, int capacity, Counters captureCounters) {
        this.inner = inner;
        this.captureCounters = captureCounters;
        this.maxFrameBytes = inner.capabilities().mtuBytes() + 18;
        ring = RingBuffer.createSingleProducer(() -> new Slot(maxFrameBytes), capacity, new YieldingWaitStrategy());
        poller = ring.newPoller();
        ring.addGatingSequences(poller.getSequence());
        captureThread = Thread.ofPlatform().name("netstack-capture").daemon().unstarted(this::run);
        captureThread.start();
    }

    // ---- capture thread

    private void run() {
        while (!closed) {
            int frames = inner.poll(capturer, FRAMES_PER_TURN);
            publish();
            if (frames == 0) {
                inner.await(Long.MAX_VALUE);
            }
        }
    }

    private void capture(byte[] buffer, int offset, int length) {
        if (length > maxFrameBytes || !ring.hasAvailableCapacity(1)) {
            captureCounters.count(Reason.INGRESS_RING_DROP);
            return;
        }
        long sequence = ring.next();
        Slot slot = ring.get(sequence);
        System.arraycopy(buffer, offset, slot.bytes, 0, length);
        slot.length = length;
        if (firstUnpublished < 0) {
            firstUnpublished = sequence;
        }
        lastUnpublished = sequence;
    }

    /** One publish for all frames of a turn: most of what a hop costs is the publish. */
    private void publish() {
        if (firstUnpublished >= 0) {
            ring.publish(firstUnpublished, lastUnpublished);
            firstUnpublished = -1;
            LockSupport.unpark(waiter);
        }
    }

    // ---- stack's thread

    @Override
    public int poll(FrameHandler handler, int limit) {
        this.handler = handler;
        this.limit = limit;
        taken = 0;
        if (handler.looksAhead()) {
            expect(handler, Math.min(limit, FrameBurst.MOST_FRAMES));
        }
        try {
            poller.poll(taker);
        } catch (Exception e) {
            throw new IllegalStateException("a frame's handler failed", e);
        }
        return taken;
    }

    private void expect(FrameHandler handler, int most) {
        long first = poller.getSequence().get() + 1;
        long last = Math.min(ring.getCursor(), first + most - 1);
        for (long sequence = first; sequence <= last; sequence++) {
            Slot slot = ring.get(sequence);
            handler.expect(slot.bytes, 0, slot.length);
        }
    }

    private boolean take(Slot slot, long sequence, boolean endOfBatch) {
        handler.onFrame(slot.bytes, 0, slot.length);
        return ++taken < limit;
    }

    /** Frames in the ring. */
    long waiting() {
        return ring.getCursor() - poller.getSequence().get();
    }

    @Override
    public void await(long untilNs) {
        waiter = Thread.currentThread();
        // What was published before we said that we wait woke nobody: look before sleeping.
        if (waiting() > 0) {
            return;
        }
        if (untilNs == Long.MAX_VALUE) {
            LockSupport.park(this);
        } else {
            long left = untilNs - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(this, left);
            }
        }
    }

    @Override
    public void wake() {
        LockSupport.unpark(waiter);
    }

    @Override
    public boolean send(byte[] frame, int offset, int length) {
        return inner.send(frame, offset, length);
    }

    @Override
    public LinkCapabilities capabilities() {
        return inner.capabilities();
    }

    @Override
    public long ingressDropCount() {
        return inner.ingressDropCount();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        inner.wake();
        try {
            captureThread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        inner.close();
    }
}
