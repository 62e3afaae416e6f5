package io.netstack.run;

import io.netstack.link.Link;
import java.util.function.Consumer;

/**
 * Runs a {@link StackLoop} on a thread of its own, to completion in the thread that polls the link: on two cores faster than a second spinning
 * stage. Sleeps in the link when there is nothing to do.
 */
public final class StackThread implements AutoCloseable {
    private static final long PATIENCE_NS = 1_000_000_000L;

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

    /** Stops after the turn at hand and waits for that, at most a second; an interrupt does not shorten it, since the link is closed next. */
    @Override
    public void close() {
        stopped = true;
        link.wake();
        if (isCurrent()) {
            return;
        }
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        boolean interrupted = false;
        long leftNs;
        while (thread.isAlive() && (leftNs = deadlineNs - System.nanoTime()) > 0) {
            try {
                thread.join(leftNs / 1_000_000 + 1);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
