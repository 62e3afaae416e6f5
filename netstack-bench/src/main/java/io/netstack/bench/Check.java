package io.netstack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures what the project promises about itself and says which promises are kept: exit status 0 when all are, 1 when one is missed, 2 for
 * a wrong command line. Ratios come from one run on one machine, so the machine's speed does not matter, but its quiet does: each benchmark of a
 * group is run once in every round, so that a minute in which the machine was slow is a minute of all of them.
 *
 * <p>{@code --quick} measures each number once and briefly: enough to see that everything runs, too little to believe a ratio.
 * {@code --results FILE} writes the promises there, as JSON, instead of printing them.
 */
public final class Check {
    private static final String USAGE = "usage: io.netstack.bench.Check [--quick] [--results FILE] [GROUP…], where GROUP is one of "
        + String.join(", ", Group.labels());

    private final boolean quick;

    private Check(boolean quick) {
        this.quick = quick;
    }

    public static void main(String[] args) throws RunnerException, IOException {
        boolean quick = false;
        Path results = null;
        Set<Group> groups = EnumSet.noneOf(Group.class);
        try {
            for (int i = 0; i < args.length; i++) {
                switch (args[i]) {
                    case "--quick" -> quick = true;
                    case "--results" -> results = Path.of(args[++i]);
                    default -> groups.add(Group.named(args[i]));
                }
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            System.err.println(USAGE);
            System.exit(2);
        }
        List<Promise> promises = new Check(quick).measure(groups.isEmpty() ? EnumSet.allOf(Group.class) : groups);
        long missed = promises.stream().filter(promise -> !promise.isKept()).count();
        if (results != null) {
            Files.writeString(results, promises.stream().map(Promise::json).collect(Collectors.joining(",\n", "[", "]\n")));
        } else {
            promises.forEach(promise -> System.out.println(promise.line()));
            System.out.printf("%n%d promises, %d missed%s%n", promises.size(), missed, quick ? " (quick: do not believe the ratios)" : "");
        }
        System.exit(missed == 0 ? 0 : 1);
    }

    private List<Promise> measure(Set<Group> groups) throws RunnerException {
        List<Promise> promises = new ArrayList<>();
        for (Group group : groups) {
            System.out.println(group.label() + ":");
            Measured measured = measure(group);
            measured.lines().forEach(System.out::println);
            System.out.println();
            promises.addAll(group.promises(measured));
        }
        return promises;
    }

    private Measured measure(Group group) throws RunnerException {
        List<RunResult> results = new ArrayList<>();
        for (int round = 0; round < (quick ? 1 : group.rounds()); round++) {
            results.addAll(new Runner(oneRound(group)).run());
        }
        return new Measured(results);
    }

    private Options oneRound(Group group) {
        ChainedOptionsBuilder options = new OptionsBuilder().addProfiler(GCProfiler.class).verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true).forks(1);
        group.benchmarks().forEach(options::include);
        group.parameters().forEach(options::param);
        if (quick) {
            options.warmupIterations(1).measurementIterations(1).warmupTime(TimeValue.milliseconds(200))
                .measurementTime(TimeValue.milliseconds(200));
        }
        return options.build();
    }
}
