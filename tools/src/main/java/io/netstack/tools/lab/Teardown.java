package io.netstack.tools.lab;

import io.netstack.pcap.LinkException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Remembers what was built and takes it down in the reverse order, all of it, even when a piece objects. Closing it again does nothing. */
final class Teardown implements AutoCloseable {

    private final Deque<AutoCloseable> pieces = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T piece) {
        pieces.push(piece);
        return piece;
    }

    @Override
    public void close() {
        Exception first = null;
        while (!pieces.isEmpty()) {
            try {
                pieces.pop().close();
            } catch (Exception e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw new LinkException("the network was not taken down cleanly: " + first.getMessage(), first);
        }
    }
}
