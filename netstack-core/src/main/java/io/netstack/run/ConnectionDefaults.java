package io.netstack.run;

import io.netstack.conn.CongestionAlgorithm;
import io.netstack.conn.ConnSettings;
import io.netstack.policy.Settings;
import io.netstack.policy.WireProfile;

/** What connections run by under a policy's settings; a policy that does not know a setting leaves it at its default. */
final class ConnectionDefaults {
    private static final long SECOND_NS = 1_000_000_000L;
    /** Every version of it takes urgent octets out of band; under the other systems the recommendation of RFC 6093 is enough. */
    private static final String LINUX = "linux";
    private static final int TAIL_LOSS_PROBE = 3;

    private ConnectionDefaults() {
    }

    static ConnSettings of(Settings settings, WireProfile profile, int mtuBytes) {
        ConnSettings defaults = ConnSettings.linux();
        ConnSettings.Builder builder = defaults.with()
            .mtuBytes(mtuBytes)
            .receiveMemory(profile.receiveBufferBytes(), profile.receiveBufferMaxBytes(), defaults.coreRmemMaxBytes())
            .invalidRateLimitNs(profile.invalidRateLimitNs())
            .urgentOutOfBand(profile.counters().name().equals(LINUX));
        if (settings.has("tcp_wmem")) {
            builder.wmemMaxBytes((int) settings.value("tcp_wmem", 2));
        }
        if (settings.has("tcp_dsack")) {
            builder.dsack(settings.on("tcp_dsack"));
        }
        if (settings.has("tcp_fin_timeout")) {
            builder.finTimeoutNs(settings.value("tcp_fin_timeout") * SECOND_NS);
        }
        if (settings.has("tcp_early_retrans")) {
            builder.tailLossProbe(settings.value("tcp_early_retrans") >= TAIL_LOSS_PROBE);
        }
        if (settings.has("tcp_retries2")) {
            builder.retries2(settings.intValue("tcp_retries2"));
        }
        if (settings.has("tcp_rfc1337")) {
            builder.rfc1337(settings.on("tcp_rfc1337"));
        }
        if (settings.has("tcp_congestion_control")) {
            builder.congestion(settings.value("tcp_congestion_control") == 0 ? CongestionAlgorithm.CUBIC : CongestionAlgorithm.RENO);
        }
        return builder.build();
    }
}
