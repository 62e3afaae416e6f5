package io.netstack.run;

import io.netstack.link.FrameBurst;
import io.netstack.link.FrameHandler;
import io.netstack.link.Link;

/**
 * The duty cycle of a stack: frames, commands, timers. Has no thread: whoever calls {@link #doWork} is the
 * stack's thread.
 */
public final class StackLoop {
    /** The most frames per turn, so that timers and calls are not starved by a flood. */
    private static final int MAX_FRAMES_PER_TURN = 256;

    private final TcpStack stack;
    private final Link link;
    private final CommandRing commands;
    private final FrameHandler handler = new Handler();
    private long nowNs;
    private int framesPerTurn = 1;

    public StackLoop(TcpStack stack, Link link, CommandRing commands) {
        this.stack = stack;
        this.link = link;
        this.commands = commands;
    }

    /** One turn at a time; answers how much there was to do. */
    public int doWork(long nowNs) {
        this.nowNs = nowNs;
        int work = pollBursts();
        // The clock is read once a turn. On a quiet link a turn is one frame, so that an answer to our answer is not stamped with our own time;
        // as frames pile up, turns grow.
        framesPerTurn = work == framesPerTurn ? Math.min(2 * framesPerTurn, MAX_FRAMES_PER_TURN) : 1;
        work += commands.drain(nowNs);
        if (stack.nextDeadlineNs(nowNs) <= nowNs) {
            stack.onTimers(nowNs);
            work++;
        }
        stack.passiveOpen().wakeAcceptors();
        return work;
    }

    /** The frames of a turn, in bursts: who sleeps in accept() is woken after each. */
    private int pollBursts() {
        int frames = 0;
        int burst;
        int limit;
        do {
            limit = Math.min(framesPerTurn - frames, FrameBurst.MOST_FRAMES);
            burst = link.poll(handler, limit);
            frames += burst;
            stack.passiveOpen().wakeAcceptors();
        } while (burst == limit && frames < framesPerTurn);
        return frames;
    }

    private final class Handler implements FrameHandler {
        @Override
        public void onFrame(byte[] buffer, int offset, int length) {
            stack.onFrame(buffer, offset, length, nowNs);
        }

        @Override
        public boolean looksAhead() {
            return stack.looksAhead();
        }

        @Override
        public void expect(byte[] buffer, int offset, int length) {
            stack.expect(buffer, offset, length);
        }
    }

    /** There will be no more turns: whoever waits for something of the stack looks up. */
    void stop() {
        stack.stop();
    }

    /** When the next turn is due even if no frame and no command comes. */
    public long nextDeadlineNs() {
        return stack.nextDeadlineNs(nowNs);
    }
}
