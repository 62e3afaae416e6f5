package io.netstack.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds for every policy, whatever happens: bounds, one answer for one frame, no RST for a RST, the same ISN for a SYN whose request
 * is stored, no slot lost, and the same history twice gives the same bytes.
 */
class RandomHistoryTest {
    private static final int HISTORIES = 25;
    private static final int STEPS = 300;
    private static final Map<String, String> NONE = Map.of();

    static Stream<String> policies() {
        return Policies.all().stream().map(ListenPolicy::name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void theRulesHoldInEveryHistory(String name) {
        ListenPolicy policy = Policies.named(name);
        for (long seed = 0; seed < HISTORIES; seed++) {
            List<String> once = new RandomHistory(policy, NONE, seed).play(STEPS);
            if (seed % 5 == 0) {
                List<String> again = new RandomHistory(policy, NONE, seed).play(STEPS);
                assertThat(again).as("%s, seed %d", name, seed).isEqualTo(once).isNotEmpty();
            }
        }
    }

    /** The exception is met: otherwise nothing would be shown about it. */
    @Test
    void someHistoriesTakeOverATimeWait() {
        long takenOver = 0;
        for (long seed = 0; seed < HISTORIES; seed++) {
            RandomHistory history = new RandomHistory(Policies.named("linux"), NONE, seed);
            history.play(STEPS);
            takenOver += history.timeWaitsTakenOver();
        }
        assertThat(takenOver).isPositive();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"freebsd-14", "freebsd-main", "freebsd-9", "freebsd-4.8"})
    void theyHoldInACacheThatOverflowsAndPauses(String name) {
        ListenPolicy policy = Policies.named(name);
        Map<String, String> small = Map.of("hashsize", "2", "bucketlimit", "2");
        Bounds bounds = new Bounds(Bounds.of(policy).completed(), l -> 2 * 2);
        for (long seed = 0; seed < HISTORIES; seed++) {
            new RandomHistory(policy, small, ListenOptions.NONE, bounds, true, true, seed).play(STEPS);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"linux", "linux-4.19", "linux-3.10", "linux-2.6.32", "linux-2.4.7"})
    void theyHoldWithoutCookies(String name) {
        for (long seed = 0; seed < HISTORIES; seed++) {
            new RandomHistory(Policies.named(name), Map.of("tcp_syncookies", "0"), seed).play(STEPS);
        }
    }

    /** A filter puts connections into the accept queue without asking for room: those beyond 3L/2 are the ones that waited, L + 1 at most. */
    @Test
    void theyHoldWithAcceptFilters() {
        ListenPolicy policy = Policies.named("freebsd-13");
        ListenOptions filtered = new ListenOptions(0, 0, 0, false, AcceptFilter.DATAREADY);
        Bounds bounds = new Bounds(l -> 3 * l / 2 + 1 + l + 1, Bounds.of(policy).requests());
        for (long seed = 0; seed < HISTORIES; seed++) {
            new RandomHistory(policy, NONE, filtered, bounds, false, false, seed).play(STEPS);
        }
    }
}
