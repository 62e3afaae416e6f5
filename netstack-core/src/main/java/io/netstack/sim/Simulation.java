package io.netstack.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The clock of a simulated world. Nothing here sleeps: the clock jumps to whatever comes next, an event or the deadline of something
 * {@link Timed}, so that an hour of silence costs as much as a microsecond.
 *
 * <p>At one moment events go first, in the order in which they were added, then deadlines, in the order in which their owners joined. With
 * the same inputs two runs are equal to the bit. One thread.
 */
public final class Simulation {
    /** This many steps at one moment are no simulation but a loop: somebody's deadline does not move on. */
    private static final int MAX_STEPS_AT_ONE_MOMENT = 10_000_000;

    private final EventQueue events = new EventQueue();
    private final List<Timed> timed = new ArrayList<>();
    private long nowNs;

    /** @param startNs the first moment; any value, as System.nanoTime's are */
    public Simulation(long startNs) {
        this.nowNs = startNs;
    }

    /** The virtual time. */
    public long nowNs() {
        return nowNs;
    }

    /**
     * Plans an action for a moment.
     *
     * @throws IllegalArgumentException when the moment has passed
     */
    public void at(long timeNs, Runnable action) {
        if (timeNs < nowNs) {
            throw new IllegalArgumentException("an event at " + timeNs + " ns, but it is " + nowNs + " ns already");
        }
        events.add(timeNs, action);
    }

    /** Plans an action for later; a delay of 0 means: at this moment, after what is already planned for it. */
    public void after(long delayNs, Runnable action) {
        at(nowNs + delayNs, action);
    }

    /** Something with timers joins. */
    public void add(Timed joining) {
        timed.add(joining);
    }

    /** Something with timers leaves; events that it planned stay. */
    public void remove(Timed leaving) {
        timed.remove(leaving);
    }

    /** When something will happen next, or {@link EventQueue#NEVER}. */
    public long nextNs() {
        long next = events.nextTimeNs();
        for (Timed t : timed) {
            next = Math.min(next, t.nextDeadlineNs());
        }
        return next;
    }

    /** Runs everything due up to and including a moment, and leaves the clock there. */
    public void runUntil(long untilNs) {
        runUntil(() -> false, untilNs);
    }

    /** Runs for a while; see {@link #runUntil(long)}. */
    public void runFor(long durationNs) {
        runUntil(nowNs + durationNs);
    }

    /**
     * Runs until a condition holds, which is asked after each step.
     *
     * @return true when it held; false when the clock reached {@code limitNs} first
     */
    public boolean runUntil(BooleanSupplier done, long limitNs) {
        int stepsAtThisMoment = 0;
        while (!done.getAsBoolean()) {
            long next = events.nextTimeNs();
            Timed earliest = null;
            for (int i = 0; i < timed.size(); i++) {
                long deadline = timed.get(i).nextDeadlineNs();
                if (deadline < next) {
                    next = deadline;
                    earliest = timed.get(i);
                }
            }
            if (next > limitNs) {
                nowNs = Math.max(nowNs, limitNs);
                return false;
            }
            stepsAtThisMoment = next > nowNs ? 0 : stepsAtThisMoment + 1;
            if (stepsAtThisMoment > MAX_STEPS_AT_ONE_MOMENT) {
                throw new AssertionError("time stands still at " + nowNs + " ns");
            }
            // what is the earliest by itself needs no second look; what is overdue goes in the order of joining
            if (earliest != null && next > nowNs) {
                nowNs = next;
                earliest.onTimers(nowNs);
            } else {
                nowNs = Math.max(nowNs, next);
                step();
            }
        }
        return true;
    }

    private void step() {
        if (events.nextTimeNs() <= nowNs) {
            events.take().run();
            return;
        }
        for (Timed t : timed) {
            if (t.nextDeadlineNs() <= nowNs) {
                t.onTimers(nowNs);
                return;
            }
        }
    }
}
