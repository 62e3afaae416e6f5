package io.netstack.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The list of vectors: runs every test that is named after one, and counts them by sheet and by policy. Print it with {@code mvn -o -q -pl
 * netstack-core test -Dtest=VectorListTest}, or read {@code netstack-core/target/vectors.txt} after any run of the tests.
 */
class VectorListTest {
    private static final Path LIST = Path.of("target/vectors.txt");
    private static final String[] TESTS = {"io.netstack.script.ListenQueueVectorsTest", "io.netstack.script.RequestVectorsTest",
        "io.netstack.script.EndingVectorsTest", "io.netstack.script.LongVectorsTest", "io.netstack.policy.LinuxVersionVectorsTest",
        "io.netstack.policy.FreeBsdVectorsTest", "io.netstack.policy.FreeBsdCacheVectorsTest", "io.netstack.policy.FreeBsdOverflowVectorsTest",
        "io.netstack.policy.SocketQueueVectorsTest", "io.netstack.policy.OtherSystemsVectorsTest", "io.netstack.listen.CookieFormatsTest"};

    /** The two sheets: how many vectors there are under each letter. */
    private enum Sheet {
        LINUX('v', 60, "Linux"), FREEBSD('f', 49, "FreeBSD"), FREEBSD_COOKIE('k', 3, "FreeBSD's cookie"), BSD('b', 14, "4.4BSD, FreeBSD 2.2 to 4.4"),
        WINDOWS('w', 7, "Windows"), NETBSD('n', 4, "NetBSD"), OPENBSD('o', 2, "OpenBSD"), DARWIN('x', 3, "Darwin"), ILLUMOS('s', 4, "illumos");

        private final char letter;
        private final int count;
        private final String title;

        Sheet(char letter, int count, String title) {
            this.letter = letter;
            this.count = count;
            this.title = title;
        }
    }

    /** Vectors that are tested for something else than the sheet says, and why. */
    private static final Map<String, String> UNMET = Map.of("v59",
        "TCP Fast Open is not served: the request for a cookie is counted and the SYN taken as any other");

    /** Runs the tests and keeps what each vector was played under, and which failed. */
    private static final class Runs implements TestExecutionListener {
        private final Map<String, Set<String>> policies = new TreeMap<>(Comparator.comparing((String id) -> id.charAt(0))
            .thenComparing(id -> Integer.parseInt(id.substring(1))));
        private final Set<String> failed = new TreeSet<>();
        private final List<String> failures = new ArrayList<>();

        @Override
        public void executionStarted(TestIdentifier test) {
            if (test.isTest()) {
                UnderPolicy.PLAYED.clear();
            }
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (!test.isTest() || !(test.getSource().orElse(null) instanceof MethodSource method)) {
                return;
            }
            Set<String> played = UnderPolicy.PLAYED.isEmpty()
                ? Set.of(method.getClassName().startsWith("io.netstack.script") ? "linux-6.18" : "freebsd-14") : Set.copyOf(UnderPolicy.PLAYED);
            for (String id : ids(method.getMethodName())) {
                policies.computeIfAbsent(id, none -> new TreeSet<>()).addAll(played);
                if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                    failed.add(id);
                }
            }
            result.getThrowable().ifPresent(cause -> failures.add(method.getMethodName() + " " + test.getDisplayName() + ": " + cause));
        }

        /** {@code f1_f2_f3_negativeAndTooLarge}: f1, f2, f3. */
        private static List<String> ids(String name) {
            List<String> ids = new ArrayList<>();
            for (String word : name.split("_")) {
                if (!word.matches("[a-z]\\d+")) {
                    break;
                }
                ids.add(word.charAt(0) + Integer.valueOf(word.substring(1)).toString());
            }
            return ids;
        }
    }

    private static Runs run() {
        Runs runs = new Runs();
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (String test : TESTS) {
            request.selectors(DiscoverySelectors.selectClass(test));
        }
        LauncherDiscoveryRequest built = request.build();
        LauncherFactory.create().execute(built, runs);
        return runs;
    }

    @Test
    void everyVectorOfBothSheetsIsPlayed() throws IOException {
        Runs runs = run();
        List<String> lines = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Sheet sheet : Sheet.values()) {
            List<String> ids = IntStream.rangeClosed(1, sheet.count).mapToObj(i -> sheet.letter + Integer.toString(i)).toList();
            ids.stream().filter(id -> !runs.policies.containsKey(id)).forEach(missing::add);
            long passed = ids.stream().filter(id -> runs.policies.containsKey(id) && !runs.failed.contains(id) && !UNMET.containsKey(id)).count();
            lines.add(String.format("%-28s passed %2d of %2d", sheet.title, passed, sheet.count));
        }
        UNMET.forEach((id, why) -> lines.add("  not met: " + id + ", " + why));
        lines.add("");
        Map<String, List<String>> byPolicy = new TreeMap<>();
        runs.policies.forEach((id, policies) -> policies.forEach(policy -> byPolicy.computeIfAbsent(policy, none -> new ArrayList<>()).add(id)));
        for (ListenPolicy policy : Policies.all()) {
            List<String> ids = byPolicy.getOrDefault(policy.name(), List.of());
            long passed = ids.stream().filter(id -> !runs.failed.contains(id) && !UNMET.containsKey(id)).count();
            lines.add(String.format("%-28s passed %2d of %2d%s", policy.name(), passed, ids.size(), ids.isEmpty() ? "" : ": " + runsOf(ids)));
        }
        Files.write(LIST, lines);
        lines.forEach(System.out::println);
        assertThat(missing).as("vectors without a test").isEmpty();
        assertThat(runs.failures).as("vectors that failed").isEmpty();
    }

    /** {@code v1-v25 v51}. */
    private static String runsOf(List<String> ids) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < ids.size(); ) {
            int j = i;
            while (j + 1 < ids.size() && ids.get(j + 1).equals(ids.get(j).charAt(0) + Integer.toString(number(ids.get(j)) + 1))) {
                j++;
            }
            words.add(i == j ? ids.get(i) : ids.get(i) + "-" + ids.get(j));
            i = j + 1;
        }
        return String.join(" ", words);
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring(1));
    }
}
