package io.netstack.sim;

/** Something with timers of its own that a {@link Simulation} serves: it says when it wants to be called next, and is called then. */
public interface Timed {

    /** When {@link #onTimers} has something to do; {@link EventQueue#NEVER} when nothing is due. */
    long nextDeadlineNs();

    /** The time has come: does what is due and moves the deadline on. */
    void onTimers(long nowNs);
}
