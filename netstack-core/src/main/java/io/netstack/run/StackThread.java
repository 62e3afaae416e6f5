package io.netstack.run;

import io.netstack.link.Link;
import java.util.function.Consumer;

/**
 * Runs a {@link StackLoop} on a thread of its own, to completion in the thread that polls the link: on two cores faster than a second spinning
 * stage. Sleeps in the link when there is nothing to do.
 */
public final class StackThread implements AutoCloseable {
    private final StackLoop loop;
    private final Link link;
    private final Consumer<Throwable> errors;
    private final Thread thread;
    private volatile boolean stopped;

    /**
     * Starts.
     *
     * @param errors told of anything thrown inside a turn: a defect of ours; the loop goes on
     */
    public StackThread(StackLoop loop, Link link, Consumer<Throwable> errors) {
        this.loop = loop;
        this.link = link;
        this.errors = errors;
        this.thread = Thread.ofPlatform().name("netstack").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (!stopped) {
            try {
                if (loop.doWork(System.nanoTime()) == 0) {
                    link.await(loop.nextDeadlineNs());
                }
            } catch (RuntimeException | AssertionError e) {
                errors.accept(e);
            }
        }
        loop.stop();
    }

    /** Is the calling thread the stack's? */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Stops after the turn at hand and waits for that, at most a second. */
    @Override
    public void close() {
        stopped = true;
        link.wake();
        if (isCurrent()) {
            return;
        }
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
