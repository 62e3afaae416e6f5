package io.netstack.observe;

import java.util.Map;

/**
 * Which counters each reason moves, for one operating-system family.
 *
 * @param name      the family: {@code linux}, {@code freebsd} …
 * @param overrides lists that replace the Linux list of a reason; an empty array means: moves nothing
 */
public record CounterScheme(String name, Map<Reason, Counter[]> overrides) {

    /** The names and rules of Linux. */
    public static final CounterScheme LINUX = new CounterScheme("linux", Map.of());

    /** The ordinals of the counters that each reason moves, indexed by the reason's ordinal. */
    int[][] table() {
        Reason[] reasons = Reason.values();
        int[][] table = new int[reasons.length][];
        for (Reason reason : reasons) {
            Counter[] moved = overrides.getOrDefault(reason, reason.linuxCounters());
            int[] ordinals = new int[moved.length];
            for (int i = 0; i < moved.length; i++) {
                ordinals[i] = moved[i].ordinal();
            }
            table[reason.ordinal()] = ordinals;
        }
        return table;
    }
}
