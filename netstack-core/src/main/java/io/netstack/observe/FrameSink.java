package io.netstack.observe;

import java.io.IOException;

/**
 * Where traced frames go: a capture file, a view. Frames come in the order of cause: an inbound frame before those that it made us send.
 */
public interface FrameSink {

    /** Takes one frame; the object is reused after the call. */
    void accept(TracedFrame frame) throws IOException;

    /** No more frames for the moment: whoever reads along should see those that came. */
    default void flush() throws IOException {
    }

    /** A sink that hands each frame to all of these, in this order. */
    static FrameSink all(FrameSink... sinks) {
        return new FrameSink() {
            @Override
            public void accept(TracedFrame frame) throws IOException {
                for (FrameSink sink : sinks) {
                    sink.accept(frame);
                }
            }

            @Override
            public void flush() throws IOException {
                for (FrameSink sink : sinks) {
                    sink.flush();
                }
            }
        };
    }
}
