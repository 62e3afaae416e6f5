package io.netstack.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.ListStatistics;

/**
 * The numbers of JMH runs by short name: {@code Floor.floor}, or {@code SynQueueCost.slots:100} where there is a parameter. A time is the median of
 * all iterations of all runs, so that one that something else on the machine disturbed does not count.
 */
final class Measured {
    private static final String GARBAGE = "gc.alloc.rate.norm";

    private final Map<String, ListStatistics> times = new LinkedHashMap<>();
    private final Map<String, String> units = new LinkedHashMap<>();
    private final Map<String, Map<String, ListStatistics>> others = new LinkedHashMap<>();

    Measured(Collection<RunResult> results) {
        for (RunResult result : results) {
            String name = name(result);
            ListStatistics time = times.computeIfAbsent(name, n -> new ListStatistics());
            result.getBenchmarkResults().stream().flatMap(fork -> fork.getIterationResults().stream())
                .forEach(iteration -> time.addValue(iteration.getPrimaryResult().getScore()));
            units.put(name, result.getPrimaryResult().getScoreUnit());
            Map<String, ListStatistics> other = others.computeIfAbsent(name, n -> new LinkedHashMap<>());
            result.getSecondaryResults().forEach((label, secondary) -> other.computeIfAbsent(label.replace("·", ""), l -> new ListStatistics())
                .addValue(mean((Result<?>) secondary)));
        }
    }

    /** Of a counter JMH knows only the sum of all iterations; what is wanted is one. */
    private static double mean(Result<?> result) {
        return result.getStatistics().getN() > 0 ? result.getStatistics().getMean() : result.getScore();
    }

    private static String name(RunResult result) {
        String full = result.getParams().getBenchmark();
        int method = full.lastIndexOf('.');
        StringBuilder name = new StringBuilder(full.substring(full.lastIndexOf('.', method - 1) + 1));
        for (String parameter : result.getParams().getParamsKeys()) {
            name.append(':').append(result.getParams().getParam(parameter));
        }
        return name.toString();
    }

    /** Time per operation, in the benchmark's unit: nanoseconds, or milliseconds for a single shot. */
    double ns(String name) {
        return of(times, name).getPercentile(50);
    }

    /** Bytes allocated per operation. */
    double bytes(String name) {
        return count(name, GARBAGE);
    }

    /** Something else that a benchmark counted per iteration. */
    double count(String name, String what) {
        return of(others.getOrDefault(name, Map.of()), what).getMean();
    }

    /** Everything that begins so. */
    List<String> names(String prefix) {
        return times.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    /** Every number, for people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        times.keySet().forEach(name -> {
            String bytes = others.get(name).containsKey(GARBAGE) ? String.format(Locale.ROOT, " %14.2f B/op", bytes(name)) : "";
            lines.add(String.format(Locale.ROOT, "  %-45s %10.1f %s%s", name, ns(name), units.get(name), bytes));
        });
        return lines;
    }

    private static ListStatistics of(Map<String, ListStatistics> numbers, String name) {
        ListStatistics number = numbers.get(name);
        if (number == null) {
            throw new IllegalStateException(name + " was not measured; there are: " + numbers.keySet());
        }
        return number;
    }
}
