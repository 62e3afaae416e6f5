package io.netstack.flow;

import io.netstack.observe.Reason;
import io.netstack.wire.Bytes;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;

/**
 * Builds one outgoing segment at a time in a buffer of its own and sends it: {@link #begin}, then options in wire order, then data, then
 * {@link #send}. One thread; allocates nothing.
 *
 * <pre>
 *   0          14       34        54
 *   | Ethernet | IPv4   | TCP     | options | data …
 * </pre>
 */
public final class SegmentWriter {
    private static final int IP = EthernetFrame.HEADER_LENGTH;
    private static final int TCP = IP + Ipv4Packet.HEADER_LENGTH;
    private static final int OPTIONS = TCP + TcpSegment.HEADER_LENGTH;

    private final Egress egress;
    private final LocalAddresses locals;
    private final int timeToLive;
    private final byte[] frame;
    private int end;
    private int headerLength;
    private int source;
    private int destination;
    private int sourcePort;
    private int destinationPort;

    /** @param timeToLive 1..255 */
    public SegmentWriter(Egress egress, LocalAddresses locals, int timeToLive) {
        this.egress = egress;
        this.locals = locals;
        this.timeToLive = timeToLive;
        this.frame = new byte[Math.max(EthernetFrame.HEADER_LENGTH + egress.mtuBytes(), OPTIONS + 40)];
    }

    /** Starts a segment from the local to the remote end of a tuple. */
    public SegmentWriter begin(FlowKey key) {
        return begin(key.localIndex(), key.remoteLow(), key.ports());
    }

    /** The same for a tuple that is no key: local address by index, low half of the remote address, ports as a key packs them. */
    public SegmentWriter begin(int localIndex, long remoteLow, int ports) {
        source = locals.ipv4(localIndex);
        destination = Addresses.ipv4(remoteLow);
        sourcePort = ports & 0xFFFF;
        destinationPort = ports >>> 16;
        end = OPTIONS;
        headerLength = 0;
        return this;
    }

    public SegmentWriter noOperation() {
        frame[end++] = TcpOptions.NO_OPERATION;
        return this;
    }

    public SegmentWriter maximumSegmentSize(int bytes) {
        Bytes.put32(frame, end, TcpOptions.MAXIMUM_SEGMENT_SIZE << 24 | 4 << 16 | bytes);
        end += 4;
        return this;
    }

    public SegmentWriter sackPermitted() {
        Bytes.put16(frame, end, TcpOptions.SACK_PERMITTED << 8 | 2);
        end += 2;
        return this;
    }

    public SegmentWriter windowScale(int shift) {
        Bytes.put16(frame, end, TcpOptions.WINDOW_SCALE << 8 | 3);
        Bytes.put8(frame, end + 2, shift);
        end += 3;
        return this;
    }

    public SegmentWriter timestamps(int value, int echo) {
        Bytes.put16(frame, end, TcpOptions.TIMESTAMPS << 8 | 10);
        Bytes.put32(frame, end + 2, value);
        Bytes.put32(frame, end + 6, echo);
        end += 10;
        return this;
    }

    /** Starts a SACK option of so many blocks; {@link #sackBlock} must follow that often. */
    public SegmentWriter sack(int blocks) {
        Bytes.put16(frame, end, TcpOptions.SACK << 8 | 2 + 8 * blocks);
        end += 2;
        return this;
    }

    public SegmentWriter sackBlock(int left, int right) {
        Bytes.put32(frame, end, left);
        Bytes.put32(frame, end + 4, right);
        end += 8;
        return this;
    }

    /** Adds data; options must be complete. May be called again to add more. */
    public SegmentWriter data(byte[] bytes, int offset, int length) {
        endHeader();
        System.arraycopy(bytes, offset, frame, end, length);
        end += length;
        return this;
    }

    private void endHeader() {
        if (headerLength == 0) {
            while ((end - OPTIONS & 3) != 0) {
                frame[end++] = TcpOptions.END;
            }
            headerLength = end - TCP;
        }
    }

    /**
     * Completes the headers and sends the segment; the reason is counted and traced with its two numbers.
     *
     * @param identification the IP identification, 16 bits
     * @param typeOfService  the IP type-of-service byte
     * @return false when nothing was sent: no route, or the link did not take it
     */
    public boolean send(int sequenceNumber, int acknowledgmentNumber, int flags, int window, int identification, int typeOfService,
                        long nowNs, Reason reason, long a, long b) {
        endHeader();
        return send(source, destination, sourcePort, destinationPort, headerLength, end - TCP, sequenceNumber, acknowledgmentNumber, flags, window,
            identification, typeOfService, nowNs, reason, a, b);
    }

    /** Sends a segment without options and data; the parameters are those of {@link #begin} and {@link #send}. */
    public boolean sendBare(int localIndex, long remoteLow, int ports, int sequenceNumber, int acknowledgmentNumber, int flags, int typeOfService,
                            long nowNs, Reason reason) {
        return send(locals.ipv4(localIndex), Addresses.ipv4(remoteLow), ports & 0xFFFF, ports >>> 16, TcpSegment.HEADER_LENGTH,
            TcpSegment.HEADER_LENGTH, sequenceNumber, acknowledgmentNumber, flags, 0, 0, typeOfService, nowNs, reason, 0, 0);
    }

    private boolean send(int from, int to, int fromPort, int toPort, int tcpHeaderLength, int segmentLength, int sequenceNumber,
                         int acknowledgmentNumber, int flags, int window, int identification, int typeOfService, long nowNs, Reason reason,
                         long a, long b) {
        TcpSegment.writeWithChecksum(frame, TCP, fromPort, toPort, sequenceNumber, acknowledgmentNumber, tcpHeaderLength, flags, window,
            segmentLength, from, to);
        Ipv4Packet.write(frame, IP, typeOfService, segmentLength, identification, Ipv4Packet.DONT_FRAGMENT, timeToLive,
            Ipv4Packet.PROTOCOL_TCP, from, to);
        return egress.send(frame, 0, TCP + segmentLength, nowNs, reason, a, b);
    }
}
