package io.netstack.tools.experiment;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.tools.Help;
import io.netstack.tools.UsageError;
import io.netstack.tools.experiment.Scenario.Key;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code netstack advise}: which backlog? */
@Command(name = "advise", sortOptions = false,
    description = {"Find the smallest backlog for which no more than a target part of clients is turned away or made to repeat themselves:",
        "by the formula of a queue with limited room, and by simulation; and say where the two differ and why."},
    footer = {"", "Example:", "  tools/netstack advise --arrival 800/s --accept-time 1ms --target 0.1%%"})
public final class AdviseCommand implements Callable<Integer> {
    private static final int LARGEST = 65_535;

    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Mixin
    private ScenarioOptions options;
    @Option(names = "--target", paramLabel = "PART", defaultValue = "0.1%", description = "Of clients (default: ${DEFAULT-VALUE}).")
    private String target;
    @Option(names = "--seeds", paramLabel = "N", defaultValue = "3", description = "Runs for each backlog (default: ${DEFAULT-VALUE}).")
    private int seeds;
    @Option(names = "--json", description = "No text; one JSON object: formula and simulated (backlogs, null for none), target, delayed.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Scenario scenario = options.scenario();
        if (scenario.acceptors == 0) {
            throw new UsageError("acceptors: when nobody accepts, no backlog is enough");
        }
        double part = part();
        PrintWriter out = json ? new PrintWriter(Writer.nullWriter()) : spec.commandLine().getOut();
        int formula = -1;
        if (scenario.arrival.rate() > 0) {
            formula = byFormula(out, scenario, part);
        } else {
            out.println("Formula: it knows no " + scenario.text(Key.ARRIVAL) + ", only a stream with a rate.");
        }
        int simulated = bySimulation(scenario, part, Math.max(formula, 4));
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("formula", formula < 0 ? null : formula);
            object.put("simulated", simulated < 0 ? null : simulated);
            object.put("target", part);
            object.put("delayed", simulated < 0 ? null : delayed(scenario, simulated));
            spec.commandLine().getOut().println(JSON.std.asString(object));
            return simulated < 0 ? 1 : 0;
        }
        if (simulated < 0) {
            out.println("Simulation: no backlog up to " + LARGEST
                + " is enough; with so many some of them repeat SYNs or data all the same.");
            int cap = scenario.policy.open(scenario.settings, scenario.seed).onListen(LARGEST, 0, false).limit();
            if (cap < LARGEST) {
                out.printf(Locale.ROOT, "  - %s makes a limit of %,d of such a backlog: a setting of the system caps it "
                    + "(see netstack explain).%n",
                    scenario.policy.name(), cap);
            }
            why(scenario, formula, LARGEST).stream().skip(1).forEach(out::println);
            return 1;
        }
        out.printf(Locale.ROOT, "Simulation: backlog %,d; %s of clients are turned away or repeat something (%d seeds of %s).%n", simulated,
            Texts.percent(delayed(scenario, simulated)), seeds, scenario.text(Key.FOR));
        why(scenario, formula, simulated).forEach(out::println);
        out.println("try it: " + scenario.with(Key.BACKLOG, String.valueOf(simulated)).command());
        return 0;
    }

    private double part() {
        double part;
        try {
            part = Texts.probability(target);
        } catch (IllegalArgumentException e) {
            throw new UsageError("--target: " + e.getMessage());
        }
        if (part <= 0 || part >= 1) {
            throw new UsageError("--target " + target + ": must be between 0 and 1");
        }
        return part;
    }

    private int byFormula(PrintWriter out, Scenario scenario, double part) {
        double load = scenario.arrival.rate() * scenario.service.meanNs() / 1e9;
        double perServer = load / scenario.acceptors;
        if (perServer >= 1 && 1 - 1 / perServer > part) {
            out.printf(Locale.ROOT, "Formula: no backlog helps. %s come for %d × %s: %s of them are too many, however long the queue.%n",
                scenario.text(Key.ARRIVAL), scenario.acceptors, Texts.spanText(scenario.service.meanNs()),
                    Texts.percent(1 - 1 / perServer));
            return -1;
        }
        for (int backlog = 0; backlog <= LARGEST; backlog++) {
            FiniteQueue queue = queue(scenario, load, backlog);
            if (queue.loss() <= part) {
                out.printf(Locale.ROOT,
                    "Formula: backlog %,d; as %s with load %.2f, %s are turned away and the others wait %s on average.%n", backlog,
                    model(scenario, backlog), perServer, Texts.percent(queue.loss()), Texts.spanText(queue.waitNs()));
                return backlog;
            }
        }
        out.println("Formula: no backlog up to " + LARGEST + " is enough.");
        return -1;
    }

    private static FiniteQueue queue(Scenario scenario, double load, int backlog) {
        return scenario.acceptors == 1 && scenario.service.kind() == ServiceText.Kind.FIXED
            ? FiniteQueue.fixed(load, backlog + 2, scenario.service.meanNs())
            : FiniteQueue.several(load, scenario.acceptors, backlog + 1 + scenario.acceptors, scenario.service.meanNs());
    }

    private static String model(Scenario scenario, int backlog) {
        boolean fixed = scenario.acceptors == 1 && scenario.service.kind() == ServiceText.Kind.FIXED;
        return (fixed ? "M/D/" : "M/M/") + scenario.acceptors + "/" + (backlog + 1 + scenario.acceptors);
    }

    /** Doubles until it is enough, then halves the distance. */
    private int bySimulation(Scenario scenario, double part, int start) {
        int enough = start;
        while (delayed(scenario, enough) > part) {
            if (enough == LARGEST) {
                return -1;
            }
            enough = Math.min(LARGEST, 2 * enough + 1);
        }
        int tooSmall = -1;
        while (enough - tooSmall > 1) {
            int middle = (enough + tooSmall) >>> 1;
            if (delayed(scenario, middle) > part) {
                tooSmall = middle;
            } else {
                enough = middle;
            }
        }
        return enough;
    }

    private double delayed(Scenario scenario, int backlog) {
        return IntStream.range(0, seeds).parallel()
            .mapToObj(i -> Experiment.run(scenario.with(Key.BACKLOG, String.valueOf(backlog)).with(Key.SEED,
                String.valueOf(scenario.seed + i))))
            .mapToDouble(outcome -> outcome.clients().delayed()).average().orElse(1);
    }

    private static List<String> why(Scenario scenario, int formula, int simulated) {
        List<String> reasons = new ArrayList<>();
        if (formula < 0 && scenario.arrival.rate() > 0) {
            reasons.add("The simulation ends, the formula does not:");
            reasons.add("  - what is too many in " + scenario.text(Key.FOR)
                + " waits, and is served afterwards; a longer --for wants more.");
            return reasons;
        }
        if (formula < 0 || formula == simulated) {
            return reasons;
        }
        reasons.add(simulated > formula
            ? "The simulation wants more than the formula:" : "The simulation is content with less than the formula:");
        if (scenario.arrival.kind() != ArrivalText.Kind.POISSON) {
            reasons.add("  - clients do not come one by one at random (" + scenario.text(Key.ARRIVAL) + "), the formula thinks they do;");
        }
        if (scenario.service.kind() == ServiceText.Kind.LOGNORMAL) {
            reasons.add("  - service times vary more than the formula's exponential ones;");
        }
        if (scenario.pauseNs > 0) {
            reasons.add("  - the application stands still at times, and everybody who comes then must find room;");
        }
        if (!scenario.attacks.isEmpty()) {
            reasons.add("  - attackers take places, the formula knows honest clients only;");
        }
        if (!scenario.policy.name().startsWith("linux")) {
            reasons.add("  - the formula's queue holds backlog + 1, as Linux's does; " + scenario.policy.name() + " counts otherwise;");
        }
        reasons.add("  - a client who is turned away comes back after a second and meets the queue again, in the formula he goes away;");
        reasons.add("  - a bound near its target is a matter of luck: more --seeds and a longer --for narrow it.");
        return reasons;
    }
}
