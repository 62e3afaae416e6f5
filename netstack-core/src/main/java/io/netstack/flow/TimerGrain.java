package io.netstack.flow;

import io.netstack.policy.WireProfile;

/**
 * When a timer that was set really fires.
 *
 * <p>Linux rounds up on a wheel whose grain grows with the distance, and fires the timers of one grain last-in-first-out; other systems and the
 * specifications have neither. Measured on Linux 6.18 with 250 jiffies a second.
 */
public interface TimerGrain {

    /** Fires exactly when asked. */
    TimerGrain EXACT = (nowNs, delayNs) -> nowNs + delayNs;

    /** When a timer set at {@code nowNs} for {@code delayNs} later fires; not before that. */
    long fireAtNs(long nowNs, long delayNs);

    /** The time as the system that owns the timers counts it: rounded down to its clock's tick. */
    default long clockNs(long nowNs) {
        return nowNs;
    }

    /** Do timers that fire at one moment fire in reverse order of being set? */
    default boolean lastInFirstOut() {
        return false;
    }

    /**
     * The timer wheel of Linux since 4.8 at 250 jiffies a second.
     *
     * @param bootNs when jiffies were 0: the phase of the wheel
     */
    static TimerGrain linuxWheel(long bootNs) {
        return new LinuxTimerWheel(bootNs);
    }

    /**
     * A timer that ticks at fixed moments: whatever became due since the last tick fires at the next.
     *
     * @param tickNs between two ticks
     * @param bootNs the moment of one tick
     */
    static TimerGrain ticks(long tickNs, long bootNs) {
        return (nowNs, delayNs) -> bootNs + -Math.floorDiv(-(nowNs + delayNs - bootNs), tickNs) * tickNs;
    }

    /** The grain that a profile names. */
    static TimerGrain of(WireProfile.Grain grain, long bootNs) {
        return switch (grain) {
            case EXACT -> EXACT;
            case LINUX_WHEEL -> linuxWheel(bootNs);
            case EVERY_200_MS -> ticks(200_000_000L, bootNs);
            case EVERY_500_MS -> ticks(500_000_000L, bootNs);
        };
    }
}
