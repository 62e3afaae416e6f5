package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What explain promises for backlog 2, a client of this machine's kernel experiences in the lab: under every policy. */
@Live(needs = Need.TUN)
class LivePoliciesTest {
    private static final int CLIENTS = 7;

    @TempDir
    private Path directory;

    static Stream<String> policies() {
        return Policies.all().stream().map(ListenPolicy::name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void theKernelsClientsSeeWhatExplainSays(String policy) throws Exception {
        Map<String, Object> promise = run("explain --policy " + policy + " --backlog 2 --json");
        // over before a dropped SYN is repeated: what is compared is the first answer
        Map<String, Object> report = run("lab --link tap --policy " + policy + " --backlog 2 --clients " + CLIENTS
            + " --spacing 30ms --for 600ms --json --out " + directory);

        assertThat(((Map<?, ?>) report.get("acceptQueue")).get("limit")).isEqualTo(promise.get("limit"));
        int first = promise.get("firstNotConnected") instanceof Integer number ? number : Integer.MAX_VALUE;
        List<?> clients = (List<?>) report.get("clients");
        assertThat(clients).hasSize(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            String expected = i + 1 < first ? "established" : switch ((String) promise.get("clientSees")) {
                case "silence" -> "retransmitting";
                case "refused" -> "refused";
                case "connected-then-reset" -> "reset";
                default -> throw new AssertionError(promise.get("clientSees"));
            };
            assertThat(((Map<?, ?>) clients.get(i)).get("outcome")).as("client %d under %s", i + 1, policy).isEqualTo(expected);
        }
    }

    private Map<String, Object> run(String line) throws Exception {
        Console console = new Console();
        int code = console.runLine(line);
        assertThat(console.err()).isEmpty();
        assertThat(code).isZero();
        return JSON.std.mapFrom(console.out());
    }
}
