package io.netstack.sim.load;

import io.netstack.sim.EventQueue;
import io.netstack.sim.Simulation;
import io.netstack.wire.TcpFlags;

/**
 * Customers who send one SYN each, answer a SYN-ACK in one way and are never heard of again. With a final ACK they are the customers of
 * queueing theory (one try, no patience) or, where nobody closes, attackers who connect and hold; with RST they fill and empty the SYN
 * queue.
 */
public final class HandshakeSource extends FrameSource {
    /** How a SYN-ACK is answered. */
    public enum Answer {
        /** By the final ACK: connect, and hold. */
        ACK,
        /** By RST: SYN and away. */
        RST
    }

    private final Simulation simulation;
    private final Answer answer;
    private final long replyDelayNs;
    private final FrameTemplate syn = new FrameTemplate(true);
    private final FrameTemplate reply = new FrameTemplate(false);
    private long customers;

    // answers that wait for their time, a ring of tuples in the order of their SYN-ACKs
    private long[] dueNs = new long[64];
    private long[] place = new long[64];
    private long[] numbers = new long[64];
    private int head;
    private int waiting;

    /**
     * Customers who join the simulation.
     *
     * @param replyDelayNs from SYN-ACK to answer, 0 or more: their round-trip time
     */
    public static HandshakeSource start(Simulation simulation, SimulatedNetwork network, AddressRange range, Arrivals arrivals,
        Answer answer,
                                        long replyDelayNs, long seed) {
        HandshakeSource source = new HandshakeSource(simulation, network, range, arrivals, answer, replyDelayNs, seed);
        source.join(simulation);
        return source;
    }

    private HandshakeSource(Simulation simulation, SimulatedNetwork network, AddressRange range, Arrivals arrivals, Answer answer,
                            long replyDelayNs, long seed) {
        super(network, range, arrivals, seed);
        this.simulation = simulation;
        this.answer = answer;
        this.replyDelayNs = replyDelayNs;
    }

    /** Customers who have come so far. */
    public long customerCount() {
        return customers;
    }

    @Override
    void onArrival(long nowNs) {
        long who = place(customers++);
        send(syn.fill((int) (who >>> 16), (int) who & 0xFFFF, (int) random(), 0, TcpFlags.SYN));
    }

    @Override
    void onFrame(byte[] buffer, int offset, int length) {
        if (!FrameTemplate.isSynAck(buffer, offset)) {
            return;
        }
        if (waiting == dueNs.length) {
            grow();
        }
        int at = head + waiting++ & dueNs.length - 1;
        dueNs[at] = simulation.nowNs() + replyDelayNs;
        place[at] = (long) FrameTemplate.destination(buffer, offset) << 16 | FrameTemplate.destinationPort(buffer, offset);
        numbers[at] = (long) FrameTemplate.acknowledgmentNumber(buffer, offset) << 32
            | FrameTemplate.sequenceNumber(buffer, offset) + 1 & 0xFFFF_FFFFL;
    }

    private void grow() {
        dueNs = unrolled(dueNs);
        place = unrolled(place);
        numbers = unrolled(numbers);
        head = 0;
    }

    private long[] unrolled(long[] ring) {
        long[] longer = new long[2 * ring.length];
        System.arraycopy(ring, head, longer, 0, ring.length - head);
        System.arraycopy(ring, 0, longer, ring.length - head, head);
        return longer;
    }

    @Override
    long replyNs() {
        return waiting == 0 ? EventQueue.NEVER : dueNs[head];
    }

    @Override
    void onReply(long nowNs) {
        int at = head;
        head = head + 1 & dueNs.length - 1;
        waiting--;
        int sequenceNumber = (int) (numbers[at] >>> 32);
        int flags = answer == Answer.ACK ? TcpFlags.ACK : TcpFlags.RST;
        send(reply.fill((int) (place[at] >>> 16), (int) place[at] & 0xFFFF, sequenceNumber, (int) numbers[at], flags));
    }
}
