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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What explain promises for backlog 2, clients of this machine's kernel experience in the lab, under every policy: how many are connected, how
 * many of them the accept queue holds, what the first two beyond that see, and which counters move for each of those.
 */
@Live(needs = Need.TUN)
class LivePoliciesTest {
    /** At least this many connect, and always two more than are connected. */
    private static final int FEWEST_CLIENTS = 7;
    private static final int VICTIMS = 2;

    @TempDir
    private Path directory;

    static Stream<String> policies() {
        return Policies.all().stream().map(ListenPolicy::name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void theKernelsClientsSeeWhatExplainSays(String policy) throws Exception {
        Map<String, Object> promise = run("explain --policy " + policy + " --backlog 2 --json");
        int first = (Integer) promise.get("firstNotConnected");
        int clients = Math.max(FEWEST_CLIENTS, first - 1 + VICTIMS);
        // over before a dropped SYN is repeated: what is compared is the first answer
        Map<String, Object> report = run("lab --link tap --policy " + policy + " --backlog 2 --clients " + clients
            + " --spacing " + (clients > FEWEST_CLIENTS ? "5ms" : "30ms") + " --for 600ms --json --out " + directory);

        assertThat(((Map<?, ?>) report.get("acceptQueue")).get("limit")).isEqualTo(promise.get("limit"));
        assertThat(((Map<?, ?>) report.get("acceptQueue")).get("length")).as("completed").isEqualTo(promise.get("completed"));
        assertThat(outcomes(report)).as(policy).isEqualTo(IntStream.rangeClosed(1, clients)
            .mapToObj(client -> client < first ? "established" : beyond((String) promise.get("clientSees"))).toList());
        Map<?, ?> counters = (Map<?, ?>) report.get("counters");
        int victims = clients - first + 1;
        ((Map<?, ?>) promise.get("counters")).forEach((name, each) -> assertThat((Integer) counters.get(name)).as("%s of %d clients", name, victims)
            .isGreaterThanOrEqualTo((Integer) each * victims));
    }

    private static List<String> outcomes(Map<String, Object> report) {
        return ((List<?>) report.get("clients")).stream().map(client -> (String) ((Map<?, ?>) client).get("outcome")).toList();
    }

    private static String beyond(String clientSees) {
        return switch (clientSees) {
            case "silence" -> "retransmitting";
            case "refused" -> "refused";
            case "connected-then-reset" -> "reset";
            default -> throw new AssertionError(clientSees);
        };
    }

    private Map<String, Object> run(String line) throws Exception {
        Console console = new Console();
        int code = console.runLine(line);
        assertThat(console.err()).isEmpty();
        assertThat(code).isZero();
        return JSON.std.mapFrom(console.out());
    }
}
