package io.netstack.link;

import io.netstack.observe.Counters;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.wire.Bytes;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpSegment;
import java.util.function.LongSupplier;

/**
 * The drop at the ring: a link that swallows bare SYNs to ports whose {@link PortGate} is closed, before they cost anything further up, as a
 * network driver drops a frame for which its ring has no room. Everything else passes, so that what was admitted can complete.
 *
 * <p>Looks at no checksum: a damaged SYN is dropped one way or the other.
 */
public final class IngressGate implements Link {
    private static final int TCP_PORT_AND_FLAGS = 14;
    private static final int FLAGS_THAT_MATTER = TcpFlags.SYN | TcpFlags.ACK | TcpFlags.RST | TcpFlags.FIN;

    private final Link inner;
    private final PortGate gate;
    private final Counters counters;
    private final FrameTrace trace;
    private final LongSupplier clock;
    private final FrameHandler filter = new Filter();
    private FrameHandler handler;

    private final class Filter implements FrameHandler {
        @Override
        public void onFrame(byte[] buffer, int offset, int length) {
            IngressGate.this.onFrame(buffer, offset, length);
        }

        @Override
        public boolean looksAhead() {
            return handler.looksAhead();
        }

        @Override
        public void expect(byte[] buffer, int offset, int length) {
            handler.expect(buffer, offset, length);
        }
    }

    /**
     * Puts a gate before a link, where time is {@link System#nanoTime}.
     *
     * @param counters of the thread that polls: it alone writes them
     * @param trace    of that same thread
     */
    public IngressGate(Link inner, PortGate gate, Counters counters, FrameTrace trace) {
        this(inner, gate, counters, trace, System::nanoTime);
    }

    /** As the other. @param clock asked for the time of a drop that is traced */
    public IngressGate(Link inner, PortGate gate, Counters counters, FrameTrace trace, LongSupplier clock) {
        this.inner = inner;
        this.gate = gate;
        this.counters = counters;
        this.trace = trace;
        this.clock = clock;
    }

    @Override
    public int poll(FrameHandler handler, int limit) {
        this.handler = handler;
        return inner.poll(filter, limit);
    }

    private void onFrame(byte[] buffer, int offset, int length) {
        if (stops(gate, buffer, offset, length)) {
            counters.count(Reason.INGRESS_GATE_DROP);
            if (trace != FrameTrace.NONE) {
                trace.received(buffer, offset, length, clock.getAsLong());
                trace.ended(Reason.INGRESS_GATE_DROP, 0, 0);
            }
            return;
        }
        handler.onFrame(buffer, offset, length);
    }

    /** Is this a bare SYN to a port whose gate is closed? */
    public static boolean stops(PortGate gate, byte[] b, int offset, int length) {
        int ip = offset + EthernetFrame.HEADER_LENGTH;
        if (length < EthernetFrame.HEADER_LENGTH + Ipv4Packet.HEADER_LENGTH + TcpSegment.HEADER_LENGTH
            || Bytes.u16(b, offset + 12) != EthernetFrame.TYPE_IPV4 || Bytes.u8(b, ip + 9) != Ipv4Packet.PROTOCOL_TCP) {
            return false;
        }
        int tcp = ip + ((Bytes.u8(b, ip) & 0xF) << 2);
        if (tcp + TCP_PORT_AND_FLAGS > offset + length) {
            return false;
        }
        return (Bytes.u8(b, tcp + 13) & FLAGS_THAT_MATTER) == TcpFlags.SYN && gate.isClosed(Bytes.u16(b, tcp + 2));
    }

    @Override
    public void await(long untilNs) {
        inner.await(untilNs);
    }

    @Override
    public void wake() {
        inner.wake();
    }

    @Override
    public boolean send(byte[] frame, int offset, int length) {
        return inner.send(frame, offset, length);
    }

    @Override
    public LinkCapabilities capabilities() {
        return inner.capabilities();
    }

    @Override
    public long ingressDropCount() {
        return inner.ingressDropCount();
    }

    @Override
    public void close() {
        inner.close();
    }
}
