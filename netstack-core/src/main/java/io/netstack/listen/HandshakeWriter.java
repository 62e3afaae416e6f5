package io.netstack.listen;

import io.netstack.flow.FlowKey;
import io.netstack.flow.SegmentWriter;
import io.netstack.observe.Reason;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpSegment;

/**
 * The segments that are sent before there is a connection: SYN-ACKs, ACKs on behalf of a request, and RSTs. In the option order and with the IP
 * identification (0) of Linux 6.18.
 */
public final class HandshakeWriter {
    private static final int MAX_WINDOW = 0xFFFF;

    private final SegmentWriter writer;
    private final int ourMss;

    /** @param mtuBytes of the link: our MSS is 40 less (RFC 6691) */
    public HandshakeWriter(SegmentWriter writer, int mtuBytes) {
        this.writer = writer;
        this.ourMss = mtuBytes - 40;
    }

    /** The MSS that we announce. */
    int ourMss() {
        return ourMss;
    }

    /**
     * Sends the SYN-ACK of a request: MSS, then SACK-permitted and timestamps, then window scale, each only when negotiated.
     *
     * @param timestamp TSval, with its offset
     * @return false when it could not be sent
     */
    boolean synAck(ConnectionRequest request, int timestamp, long nowNs, Reason reason, long a, long b) {
        request.begin(writer).maximumSegmentSize(ourMss);
        if (request.timestamps()) {
            if (request.sackPermitted()) {
                writer.sackPermitted();
            } else {
                writer.noOperation().noOperation();
            }
            writer.timestamps(timestamp, request.timestampRecent);
        } else if (request.sackPermitted()) {
            writer.noOperation().noOperation().sackPermitted();
        }
        if (request.windowScale != ConnectionRequest.NO_WINDOW_SCALE) {
            writer.noOperation().windowScale(request.receiveWindowScale);
        }
        int flags = TcpFlags.SYN | TcpFlags.ACK | (request.ecn() ? TcpFlags.ECE : 0);
        return writer.send(request.iss, request.receiveNext(), flags, Math.min(request.receiveWindow, MAX_WINDOW), 0, 0, nowNs, reason, a, b);
    }

    /** Sends an ACK on behalf of a request: what it waits for (RFC 9293 section 3.10.7.4, SYN-RECEIVED). */
    void requestAck(ConnectionRequest request, int timestamp, int typeOfService, long nowNs) {
        request.begin(writer);
        if (request.timestamps()) {
            writer.noOperation().noOperation().timestamps(timestamp, request.timestampRecent);
        }
        int window = request.acceptableWindow() >> (request.windowScale == ConnectionRequest.NO_WINDOW_SCALE ? 0 : request.receiveWindowScale);
        writer.send(request.iss + 1, request.receiveNext(), TcpFlags.ACK, window, 0, typeOfService, nowNs, Reason.SENT_REQUEST_ACK, 0, 0);
    }

    /**
     * Answers a segment by RST (RFC 9293 section 3.5.2): with its acknowledgment number as sequence number if it has one, else with sequence
     * number 0 and everything acknowledged. The caller has made sure that it is not a RST itself.
     */
    public void reset(FlowKey key, TcpSegment segment, int typeOfService, long nowNs) {
        if (segment.has(TcpFlags.ACK)) {
            reset(key, segment.acknowledgmentNumber(), 0, TcpFlags.RST, typeOfService, nowNs);
        } else {
            reset(key, 0, segment.endSequenceNumber(), TcpFlags.RST | TcpFlags.ACK, typeOfService, nowNs);
        }
    }

    private void reset(FlowKey key, int sequenceNumber, int acknowledgmentNumber, int flags, int typeOfService, long nowNs) {
        writer.sendBare(key.localIndex(), key.remoteLow(), key.ports(), sequenceNumber, acknowledgmentNumber, flags, typeOfService, nowNs,
            Reason.SENT_RST);
    }

    /** Sends a RST|ACK for a request that is removed without its peer's doing. */
    void resetRequest(ConnectionRequest request, long nowNs) {
        writer.sendBare(request.localIndex(), request.remoteLow(), request.ports(), request.iss + 1, request.receiveNext(),
            TcpFlags.RST | TcpFlags.ACK, 0, nowNs, Reason.SENT_RST);
    }
}
