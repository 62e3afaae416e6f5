package io.netstack.run;

import io.netstack.link.FrameHandler;
import io.netstack.link.Link;

/**
 * The duty cycle of a stack: frames, commands, timers, and a look for observers now and then. Has no thread: whoever calls {@link #doWork} is the
 * stack's thread.
 */
public final class StackLoop {
    /** Frames per turn, so that timers and calls are not starved by a flood. */
    private static final int FRAMES_PER_TURN = 256;
    private static final long OBSERVE_INTERVAL_NS = 100_000_000L;

    /** Somebody who wants to look at the stack from its own thread, ten times a second. */
    @FunctionalInterface
    public interface Observer {
        void observe(TcpStack stack, long nowNs);
    }

    private final TcpStack stack;
    private final Link link;
    private final CommandRing commands;
    private final Observer observer;
    private final FrameHandler handler = this::onFrame;
    private long nowNs;
    private long nextObservationNs = Long.MIN_VALUE;

    public StackLoop(TcpStack stack, Link link, CommandRing commands, Observer observer) {
        this.stack = stack;
        this.link = link;
        this.commands = commands;
        this.observer = observer;
    }

    /** One turn at a time; answers how much there was to do. */
    public int doWork(long nowNs) {
        this.nowNs = nowNs;
        int work = link.poll(handler, FRAMES_PER_TURN);
        work += commands.drain(nowNs);
        if (stack.nextDeadlineNs(nowNs) <= nowNs) {
            stack.onTimers(nowNs);
            work++;
        }
        if (nowNs >= nextObservationNs) {
            observer.observe(stack, nowNs);
            nextObservationNs = nowNs + OBSERVE_INTERVAL_NS;
        }
        return work;
    }

    private void onFrame(byte[] buffer, int offset, int length) {
        stack.onFrame(buffer, offset, length, nowNs);
    }

    /** When the next turn is due even if no frame and no command comes. */
    public long nextDeadlineNs() {
        return Math.min(stack.nextDeadlineNs(nowNs), nextObservationNs);
    }
}
