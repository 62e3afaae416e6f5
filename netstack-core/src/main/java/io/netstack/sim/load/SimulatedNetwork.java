package io.netstack.sim.load;

import io.netstack.link.FrameHandler;
import io.netstack.link.Link;
import io.netstack.link.LinkCapabilities;
import io.netstack.sim.PeerHost;
import io.netstack.sim.SimulatedCable;
import io.netstack.sim.Simulation;
import io.netstack.sim.SynSchedule;
import io.netstack.sim.Wire;
import io.netstack.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * The link of a simulated server: behind it stand any number of populations, each with its own addresses and its own way to us. Frames
 * that we send go to the population that has their destination; nobody else's are lost.
 *
 * <pre>
 *                 ┌─ 198.18.16.0 … cable: delay, jitter, loss, rate ── PeerHost: honest clients
 *   stack ── send ┤
 *        ▲        └─ 198.19.0.0 …  direct: an attacker looks at the frame and forgets it
 *        └── onFrame ◀── all of them
 * </pre>
 */
public final class SimulatedNetwork implements Link {
    /** The Ethernet address of the stack. */
    public static final long STACK_MAC = 0x02_00_00_00_00_01L;
    /** The Ethernet address of the gateway that all populations stand behind. */
    public static final long GATEWAY_MAC = 0x02_00_00_00_00_02L;
    private static final int DESTINATION_ADDRESS = 14 + 16;

    private record Port(AddressRange range, FrameHandler receiver) {
    }

    private final Simulation simulation;
    private final LinkCapabilities capabilities = new LinkCapabilities(LinkCapabilities.ETHERNET_MTU_BYTES, STACK_MAC, false);
    private final List<Port> ports = new ArrayList<>();
    private FrameHandler stack = (buffer, offset, length) -> { };
    private long toStackFrames;
    private long toStackBytes;
    private long fromStackFrames;
    private long fromStackBytes;

    public SimulatedNetwork(Simulation simulation) {
        this.simulation = simulation;
    }

    /** Who gets the frames that populations send. Replaces the former one. */
    public void stack(FrameHandler handler) {
        stack = handler;
    }

    /**
     * A population that is reached without delay.
     *
     * @param receiver gets what the stack sends to these addresses, during the stack's turn: it must not send in return before its own
     */
    public void attach(AddressRange range, FrameHandler receiver) {
        for (Port port : ports) {
            if (port.range().contains(range.first()) || range.contains(port.range().first())) {
                throw new IllegalArgumentException("two populations share addresses: " + range + " and " + port.range());
            }
        }
        ports.add(new Port(range, receiver));
    }

    /** A population of full state machines behind a cable of its own. */
    public PeerHost attach(AddressRange range, Wire wire, SynSchedule schedule, long seed) {
        SimulatedCable cable = new SimulatedCable(simulation, wire, GATEWAY_MAC, STACK_MAC);
        PeerHost host = new PeerHost(simulation, cable.near(), range.first(), STACK_MAC, schedule, seed);
        cable.far().onArrival(() -> cable.far().poll(this::toStack, Integer.MAX_VALUE));
        attach(range, (frame, offset, length) -> cable.far().send(frame, offset, length));
        return host;
    }

    /** A frame of a population reaches the stack: now. */
    public void toStack(byte[] frame, int offset, int length) {
        toStackFrames++;
        toStackBytes += length;
        stack.onFrame(frame, offset, length);
    }

    @Override
    public boolean send(byte[] frame, int offset, int length) {
        fromStackFrames++;
        fromStackBytes += length;
        int destination = Bytes.i32(frame, offset + DESTINATION_ADDRESS);
        for (int i = 0; i < ports.size(); i++) {
            Port port = ports.get(i);
            if (port.range().contains(destination)) {
                port.receiver().onFrame(frame, offset, length);
                break;
            }
        }
        return true;
    }

    /** Frames in both directions so far. */
    public long frameCount() {
        return toStackFrames + fromStackFrames;
    }

    /** Bytes that populations sent to the stack so far. */
    public long receivedBytes() {
        return toStackBytes;
    }

    /** Bytes that the stack sent so far. */
    public long sentBytes() {
        return fromStackBytes;
    }

    /** Nothing ever waits here: frames arrive by {@link #stack}. */
    @Override
    public int poll(FrameHandler handler, int limit) {
        return 0;
    }

    @Override
    public void await(long untilNs) {
        // in virtual time nobody sleeps
    }

    @Override
    public void wake() {
        // await does not sleep
    }

    @Override
    public LinkCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public void close() {
        ports.clear();
    }
}
