package io.netstack.sim;

import io.netstack.link.FrameHandler;
import io.netstack.link.Link;
import io.netstack.link.LinkCapabilities;
import io.netstack.wire.EthernetFrame;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A cable in virtual time: what is sent into one end arrives at the other after the delay, unless it is lost.
 *
 * <pre>
 *   near ══ delay, jitter, loss, rate ══ far
 * </pre>
 *
 * Each end is a {@link Link}. Whoever owns an end either polls it, or names an {@link End#onArrival action} that polls it at the moment of
 * each arrival.
 */
public final class SimulatedCable {
    private final Simulation simulation;
    private final Wire wire;
    private final SplittableRandom chance;
    private final End near;
    private final End far;
    private long lost;

    /** @param nearMac the Ethernet address of the near end, 48 bits; {@code farMac} likewise */
    public SimulatedCable(Simulation simulation, Wire wire, long nearMac, long farMac) {
        this.simulation = simulation;
        this.wire = wire;
        this.chance = new SplittableRandom(wire.seed());
        this.near = new End(nearMac);
        this.far = new End(farMac);
    }

    public End near() {
        return near;
    }

    public End far() {
        return far;
    }

    /** Frames lost on the way so far, both directions. */
    public long lostCount() {
        return lost;
    }

    /** One end of the cable. */
    public final class End implements Link {
        private final LinkCapabilities capabilities;
        private final ArrayDeque<byte[]> arrived = new ArrayDeque<>();
        private Runnable onArrival = () -> { };
        private boolean closed;
        private long wireFreeNs = Long.MIN_VALUE;
        private long lastArrivalNs = Long.MIN_VALUE;

        private End(long mac) {
            this.capabilities = new LinkCapabilities(wire.mtuBytes(), mac, false);
        }

        /** What to do when a frame has arrived: usually {@link #poll}. Replaces the former action. */
        public void onArrival(Runnable action) {
            onArrival = action;
        }

        @Override
        public int poll(FrameHandler handler, int limit) {
            int count = 0;
            byte[] frame;
            while (count < limit && (frame = arrived.poll()) != null) {
                handler.onFrame(frame, 0, frame.length);
                count++;
            }
            return count;
        }

        /** Returns at once: in virtual time nobody sleeps, the {@link Simulation} jumps. */
        @Override
        public void await(long untilNs) {
            // nothing to wait for: arrivals are events
        }

        @Override
        public void wake() {
            // await does not sleep
        }

        @Override
        public boolean send(byte[] frame, int offset, int length) {
            if (closed || length > EthernetFrame.HEADER_LENGTH + wire.mtuBytes()) {
                return false;
            }
            if (wire.lossProbability() > 0 && chance.nextDouble() < wire.lossProbability()) {
                lost++;
                return true;
            }
            byte[] copy = Arrays.copyOfRange(frame, offset, offset + length);
            End other = this == near ? far : near;
            simulation.at(arrivalNs(length), () -> other.arrive(copy));
            return true;
        }

        /** Its turn on the wire, the delay, the jitter; frames do not overtake each other. */
        private long arrivalNs(int length) {
            long nowNs = simulation.nowNs();
            if (wire.bitsPerSecond() > 0) {
                wireFreeNs = Math.max(wireFreeNs, nowNs) + length * 8L * 1_000_000_000L / wire.bitsPerSecond();
                nowNs = wireFreeNs;
            }
            long arrival = nowNs + wire.delayNs();
            if (wire.jitterNs() > 0) {
                lastArrivalNs = Math.max(lastArrivalNs, arrival + chance.nextLong(wire.jitterNs() + 1));
                arrival = lastArrivalNs;
            }
            return arrival;
        }

        private void arrive(byte[] frame) {
            if (!closed) {
                arrived.add(frame);
                onArrival.run();
            }
        }

        @Override
        public LinkCapabilities capabilities() {
            return capabilities;
        }

        @Override
        public void close() {
            closed = true;
            arrived.clear();
        }
    }
}
