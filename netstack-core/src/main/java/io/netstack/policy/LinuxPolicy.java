package io.netstack.policy;

import io.netstack.observe.CounterScheme;
import java.util.List;

/**
 * Linux 6.18: the listener of {@code net/ipv4/tcp_input.c} and {@code inet_connection_sock.c} as measured on 6.18.44. Two queues with the same
 * bound, each holding one more than the backlog; a full accept queue silences SYNs; a full SYN queue makes cookies.
 */
final class LinuxPolicy implements ListenPolicy {
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;
    /** The first SYN-ACK timeout is 1 s and doubles up to 120 s (TCP_TIMEOUT_INIT, TCP_RTO_MAX). */
    private static final long[] SYN_ACK_INTERVALS = {SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND, 16 * SECOND, 32 * SECOND, 64 * SECOND,
        120 * SECOND};

    static final String SOMAXCONN = "somaxconn";
    static final String MAX_SYN_BACKLOG = "tcp_max_syn_backlog";
    static final String SYNCOOKIES = "tcp_syncookies";
    static final String ABORT_ON_OVERFLOW = "tcp_abort_on_overflow";
    static final String SYNACK_RETRIES = "tcp_synack_retries";

    private static final List<Setting> SETTINGS = List.of(
        Setting.of(SOMAXCONN, "net.core.somaxconn", 4096, 0, Integer.MAX_VALUE, "the largest backlog; larger and negative ones become this"),
        Setting.of(MAX_SYN_BACKLOG, "net.ipv4.tcp_max_syn_backlog", 1024, Integer.MIN_VALUE, Integer.MAX_VALUE,
            "without cookies, its last quarter is kept for proven peers; no bound otherwise"),
        Setting.of(SYNCOOKIES, "net.ipv4.tcp_syncookies", 1, 0, 2, "0 never, 1 when the SYN queue is full, 2 always"),
        Setting.of(ABORT_ON_OVERFLOW, "net.ipv4.tcp_abort_on_overflow", 0, 0, 1, "1: a final ACK at a full accept queue is answered by RST"),
        Setting.of(SYNACK_RETRIES, "net.ipv4.tcp_synack_retries", 5, 0, 255, "how often a SYN-ACK is sent again"),
        Setting.of("tcp_timestamps", "net.ipv4.tcp_timestamps", 1, 0, 2, "0 off, 1 with a random offset, 2 plain"),
        Setting.of("tcp_sack", "net.ipv4.tcp_sack", 1, 0, 1, "selective acknowledgments"),
        Setting.of("tcp_dsack", "net.ipv4.tcp_dsack", 1, 0, 1, "report duplicates by SACK (RFC 2883)"),
        Setting.of("tcp_window_scaling", "net.ipv4.tcp_window_scaling", 1, 0, 1, "window scale option"),
        Setting.of("tcp_ecn", "net.ipv4.tcp_ecn", 2, 0, 2, "0 off, 1 and 2 when the peer asks"),
        Setting.of("tcp_fastopen", "net.ipv4.tcp_fastopen", 1, 0, 1, "requests for a cookie are counted, never granted"),
        Setting.several("tcp_rmem", "net.ipv4.tcp_rmem", List.of(4096L, 131072L, 33554432L), 1, Integer.MAX_VALUE,
            "receive buffer: smallest, first, largest"),
        Setting.several("tcp_wmem", "net.ipv4.tcp_wmem", List.of(4096L, 16384L, 4194304L), 1, Integer.MAX_VALUE,
            "send buffer: smallest, first, largest"),
        Setting.of("tcp_fin_timeout", "net.ipv4.tcp_fin_timeout", 60, 1, 3600, "seconds in FIN-WAIT-2 after close()"),
        Setting.of("tcp_invalid_ratelimit", "net.ipv4.tcp_invalid_ratelimit", 500, 0, Integer.MAX_VALUE,
            "milliseconds between two answers to invalid segments of one connection; 0: no limit"),
        Setting.of("tcp_early_retrans", "net.ipv4.tcp_early_retrans", 3, 0, 4, "3 and 4: tail-loss probe"),
        Setting.of("tcp_retries2", "net.ipv4.tcp_retries2", 15, 0, 255, "how long data is sent again before the connection is given up"),
        Setting.of("tcp_rfc1337", "net.ipv4.tcp_rfc1337", 0, 0, 1, "1: RST does not end TIME-WAIT"),
        Setting.choice("tcp_congestion_control", "net.ipv4.tcp_congestion_control", List.of("cubic", "reno"), "who decides how much may be in flight"),
        Setting.of("ip_default_ttl", "net.ipv4.ip_default_ttl", 64, 1, 255, "time to live of packets sent"));

    /** Linux as it is by default. */
    public LinuxPolicy() {
    }

    @Override
    public String name() {
        return "linux-6.18";
    }

    @Override
    public List<String> aliases() {
        return List.of("linux");
    }

    @Override
    public String summary() {
        return "Linux 6.18: two queues of backlog+1 each; SYNs dropped at a full accept queue, cookies at a full SYN queue";
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public WireProfile profile(Settings settings) {
        WireProfile.Timestamps timestamps = switch (settings.intValue("tcp_timestamps")) {
            case 0 -> WireProfile.Timestamps.OFF;
            case 1 -> WireProfile.Timestamps.RANDOM_OFFSET;
            default -> WireProfile.Timestamps.PLAIN;
        };
        return new WireProfile("Linux 6.18", CounterScheme.LINUX, settings.intValue("ip_default_ttl"), timestamps, settings.on("tcp_sack"),
            settings.on("tcp_window_scaling"), settings.on("tcp_ecn"), (int) settings.value("tcp_rmem", 1), (int) settings.value("tcp_rmem", 2),
            WireProfile.CookieFormat.LINUX, SYN_ACK_INTERVALS, settings.value("tcp_invalid_ratelimit") * MS, false,
            WireProfile.Grain.LINUX_WHEEL);
    }

    @Override
    public Decider open(Settings settings, long seed) {
        return new LinuxDecider(settings);
    }
}
