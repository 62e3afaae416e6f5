package io.netstack.observe;

/**
 * One frame as a trace remembers it: the bytes up to the snap length, when, which way, and the reason with its two numbers. Preallocated
 * and reused, so a sink must copy what it keeps.
 */
public final class TracedFrame {
    private final byte[] bytes;
    private int length;
    private int wireLength;
    private long nowNs;
    private boolean inbound;
    private Reason reason;
    private long a;
    private long b;
    private int synQueueLength;
    private int acceptQueueLength;

    TracedFrame(int snapLength) {
        bytes = new byte[snapLength];
    }

    void fill(boolean inbound, byte[] frame, int offset, int length, long nowNs) {
        this.inbound = inbound;
        this.length = Math.min(length, bytes.length);
        this.wireLength = length;
        this.nowNs = nowNs;
        System.arraycopy(frame, offset, bytes, 0, this.length);
    }

    void decide(Reason reason, long a, long b, QueueGauge queues) {
        this.reason = reason;
        this.a = a;
        this.b = b;
        this.synQueueLength = queues.synQueueLength();
        this.acceptQueueLength = queues.acceptQueueLength();
    }

    /** The bytes, from index 0; only the first {@link #length()} count. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes were kept: the wire length or the snap length, whichever is less. */
    public int length() {
        return length;
    }

    /** How many bytes the frame had. */
    public int wireLength() {
        return wireLength;
    }

    /** When it arrived or left, on the stack's clock. */
    public long nowNs() {
        return nowNs;
    }

    /** True when it came in, false when we sent it. */
    public boolean inbound() {
        return inbound;
    }

    /** Why it ended where it did, or why it was sent. */
    public Reason reason() {
        return reason;
    }

    /** The first number of the reason's text. */
    public long a() {
        return a;
    }

    /** The second number of the reason's text. */
    public long b() {
        return b;
    }

    /** Embryonic connections just after the decision, as far as the trace had a gauge for them. */
    public int synQueueLength() {
        return synQueueLength;
    }

    /** Connections waiting for accept() just after the decision, as far as the trace had a gauge for them. */
    public int acceptQueueLength() {
        return acceptQueueLength;
    }
}
