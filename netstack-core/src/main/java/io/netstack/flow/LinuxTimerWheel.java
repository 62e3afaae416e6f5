package io.netstack.flow;

/**
 * The grain of Linux's timer wheel since 4.8 at 250 jiffies a second: a timer of d jiffies fires at the first multiple of g strictly after its
 * time, where g is 1 jiffy below 63, 8 below 504, 64 below 4032, 512 below 32256 and 4096 beyond.
 */
record LinuxTimerWheel(long bootNs) implements TimerGrain {
    private static final long JIFFY_NS = 4_000_000;
    private static final int FIRST_LEVEL_JIFFIES = 63;
    private static final int LEVEL_SHIFT = 3;

    @Override
    public long fireAtNs(long nowNs, long delayNs) {
        long now = Math.floorDiv(nowNs - bootNs, JIFFY_NS);
        long delay = (delayNs + JIFFY_NS - 1) / JIFFY_NS;
        long grain = 1;
        for (long limit = FIRST_LEVEL_JIFFIES; delay >= limit && grain < 1 << 12; limit <<= LEVEL_SHIFT) {
            grain <<= LEVEL_SHIFT;
        }
        long jiffies = Math.floorDiv(now + delay + grain, grain) * grain;
        return bootNs + jiffies * JIFFY_NS;
    }

    @Override
    public long clockNs(long nowNs) {
        return bootNs + Math.floorDiv(nowNs - bootNs, JIFFY_NS) * JIFFY_NS;
    }

    @Override
    public boolean lastInFirstOut() {
        return true;
    }
}
