package io.netstack.conn;

import io.netstack.link.FrameHandler;
import io.netstack.link.Link;
import io.netstack.link.LinkCapabilities;
import java.util.ArrayDeque;
import java.util.Arrays;

/** A link that keeps what is sent and delivers nothing. */
final class RecordingLink implements Link {
    static final long MAC = 0x02_00_00_00_00_01L;
    final ArrayDeque<byte[]> sent = new ArrayDeque<>();
    boolean keeps = true;
    long sentCount;

    @Override
    public int poll(FrameHandler handler, int limit) {
        return 0;
    }

    @Override
    public void await(long untilNs) {
        throw new AssertionError("nobody waits in virtual time");
    }

    @Override
    public void wake() {
        throw new AssertionError("nobody waits in virtual time");
    }

    @Override
    public boolean send(byte[] frame, int offset, int length) {
        sentCount++;
        if (keeps) {
            sent.add(Arrays.copyOfRange(frame, offset, offset + length));
        }
        return true;
    }

    @Override
    public LinkCapabilities capabilities() {
        return new LinkCapabilities(1500, MAC, false);
    }

    @Override
    public void close() {
        sent.clear();
    }
}
