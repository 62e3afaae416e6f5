package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.observe.Reason;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Setting;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the lab says at the end is about what happened, in the words of the system whose rules they were. */
class LabExplanationsTest {
    private static final String ONE_BY_ONE = " --backlog 2 --clients 7 --spacing 30ms --for 3s";
    private static final String BURST = " --backlog 2 --clients 9 --silent 3 --spacing 0ms --for 3s";
    /** What nobody needs to be told: connections made, questions for addresses, ACKs that follow from something told. */
    private static final Set<Reason> UNTOLD = EnumSet.of(Reason.SYN_QUEUED, Reason.ACK_ESTABLISHED, Reason.CONNECTION_ACK,
        Reason.CONNECTION_OLD_ACK, Reason.LISTEN_ACK_RESET);

    @TempDir
    private Path directory;

    static Stream<String> policies() {
        return Policies.all().stream().map(ListenPolicy::name);
    }

    private Console lab(String options) {
        Console console = new Console();
        assertThat(console.runLine("lab --link memory --out " + directory + options)).as(console.err()).isZero();
        return console;
    }

    private static String paragraph(Console console) {
        List<String> lines = console.lines();
        int end = lines.size() - 2;
        int begin = end;
        while (!lines.get(begin - 1).isEmpty()) {
            begin--;
        }
        return String.join(" ", lines.subList(begin, end));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void whateverEndedBadlyIsTold(String policy) throws Exception {
        for (String run : List.of(ONE_BY_ONE, BURST)) {
            String text = paragraph(lab(run + " --policy " + policy));
            Map<String, Object> report = JSON.std.mapFrom(lab(run + " --json --policy " + policy).out());
            ((Map<?, ?>) report.get("verdicts")).forEach((name, count) -> {
                if (!UNTOLD.contains(Reason.valueOf((String) name))) {
                    String number = count.equals(1) ? "One" : count.toString();
                    boolean refused = name.equals(Reason.SYN_RESET.name()) && text.contains("refused: the SYN was answered by RST");
                    assertThat(refused || Pattern.compile("\\b" + number + " (SYN|segment|final ACK|good cookie)s?\\b").matcher(text).find())
                        .as("%s: %s %s in: %s", policy, count, name, text).isTrue();
                }
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void noSettingIsNamedThatTheSystemDoesNotHave(String policy) {
        Set<String> own = Policies.named(policy).settings().stream().map(Setting::name).collect(Collectors.toSet());
        Set<String> others = Policies.all().stream().flatMap(p -> p.settings().stream()).map(Setting::name)
            .filter(name -> !own.contains(name) && name.length() > 6).collect(Collectors.toSet());
        for (String run : List.of(ONE_BY_ONE, BURST)) {
            assertThat(paragraph(lab(run + " --policy " + policy))).doesNotContain(others).doesNotContain("tcp_abort_on_overflow");
        }
    }
}
