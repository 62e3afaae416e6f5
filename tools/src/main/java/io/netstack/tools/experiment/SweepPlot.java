package io.netstack.tools.experiment;

import io.netstack.tools.UsageError;
import io.netstack.tools.experiment.Scenario.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A sweep as one picture: a measure along the load, or along the backlog where that alone is swept; a line for each policy. */
final class SweepPlot {
    private SweepPlot() {
    }

    /** @throws UsageError when the file cannot be written */
    static void write(Path file, SweepPlan plan, SweepFile results, Measure measure) {
        Key along = SweepReport.LOADS.stream().filter(plan.axes()::containsKey).findFirst().orElse(Key.BACKLOG);
        Map<Key, String> cut = new LinkedHashMap<>();
        plan.axes().forEach((key, values) -> {
            if (key != along && key != Key.POLICY) {
                cut.put(key, values.get(values.size() / 2));
            }
        });
        List<String> places = plan.axes().get(along);
        List<LinePlot.Line> lines = new ArrayList<>();
        for (String policy : plan.axes().get(Key.POLICY)) {
            double[] values = places.stream().mapToDouble(place -> {
                Map<Key, String> where = new LinkedHashMap<>(cut);
                where.put(Key.POLICY, policy);
                where.put(along, place);
                return mean(plan, results, where, measure);
            }).toArray();
            lines.add(new LinePlot.Line(policy, values));
        }
        String where = String.join(", ", cut.entrySet().stream().map(e -> e.getKey().word() + " " + e.getValue()).toList());
        String title = measure.text() + (where.isEmpty() ? "" : "; " + where);
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Files.writeString(file, new LinePlot(title, axis(along), places, measure, lines).svg());
        } catch (IOException e) {
            throw new UsageError("cannot write the picture " + file, e);
        }
    }

    private static String axis(Key along) {
        return switch (along) {
            case ARRIVAL -> "clients per second";
            case FLOOD -> "flood, SYNs per second";
            default -> along.word();
        };
    }

    /** Over all seeds; times of runs in which nobody was accepted are no times. */
    private static double mean(SweepPlan plan, SweepFile results, Map<Key, String> where, Measure measure) {
        return plan.scenarios().stream()
            .filter(scenario -> where.entrySet().stream().allMatch(e -> scenario.text(e.getKey()).equals(e.getValue())))
            .map(scenario -> measurements(results.row(scenario)))
            .filter(row -> measure.kind() != Measure.Kind.TIME || row.get("accepted") > 0)
            .mapToDouble(measure::of).average().orElse(Double.NaN);
    }

    private static Map<String, Double> measurements(List<Object> row) {
        List<String> columns = SweepFile.columns();
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            if (row.get(i) instanceof Double number) {
                numbers.put(columns.get(i), number);
            }
        }
        return numbers;
    }
}
