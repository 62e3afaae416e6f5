package io.netstack.link;

/**
 * The seam to the world: a thing that delivers Ethernet frames and takes them.
 *
 * <p>One thread, the link's owner, calls {@link #poll}, {@link #await} and {@link #send}; any thread may call {@link #wake}. Decorators
 * (trace, impairment, gate) implement the same interface around another link, so that the stack never asks what it runs on.
 */
public interface Link extends AutoCloseable {

    /**
     * Delivers the frames that are waiting, without blocking.
     *
     * @param handler called once per frame on the calling thread; the buffer is valid only during the call
     * @param limit   the most frames to deliver, at least 1, so that timers and application calls get their turn under a flood
     * @return how many frames were delivered; 0 when none was waiting
     */
    int poll(FrameHandler handler, int limit);

    /**
     * Sleeps until a frame may be waiting, {@link #wake} was called, or the time has come, whichever is first. May return early.
     *
     * @param untilNs a {@link System#nanoTime} stamp; {@link Long#MAX_VALUE} sleeps until a frame or a wake
     */
    void await(long untilNs);

    /** Ends a running or the next {@link #await}. Any thread. */
    void wake();

    /**
     * Sends one frame: Ethernet header first, no frame check sequence.
     *
     * @return false when the link did not take it (queue full, device down, frame too long): the caller counts a drop
     */
    boolean send(byte[] frame, int offset, int length);

    /** What the link can do; constant over its life. */
    LinkCapabilities capabilities();

    /** Frames that were lost on the way in before {@link #poll} could deliver them (kernel ring full and the like), so far. */
    default long ingressDropCount() {
        return 0;
    }

    /** Releases the link. Calling it again does nothing. */
    @Override
    void close();
}
