package io.netstack.tools.experiment;

import io.netstack.tools.view.Table;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The simulation beside the formulae, as a table. */
final class TheoryTable {
    private static final double HALF_WIDTH = 0.02;

    private TheoryTable() {
    }

    /**
     * Simulates all points under seeds 1 to {@code seeds}, on all cores, and prints them.
     *
     * @return do all intervals hold the theory?
     */
    static boolean print(PrintWriter out, int seeds) {
        out.println("Loss and mean wait in the accept queue, RTT 0, one SYN per customer, one acceptor of 1 ms, K = backlog + 2.");
        out.printf(Locale.ROOT,
            "Intervals hold together with 99 %% probability for each seed; half-widths are at most %.0f %% of the value.%n",
            100 * HALF_WIDTH);
        boolean all = true;
        for (int seed = 1; seed <= seeds; seed++) {
            long now = seed;
            List<TheoryCheck.Result> results = IntStream.range(0, TheoryCheck.POINTS.size()).parallel()
                .mapToObj(i -> TheoryCheck.run(TheoryCheck.POINTS.get(i), TheoryCheck.POINTS.size(), HALF_WIDTH, now)).toList();
            Table table = new Table("MODEL", " LOAD", " LOSS", " SIMULATED", " ±", "IN", " WAIT µs", " SIMULATED", " ±", "IN",
                " CUSTOMERS");
            results.forEach(r -> table.row(r.point().model(), decimal(r.point().load(), 1),
                decimal(r.point().theory().loss(), 5), decimal(r.loss(), 5), decimal(r.lossHalfWidth(), 5), yes(r.lossAgrees()),
                decimal(r.point().theory().waitNs() / 1e3, 1), decimal(r.waitNs() / 1e3, 1), decimal(r.waitHalfWidthNs() / 1e3, 1),
                yes(r.waitAgrees()), String.format(Locale.ROOT, "%,d", r.customers())));
            out.println();
            out.println("seed " + seed);
            table.lines().forEach(out::println);
            out.flush();
            all &= results.stream().allMatch(TheoryCheck.Result::agrees);
        }
        out.println();
        out.println(all ? "Every interval holds the theory." : "Some interval misses the theory.");
        return all;
    }

    private static String decimal(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String yes(boolean holds) {
        return holds ? "yes" : "NO";
    }
}
