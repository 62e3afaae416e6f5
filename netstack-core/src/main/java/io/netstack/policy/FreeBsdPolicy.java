package io.netstack.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * FreeBSD since 4.5, and DragonFly: a SYN cache that all listeners share, 512 buckets of 30, every initial sequence number a cookie. The backlog
 * bounds only connections that wait for accept(), at 3/2 of it plus one. What differs between releases is in {@link FreeBsdVersion}.
 *
 * <p>The cookies of 4.5 to 9 (MD5, other tables, 4 and 16 s) are made here in the format of 10 and later; when one is taken is that of the
 * release.
 */
final class FreeBsdPolicy implements ListenPolicy {
    static final String BUCKET_LIMIT = "bucketlimit";
    static final String CACHE_LIMIT = "cachelimit";
    static final String HASH_SIZE = "hashsize";
    static final String REXMT_LIMIT = "rexmtlimit";
    static final String RST_ON_SOCK_FAIL = "rst_on_sock_fail";
    static final String SYNCOOKIES = "syncookies";
    static final String SYNCOOKIES_ONLY = "syncookies_only";
    static final String OVER_INTERVAL = "sooverinterval";
    static final String OVER_PRIORITY = "sooverprio";
    private static final String REXMIT_INITIAL = "rexmit_initial";
    private static final String REXMIT_SLOP = "rexmit_slop";
    private static final String DROP_SYNFIN = "drop_synfin";
    private static final String INSECURE_RST = "insecure_rst";
    private static final String TOLERATE_MISSING_TS = "tolerate_missing_ts";
    private static final String ICMP_LIMIT = "icmplim";
    private static final long MS = 1_000_000L;
    private static final long LONGEST_MS = 64_000;
    private static final int MAX_RETRANSMITS = 12;
    private static final int DEFAULT_BUCKETS = 512;
    private static final int SHORTS = 65_535;

    private final FreeBsdVersion version;
    private final List<Setting> settings;

    private FreeBsdPolicy(FreeBsdVersion version) {
        this.version = version;
        this.settings = settings(version);
    }

    /** One policy for each range of releases. */
    static List<ListenPolicy> all() {
        return FreeBsdVersion.ALL.stream().<ListenPolicy>map(FreeBsdPolicy::new).toList();
    }

    private static List<Setting> settings(FreeBsdVersion version) {
        boolean modern = version.limitSetting().equals("soacceptqueue");
        List<Setting> list = new ArrayList<>(List.of(
            Setting.of(version.limitSetting(), "kern.ipc." + version.limitSetting(), 128, 1, modern ? 0xFFFF_FFFFL / 3 : SHORTS,
                "the largest backlog; larger and negative ones become this").alias("kern.ipc.somaxconn"),
            Setting.of(HASH_SIZE, "net.inet.tcp.syncache.hashsize", DEFAULT_BUCKETS, 1, 1 << 20,
                "buckets of the SYN cache; 512 when it is no power of two"),
            Setting.of(BUCKET_LIMIT, "net.inet.tcp.syncache.bucketlimit", 30, 1, 1 << 20, "requests in a bucket before its oldest gives way"),
            Setting.of(CACHE_LIMIT, "net.inet.tcp.syncache.cachelimit", version.gateAtSyn() ? 15_359 : 15_360, 1, 1 << 24,
                "requests of all listeners"),
            Setting.of(REXMT_LIMIT, "net.inet.tcp.syncache.rexmtlimit", 3, 0, MAX_RETRANSMITS, "how often a SYN-ACK is sent again"),
            Setting.of(SYNCOOKIES, "net.inet.tcp.syncookies", 1, 0, 1, "1: every initial sequence number is a cookie"),
            Setting.of(DROP_SYNFIN, "net.inet.tcp.drop_synfin", 0, 0, 1, "1: SYN|FIN is no SYN"),
            Setting.of(ICMP_LIMIT, "net.inet.icmp.icmplim", 200, 0, Integer.MAX_VALUE,
                "RSTs a second from open and as many from closed ports; 0: no limit"),
            Setting.of("recvspace", "net.inet.tcp.recvspace", version.gateAtSyn() ? 57_344 : 65_536, 2048, 1 << 30, "receive buffer of a connection"),
            Setting.of("maxsockbuf", "kern.ipc.maxsockbuf", 2_097_152, 2048, 1 << 30, "the largest receive buffer: decides the window scale"),
            Setting.of("ttl", "net.inet.ip.ttl", 64, 1, 255, "time to live of packets sent")));
        if (!version.gateAtSyn()) {
            list.add(Setting.of(RST_ON_SOCK_FAIL, "net.inet.tcp.syncache.rst_on_sock_fail", 1, 0, 1,
                "1: a final ACK that finds no room is answered by RST; 0: by silence, and the request is gone all the same"));
            list.add(Setting.of(SYNCOOKIES_ONLY, "net.inet.tcp.syncookies_only", 0, 0, 1, "1: nothing is stored"));
            list.add(Setting.of(INSECURE_RST, "net.inet.tcp.insecure_rst", 0, 0, 1, "1: any RST in the window ends a request"));
        }
        if (modern) {
            list.add(Setting.of(REXMIT_INITIAL, "net.inet.tcp.rexmit_initial", version.rexmitInitialMs(), 10, LONGEST_MS,
                "milliseconds until a SYN-ACK is sent again"));
            list.add(Setting.of(REXMIT_SLOP, "net.inet.tcp.rexmit_slop", version.rexmitSlopMs(), 0, LONGEST_MS,
                "milliseconds added to later intervals"));
            list.add(Setting.of(TOLERATE_MISSING_TS, "net.inet.tcp.tolerate_missing_ts", 0, 0, 1,
                "1: a final ACK may lack the timestamp that was negotiated"));
        }
        if (version.logs()) {
            list.add(Setting.of(OVER_INTERVAL, "kern.ipc.sooverinterval", 60, 0, Integer.MAX_VALUE,
                "seconds between two overflow lines of a listener"));
            list.add(Setting.of(OVER_PRIORITY, "kern.ipc.sooverprio", 7, -1, 7, "priority of overflow lines; -1: none"));
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
    public boolean acceptFilters() {
        return true;
    }

    @Override
    public boolean inferred() {
        return version.inferred();
    }

    @Override
    public List<Setting> settings() {
        return settings;
    }

    @Override
    public List<Fact> facts() {
        return FreeBsdFacts.of(version);
    }

    @Override
    public WireProfile profile(Settings chosen) {
        boolean cookies = chosen.on(SYNCOOKIES);
        SegmentRules rules = version.rules().synFinIsSyn(!chosen.on(DROP_SYNFIN)).resetsPerSecond(chosen.intValue(ICMP_LIMIT))
            .with(cookies ? SegmentRules.Iss.COOKIE : SegmentRules.Iss.RANDOM);
        if (chosen.has(INSECURE_RST) && chosen.on(INSECURE_RST)) {
            rules = rules.with(SegmentRules.Reset.IN_WINDOW);
        }
        if (chosen.has(TOLERATE_MISSING_TS) && chosen.on(TOLERATE_MISSING_TS)) {
            rules = rules.timestampRequired(false);
        }
        return new WireProfile(version.system(), FreeBsdCounters.of(version, cookies), chosen.intValue("ttl"),
            WireProfile.Timestamps.RANDOM_OFFSET,
            true, true, true, chosen.intValue("recvspace"), chosen.intValue("maxsockbuf"), WireProfile.CookieFormat.FREEBSD,
                intervals(chosen), 0,
            false, WireProfile.Grain.EXACT, rules);
    }

    /** The first interval is the initial one, each later one twice as long plus the slop, up to 64 s (tcp_timer.h, syncache_timeout). */
    private long[] intervals(Settings chosen) {
        long initial = chosen.has(REXMIT_INITIAL) ? chosen.value(REXMIT_INITIAL) : version.rexmitInitialMs();
        long slop = chosen.has(REXMIT_SLOP) ? chosen.value(REXMIT_SLOP) : version.rexmitSlopMs();
        long[] intervals = new long[MAX_RETRANSMITS + 1];
        intervals[0] = initial * MS;
        for (int i = 1; i < intervals.length; i++) {
            intervals[i] = Math.min((initial << i) + slop, LONGEST_MS) * MS;
        }
        return intervals;
    }

    @Override
    public StoreShape store(Settings chosen) {
        int buckets = chosen.intValue(HASH_SIZE);
        return new StoreShape(StoreShape.Sharing.SHARED, Integer.bitCount(buckets) == 1 ? buckets : DEFAULT_BUCKETS,
            chosen.intValue(BUCKET_LIMIT), chosen.intValue(CACHE_LIMIT));
    }

    @Override
    public int largestLimit(Settings chosen) {
        return chosen.intValue(version.limitSetting());
    }

    @Override
    public Decider open(Settings chosen, long seed) {
        return new FreeBsdDecider(chosen, version);
    }
}
