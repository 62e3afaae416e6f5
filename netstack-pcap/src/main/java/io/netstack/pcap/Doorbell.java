package io.netstack.pcap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sleep until one of some descriptors is readable, somebody rings, or the time has come: {@code ppoll(2)} on the descriptors and an
 * eventfd. Without the eventfd an application's write would wait for the next frame of an idle link.
 *
 * <pre>
 *   fd ──┐
 *   fd ──┼── ppoll ── await() returns        one thread awaits
 *   ring ┘  (eventfd)                        any thread rings
 * </pre>
 */
public final class Doorbell implements AutoCloseable {

    private static final int POLLFD_BYTES = 8;
    private static final int EVENTS_OFFSET = 4;
    private static final int REVENTS_OFFSET = 6;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final Libc libc = new Libc();
    private final Arena arena = Arena.ofShared();
    private final int eventFd;
    private final int fdCount;
    private final MemorySegment pollFds;
    private final MemorySegment timespec = arena.allocate(16, 8);
    private final MemorySegment counter = arena.allocate(8, 8);
    private final MemorySegment one = arena.allocate(8, 8);
    private final AtomicBoolean rung = new AtomicBoolean();
    /** Guards {@link #closed} and is used only under its own lock: a ring must not write to a descriptor number that was given away. */
    private final Libc ringing = new Libc();
    private boolean closed;

    /** @param fds descriptors to watch for input; the doorbell does not own them */
    public Doorbell(int... fds) {
        eventFd = libc.eventFd();
        if (eventFd < 0) {
            arena.close();
            throw new LinkException("cannot make an eventfd: " + Libc.describe(eventFd));
        }
        fdCount = fds.length + 1;
        pollFds = arena.allocate((long) POLLFD_BYTES * fdCount, 4);
        for (int i = 0; i < fdCount; i++) {
            pollFds.set(ValueLayout.JAVA_INT, (long) i * POLLFD_BYTES, i < fds.length ? fds[i] : eventFd);
            pollFds.set(ValueLayout.JAVA_SHORT, (long) i * POLLFD_BYTES + EVENTS_OFFSET, Libc.POLLIN);
        }
        one.set(ValueLayout.JAVA_LONG, 0, 1);
    }

    /**
     * Sleeps; may return early.
     *
     * @param untilNs a {@link System#nanoTime} stamp, {@link Long#MAX_VALUE} for no end
     */
    public void await(long untilNs) {
        MemorySegment timeout = MemorySegment.NULL;
        if (untilNs != Long.MAX_VALUE) {
            long remainingNs = untilNs - System.nanoTime();
            if (remainingNs <= 0) {
                return;
            }
            timespec.set(ValueLayout.JAVA_LONG, 0, remainingNs / NS_PER_SECOND);
            timespec.set(ValueLayout.JAVA_LONG, 8, remainingNs % NS_PER_SECOND);
            timeout = timespec;
        }
        libc.ppoll(pollFds, fdCount, timeout);
        if (pollFds.get(ValueLayout.JAVA_SHORT, (long) (fdCount - 1) * POLLFD_BYTES + REVENTS_OFFSET) != 0) {
            // emptied before it is re-armed: the other way round a ring in between would be lost for good
            libc.read(eventFd, counter, Long.BYTES);
            rung.set(false);
        }
    }

    /** Whether the descriptor at this index had input, an error or a hang-up when {@link #await} last returned. */
    public boolean isReady(int index) {
        return pollFds.get(ValueLayout.JAVA_SHORT, (long) index * POLLFD_BYTES + REVENTS_OFFSET) != 0;
    }

    /** Ends the running or the next {@link #await}. Any thread; after {@link #close} it does nothing. */
    public void ring() {
        if (rung.getAndSet(true)) {
            return;
        }
        synchronized (ringing) {
            if (!closed) {
                ringing.write(eventFd, one, Long.BYTES);
            }
        }
    }

    @Override
    public void close() {
        synchronized (ringing) {
            if (!closed) {
                closed = true;
                ringing.close(eventFd);
                arena.close();
            }
        }
    }
}
