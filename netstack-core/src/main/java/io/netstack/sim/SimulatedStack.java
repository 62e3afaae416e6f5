package io.netstack.sim;

import io.netstack.flow.Secrets;
import io.netstack.link.FrameHandler;
import io.netstack.link.ImpairedLink;
import io.netstack.link.IngressGate;
import io.netstack.link.Link;
import io.netstack.link.PortGate;
import io.netstack.observe.FrameTrace;
import io.netstack.run.StackConfig;
import io.netstack.run.TcpStack;

/** A stack in virtual time at the end of a cable: frames reach it, through the gate, when they arrive, its timers when they are due. */
public final class SimulatedStack implements Timed {
    private final Simulation simulation;
    private final IngressGate link;
    /** What the gate stands before when that holds frames back, else null. */
    private final ImpairedLink impaired;
    private final TcpStack stack;
    private final FrameHandler toStack = this::onFrame;

    /** A stack that joins the simulation and takes over an end of a cable. */
    public SimulatedStack(Simulation simulation, SimulatedCable.End link, StackConfig config, Secrets secrets, FrameTrace trace) {
        this(simulation, link, link, null, config, secrets, trace);
    }

    /** As the other, with a bad network before its end of the cable; the network's clock must be the simulation's. */
    public SimulatedStack(Simulation simulation, SimulatedCable.End end, ImpairedLink impaired, StackConfig config, Secrets secrets,
                          FrameTrace trace) {
        this(simulation, end, impaired, impaired, config, secrets, trace);
    }

    private SimulatedStack(Simulation simulation, SimulatedCable.End end, Link outside, ImpairedLink impaired, StackConfig config,
                           Secrets secrets, FrameTrace trace) {
        this.simulation = simulation;
        this.impaired = impaired;
        PortGate gate = new PortGate();
        this.stack = new TcpStack(config, outside, secrets, trace, gate);
        // one thread captures and decides, so that both may write the same counters
        this.link = new IngressGate(outside, gate, stack.counters(), trace, simulation::nowNs);
        end.onArrival(this::onArrival);
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
        long deadlineNs = stack.nextDeadlineNs(simulation.nowNs());
        return impaired == null ? deadlineNs : Math.min(deadlineNs, impaired.nextDueNs());
    }

    @Override
    public void onTimers(long nowNs) {
        if (impaired != null && impaired.nextDueNs() <= nowNs) {
            onArrival();
        }
        if (stack.nextDeadlineNs(nowNs) <= nowNs) {
            stack.onTimers(nowNs);
        }
    }
}
