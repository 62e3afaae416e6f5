package io.netstack.listen;

/** Allows so many RSTs in a second, counted from the first one of that second (FreeBSD net.inet.icmp.icmplim, ppsratecheck). */
final class ResetLimiter {
    private static final long SECOND_NS = 1_000_000_000L;

    private final int perSecond;
    private long secondBeganNs = Long.MIN_VALUE;
    private int count;

    /** @param perSecond 0: no limit */
    ResetLimiter(int perSecond) {
        this.perSecond = perSecond;
    }

    /** May one more go out? */
    boolean allows(long nowNs) {
        if (perSecond == 0) {
            return true;
        }
        if (secondBeganNs == Long.MIN_VALUE || nowNs - secondBeganNs >= SECOND_NS) {
            secondBeganNs = nowNs;
            count = 0;
        }
        return ++count <= perSecond;
    }

    int perSecond() {
        return perSecond;
    }
}
