package io.netstack.tools.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netstack.policy.Fact;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is explained is what runs show, with a source for each sentence. */
class ExplainCommandTest {

    @ParameterizedTest
    @CsvSource({"linux, 3, silence", "linux-2.2, 132, silence", "freebsd, 4, connected-then-reset", "freebsd-4.8, 3, silence",
        "4.4bsd, 4, silence", "macos, 2, silence", "openbsd, 81, silence", "netbsd, 3, silence", "illumos, 4, silence", "windows, 2, refused"})
    void atBacklog2(String name, int total, String view) {
        ListenPolicy policy = Policies.named(name);
        Explanation explanation = new Explanation(policy, Settings.defaults(policy), 2);
        assertThat(explanation.clientView().label()).isEqualTo(view);
        assertThat(explanation.object()).containsEntry("total", total);
    }

    @Test
    void theCounterThatMovesIsFoundByRunningOneClientMore() {
        ListenPolicy linux = Policies.named("linux");
        assertThat(new Explanation(linux, Settings.defaults(linux), 2).object().get("counters"))
            .hasToString("{TcpExt.ListenDrops=1, TcpExt.ListenOverflows=1}");
    }

    @Test
    void everyPolicyAnswersEveryQuestionWithASource() {
        Set<Fact.Topic> questions = EnumSet.complementOf(EnumSet.of(Fact.Topic.DOUBT));
        for (ListenPolicy policy : Policies.all()) {
            assertThat(policy.facts().stream().map(Fact::topic).collect(Collectors.toSet())).as(policy.name()).containsAll(questions);
            assertThat(policy.facts()).as(policy.name()).allSatisfy(fact -> {
                assertThat(fact.text()).endsWith(".");
                assertThat(fact.source()).isNotBlank();
            });
            if (policy.inferred()) {
                assertThat(policy.facts()).as(policy.name()).anyMatch(fact -> fact.topic() == Fact.Topic.DOUBT);
            }
        }
    }

    @Test
    void anApplicationSaysTheNumber() {
        Said apache = Said.by(new ExplainCommand(), "--policy", "4.4bsd", "--app", "apache");
        assertThat(apache.text()).contains("Apache httpd (ListenBacklog) calls listen(511) there.", "listen(511) stores 5.");
        assertThat(Said.by(new ExplainCommand(), "--policy", "freebsd", "--app", "nginx").text()).contains("listen(-1) stores 128.");
        assertThat(Said.by(new ExplainCommand(), "--policy", "linux", "--app", "nginx").text()).contains("listen(511) stores 511.");
        assertThat(Application.named("go").backlog().applyAsInt(Policies.named("linux"))).isEqualTo(4096);
        assertThat(Application.named("netty").backlog().applyAsInt(Policies.named("windows"))).isEqualTo(200);
        assertThatIllegalArgumentException().isThrownBy(() -> Application.named("doom")).withMessageContaining("apache");
    }

    @Test
    void mistakesAreOneLine() {
        assertThat(Said.by(new ExplainCommand(), "--app", "apache", "--backlog", "3").lines()).containsExactly(
            "--app and --backlog both say the number; give one");
        assertThat(Said.by(new ExplainCommand(), "--set",
            "tcp_syncookies=9").lines()).singleElement().asString().contains("must be a number from 0 to 2");
    }
}
