package io.netstack.tools.experiment;

import io.netstack.tools.custom.PolicyShelf;
import io.netstack.tools.experiment.Scenario.Key;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page of a sweep: a heat map for each policy, and one cut through all of them. */
final class SweepReport {
    static final List<Key> LOADS = List.of(Key.ARRIVAL, Key.FLOOD, Key.ACCEPT_TIME, Key.ACCEPTORS, Key.RTT, Key.LOSS);

    private SweepReport() {
    }

    static void write(Path html, SweepPlan plan, SweepFile file, int seeds, PolicyShelf shelf) throws IOException {
        List<Key> swept = new ArrayList<>(plan.axes().keySet());
        Key load = LOADS.stream().filter(swept::contains).findFirst().orElse(Key.ARRIVAL);
        Map<String, Object> axes = new LinkedHashMap<>();
        plan.axes().forEach((key, values) -> axes.put(key.word(), values));
        Scenario first = plan.scenarios().getFirst();
        axes.putIfAbsent(load.word(), List.of(first.text(load)));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("summary", plan.scenarios().size() + " runs: " + plan.axes().entrySet().stream()
            .map(axis -> axis.getValue().size() + " × " + axis.getKey().word()).collect(Collectors.joining(", ")) + ", " + seeds
                + " × seed.");
        data.put("command", command(plan, first, seeds, shelf));
        data.put("columns", SweepFile.columns());
        data.put("axes", axes);
        data.put("x", Key.BACKLOG.word());
        data.put("y", load.word());
        data.put("others", swept.stream().filter(key -> key != load && key != Key.BACKLOG && key != Key.POLICY).map(Key::word).toList());
        data.put("seeds", seeds);
        data.put("rows", plan.scenarios().stream().map(file::row).toList());
        data.put("fixed", first.settingsTable().entrySet().stream()
            .filter(e -> !axes.containsKey(e.getKey()) && !e.getKey().equals(Key.SEED.word())).map(e -> List.of(e.getKey(),
                e.getValue())).toList());
        HtmlPage.write(html, plan.axes().get(Key.POLICY).stream().collect(Collectors.joining(" · ")), "sweep.js", data);
    }

    private static String command(SweepPlan plan, Scenario first, int seeds, PolicyShelf shelf) {
        Scenario base = first;
        for (Key key : plan.axes().keySet()) {
            base = key == Key.POLICY ? base : base.with(key, key.standard());
        }
        String fixed = base.flags().replaceAll("--policy \\S+ ?", "");
        return "tools/netstack sweep " + shelf.flags() + plan.axes().entrySet().stream()
            .map(axis -> "--" + axis.getKey().word() + " " + String.join(",", axis.getValue())).collect(Collectors.joining(" "))
            + " --seeds " + seeds + (fixed.isEmpty() ? "" : " " + fixed);
    }
}
