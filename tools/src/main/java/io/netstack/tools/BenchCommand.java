package io.netstack.tools;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code netstack bench}: the benchmarks of the packet path, in a JVM of their own with nothing else in it. */
@Command(name = "bench", sortOptions = false,
    description = "Measure the packet path with JMH, each number beside its baseline. Wants a quiet machine: ratios are believable, "
        + "times are this machine's.",
    footer = {"", "Examples:",
        "  tools/netstack bench --check            every promise of the README, kept or missed; exit 1 when one is missed",
        "  tools/netstack bench SynToSynAck        one benchmark, as JMH prints it",
        "  tools/netstack bench SynQueueCost --json > cost.json",
        "  tools/netstack bench --stress           every hand-over between threads under jcstress, long"})
final class BenchCommand implements Callable<Integer> {
    private static final String CHECK = "io.netstack.bench.Check";
    private static final String JMH = "org.openjdk.jmh.Main";
    private static final String STRESS = "org.openjdk.jcstress.Main";
    /** The one that tools/netstack runs with: JMH's forks inherit it. */
    private static final String COLLECTOR = "-XX:+UseSerialGC";
    /** What is random in a hundred megabytes would else measure how addresses are translated. Where the kernel has none, the JVM says so. */
    private static final String HUGE_PAGES = "-XX:+UseTransparentHugePages";

    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;

    @Parameters(arity = "0..1", paramLabel = "REGEX", description = "Which benchmarks; all when left out.")
    private String regex;

    @Option(names = "--check", description = "Print each promised ratio with its limit; exit 1 when one is missed. About ten minutes.")
    private boolean check;

    @Option(names = "--quick", description = "With --check: once and briefly, to see that everything runs.")
    private boolean quick;

    @Option(names = "--stress", description = "Instead: try every hand-over between threads with jcstress, long. About ten minutes.")
    private boolean stress;

    @Option(names = "--json", description = "Print the results as JMH's JSON instead of its text.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (quick && !check) {
            throw new ParameterException(spec.commandLine(), "--quick goes with --check");
        }
        if (stress && (check || json)) {
            throw new ParameterException(spec.commandLine(), "--stress goes with a REGEX or alone");
        }
        if (check && (regex != null || json)) {
            throw new ParameterException(spec.commandLine(), "--check measures what it needs: it takes neither REGEX nor --json");
        }
        String jar = System.getProperty("netstack.bench");
        if (jar == null || !new File(jar).exists()) {
            throw new ParameterException(spec.commandLine(), "the benchmarks are not built: run this through tools/netstack");
        }
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED", COLLECTOR, HUGE_PAGES, "-cp", jar));
        if (check) {
            command.add(CHECK);
            if (quick) {
                command.add("--quick");
            }
            return run(command);
        }
        if (stress) {
            return stress(command);
        }
        command.addAll(List.of(JMH, "-prof", "gc"));
        if (regex != null) {
            command.add(regex);
        }
        return json ? runForJson(command) : run(command);
    }

    /** jcstress leaves files where it runs: in a folder of its own. */
    private int stress(List<String> command) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("netstack-stress");
        command.addAll(List.of(STRESS, "-t", regex == null ? "io.netstack" : regex, "-sc", "false"));
        spec.commandLine().getOut().println("results in " + folder);
        spec.commandLine().getOut().flush();
        return new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start().waitFor();
    }

    private static int run(List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /** JMH writes JSON to a file only, and its text to where the progress belongs: standard error. */
    private int runForJson(List<String> command) throws IOException, InterruptedException {
        File results = File.createTempFile("netstack-bench", ".json");
        try {
            command.addAll(List.of("-rf", "json", "-rff", results.toString()));
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            process.getInputStream().transferTo(System.err);
            int status = process.waitFor();
            spec.commandLine().getOut().print(Files.readString(results.toPath()));
            spec.commandLine().getOut().flush();
            return status;
        } finally {
            if (!results.delete()) {
                results.deleteOnExit();
            }
        }
    }
}
