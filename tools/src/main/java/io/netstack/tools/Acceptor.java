package io.netstack.tools;

import io.netstack.app.Connection;
import io.netstack.app.Listener;
import io.netstack.tools.value.AcceptPlan;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Calls accept() as a plan says, on a thread of its own. */
final class Acceptor implements AutoCloseable {
    private final Listener listener;
    private final AcceptPlan plan;
    private final Consumer<Connection> taken;
    private final Thread thread;
    private volatile boolean closing;

    /** @param taken gets each connection; it is not closed here */
    Acceptor(Listener listener, AcceptPlan plan, Consumer<Connection> taken) {
        this.listener = listener;
        this.plan = plan;
        this.taken = taken;
        this.thread = Thread.ofPlatform().name("netstack-accept").daemon().unstarted(this::run);
        if (!plan.never()) {
            thread.start();
        }
    }

    private void run() {
        long nextNs = System.nanoTime();
        while (!closing) {
            try {
                if (plan.immediate()) {
                    taken.accept(listener.accept());
                    continue;
                }
                nextNs += plan.intervalNs();
                sleepUntil(nextNs);
                Connection connection = listener.tryAccept();
                if (connection != null) {
                    taken.accept(connection);
                }
            } catch (IOException e) {
                return; // the listener is closed or we are
            }
        }
    }

    private void sleepUntil(long untilNs) {
        long leftNs;
        while (!closing && (leftNs = untilNs - System.nanoTime()) > 0) {
            LockSupport.parkNanos(leftNs);
        }
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
