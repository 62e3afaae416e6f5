package io.netstack.observe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A trace that writes where it stands, on the stack's thread: for virtual time, replays and tests. {@link TraceRing} is the one for a
 * running stack.
 *
 * <p>The reason of an inbound frame is known only after the frames that it caused were sent, so those wait here until it is.
 */
public final class DirectTrace implements FrameTrace {
    private final FrameSink sink;
    private final QueueGauge queues;
    private final int snapLength;
    private final List<TracedFrame> frames = new ArrayList<>();
    private int used;
    private boolean inboundOpen;
    private IOException failure;

    /**
     * A trace into a sink.
     *
     * @param snapLength bytes kept of each frame, at least 1
     */
    public DirectTrace(FrameSink sink, QueueGauge queues, int snapLength) {
        if (snapLength < 1) {
            throw new IllegalArgumentException("snap length " + snapLength + " is below 1");
        }
        this.sink = sink;
        this.queues = queues;
        this.snapLength = snapLength;
    }

    @Override
    public void received(byte[] frame, int offset, int length, long nowNs) {
        deliver();
        next().fill(true, frame, offset, length, nowNs);
        inboundOpen = true;
    }

    @Override
    public void sent(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b) {
        TracedFrame record = next();
        record.fill(false, frame, offset, length, nowNs);
        record.decide(reason, a, b, queues);
        if (!inboundOpen) {
            deliver();
        }
    }

    @Override
    public void ended(Reason reason, long a, long b) {
        if (inboundOpen) {
            frames.get(0).decide(reason, a, b, queues);
            inboundOpen = false;
            deliver();
        }
    }

    /** The first error of the sink, after which it was left alone; null while all is well. */
    public IOException failure() {
        return failure;
    }

    private TracedFrame next() {
        if (used == frames.size()) {
            frames.add(new TracedFrame(snapLength));
        }
        return frames.get(used++);
    }

    private void deliver() {
        int count = used;
        used = 0;
        if (failure != null) {
            return;
        }
        try {
            for (int i = 0; i < count; i++) {
                sink.accept(frames.get(i));
            }
        } catch (IOException e) {
            failure = e;
        }
    }
}
