package io.netstack.listen;

import io.netstack.flow.SlotRing;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Established connections that wait for accept(): the stack's thread puts connection ids, any thread takes them.
 *
 * <p>A thread that finds nothing may wait; waiters stand in a Treiber stack, and each put wakes one that still waits. Nobody holds a lock, and
 * the stack never waits: waking is one unpark, and only when somebody waits.
 */
public final class AcceptQueue {
    /** What {@link #take} answers when nothing waits; never an id. */
    public static final int EMPTY = SlotRing.EMPTY;

    private static final int WAITING = 0;
    private static final int LEFT = 1;
    private static final int WOKEN = 2;

    /**
     * A thread in line: WAITING until it is WOKEN by a put, or LEFT by itself (its time came, it found something before sleeping). Whoever left
     * keeps its place until a put finds it there and goes on to the next; should it come back before, it waits in that place.
     */
    private static final class Waiter {
        private final Thread thread = Thread.currentThread();
        private final AtomicInteger state = new AtomicInteger(WAITING);
        private Waiter next;

        boolean comesBack() {
            return state.compareAndSet(LEFT, WAITING);
        }

        boolean leaves() {
            return state.compareAndSet(WAITING, LEFT);
        }

        boolean isWoken() {
            return state.get() == WOKEN;
        }

        /** False when it does not wait any more. */
        boolean wake() {
            return state.getAndSet(WOKEN) == WAITING;
        }
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
        if (!ring.put(connection)) {
            return false;
        }
        putNs[(int) putCount & putNs.length - 1] = nowNs;
        putCount++;
        peak = Math.max(peak, ring.length());
        // The put must be visible before we look for waiters: a waiter registers first and looks at the ring afterwards.
        VarHandle.fullFence();
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
     * Takes the id that waits longest, waiting for one. Any thread but the stack's.
     *
     * @param untilNs a {@link System#nanoTime} stamp to give up at; {@link Long#MAX_VALUE} waits for ever
     * @return {@link #EMPTY} when the time came, the thread was interrupted, or the queue was closed
     */
    public int takeWaiting(long untilNs) {
        int id = ring.take();
        if (id != EMPTY || closed) {
            return id;
        }
        Waiter self = register();
        while (true) {
            // Look again after registering: whoever put before it could see us did not wake us.
            id = ring.take();
            if (id != EMPTY || closed || Thread.currentThread().isInterrupted()) {
                break;
            }
            if (self.isWoken()) {
                // Another thread took what we were woken for.
                self = register();
            } else if (untilNs == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                long left = untilNs - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                LockSupport.parkNanos(this, left);
            }
        }
        if (!self.leaves() && ring.length() > 0) {
            // We were woken as we left, and there is more: the wake belongs to somebody who still waits.
            wakeOne();
        }
        return id;
    }

    private Waiter register() {
        Waiter head = waiters.get();
        for (Waiter w = head; w != null; w = w.next) {
            if (w.thread == Thread.currentThread() && w.comesBack()) {
                return w;
            }
        }
        Waiter self = new Waiter();
        do {
            head = waiters.get();
            self.next = head;
        } while (!waiters.compareAndSet(head, self));
        return self;
    }

    /** Takes waiters out of line until one of them still waits, and wakes that one. */
    private void wakeOne() {
        while (true) {
            Waiter head = waiters.get();
            if (head == null) {
                return;
            }
            if (waiters.compareAndSet(head, head.next) && head.wake()) {
                LockSupport.unpark(head.thread);
                return;
            }
        }
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

    /** Threads that wait in {@link #takeWaiting}, about. */
    int waiterCount() {
        int count = 0;
        for (Waiter w = waiters.get(); w != null; w = w.next) {
            if (w.state.get() == WAITING) {
                count++;
            }
        }
        return count;
    }
}
