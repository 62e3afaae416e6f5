package io.netstack.sim.load;

import io.netstack.sim.Simulation;
import io.netstack.wire.TcpFlags;

/**
 * An attacker who collects one SYN cookie per source and then sends the same final ACK again and again, each time after resetting the
 * connection that the last one made: as long as the cookie is valid, each ACK fills a place in the accept queue, and no SYN is ever
 * counted. RFC 4987 section 3.6 names the weakness: a cookie proves a round trip, not when.
 */
public final class CookieReplay extends FrameSource {
    private static final int PORT = 20_000;

    private final FrameTemplate syn = new FrameTemplate(true);
    private final FrameTemplate segment = new FrameTemplate(false);
    private final boolean[] known;
    private final int[] sequenceNumber;
    private final int[] acknowledgmentNumber;
    private long turns;

    /** A replay that joins the simulation; each address of the range collects one cookie. */
    public static CookieReplay start(Simulation simulation, SimulatedNetwork network, AddressRange range, Arrivals arrivals, long seed) {
        CookieReplay replay = new CookieReplay(network, range, arrivals, seed);
        replay.join(simulation);
        return replay;
    }

    private CookieReplay(SimulatedNetwork network, AddressRange range, Arrivals arrivals, long seed) {
        super(network, range, arrivals, seed);
        known = new boolean[range.count()];
        sequenceNumber = new int[range.count()];
        acknowledgmentNumber = new int[range.count()];
    }

    @Override
    void onArrival(long nowNs) {
        int who = (int) (turns++ % known.length);
        int source = range().at(who);
        if (!known[who]) {
            sequenceNumber[who] = (int) random();
            send(syn.fill(source, PORT, sequenceNumber[who], 0, TcpFlags.SYN));
            return;
        }
        send(segment.fill(source, PORT, sequenceNumber[who] + 1, 0, TcpFlags.RST));
        send(segment.fill(source, PORT, sequenceNumber[who] + 1, acknowledgmentNumber[who], TcpFlags.ACK));
    }

    @Override
    void onFrame(byte[] buffer, int offset, int length) {
        int who = FrameTemplate.destination(buffer, offset) - range().first();
        if (FrameTemplate.isSynAck(buffer, offset) && FrameTemplate.acknowledgmentNumber(buffer, offset) == sequenceNumber[who] + 1) {
            known[who] = true;
            acknowledgmentNumber[who] = FrameTemplate.sequenceNumber(buffer, offset) + 1;
        }
    }
}
