package io.netstack.sim;

import io.netstack.flow.Secrets;
import io.netstack.observe.FrameTrace;
import io.netstack.run.StackConfig;
import io.netstack.run.TcpStack;

/** A stack in virtual time at the end of a cable: frames reach it when they arrive, its timers when they are due. */
public final class SimulatedStack implements Timed {
    private final Simulation simulation;
    private final SimulatedCable.End link;
    private final TcpStack stack;

    /** A stack that joins the simulation and takes over an end of a cable. */
    public SimulatedStack(Simulation simulation, SimulatedCable.End link, StackConfig config, Secrets secrets, FrameTrace trace) {
        this.simulation = simulation;
        this.link = link;
        this.stack = new TcpStack(config, link, secrets, trace);
        link.onArrival(this::onArrival);
        simulation.add(this);
    }

    /** The stack itself: the same class that runs live. */
    public TcpStack stack() {
        return stack;
    }

    private void onArrival() {
        link.poll((buffer, offset, length) -> stack.onFrame(buffer, offset, length, simulation.nowNs()), Integer.MAX_VALUE);
    }

    @Override
    public long nextDeadlineNs() {
        return stack.nextDeadlineNs(simulation.nowNs());
    }

    @Override
    public void onTimers(long nowNs) {
        stack.onTimers(nowNs);
    }
}
