package io.netstack.listen;

import io.netstack.flow.SlotRing;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Established connections that wait for accept(): the stack's thread puts connection ids, any thread takes them.
 *
 * <p>A thread that finds nothing may wait; waiters stand in a Treiber stack, and {@link #wakeWaiters} wakes one that still waits for each id
 * put since it was last called. Nobody holds a lock, and the stack never waits: waking is one unpark, and only when somebody waits. That it is
 * a call of its own is for the fence in it, which waits until what was put has reached the other processors: the stack does so once for a
 * burst of frames. Who does not sleep sees each id at once.
 */
public final class AcceptQueue {
    /** What {@link #take} answers when nothing waits; never an id. */
    public static final int EMPTY = SlotRing.EMPTY;

    private static final int WAITING = 0;
    private static final int LEFT = 1;
    private static final int WOKEN = 2;

    /**
     * A thread in line: WAITING until it is WOKEN by a put, or LEFT by itself (its time came, it found something before sleeping). Whoever
     * left keeps its place until a put finds it there and goes on to the next; should it come back before, it waits in that place.
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

        boolean isWaiting() {
            return state.get() == WAITING;
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
    /** Put since waiters were last woken. */
    private int unannounced;
    private AcceptQueue nextUnannounced;
    private int peak;
    /** So many were taken at least: what the ring's own count was when it was last asked. */
    private long knownTaken;
    private volatile boolean closed;

    /** @param capacity how many ids fit, a power of two; the bound of the queue is the policy's */
    AcceptQueue(int capacity) {
        ring = new SlotRing(capacity);
        putNs = new long[capacity];
    }

    /** Puts an id at the end; {@link #wakeWaiters} follows soon. The stack's thread only. False when the ring itself is full. */
    boolean put(int connection, long nowNs) {
        if (!ring.put(connection)) {
            return false;
        }
        putNs[(int) putCount & putNs.length - 1] = nowNs;
        putCount++;
        // The takers' count is theirs: asked only when what was known of it would make a new peak.
        if (putCount - knownTaken > peak) {
            int length = ring.length();
            knownTaken = putCount - length;
            peak = Math.max(peak, length);
        }
        unannounced++;
        return true;
    }

    /** Have ids been put since waiters were last woken? The stack's thread only. */
    boolean hasUnannounced() {
        return unannounced > 0;
    }

    /** Puts this queue before another in a list of those whose waiters are to be woken. The stack's thread only. */
    AcceptQueue announceBefore(AcceptQueue other) {
        nextUnannounced = other;
        return this;
    }

    /** Wakes a waiter for each id that was put since the last call. The stack's thread only. @return the queue that this one was put before */
    AcceptQueue wakeWaiters() {
        // What was put must be visible before we look for waiters: a waiter registers first and looks at the ring afterwards.
        VarHandle.fullFence();
        for (; unannounced > 0 && waiters.get() != null; unannounced--) {
            wakeOne();
        }
        unannounced = 0;
        AcceptQueue next = nextUnannounced;
        nextUnannounced = null;
        return next;
    }

    /** Is there room for one more? The stack's thread only. */
    boolean hasRoom() {
        return ring.length() < ring.capacity();
    }

    /** Takes the id that waits longest, or answers {@link #EMPTY}. Any thread. */
    public int take() {
        return ring.take();
    }

    /** Takes those that wait longest, as many as find room, and answers how many. Any thread. */
    public int take(int[] into) {
        return ring.take(into);
    }

    /**
     * The calling thread is about to park until there is something to {@link #take} or the queue closes. Registered before the look, so
     * that whoever puts or closes after the look wakes it. In the end it must {@link #leave}.
     *
     * @return true when it may park; false when it has to look again at once
     */
    public boolean mayPark() {
        register();
        return ring.length() == 0 && !closed;
    }

    private void register() {
        Waiter head = waiters.get();
        for (Waiter w = head; w != null; w = w.next) {
            if (w.thread == Thread.currentThread() && (w.isWaiting() || w.comesBack())) {
                return;
            }
        }
        Waiter self = new Waiter();
        do {
            head = waiters.get();
            self.next = head;
        } while (!waiters.compareAndSet(head, self));
    }

    /** The calling thread, which was about to park once or more, waits no longer, whether it took something or not. */
    public void leave() {
        for (Waiter w = waiters.get(); w != null; w = w.next) {
            if (w.thread == Thread.currentThread() && w.leaves()) {
                return;
            }
        }
        if (ring.length() > 0) {
            // We were woken, and there is more than we took: the wake belongs to somebody who still waits.
            wakeOne();
        }
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

    /** Does this connection wait to be taken? The stack's thread only; looks at each that waits. */
    public boolean contains(int connection) {
        return ring.contains(connection);
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

    /** When the last one was put, or {@link Long#MAX_VALUE} when nothing waits. The stack's thread only. */
    long lastPutNs() {
        return ring.length() == 0 ? Long.MAX_VALUE : putNs[(int) (putCount - 1) & putNs.length - 1];
    }

    /** Threads that wait, about. */
    int waiterCount() {
        int count = 0;
        for (Waiter w = waiters.get(); w != null; w = w.next) {
            if (w.isWaiting()) {
                count++;
            }
        }
        return count;
    }
}
