package io.netstack.sim.load;

import io.netstack.sim.Simulation;
import io.netstack.sim.Timed;
import java.util.SplittableRandom;

/**
 * A population that keeps no connections: at each arrival it sends something, and it may answer what the stack sends. The base of
 * attackers and of customers without patience.
 */
public abstract class FrameSource implements Timed {
    private static final int FIRST_PORT = 1024;
    private static final int PORTS = 65536 - FIRST_PORT;

    private final SimulatedNetwork network;
    private final AddressRange range;
    private final Arrivals arrivals;
    private final SplittableRandom chance;
    private long nextNs;
    private long sentCount;

    /** A source; {@link #join} lets it begin. */
    FrameSource(SimulatedNetwork network, AddressRange range, Arrivals arrivals, long seed) {
        this.network = network;
        this.range = range;
        this.arrivals = arrivals;
        this.chance = new SplittableRandom(seed);
        nextNs = arrivals.nextNs();
    }

    /** Joins the simulation and the network. */
    final void join(Simulation simulation) {
        network.attach(range, this::onFrame);
        simulation.add(this);
    }

    /** It is time for one more. */
    abstract void onArrival(long nowNs);

    /** The stack sent a frame to one of our addresses. Sending in return waits for {@link #onReply}. */
    void onFrame(byte[] buffer, int offset, int length) {
        // whoever floods does not listen
    }

    /** When {@link #onReply} has something to do. */
    long replyNs() {
        return Arrivals.NEVER;
    }

    /** Sends one answer that is due. */
    void onReply(long nowNs) {
        // nothing to answer
    }

    /** Frames sent so far. */
    public final long sentCount() {
        return sentCount;
    }

    @Override
    public final long nextDeadlineNs() {
        return Math.min(nextNs, replyNs());
    }

    @Override
    public final void onTimers(long nowNs) {
        if (replyNs() <= nowNs) {
            onReply(nowNs);
        } else if (nextNs <= nowNs) {
            nextNs = arrivals.nextNs();
            onArrival(nowNs);
        }
    }

    final void send(FrameTemplate template) {
        sentCount++;
        byte[] frame = template.frame();
        network.toStack(frame, 0, frame.length);
    }

    /** A random source address of ours. */
    final int anyAddress(long bits) {
        return range.at(bits & Integer.MAX_VALUE);
    }

    /** A random port above the well-known ones. */
    static int anyPort(long bits) {
        return FIRST_PORT + (int) ((bits >>> 32 & 0xFFFF) * PORTS >>> 16);
    }

    /** Address and port number n: all addresses with one port, then with the next. */
    final long place(long n) {
        return (long) range.at(n) << 16 | FIRST_PORT + n / range.count() % PORTS;
    }

    final long random() {
        return chance.nextLong();
    }

    final AddressRange range() {
        return range;
    }
}
