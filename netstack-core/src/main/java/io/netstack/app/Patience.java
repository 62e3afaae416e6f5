package io.netstack.app;

import java.util.concurrent.locks.LockSupport;

/** Sleeping until something changes, a moment has come, or the thread is interrupted. */
final class Patience {
    private Patience() {
    }

    /**
     * Sleeps once; may return early.
     *
     * @param untilNs a {@link System#nanoTime} stamp; {@link Long#MAX_VALUE} for no end
     * @param what    is waited for, for the message
     * @return false when the moment has come
     */
    static boolean park(Object blocker, long untilNs, String what) throws InterruptedWait {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedWait(what);
        }
        if (untilNs == Long.MAX_VALUE) {
            LockSupport.park(blocker);
            return true;
        }
        long leftNs = untilNs - System.nanoTime();
        if (leftNs > 0) {
            LockSupport.parkNanos(blocker, leftNs);
        }
        return leftNs > 0;
    }
}
