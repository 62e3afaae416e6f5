package io.netstack.tools.experiment;

import io.netstack.tools.UsageError;
import io.netstack.tools.custom.PolicyShelf;
import io.netstack.tools.experiment.Scenario.Key;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which scenarios a sweep runs: every combination of the values given, under each seed, in an order that depends on the plan alone.
 *
 * @param axes      the keys with more than one value, and policy and backlog in any case
 * @param scenarios one for each combination and seed
 */
record SweepPlan(Map<Key, List<String>> axes, List<Scenario> scenarios) {
    private static final int MOST_RUNS = 100_000;

    /**
     * A plan.
     *
     * @param said what the command line and a file say; a value may be a list
     * @throws UsageError when a value makes no sense, or there are more runs than anybody would wait for
     */
    static SweepPlan of(Map<Key, String> said, int seeds, PolicyShelf shelf) {
        Map<Key, List<String>> axes = new LinkedHashMap<>();
        List<Map<Key, String>> combinations = new ArrayList<>();
        combinations.add(new EnumMap<>(Key.class));
        for (Key key : Key.values()) {
            List<String> values = values(key, said.getOrDefault(key, key.standard()));
            if (key == Key.SEED) {
                values = seeds(said, seeds);
            } else if (values.size() > 1 || key == Key.POLICY || key == Key.BACKLOG) {
                axes.put(key, values);
            }
            if ((long) combinations.size() * values.size() > MOST_RUNS) {
                throw new UsageError("that is more than " + MOST_RUNS + " runs; fewer values or seeds would do");
            }
            combinations = combined(combinations, key, values);
        }
        return new SweepPlan(axes, combinations.stream().map(c -> Scenario.of(c, shelf)).toList());
    }

    private static List<String> seeds(Map<Key, String> said, int seeds) {
        int first = Texts.whole(said.getOrDefault(Key.SEED, Key.SEED.standard()), 0, Integer.MAX_VALUE - seeds);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < seeds; i++) {
            values.add(String.valueOf(first + i));
        }
        return values;
    }

    private static List<String> values(Key key, String text) {
        try {
            return ValueList.of(key, text);
        } catch (IllegalArgumentException e) {
            throw new UsageError(key.word() + ": " + e.getMessage());
        }
    }

    private static List<Map<Key, String>> combined(List<Map<Key, String>> combinations, Key key, List<String> values) {
        List<Map<Key, String>> all = new ArrayList<>();
        for (Map<Key, String> combination : combinations) {
            for (String value : values) {
                Map<Key, String> one = new EnumMap<>(combination);
                one.put(key, value);
                all.add(one);
            }
        }
        return all;
    }
}
