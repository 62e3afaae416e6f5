package io.netstack.listen;

import io.netstack.flow.FlowKey;
import io.netstack.wire.TcpOptions;

/**
 * A format of SYN cookies (RFC 4987 section 3.6): what of a request fits into the initial sequence number and the timestamp of its SYN-ACK, and
 * how it is read back from the final ACK.
 */
interface CookieCodec {

    /** What an ACK turned out to be. */
    enum Result {
        /** A cookie of ours, young enough: the request is filled. */
        GOOD,
        /** No cookie of ours, or too old. */
        BAD,
        /** A good cookie that brings back an option which is switched off now. */
        OPTION_REFUSED
    }

    /** Are options other than the MSS kept, given whether the SYN carried timestamps? */
    boolean keepsOptions(boolean timestamps);

    /** Is the timestamp option itself answered in a cookie's SYN-ACK? */
    boolean keepsTimestamps();

    /** The initial sequence number that carries a request. */
    int encode(FlowKey key, int bucket, ConnectionRequest request, long nowNs);

    /** The TSval, without its offset, of the SYN-ACK. */
    int timestamp(ConnectionRequest request, int nowMs);

    /**
     * Reads a cookie back.
     *
     * @param request its iss, irs, timestamps and offset are set; the rest is filled from the cookie
     * @param options of the ACK
     */
    Result decode(FlowKey key, int bucket, ConnectionRequest request, TcpOptions options, long nowNs);
}
