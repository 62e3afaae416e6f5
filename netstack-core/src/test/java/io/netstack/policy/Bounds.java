package io.netstack.policy;

import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * The most that a policy may hold for a limit, written down apart from the policies. None of them counts TIME-WAIT reuse, which Linux lets past
 * the bound of its SYN queue: {@link RandomHistory} adds those.
 *
 * @param completed connections in the accept queue
 * @param requests  requests of the listener
 */
record Bounds(LongUnaryOperator completed, LongUnaryOperator requests) {
    private static final long CACHE = 256;

    private static final Map<String, Bounds> ALL = Map.ofEntries(
        Map.entry("linux-6.18", new Bounds(l -> l + 1, l -> l + 1)),
        Map.entry("linux-6.1", new Bounds(l -> l + 1, l -> l)),
        Map.entry("linux-5.15", new Bounds(l -> l + 1, l -> l)),
        Map.entry("linux-4.19", new Bounds(l -> l + 1, l -> l)),
        Map.entry("linux-4.9", new Bounds(l -> l + 1, l -> l)),
        Map.entry("linux-4.4", new Bounds(l -> l + 1, l -> l)),
        Map.entry("linux-4.3", new Bounds(l -> l + 1, l -> 16)),
        Map.entry("linux-3.10", new Bounds(l -> l + 1, l -> 16)),
        Map.entry("linux-3.0", new Bounds(l -> l + 1, l -> 16)),
        Map.entry("linux-2.6.32", new Bounds(l -> l + 1, l -> 16)),
        Map.entry("linux-2.4.7", new Bounds(l -> l + 1, l -> 1024)),
        Map.entry("linux-2.2", new Bounds(l -> l + 1, l -> 129)),
        Map.entry("linux-2.0", new Bounds(l -> l, l -> l)),
        Map.entry("freebsd-14", new Bounds(l -> 3 * l / 2 + 1, l -> CACHE)),
        Map.entry("freebsd-main", new Bounds(l -> 3 * l / 2 + 1, l -> CACHE)),
        Map.entry("freebsd-13", new Bounds(l -> 3 * l / 2 + 1, l -> CACHE)),
        Map.entry("freebsd-9", new Bounds(l -> 3 * l / 2 + 1, l -> CACHE)),
        Map.entry("freebsd-4.8", new Bounds(l -> 3 * l / 2 + 1, l -> CACHE)),
        Map.entry("dragonfly", new Bounds(l -> 3 * l / 2 + 1, l -> CACHE)),
        Map.entry("freebsd-4.4", new Bounds(l -> 3 * l / 2 + 1, l -> 3 * l / 2 + 1)),
        Map.entry("4.4bsd", new Bounds(l -> 3 * l / 2 + 1, l -> 3 * l / 2 + 1)),
        Map.entry("aix-5.1", new Bounds(l -> 3 * l / 2 + 1, l -> 3 * l / 2 + 1)),
        Map.entry("hpux-11.11", new Bounds(l -> Math.max(1, 3 * l / 2), l -> Math.max(1, 3 * l / 2))),
        Map.entry("macos", new Bounds(l -> l, l -> l)),
        Map.entry("netbsd", new Bounds(l -> 3 * l / 2 + 1, l -> CACHE)),
        Map.entry("openbsd", new Bounds(l -> 3 * l + 1, l -> CACHE)),
        Map.entry("illumos", new Bounds(l -> l, l -> l + 1024)),
        Map.entry("solaris-2.9", new Bounds(l -> l, l -> l + 1024)),
        Map.entry("windows", new Bounds(l -> l, l -> l)),
        Map.entry("windows-2000", new Bounds(l -> l, l -> l)),
        Map.entry("windows-nt4-workstation", new Bounds(l -> l, l -> l)),
        Map.entry("windows-nt3.5", new Bounds(l -> l, l -> l)),
        Map.entry("windows-nt3.1", new Bounds(l -> l, l -> l)),
        Map.entry("ring-drop", new Bounds(l -> l + 1, l -> l + 1)));

    static Bounds of(ListenPolicy policy) {
        Bounds bounds = ALL.get(policy.name());
        if (bounds == null) {
            throw new AssertionError("nobody has written down the bounds of " + policy.name());
        }
        return bounds;
    }

    long completed(long limit) {
        return completed.applyAsLong(limit);
    }

    /** @param firstLimit of the first listen(), which fixes the SYN table of some */
    long requests(long limit, long firstLimit) {
        return requests.applyAsLong(Math.max(limit, firstLimit));
    }
}
