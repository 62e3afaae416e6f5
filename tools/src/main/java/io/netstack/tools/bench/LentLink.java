package io.netstack.tools.bench;

import io.netstack.link.FrameHandler;
import io.netstack.link.Link;
import io.netstack.link.LinkCapabilities;

/** A link that outlives the stack on it: closing does nothing. */
record LentLink(Link lender) implements Link {

    @Override
    public int poll(FrameHandler handler, int limit) {
        return lender.poll(handler, limit);
    }

    @Override
    public void await(long untilNs) {
        lender.await(untilNs);
    }

    @Override
    public void wake() {
        lender.wake();
    }

    @Override
    public boolean send(byte[] frame, int offset, int length) {
        return lender.send(frame, offset, length);
    }

    @Override
    public LinkCapabilities capabilities() {
        return lender.capabilities();
    }

    @Override
    public long ingressDropCount() {
        return lender.ingressDropCount();
    }

    @Override
    public void close() {
        // the lender's owner closes it
    }
}
