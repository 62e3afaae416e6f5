package io.netstack.tools.custom;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyCheckTest {
    private static final long SEED = 1;
    private static final int HISTORIES = 2000;
    private static final Path EXAMPLES = Path.of("policies");

    static Stream<Arguments> brokenPolicies() {
        return BrokenPolicies.all().entrySet().stream().map(e -> Arguments.of(e.getKey().name(), e.getKey(), e.getValue()));
    }

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenPolicies")
    void aBrokenPolicyIsFoundWithinTenSecondsByAStoryOfSixPacketsAtMost(String name, ListenPolicy policy, String rule) {
        PolicyCheck.Finding finding = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10),
            () -> new PolicyCheck(policy, SEED).run(HISTORIES));
        assertThat(finding).as("seed %d", SEED).isNotNull();
        assertThat(finding.kind()).isEqualTo(rule);
        assertThat(finding.history().packets()).as("%s", finding.story()).isLessThanOrEqualTo(6);
    }

    @Test
    void theStoryNamesTheLineOfThePolicyThatThrew() {
        ListenPolicy policy =
            BrokenPolicies.all().keySet().stream().filter(p -> p.name().equals("counts-past-the-end")).findFirst().orElseThrow();
        PolicyCheck.Finding finding = new PolicyCheck(policy, SEED).run(HISTORIES);
        assertThat(finding.problem()).contains("ArrayIndexOutOfBounds").contains("BrokenPolicies.java:");
        assertThat(finding.story()).last().asString().startsWith("broken: ");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void everyExampleKeepsTheRules(Path file) {
        List<ListenPolicy> policies = PolicyCompiler.compile(file);
        assertThat(policies).hasSize(1);
        assertThat(new PolicyCheck(policies.getFirst(), SEED).run(120)).isNull();
    }

    @ParameterizedTest
    @MethodSource("someBuiltIn")
    void builtInPoliciesKeepTheRules(String name) {
        PolicyCheck.Finding finding = new PolicyCheck(Policies.named(name), SEED).run(80);
        assertThat(finding).isNull();
    }

    static Stream<String> someBuiltIn() {
        return Stream.of("linux", "freebsd-14", "windows", "illumos", "ring-drop");
    }

    @Test
    void theSameSeedFindsTheSameStory() {
        ListenPolicy policy =
            BrokenPolicies.all().keySet().stream().filter(p -> p.name().equals("takes-everybody")).findFirst().orElseThrow();
        assertThat(new PolicyCheck(policy, SEED).run(HISTORIES)).isEqualTo(new PolicyCheck(policy, SEED).run(HISTORIES));
    }
}
