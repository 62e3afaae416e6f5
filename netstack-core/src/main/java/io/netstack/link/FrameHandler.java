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

    /**
     * Would it rather hear of frames that wait together before it gets the first of them? A link asks once per poll, and one that cannot do so
     * hands them over as ever.
     */
    default boolean looksAhead() {
        return false;
    }

    /**
     * A frame that {@link #onFrame} will be called with soon, unless something between link and handler drops it: a hint to bring from memory what
     * it will take. Frames are expected in the order in which they come. Nothing may depend on it.
     */
    default void expect(byte[] buffer, int offset, int length) {
    }
}
