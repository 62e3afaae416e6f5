package io.netstack.link;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Which ports take no new connections at this moment: one word per port, written by the stack's thread, read by whoever captures frames.
 *
 * <p>Opaque access: the reader sees each word whole and soon, and may act on one that is a ring's length old. Whoever relies on the gate must
 * stand a SYN that slipped through.
 */
public final class PortGate {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int PORTS = 65536;

    private final int[] words = new int[PORTS];

    /** Every gate is open. */
    public PortGate() {
    }

    /** Closes or opens the gate of a port. The stack's thread only. */
    public void set(int port, boolean closed) {
        WORD.setOpaque(words, port, closed ? 1 : 0);
    }

    /** Is the gate of a port closed? Any thread. */
    public boolean isClosed(int port) {
        return (int) WORD.getOpaque(words, port) != 0;
    }
}
