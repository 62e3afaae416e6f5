package io.netstack.observe;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Copies a running stack's numbers into its {@link StatusMap} from time to time, on a thread of its own: showing costs the stack nothing.
 */
public final class StatusPublisher implements AutoCloseable {
    private static final int ROWS = 256;

    private final StatusMap map;
    private final Counters counters;
    private final Supplier<List<ListenerStatus>> listeners;
    private final long intervalNs;
    private final Thread thread;
    private volatile boolean closing;

    /**
     * Makes the map and starts to publish.
     *
     * @param listeners called on the publisher's thread
     * @throws IOException when the map cannot be made
     */
    public StatusPublisher(StatusDirectory directory, Counters counters, Supplier<List<ListenerStatus>> listeners, Duration interval)
            throws IOException {
        this.counters = counters;
        this.listeners = listeners;
        this.intervalNs = interval.toNanos();
        this.map = StatusMap.create(directory, 1, ROWS);
        map.publish(0, counters, listeners.get());
        this.thread = Thread.ofPlatform().name("netstack-status").daemon().start(this::run);
    }

    private void run() {
        while (!closing) {
            LockSupport.parkNanos(intervalNs);
            map.publish(0, counters, listeners.get());
        }
    }

    /** Stops and takes the map away. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        map.close();
    }
}
