package io.netstack.sim;

import io.netstack.flow.Secrets;
import io.netstack.link.FrameHandler;
import io.netstack.link.IngressGate;
import io.netstack.link.PortGate;
import io.netstack.observe.FrameTrace;
import io.netstack.run.StackConfig;
import io.netstack.run.TcpStack;

/** A stack in virtual time at the end of a cable: frames reach it, through the gate, when they arrive, its timers when they are due. */
public final class SimulatedStack implements Timed {
    private final Simulation simulation;
    private final IngressGate link;
    private final TcpStack stack;
    private final FrameHandler toStack = this::onFrame;

    /** A stack that joins the simulation and takes over an end of a cable. */
    public SimulatedStack(Simulation simulation, SimulatedCable.End link, StackConfig config, Secrets secrets, FrameTrace trace) {
        this.simulation = simulation;
        PortGate gate = new PortGate();
        this.stack = new TcpStack(config, link, secrets, trace, gate);
        // one thread captures and decides, so that both may write the same counters
        this.link = new IngressGate(link, gate, stack.counters(), trace, simulation::nowNs);
        link.onArrival(this::onArrival);
        simulation.add(this);
    }

    /** The stack itself: the same class that runs live. */
    public TcpStack stack() {
        return stack;
    }

    private void onArrival() {
        link.poll(toStack, Integer.MAX_VALUE);
    }

    private void onFrame(byte[] buffer, int offset, int length) {
        stack.onFrame(buffer, offset, length, simulation.nowNs());
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
