package io.netstack.sim.load;

import io.netstack.sim.Simulation;
import io.netstack.wire.TcpFlags;

/** SYNs from many sources that never answer (RFC 4987 section 2): each takes a place in the SYN queue until its SYN-ACKs are given up. */
public final class SynFlood extends FrameSource {
    private final FrameTemplate syn = new FrameTemplate(true);

    /** A flood that joins the simulation. */
    public static SynFlood start(Simulation simulation, SimulatedNetwork network, AddressRange range, Arrivals arrivals, long seed) {
        SynFlood flood = new SynFlood(network, range, arrivals, seed);
        flood.join(simulation);
        return flood;
    }

    private SynFlood(SimulatedNetwork network, AddressRange range, Arrivals arrivals, long seed) {
        super(network, range, arrivals, seed);
    }

    @Override
    void onArrival(long nowNs) {
        long bits = random();
        send(syn.fill(anyAddress(bits), anyPort(bits), (int) (bits >>> 16), 0, TcpFlags.SYN));
    }
}
