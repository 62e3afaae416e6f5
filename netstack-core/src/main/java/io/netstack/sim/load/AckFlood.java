package io.netstack.sim.load;

import io.netstack.sim.Simulation;
import io.netstack.wire.TcpFlags;

/** ACKs with random numbers from many sources: guesses at cookies. Each costs the stack a look-up, perhaps a hash, and a RST. */
public final class AckFlood extends FrameSource {
    private final FrameTemplate ack = new FrameTemplate(false);

    /** A flood that joins the simulation. */
    public static AckFlood start(Simulation simulation, SimulatedNetwork network, AddressRange range, Arrivals arrivals, long seed) {
        AckFlood flood = new AckFlood(network, range, arrivals, seed);
        flood.join(simulation);
        return flood;
    }

    private AckFlood(SimulatedNetwork network, AddressRange range, Arrivals arrivals, long seed) {
        super(network, range, arrivals, seed);
    }

    @Override
    void onArrival(long nowNs) {
        long bits = random();
        long numbers = random();
        send(ack.fill(anyAddress(bits), anyPort(bits), (int) numbers, (int) (numbers >>> 32), TcpFlags.ACK));
    }
}
