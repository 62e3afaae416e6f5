package io.netstack.link;

import io.netstack.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/** A handler that looks ahead and notes what it hears: "? 7" for a frame that it is to expect, "7" for the frame itself. */
final class AheadHandler implements FrameHandler {
    final List<String> heard = new ArrayList<>();
    boolean looksAhead = true;

    @Override
    public void onFrame(byte[] buffer, int offset, int length) {
        heard.add(text(buffer, offset));
    }

    @Override
    public boolean looksAhead() {
        return looksAhead;
    }

    @Override
    public void expect(byte[] buffer, int offset, int length) {
        heard.add("? " + text(buffer, offset));
    }

    private static String text(byte[] buffer, int offset) {
        return Integer.toString(Bytes.i32(buffer, offset));
    }
}
