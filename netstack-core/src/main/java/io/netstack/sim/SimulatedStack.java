package io.netstack.sim;

import io.netstack.flow.Secrets;
import io.netstack.link.IngressGate;
import io.netstack.link.PortGate;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.run.StackConfig;
import io.netstack.run.TcpStack;

/** A stack in virtual time at the end of a cable: frames reach it when they arrive, its timers when they are due. */
public final class SimulatedStack implements Timed {
    private final Simulation simulation;
    private final SimulatedCable.End link;
    private final FrameTrace trace;
    private final PortGate gate = new PortGate();
    private final TcpStack stack;

    /** A stack that joins the simulation and takes over an end of a cable. */
    public SimulatedStack(Simulation simulation, SimulatedCable.End link, StackConfig config, Secrets secrets, FrameTrace trace) {
        this.simulation = simulation;
        this.link = link;
        this.trace = trace;
        this.stack = new TcpStack(config, link, secrets, trace, gate);
        link.onArrival(this::onArrival);
        simulation.add(this);
    }

    /** The stack itself: the same class that runs live. */
    public TcpStack stack() {
        return stack;
    }

    private void onArrival() {
        link.poll(this::onFrame, Integer.MAX_VALUE);
    }

    /** What the capture side does live: a SYN to a closed gate is dropped at the ring. */
    private void onFrame(byte[] buffer, int offset, int length) {
        if (IngressGate.stops(gate, buffer, offset, length)) {
            trace.received(buffer, offset, length, simulation.nowNs());
            stack.counters().count(Reason.INGRESS_GATE_DROP);
            trace.ended(Reason.INGRESS_GATE_DROP, 0, 0);
            return;
        }
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
