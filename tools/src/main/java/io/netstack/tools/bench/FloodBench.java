package io.netstack.tools.bench;

import io.netstack.tools.bench.BenchReport.Column;
import io.netstack.tools.bench.FloodRun.Result;
import io.netstack.tools.lab.TopologyKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A SYN flood from end to end, against our stack and against the kernel on the same wire, in turn, several times over. Every round floods
 * every target, so that a machine that slows down slows down all of them.
 */
final class FloodBench {
    private static final Column OFFERED = new Column("synPerSecond", "k SYN/s", 1000, 0);
    private static final Column ANSWERED = new Column("synAckPerSecond", "k SYN-ACK/s", 1000, 0);
    private static final Column SHARE = new Column("answeredPercent", "answered %", 1, 1);
    private static final Column GENERATOR = new Column("generatorNsPerSyn", "sender ns", 1, 0);
    private static final Column STACK = new Column("stackThreadNsPerSyn", "stack thread ns", 1, 0);
    private static final Column BEYOND = new Column("beyondSendingNsPerSyn", "beyond sending ns", 1, 0);
    private static final double CAPTURE_LIMIT = 1.3;
    private static final double ANSWERED_LIMIT = 0.99;

    private final TopologyKind kind;
    private final int count;
    private final int rounds;
    private final Map<FloodTarget, List<Result>> results = new EnumMap<>(FloodTarget.class);

    /**
     * A benchmark not yet run.
     *
     * @param count  SYNs per flood
     * @param rounds that count; one more warms up
     */
    FloodBench(TopologyKind kind, int count, int rounds) {
        this.kind = kind;
        this.count = count;
        this.rounds = rounds;
    }

    /** Builds the network in the calling thread's namespace, floods, takes the network down. */
    BenchReport run() throws Exception {
        try (BenchNetwork network = BenchNetwork.open(kind); FloodClient client = new FloodClient(network)) {
            FloodRun run = new FloodRun(network, client, count);
            for (int round = 0; round <= rounds; round++) {
                for (FloodTarget target : FloodTarget.values()) {
                    if (target.isKernel() && !network.hasKernelEnd()) {
                        continue;
                    }
                    Result result = run.run(target, round);
                    if (round > 0) {
                        results.computeIfAbsent(target, t -> new ArrayList<>()).add(result);
                    }
                }
            }
        }
        return report();
    }

    private BenchReport report() {
        String title = String.format(Locale.ROOT, "flood over %s, %d rounds of %,d SYNs to a backlog of %d that nobody accepts from; "
            + "processor time per SYN; median (least–most)", kind.label(), rounds, count, FloodRun.BACKLOG);
        BenchReport report = new BenchReport("flood", title, List.of(OFFERED, ANSWERED, SHARE, GENERATOR, STACK, BEYOND));
        double base = spread(FloodTarget.NOBODY, r -> r.flood().cpuNsPerSyn()).median();
        results.forEach((target, all) -> report.row(target.label(), cells(target, base)));
        ratios(report, base);
        return report;
    }

    private Map<Column, Spread> cells(FloodTarget target, double base) {
        Map<Column, Spread> cells = new LinkedHashMap<>();
        cells.put(OFFERED, spread(target, r -> r.flood().sentPerSecond()));
        cells.put(GENERATOR, spread(target, r -> r.flood().cpuNsPerSyn()));
        if (target != FloodTarget.NOBODY) {
            cells.put(ANSWERED, spread(target, r -> r.flood().answersPerSecond()));
            cells.put(SHARE, spread(target, r -> 100 * r.answeredShare()));
            cells.put(BEYOND, beyond(target, base));
        }
        if (target.isStack()) {
            cells.put(STACK, spread(target, Result::stackNsPerSyn));
        }
        return cells;
    }

    /** What a SYN costs all processors together beyond sending it to nobody. */
    private Spread beyond(FloodTarget target, double base) {
        return spread(target, r -> r.flood().cpuNsPerSyn() - base + r.stackNsPerSyn());
    }

    private Spread spread(FloodTarget target, ToDoubleFunction<Result> value) {
        return Spread.of(results.get(target).stream().mapToDouble(value).boxed().toList());
    }

    private double median(FloodTarget target, ToDoubleFunction<Result> value) {
        return spread(target, value).median();
    }

    private void ratios(BenchReport report, double base) {
        String where = kind.label() + ": ";
        if (results.containsKey(FloodTarget.KERNEL_COOKIES)) {
            report.ratio(Ratio.plain(where + "SYN-ACK/s with cookies, netstack / kernel",
                median(FloodTarget.COOKIES, r -> r.flood().answersPerSecond())
                    / median(FloodTarget.KERNEL_COOKIES, r -> r.flood().answersPerSecond())));
            report.ratio(Ratio.plain(where + "processor time per SYN with cookies, netstack / kernel",
                beyond(FloodTarget.COOKIES, base).median() / beyond(FloodTarget.KERNEL_COOKIES, base).median()));
            report.ratio(Ratio.plain(where + "processor time per dropped SYN, netstack / kernel",
                beyond(FloodTarget.DROP, base).median() / beyond(FloodTarget.KERNEL_DROP, base).median()));
        }
        report.ratio(Ratio.plain(where + "stack thread per SYN, dropped at the ring / at the full queue",
            median(FloodTarget.RING_DROP, Result::stackNsPerSyn) / median(FloodTarget.DROP, Result::stackNsPerSyn)));
        report.ratio(Ratio.atMost(where + "stack thread per SYN, with --capture / without",
            median(FloodTarget.CAPTURE, Result::stackNsPerSyn) / median(FloodTarget.COOKIES, Result::stackNsPerSyn), CAPTURE_LIMIT));
        report.ratio(Ratio.atLeast(where + "with --capture, SYN-ACKs per SYN that reached the stack",
            median(FloodTarget.CAPTURE, r -> (double) r.flood().answers() / r.handled()), ANSWERED_LIMIT, ANSWERED_LIMIT));
        List<Result> captured = results.get(FloodTarget.CAPTURE);
        report.note(String.format(Locale.ROOT, "%scapture, all rounds: %,d records written, %,d lost and counted", where,
            captured.stream().mapToLong(Result::traced).sum(), captured.stream().mapToLong(Result::traceLost).sum()));
    }
}
