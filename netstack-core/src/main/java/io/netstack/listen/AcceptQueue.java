package io.netstack.listen;

import io.netstack.flow.SlotRing;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Established connections that wait for accept(): the stack's thread puts connection ids, any thread takes them.
 *
 * <p>A thread that finds nothing may wait; waiters stand in a Treiber stack, and each put wakes one. Nobody holds a lock, and the stack never
 * waits: waking is one unpark, and only when somebody waits.
 */
public final class AcceptQueue {
    /** What {@link #take} answers when nothing waits; never an id. */
    public static final int EMPTY = SlotRing.EMPTY;

    private record Waiter(Thread thread, Waiter next) {
    }

    private final SlotRing ring;
    private final long[] putNs;
    private final AtomicReference<Waiter> waiters = new AtomicReference<>();
    private long putCount;
    private int peak;
    private volatile boolean closed;

    /** @param capacity how many ids fit, a power of two; the bound of the queue is the policy's */
    AcceptQueue(int capacity) {
        ring = new SlotRing(capacity);
        putNs = new long[capacity];
    }

    /** Puts an id at the end and wakes one waiter. The stack's thread only. False when the ring itself is full. */
    boolean put(int connection, long nowNs) {
        putNs[(int) putCount & putNs.length - 1] = nowNs;
        if (!ring.put(connection)) {
            return false;
        }
        putCount++;
        peak = Math.max(peak, ring.length());
        if (waiters.get() != null) {
            wakeOne();
        }
        return true;
    }

    /** Is there room for one more? The stack's thread only. */
    boolean hasRoom() {
        return ring.length() < ring.capacity();
    }

    /** Takes the id that waits longest, or answers {@link #EMPTY}. Any thread. */
    public int take() {
        return ring.take();
    }

    /**
     * The calling thread is about to park until there is something to {@link #take} or the queue closes. Registered before the look, so that
     * whoever puts or closes after the look wakes it.
     *
     * @return true when it may park; false when it has to look again at once
     */
    public boolean mayPark() {
        register();
        return ring.length() == 0 && !closed;
    }

    private void register() {
        Thread self = Thread.currentThread();
        Waiter head;
        do {
            head = waiters.get();
            for (Waiter w = head; w != null; w = w.next()) {
                if (w.thread() == self) {
                    return;
                }
            }
        } while (!waiters.compareAndSet(head, new Waiter(self, head)));
    }

    private void wakeOne() {
        Waiter head;
        do {
            head = waiters.get();
            if (head == null) {
                return;
            }
        } while (!waiters.compareAndSet(head, head.next()));
        LockSupport.unpark(head.thread());
    }

    /** Nothing more will come: wakes everybody. The stack's thread only. */
    void close() {
        closed = true;
        while (waiters.get() != null) {
            wakeOne();
        }
    }

    /** The queue was shut down and listens again. */
    void reopen() {
        closed = false;
    }

    public boolean isClosed() {
        return closed;
    }

    /** How many wait. Any thread. */
    public int length() {
        return ring.length();
    }

    /** The most that ever waited. */
    public int peak() {
        return peak;
    }

    /** When the head was put, or {@link Long#MAX_VALUE} when nothing waits. The stack's thread only. */
    long headPutNs() {
        int waiting = ring.length();
        return waiting == 0 ? Long.MAX_VALUE : putNs[(int) (putCount - waiting) & putNs.length - 1];
    }

    /** Threads that wait, about. */
    int waiterCount() {
        int count = 0;
        for (Waiter w = waiters.get(); w != null; w = w.next()) {
            count++;
        }
        return count;
    }
}
