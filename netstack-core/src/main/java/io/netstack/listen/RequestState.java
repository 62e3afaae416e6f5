package io.netstack.listen;

import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;

/**
 * What becomes of a segment for a stored request: {@link SynReceived} where a request is a small socket, {@link SynCacheState} behind a SYN
 * cache.
 */
interface RequestState {

    /** A segment for the request in a slot. */
    Outcome onSegment(TcpListener listener, int slot, TcpSegment segment, TcpOptions options, int typeOfService, long nowNs);
}
