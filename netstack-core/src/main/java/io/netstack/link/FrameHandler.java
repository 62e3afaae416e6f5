package io.netstack.link;

/** Receives the frames of a {@link Link#poll}. */
@FunctionalInterface
public interface FrameHandler {

    /**
     * One Ethernet frame, header first, no frame check sequence.
     *
     * @param buffer valid only during the call
     * @param offset where the frame starts
     * @param length its length in bytes
     */
    void onFrame(byte[] buffer, int offset, int length);
}
