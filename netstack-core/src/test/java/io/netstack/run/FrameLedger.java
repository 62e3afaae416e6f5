package io.netstack.run;

import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;

/** Sees that each frame received ends exactly once, in a reason of kind FRAME, and that what is sent carries one that may be sent. */
final class FrameLedger implements FrameTrace {
    long received;
    long ended;
    Reason lastReason;
    private boolean open;

    @Override
    public void received(byte[] frame, int offset, int length, long nowNs) {
        if (open) {
            throw new AssertionError("a frame arrived before the last one ended");
        }
        open = true;
        received++;
    }

    @Override
    public void sent(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b) {
        if (reason.kind() != Reason.Kind.SENT) {
            throw new AssertionError("a frame was sent for the reason " + reason);
        }
    }

    @Override
    public void ended(Reason reason, long a, long b) {
        if (!open || reason.kind() != Reason.Kind.FRAME) {
            throw new AssertionError(open ? "a frame ended in " + reason : "a frame ended twice");
        }
        open = false;
        ended++;
        lastReason = reason;
    }
}
