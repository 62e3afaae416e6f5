package io.netstack.flow;

import io.netstack.link.FrameHandler;
import io.netstack.link.Link;
import io.netstack.link.LinkCapabilities;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A link whose frames a test looks at; it can refuse to send. */
final class RecordingLink implements Link {
    final List<byte[]> sent = new ArrayList<>();
    boolean refuses;
    private final LinkCapabilities capabilities;

    RecordingLink(int mtuBytes, long mac) {
        capabilities = new LinkCapabilities(mtuBytes, mac, false);
    }

    /** The last frame sent. */
    byte[] last() {
        return sent.getLast();
    }

    @Override
    public int poll(FrameHandler handler, int limit) {
        return 0;
    }

    @Override
    public void await(long untilNs) {
    }

    @Override
    public void wake() {
    }

    @Override
    public boolean send(byte[] frame, int offset, int length) {
        if (refuses) {
            return false;
        }
        sent.add(Arrays.copyOfRange(frame, offset, offset + length));
        return true;
    }

    @Override
    public LinkCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public void close() {
    }
}
