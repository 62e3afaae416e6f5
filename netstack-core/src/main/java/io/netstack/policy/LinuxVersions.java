package io.netstack.policy;

import static io.netstack.policy.LinuxVersion.AtSyn.*;
import static io.netstack.policy.LinuxVersion.Listening.*;
import static io.netstack.policy.LinuxVersion.SynQueueFull.*;

import io.netstack.observe.Counter;
import io.netstack.observe.CounterScheme;
import io.netstack.observe.Reason;
import io.netstack.policy.LinuxVersion.Pruning;
import io.netstack.policy.WireProfile.CookieFormat;
import io.netstack.policy.WireProfile.Grain;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The releases of Linux at which a rule of the listener changed. 6.18 is measured on 6.18.44; 2.0.40, 2.2.1, 2.4.0, 2.6.24, 3.0.27 and 4.19.0
 * were read in source. The exact release between two of those at which a rule changed is mostly recalled, not read again: 2.6.20 (table from the
 * backlog), 2.6.33 (options in cookies), 3.1 (1 s base), 3.10 (counters at the SYN), 3.13 (cookie table), 4.0 (rate limit), 4.4, 4.10.
 */
final class LinuxVersions {
    private static final long SECOND = 1_000_000_000L;
    private static final long TWO_MINUTES = 120 * SECOND;
    /** Before 5961 came to requests (6.18.44): any RST in the window ends one. */
    private static final SegmentRules ANY_RST = SegmentRules.LINUX.with(SegmentRules.Reset.IN_WINDOW).echoTested(false);

    /** Up to 3.9: SYNs that meet a full queue are not counted. The release is recalled; 2.6.24 and 3.0 were read. */
    private static final CounterScheme SILENT_AT_SYN = atSyn(Map.of());
    /** 2.4: a SYN that is dropped is a failed attempt (read in 2.4.0). */
    private static final CounterScheme ATTEMPT_FAILS = atSyn(Map.of(), Counter.TCP_ATTEMPT_FAILS);
    /** 2.0 and 2.2: as 2.4 (read for 2.0, assumed for 2.2), and nothing counts at the final ACK. */
    private static final CounterScheme ATTEMPT_FAILS_ONLY = atSyn(Map.of(Reason.ACK_ACCEPT_QUEUE_FULL, new Counter[0]),
        Counter.TCP_ATTEMPT_FAILS);

    private static CounterScheme atSyn(Map<Reason, Counter[]> more, Counter... moved) {
        Map<Reason, Counter[]> overrides = new EnumMap<>(Reason.class);
        overrides.put(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, moved);
        overrides.put(Reason.SYN_DROP_SYN_QUEUE_FULL, moved);
        overrides.put(Reason.SYN_DROP_QUEUE_FULL, moved);
        overrides.put(Reason.SYN_DROP_LAST_QUARTER, moved);
        overrides.put(Reason.SYN_DROP_BOTH_QUEUES_FULL, moved);
        overrides.put(Reason.SYN_DROP_ACCEPT_QUEUE_FULL_COOKIES, moved);
        overrides.put(Reason.SYN_COOKIE, new Counter[] {Counter.SYNCOOKIES_SENT});
        overrides.put(Reason.SYN_COOKIE_ALWAYS, new Counter[] {Counter.SYNCOOKIES_SENT});
        overrides.putAll(more);
        return new CounterScheme("linux", overrides);
    }

    private LinuxVersions() {
    }

    /** 6.13 and later, measured on 6.18.44; also what stable 6.12.10 and 6.1.125 brought. */
    static final LinuxVersion V6_18 = new LinuxVersion("linux-6.18", List.of("linux"),
        "Linux 6.18: two queues of backlog+1 each; SYNs dropped at a full accept queue, cookies at a full SYN queue", CounterScheme.LINUX,
        SMALLER, 4096, false, BEYOND_LIMIT, ALWAYS, SECOND, Grain.LINUX_WHEEL, 5, Pruning.HALF_LIMIT, false, true, false, true,
        CookieFormat.LINUX, TWO_MINUTES, 1, 500, SegmentRules.LINUX);

    static final List<LinuxVersion> ALL = List.of(V6_18,
        from4_10("linux-6.1", "Linux 6.1 (5.4 to 6.12.9): the SYN queue holds backlog, the accept queue backlog+1", 4096),
        from4_10("linux-5.15", "Linux 5.15 (5.4 to 6.12.9): the SYN queue holds backlog, the accept queue backlog+1", 4096),
        from4_10("linux-4.19", "Linux 4.19 (4.10 to 5.3): as 5.15, but somaxconn 128", 128),
        from4_4("linux-4.9"), from4_4("linux-4.4"),
        from2_6_20("linux-4.3", "Linux 4.3 (4.0 to 4.3)", CounterScheme.LINUX, SECOND, CookieFormat.LINUX, TWO_MINUTES, 1, false, 500),
        from2_6_20("linux-3.10", "Linux 3.10 (3.10 to 3.19)", CounterScheme.LINUX, SECOND, CookieFormat.LINUX_8_MSS, 3 * SECOND, 1, false, -1),
        from2_6_20("linux-3.0", "Linux 3.0 (2.6.36 to 3.0)", SILENT_AT_SYN, 3 * SECOND, CookieFormat.LINUX_8_MSS, 3 * SECOND, 1, false, -1),
        from2_6_20("linux-2.6.32", "Linux 2.6.32 (2.6.20 to 2.6.35)", SILENT_AT_SYN, 3 * SECOND, CookieFormat.LINUX_NO_OPTIONS, 3 * SECOND, 0,
            true, -1),
        new LinuxVersion("linux-2.4.7", List.of("linux-2.4"),
            "Linux 2.4 (2.4.0 to 2.6.19): one SYN table for every backlog; a full accept queue still lets two SYNs in", ATTEMPT_FAILS,
            SMALLER, 128, false, TABLE_OF_MAX_SYN_BACKLOG, WITH_TWO_YOUNG, 3 * SECOND, Grain.EVERY_200_MS, 5, Pruning.HALF_TABLE, true, true,
            true, true, CookieFormat.LINUX_NO_OPTIONS, 3 * SECOND, 0, -1, ANY_RST),
        new LinuxVersion("linux-2.2", List.of(),
            "Linux 2.2: 129 requests whatever the backlog; a full accept queue is noticed only at the final ACK", ATTEMPT_FAILS_ONLY,
            ZERO_IS_ONE, 128, true, BEYOND_MAX_SYN_BACKLOG, NOT_TESTED, 3 * SECOND, Grain.EVERY_500_MS, 7, Pruning.NONE, false, false,
            false, false, CookieFormat.NONE, 0, 0, -1, ANY_RST),
        new LinuxVersion("linux-2.0", List.of(),
            "Linux 2.0: one queue that holds exactly the backlog, requests and connections together", ATTEMPT_FAILS_ONLY,
            ZERO_IS_MOST, 128, true, ONE_QUEUE, NOT_TESTED, 3 * SECOND, Grain.EVERY_500_MS, 5, Pruning.NONE, false, false,
            false, false, CookieFormat.NONE, 0, 0, -1, ANY_RST));

    /** 4.10 to 6.12.9, read in 4.19.0 and 6.1. */
    private static LinuxVersion from4_10(String name, String summary, int somaxconn) {
        return new LinuxVersion(name, List.of(), summary, CounterScheme.LINUX, SMALLER, somaxconn, false, AT_LIMIT, ALWAYS, SECOND,
            Grain.LINUX_WHEEL, 5, Pruning.HALF_LIMIT, false, true, false, true, CookieFormat.LINUX, TWO_MINUTES, 1, 500, ANY_RST);
    }

    /** 4.4 to 4.9: requests have timers of their own, but the young rule is still there. The wheel came with 4.8. */
    private static LinuxVersion from4_4(String name) {
        return new LinuxVersion(name, List.of(),
            "Linux " + name.substring(6) + " (4.4 to 4.9): the SYN queue holds backlog; a full accept queue still lets two SYNs in",
            CounterScheme.LINUX, SMALLER, 128, false, AT_LIMIT, WITH_TWO_YOUNG, SECOND,
            name.endsWith("4.9") ? Grain.LINUX_WHEEL : Grain.EXACT, 5, Pruning.HALF_LIMIT, false, true, false, true, CookieFormat.LINUX,
            TWO_MINUTES, 1, 500, ANY_RST);
    }

    /** 2.6.20 to 4.3, read in 2.6.24 and 3.0.27. */
    private static LinuxVersion from2_6_20(String name, String range, CounterScheme counters, long firstTimeoutNs, CookieFormat cookies,
                                           long cookieRecentNs, int cookiesByDefault, boolean old, int invalidRateMs) {
        return new LinuxVersion(name, List.of(),
            range + ": a SYN table of at least 16 made from the backlog; a full accept queue still lets two SYNs in", counters, SMALLER, 128,
            false, TABLE_OF_BACKLOG, WITH_TWO_YOUNG, firstTimeoutNs, Grain.EVERY_200_MS, 5, Pruning.HALF_TABLE, old, true, old, true, cookies,
            cookieRecentNs, cookiesByDefault, invalidRateMs, ANY_RST);
    }
}
