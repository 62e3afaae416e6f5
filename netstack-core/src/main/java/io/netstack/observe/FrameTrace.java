package io.netstack.observe;

/**
 * Sees every frame together with the reason why it ended where it did: what a capture with comments, a printed transcript or a test needs.
 *
 * <p>Calls come from the stack's thread: {@code received}, then {@code sent} for each frame that it caused, then {@code ended}. Frames that a
 * timer or the application causes are {@code sent} outside such a pair. Buffers are valid during the call; that of {@code received} until
 * {@code ended}.
 */
public interface FrameTrace {

    /** Sees nothing. */
    FrameTrace NONE = new FrameTrace() {
        @Override
        public void received(byte[] frame, int offset, int length, long nowNs) {
        }

        @Override
        public void sent(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b) {
        }

        @Override
        public void ended(Reason reason, long a, long b) {
        }
    };

    /** A frame arrived and is about to be processed. */
    void received(byte[] frame, int offset, int length, long nowNs);

    /** A frame was sent. */
    void sent(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b);

    /** The frame last received ended in {@code reason}, with the two numbers of its text. */
    void ended(Reason reason, long a, long b);

    /** A line for the system's log, as the kernel of the profile would write it. Rare. */
    default void logged(String line, long nowNs) {
        // most observers look at frames only
    }
}
