package io.netstack.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A link that a test feeds by hand, from any thread; what is sent on it is kept. */
class HandFedLink implements Link {
    static final long MAC = 0x02_00_00_00_00_01L;

    private final ConcurrentLinkedQueue<byte[]> arriving = new ConcurrentLinkedQueue<>();
    private final Semaphore bell = new Semaphore(0);
    private final List<byte[]> sent = new ArrayList<>();
    private volatile boolean closed;

    /** A frame arrives. */
    void arrive(byte[] frame) {
        arriving.add(frame);
        bell.release();
    }

    @Override
    public int poll(FrameHandler handler, int limit) {
        int count = 0;
        byte[] frame;
        while (count < limit && (frame = arriving.poll()) != null) {
            handler.onFrame(frame, 0, frame.length);
            count++;
        }
        return count;
    }

    @Override
    public void await(long untilNs) {
        try {
            if (untilNs == Long.MAX_VALUE) {
                bell.acquire();
            } else {
                bell.tryAcquire(untilNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        bell.drainPermits();
    }

    @Override
    public void wake() {
        bell.release();
    }

    @Override
    public boolean send(byte[] frame, int offset, int length) {
        sent.add(Arrays.copyOfRange(frame, offset, offset + length));
        return true;
    }

    /** What was sent, oldest first. */
    List<byte[]> sent() {
        return sent;
    }

    @Override
    public LinkCapabilities capabilities() {
        return new LinkCapabilities(LinkCapabilities.ETHERNET_MTU_BYTES, MAC, false);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
