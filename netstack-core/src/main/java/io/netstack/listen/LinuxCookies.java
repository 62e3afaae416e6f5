package io.netstack.listen;

import io.netstack.flow.FlowKey;
import io.netstack.policy.WireProfile;
import io.netstack.wire.TcpOptions;

/** {@link SynCookies} as the listener uses them: the MSS in the number, the options in the timestamp when there is one. */
final class LinuxCookies implements CookieCodec {
    private final SynCookies cookies;
    private final WireProfile profile;
    private final boolean timestampsCarryOptions;

    /** @param timestampsCarryOptions since 2.6.26; before, a cookie has no options at all */
    LinuxCookies(SynCookies cookies, WireProfile profile, boolean timestampsCarryOptions) {
        this.cookies = cookies;
        this.profile = profile;
        this.timestampsCarryOptions = timestampsCarryOptions;
    }

    @Override
    public boolean keepsOptions(boolean timestamps) {
        return timestamps && timestampsCarryOptions;
    }

    @Override
    public boolean keepsTimestamps() {
        return timestampsCarryOptions;
    }

    @Override
    public int encode(FlowKey key, int bucket, ConnectionRequest request, long nowNs) {
        return cookies.encode(key, request.irs, request.maximumSegmentSize(), nowNs);
    }

    @Override
    public int timestamp(ConnectionRequest request, int nowMs) {
        return SynCookies.timestamp(request, nowMs);
    }

    /**
     * cookie_v4_check. An ACK without timestamps brings no options back; an echo of 0 reads as window scale 0 without SACK
     * (cookie_timestamp_decode).
     */
    @Override
    public Result decode(FlowKey key, int bucket, ConnectionRequest request, TcpOptions options, long nowNs) {
        int mss = cookies.decode(key, request.iss, request.irs, nowNs);
        if (mss == SynCookies.INVALID) {
            return Result.BAD;
        }
        request.maximumSegmentSize(mss);
        request.windowScale = ConnectionRequest.NO_WINDOW_SCALE;
        request.sackPermitted(false);
        request.ecn(false);
        request.timestamps(request.timestamps() && timestampsCarryOptions);
        if (request.timestamps()) {
            int echo = options.timestampEcho() == 0 ? 0 : options.timestampEcho() - request.timestampOffset;
            request.windowScale = SynCookies.windowScale(echo);
            request.sackPermitted(SynCookies.sackPermitted(echo));
            request.ecn(SynCookies.ecn(echo) && profile.ecn());
            if (request.sackPermitted() && !profile.sack()
                || request.windowScale != ConnectionRequest.NO_WINDOW_SCALE && !profile.windowScaling()) {
                return Result.OPTION_REFUSED;
            }
        }
        return Result.GOOD;
    }
}
