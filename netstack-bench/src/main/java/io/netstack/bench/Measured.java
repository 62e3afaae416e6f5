package io.netstack.bench;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** The numbers of a JMH run by short name: {@code Floor.floor}, or {@code SynQueueCost.slots:100} where there is a parameter. */
final class Measured {
    private final Map<String, Double> times = new HashMap<>();
    private final Map<String, Double> bytes = new HashMap<>();

    Measured(Collection<RunResult> results) {
        for (RunResult result : results) {
            String name = name(result);
            times.put(name, result.getPrimaryResult().getScore());
            result.getSecondaryResults().forEach((label, secondary) -> {
                if (label.endsWith("gc.alloc.rate.norm")) {
                    bytes.put(name, ((Result<?>) secondary).getScore());
                }
            });
        }
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

    /** Nanoseconds per operation. */
    double ns(String name) {
        return of(times, name);
    }

    /** Bytes allocated per operation. */
    double bytes(String name) {
        return of(bytes, name);
    }

    private static double of(Map<String, Double> numbers, String name) {
        Double number = numbers.get(name);
        if (number == null) {
            throw new IllegalStateException(name + " was not measured; there are: " + numbers.keySet());
        }
        return number;
    }
}
