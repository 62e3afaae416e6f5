package io.netstack.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Linux: the listener of {@code net/ipv4/tcp_input.c} and {@code inet_connection_sock.c}, as measured on 6.18.44 and as the {@link
 * LinuxVersion}s before it differ. Since 2.2 there are two queues; a full accept queue silences SYNs (with exceptions before 4.10), a full
 * SYN queue makes cookies where they are on.
 */
public final class LinuxPolicy implements ListenPolicy {
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;
    private static final long LONGEST_TIMEOUT = 120 * SECOND;

    static final String SOMAXCONN = "somaxconn";
    static final String MAX_SYN_BACKLOG = "tcp_max_syn_backlog";
    static final String SYNCOOKIES = "tcp_syncookies";
    static final String ABORT_ON_OVERFLOW = "tcp_abort_on_overflow";
    static final String SYNACK_RETRIES = "tcp_synack_retries";

    static final String INVALID_RATELIMIT = "tcp_invalid_ratelimit";

    private static final List<Setting> COMMON = List.of(
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
        Setting.of("tcp_early_retrans", "net.ipv4.tcp_early_retrans", 3, 0, 4, "3 and 4: tail-loss probe"),
        Setting.of("tcp_retries2", "net.ipv4.tcp_retries2", 15, 0, 255, "how long data is sent again before the connection is given up"),
        Setting.of("tcp_rfc1337", "net.ipv4.tcp_rfc1337", 0, 0, 1, "1: RST does not end TIME-WAIT"),
        Setting.choice("tcp_congestion_control", "net.ipv4.tcp_congestion_control", List.of("cubic", "reno"),
            "who decides how much may be in flight"),
        Setting.of("ip_default_ttl", "net.ipv4.ip_default_ttl", 64, 1, 255, "time to live of packets sent"));

    private final LinuxVersion version;
    private final List<Setting> settings;

    /** Linux 6.18. */
    public LinuxPolicy() {
        this(LinuxVersions.V6_18);
    }

    LinuxPolicy(LinuxVersion version) {
        this.version = version;
        this.settings = settings(version);
    }

    /** One policy for each range of releases. */
    static List<ListenPolicy> all() {
        return LinuxVersions.ALL.stream().<ListenPolicy>map(LinuxPolicy::new).toList();
    }

    private static List<Setting> settings(LinuxVersion version) {
        List<Setting> list = new ArrayList<>();
        list.add(Setting.of(SOMAXCONN, "net.core.somaxconn", version.somaxconn(), version.somaxconnFixed() ? version.somaxconn() : 0,
            version.somaxconnFixed() ? version.somaxconn() : Integer.MAX_VALUE, "the largest backlog; larger and negative ones become this"));
        list.add(Setting.of(MAX_SYN_BACKLOG, "net.ipv4.tcp_max_syn_backlog",
            version.synQueue() == LinuxVersion.SynQueueFull.BEYOND_MAX_SYN_BACKLOG
            ? 128 : 1024, Integer.MIN_VALUE, Integer.MAX_VALUE,
                "without cookies, its last quarter is kept for proven peers; the bound of the SYN "
            + "table up to 4.3, no bound since"));
        if (version.cookies() != WireProfile.CookieFormat.NONE) {
            list.add(Setting.of(SYNCOOKIES, "net.ipv4.tcp_syncookies", version.cookiesByDefault(), 0, 2,
                "0 never, 1 when the SYN queue is full, 2 always"));
        }
        if (version.abortOnOverflow()) {
            list.add(Setting.of(ABORT_ON_OVERFLOW, "net.ipv4.tcp_abort_on_overflow", 0, 0, 1,
                "1: a final ACK at a full accept queue is answered by RST"));
        }
        list.add(Setting.of(SYNACK_RETRIES, "net.ipv4.tcp_synack_retries", version.retries(), 0, 255, "how often a SYN-ACK is sent again"));
        list.addAll(COMMON);
        if (version.invalidRateMs() >= 0) {
            list.add(Setting.of(INVALID_RATELIMIT, "net.ipv4.tcp_invalid_ratelimit", version.invalidRateMs(), 0, Integer.MAX_VALUE,
                "milliseconds between two answers to invalid segments of one connection; 0: no limit"));
        }
        return List.copyOf(list);
    }

    @Override
    public String name() {
        return version.name();
    }

    @Override
    public List<String> aliases() {
        return version.aliases();
    }

    @Override
    public String summary() {
        return version.summary();
    }

    @Override
    public boolean oneQueue(Settings chosen) {
        return version.synQueue() == LinuxVersion.SynQueueFull.ONE_QUEUE;
    }

    @Override
    public List<Fact> facts() {
        return LinuxFacts.of(version);
    }

    @Override
    public List<Setting> settings() {
        return settings;
    }

    @Override
    public WireProfile profile(Settings settings) {
        WireProfile.Timestamps timestamps = switch (settings.intValue("tcp_timestamps")) {
            case 0 -> WireProfile.Timestamps.OFF;
            case 1 -> WireProfile.Timestamps.RANDOM_OFFSET;
            default -> WireProfile.Timestamps.PLAIN;
        };
        return new WireProfile("Linux " + version.name().substring("linux-".length()), version.counters(),
            settings.intValue("ip_default_ttl"), timestamps, settings.on("tcp_sack"),
            settings.on("tcp_window_scaling"), settings.on("tcp_ecn"), (int) settings.value("tcp_rmem", 1), (int) settings.value("tcp_rmem", 2),
            version.cookies(), intervals(version.firstTimeoutNs()), settings.has(INVALID_RATELIMIT) ? settings.value(INVALID_RATELIMIT) * MS : 0,
            false, version.grain(), version.rules());
    }

    /** The SYN-ACK timeout doubles up to 120 s (TCP_TIMEOUT_INIT, TCP_RTO_MAX). */
    private static long[] intervals(long firstNs) {
        return LongStream.iterate(firstNs, ns -> ns <= LONGEST_TIMEOUT, ns -> ns == LONGEST_TIMEOUT ? ns + 1 : Math.min(2 * ns, LONGEST_TIMEOUT))
            .toArray();
    }

    @Override
    public Decider open(Settings settings, long seed) {
        return new LinuxDecider(settings, version);
    }
}
