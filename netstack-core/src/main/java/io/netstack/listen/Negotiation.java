package io.netstack.listen;

import io.netstack.conn.ConnSettings;
import io.netstack.conn.ReceiveWindow;
import io.netstack.flow.FlowKey;
import io.netstack.flow.InitialSequenceNumber;
import io.netstack.policy.ListenOptions;
import io.netstack.policy.SegmentRules;
import io.netstack.policy.WireProfile;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;

/**
 * What a SYN asks for against what the profile grants: fills the options, window and sequence numbers of a request (Linux tcp_conn_request,
 * tcp_openreq_init).
 */
final class Negotiation {
    /** The MSS of a peer that names none (RFC 9293 MUST-15). */
    static final int DEFAULT_MSS = 536;
    private static final int TIMESTAMP_OPTION_LENGTH = 12;
    private static final int ECT_MASK = 3;
    private static final int MAX_WINDOW = 0xFFFF;
    private static final int MAX_SCALE = 14;
    private static final long NS_PER_MS = 1_000_000;

    private final WireProfile profile;
    private final ConnSettings connSettings;
    private final InitialSequenceNumber numbers;
    private final int ourMss;
    private final boolean hasTimestampOffset;

    Negotiation(WireProfile profile, ConnSettings connSettings, InitialSequenceNumber numbers, int ourMss) {
        this.profile = profile;
        this.connSettings = connSettings;
        this.numbers = numbers;
        this.ourMss = ourMss;
        hasTimestampOffset = profile.timestamps() == WireProfile.Timestamps.RANDOM_OFFSET;
    }

    /**
     * Fills a request from its SYN, all but an initial sequence number that somebody else chooses: a cookie, TIME-WAIT or chance.
     *
     * @param cookie   null, or the format that has to carry everything because nothing will be stored: what does not fit is forgotten
     * @param numbered whether the initial sequence number is that of the tuple at this time
     */
    void fill(ConnectionRequest request, FlowKey key, TcpSegment syn, TcpOptions options, int typeOfService, ListenOptions socket,
              CookieCodec cookie, boolean numbered, long nowNs) {
        request.irs = syn.sequenceNumber();
        boolean timestamps = options.hasTimestamps() && profile.timestamps() != WireProfile.Timestamps.OFF
            && (cookie == null || cookie.keepsTimestamps());
        boolean keepsOptions = cookie == null || cookie.keepsOptions(timestamps);
        request.timestampRecent = timestamps ? options.timestampValue() : 0;
        request.windowScale = keepsOptions && options.hasWindowScale() && profile.windowScaling()
            ? (byte) options.windowScale() : ConnectionRequest.NO_WINDOW_SCALE;
        request.maximumSegmentSize(options.maximumSegmentSize() > 0 ? options.maximumSegmentSize() : DEFAULT_MSS);
        request.agreed(options.maximumSegmentSize() > 0, timestamps, keepsOptions && options.sackPermitted() && profile.sack(),
            keepsOptions && profile.ecn() && asksForEcn(syn, typeOfService));
        request.timeouts = 0;
        request.retransmits = 0;
        request.synAckSentNs = nowNs;
        // the hash costs more than all the rest: it is not made for nobody
        long hash = numbered || timestamps && hasTimestampOffset ? numbers.hash(key) : 0;
        request.iss = numbers.iss(hash, nowNs);
        request.timestampOffset = hasTimestampOffset ? numbers.timestampOffset(hash) : 0;
        window(request, ourMss - (timestamps ? TIMESTAMP_OPTION_LENGTH : 0), socket);
    }

    /** The window of a request or of a cookie's connection, from the MSS that it is rounded to. */
    void window(ConnectionRequest request, int mss, ListenOptions socket) {
        if (profile.rules().window() == SegmentRules.Window.BUFFER) {
            int buffer = socket.receiveBufferBytes() > 0 ? socket.receiveBufferBytes() : profile.receiveBufferBytes();
            request.receiveWindow = Math.min(buffer, MAX_WINDOW);
            request.receiveWindowScale = request.windowScale == ConnectionRequest.NO_WINDOW_SCALE ? 0
                : scaleFor(profile.receiveBufferMaxBytes());
            return;
        }
        request.receiveWindow = ReceiveWindow.initialWindow(connSettings, mss, socket.receiveBufferBytes());
        request.receiveWindowScale = (byte) (request.windowScale == ConnectionRequest.NO_WINDOW_SCALE
            ? 0 : ReceiveWindow.windowScale(connSettings, socket.receiveBufferBytes()));
    }

    /** The smallest scale with which a window can cover a buffer (FreeBSD syncache_add). */
    private static byte scaleFor(int bytes) {
        byte scale = 0;
        while (scale < MAX_SCALE && (long) MAX_WINDOW << scale < bytes) {
            scale++;
        }
        return scale;
    }

    /** What is added to the millisecond clock for the timestamps of a tuple. */
    int timestampOffset(FlowKey key) {
        return hasTimestampOffset ? numbers.timestampOffset(numbers.hash(key)) : 0;
    }

    /** The millisecond clock of timestamps. */
    static int milliseconds(long nowNs) {
        return (int) Math.floorDiv(nowNs, NS_PER_MS);
    }

    /**
     * Does a SYN ask for ECN (RFC 3168 section 6.1.1)? Linux refuses a SYN that is itself ECN-capable, unless the AE bit makes it an AccECN one
     * (tcp_ecn_create_request).
     */
    private static boolean asksForEcn(TcpSegment syn, int typeOfService) {
        boolean asks = syn.has(TcpFlags.ECE | TcpFlags.CWR);
        boolean notEct = (typeOfService & ECT_MASK) == 0;
        return asks && (notEct || syn.has(TcpFlags.AE));
    }
}
