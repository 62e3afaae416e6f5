package io.netstack.tools.live;

import io.netstack.link.Link;
import io.netstack.replay.World;
import java.util.Arrays;

/** What the live worlds have in common: a link that scripts send into and receive from, and the real clock. */
public final class LinkClock {
    private static final int FRAMES_PER_POLL = 64;

    private final Link link;
    private World.Sink sink = (frame, t) -> { };
    private long startNs = System.nanoTime();

    public LinkClock(Link link) {
        this.link = link;
    }

    public void sink(World.Sink frames) {
        sink = frames;
    }

    public void start() {
        poll();
        startNs = System.nanoTime();
    }

    public double now() {
        return (System.nanoTime() - startNs) / 1e9;
    }

    public void runUntil(double t) {
        long untilNs = startNs + Math.round(t * 1e9);
        do {
            if (poll() == 0 && System.nanoTime() < untilNs) {
                link.await(untilNs);
            }
        } while (System.nanoTime() < untilNs);
        poll();
    }

    private int poll() {
        return link.poll((b, offset, length) -> sink.frame(Arrays.copyOfRange(b, offset, offset + length), now()), FRAMES_PER_POLL);
    }

    public void send(byte[] frame) {
        if (!link.send(frame, 0, frame.length)) {
            throw new IllegalStateException("the link did not take a frame of " + frame.length + " bytes");
        }
    }
}
