package io.netstack.app;

import java.io.Serial;
import java.net.SocketException;

/** A wait ended because its thread was interrupted; the thread's interrupt status is still set. */
final class InterruptedWait extends SocketException {
    @Serial
    private static final long serialVersionUID = 1;

    InterruptedWait(String what) {
        super("interrupted while waiting " + what);
    }
}
