package io.netstack.tools.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.pcap.LinkException;
import io.netstack.pcap.NetDevice;
import io.netstack.tools.lab.TopologyKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code bench --check}: measures what the promises need and ends with one table of them. What cannot be measured counts as missed. */
final class CheckRun {
    private static final int MISSED = 1;

    private final PrintWriter out;
    private final boolean quick;
    private final boolean json;
    private final PrintWriter progress = new PrintWriter(System.err, true);
    private final List<Ratio> promises = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /**
     * A check not yet run.
     *
     * @param quick once and briefly
     * @param json  one object instead of the table
     */
    CheckRun(PrintWriter out, boolean quick, boolean json) {
        this.out = out;
        this.quick = quick;
        this.json = json;
    }

    /** @return 0 when every promise is kept */
    int run(Set<CheckGroup> groups) throws Exception {
        List<CheckGroup> inMemory = groups.stream().filter(CheckGroup::isInMemory).toList();
        JmhProcess jmh = inMemory.isEmpty() ? null : new JmhProcess();
        for (CheckGroup group : groups) {
            if (!group.isInMemory()) {
                besideTheKernel(group);
            }
        }
        if (jmh != null) {
            NetDevice loopback = new NetDevice("lo");
            if (!loopback.isUp()) {
                // JMH talks to its forks through it, and the launcher's namespace is new
                loopback.bringUp(true);
            }
            promises.addAll(jmh.check(inMemory, quick));
        }
        return say();
    }

    private void besideTheKernel(CheckGroup group) throws Exception {
        if (group == CheckGroup.HTTP && Wrk.missing().isPresent()) {
            failures.add("http: " + Wrk.missing().get());
            return;
        }
        try {
            for (TopologyKind kind : FloodCommand.kinds(null)) {
                BenchReport report = switch (group) {
                    case FLOOD -> new FloodBench(kind, quick ? 20_000 : FloodCommand.COUNT, rounds()).run();
                    case BULK -> new BulkBench(kind, (quick ? 10 : BulkCommand.MEGABYTES) * 1_000_000L, rounds()).run();
                    default -> new HttpBench(kind, HttpCommand.load(quick ? 1 : HttpCommand.SECONDS), rounds()).run();
                };
                report.print(progress);
                report.ratios().stream().filter(Ratio::isPromised).forEach(promises::add);
            }
        } catch (LinkException e) {
            failures.add(group.label() + ": " + e.getMessage());
        }
    }

    private int rounds() {
        return quick ? 1 : 3;
    }

    private int say() throws IOException {
        long missed = failures.size() + promises.stream().filter(promise -> !promise.isKept()).count();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("machine", Machine.line());
            object.put("quick", quick);
            object.put("promises", promises.stream().map(Ratio::json).toList());
            object.put("notMeasured", failures);
            out.println(JSON.std.asString(object));
        } else {
            out.println(Machine.line());
            promises.forEach(promise -> out.println(promise.line()));
            failures.forEach(failure -> out.println("MISSED   not measured: " + failure));
            out.println((promises.size() + failures.size()) + " promises, " + missed + " missed"
                + (quick ? " (quick: do not believe the ratios)" : ""));
        }
        out.flush();
        return missed == 0 ? 0 : MISSED;
    }
}
