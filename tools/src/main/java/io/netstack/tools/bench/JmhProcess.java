package io.netstack.tools.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.tools.UsageError;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The jar of benchmarks, run in a JVM of its own with nothing else in it. */
final class JmhProcess {
    private static final String CHECK = "io.netstack.bench.Check";
    private static final String JMH = "org.openjdk.jmh.Main";
    private static final String STRESS = "org.openjdk.jcstress.Main";
    /** What is random in a hundred megabytes would else measure how addresses are translated. Where the kernel has none, the JVM says so. */
    private static final String HUGE_PAGES = "-XX:+UseTransparentHugePages";
    private static final String ARCHIVE = "-XX:SharedArchiveFile=";
    private static final int LAST_KNOWN_STATUS = 1;

    private final List<String> java;

    /** @throws UsageError when the benchmarks are not built */
    JmhProcess() {
        String jar = System.getProperty("netstack.bench");
        if (jar == null || !new File(jar).exists()) {
            throw new UsageError("the benchmarks are not built: run this through tools/netstack");
        }
        java = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow", HUGE_PAGES));
        java.addAll(asLaunched());
        java.addAll(List.of("-cp", jar));
    }

    /**
     * Whatever tools/netstack told the JVM that we are in: what is measured runs as it is launched, and JMH's forks inherit it. Not its archive
     * of classes, which is that of another jar.
     */
    private static List<String> asLaunched() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("-XX:") && !argument.startsWith(ARCHIVE)).toList();
    }

    /**
     * JMH itself.
     *
     * @param regex which benchmarks; null for all
     * @param json  gets JMH's JSON, its text then goes to standard error; null for text
     * @return JMH's exit status
     */
    int benchmark(String regex, PrintWriter json) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of(JMH, "-prof", "gc"));
        if (regex != null) {
            command.add(regex);
        }
        if (json == null) {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        }
        File results = File.createTempFile("netstack-bench", ".json");
        try {
            command.addAll(List.of("-rf", "json", "-rff", results.toString()));
            int status = runToStandardError(command);
            json.print(Files.readString(results.toPath()));
            json.flush();
            return status;
        } finally {
            Files.deleteIfExists(results.toPath());
        }
    }

    /**
     * jcstress over the hand-overs between threads, long; it leaves files where it runs: in a folder of its own.
     *
     * @param regex which tests; null for all
     * @param out   is told where the results are
     * @return its exit status
     */
    int stress(String regex, PrintWriter out) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("netstack-stress");
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of(STRESS, "-t", regex == null ? "io.netstack" : regex, "-sc", "false"));
        out.println("results in " + folder);
        out.flush();
        return new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start().waitFor();
    }

    /** The promises of some groups in memory; the numbers behind them go to standard error. @throws IOException when it did not come so far */
    List<Ratio> check(List<CheckGroup> groups, boolean quick) throws IOException, InterruptedException {
        File results = File.createTempFile("netstack-check", ".json");
        try {
            List<String> command = new ArrayList<>(java);
            command.addAll(List.of(CHECK, "--results", results.toString()));
            if (quick) {
                command.add("--quick");
            }
            groups.forEach(group -> command.add(group.label()));
            int status = runToStandardError(command);
            if (status > LAST_KNOWN_STATUS || results.length() == 0) {
                throw new IOException("the benchmarks ended with status " + status);
            }
            List<Ratio> ratios = new ArrayList<>();
            for (Object element : JSON.std.listFrom(results)) {
                Map<String, Object> promise = object(element);
                boolean atLeast = promise.containsKey("atLeast");
                double limit = number(promise, atLeast ? "atLeast" : "atMost");
                ratios.add(new Ratio((String) promise.get("what"), number(promise, "value"), atLeast, limit, limit,
                    (String) promise.get("unit")));
            }
            return ratios;
        } finally {
            Files.deleteIfExists(results.toPath());
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object promise) {
        return (Map<String, Object>) promise;
    }

    private static double number(Map<String, Object> object, String key) {
        return ((Number) object.get(key)).doubleValue();
    }

    private static int runToStandardError(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getInputStream().transferTo(System.err);
        return process.waitFor();
    }
}
