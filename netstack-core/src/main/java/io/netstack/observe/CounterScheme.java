package io.netstack.observe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
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

    /**
     * A scheme of another family: nothing of Linux's counters, but the given lists, and those counters that belong to no system.
     *
     * @param lists reason to the counters that it moves
     */
    public static CounterScheme foreign(String name, Map<Reason, Counter[]> lists) {
        Map<Reason, Counter[]> overrides = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            overrides.put(reason, Arrays.stream(reason.linuxCounters()).filter(CounterScheme::isOurs).toArray(Counter[]::new));
        }
        overrides.putAll(lists);
        return new CounterScheme(name, overrides);
    }

    /** Below TCP, and what only this stack has, counts everywhere. */
    private static boolean isOurs(Counter counter) {
        return counter.kernelName().startsWith("Netstack.") || counter.kernelName().startsWith("Ip") || counter.kernelName().startsWith("Icmp");
    }

    /** The ordinals of the reasons that move each counter, as often as they move it, indexed by the counter's ordinal. */
    int[][] movers() {
        List<List<Integer>> movers = Arrays.stream(Counter.values()).map(counter -> (List<Integer>) new ArrayList<Integer>()).toList();
        for (Reason reason : Reason.values()) {
            for (Counter moved : overrides.getOrDefault(reason, reason.linuxCounters())) {
                movers.get(moved.ordinal()).add(reason.ordinal());
            }
        }
        return movers.stream().map(list -> list.stream().mapToInt(Integer::intValue).toArray()).toArray(int[][]::new);
    }
}
