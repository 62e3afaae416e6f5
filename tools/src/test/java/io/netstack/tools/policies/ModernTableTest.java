package io.netstack.tools.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The table of today's systems: how many connections each queues when handshakes run one after another, as their sources say. Every policy is
 * in a column here or in the figure's.
 */
class ModernTableTest {
    private static final List<List<String>> COLUMNS = List.of(
        List.of("freebsd-14", "freebsd-main", "freebsd-13", "freebsd-9", "freebsd-4.4"),
        List.of("freebsd-4.8", "dragonfly", "netbsd"),
        List.of("4.4bsd"),
        List.of("openbsd"),
        List.of("macos"),
        List.of("illumos", "solaris-2.9"),
        List.of("linux-6.18", "linux-6.1", "linux-5.15", "linux-4.19", "ring-drop"),
        List.of("linux-2.0"),
        List.of("windows", "windows-2000"));
    /** What raises a system's maximum to 4096 backlogs. */
    private static final Map<String, String> RAISED = Map.ofEntries(Map.entry("freebsd-14", "soacceptqueue"),
        Map.entry("freebsd-main", "soacceptqueue"), Map.entry("freebsd-13", "soacceptqueue"), Map.entry("freebsd-9", "somaxconn"),
        Map.entry("freebsd-4.4", "somaxconn"), Map.entry("freebsd-4.8", "somaxconn"), Map.entry("dragonfly", "somaxconn"),
        Map.entry("netbsd", "somaxconn"), Map.entry("openbsd", "somaxconn"), Map.entry("macos", "somaxconn"),
        Map.entry("illumos", "tcp_conn_req_max_q"), Map.entry("solaris-2.9", "tcp_conn_req_max_q"), Map.entry("linux-4.19", "somaxconn"));
    private static final String LARGE = "8192";

    /** The figure's columns, those that differ from them in time only, and those that hold less than 10. */
    private static final Set<String> ELSEWHERE = Set.of("aix-5.1", "hpux-11.11", "linux-2.4.7", "linux-2.6.32", "linux-3.0", "linux-3.10",
        "linux-4.3", "linux-4.4", "linux-4.9", "linux-2.2", "windows-nt4-workstation", "windows-nt3.5", "windows-nt3.1");

    private static int queued(ListenPolicy policy, Map<String, String> settings, int backlog) {
        Settings chosen = Settings.of(policy, settings);
        int limit = policy.open(chosen, 1).onListen(backlog, 0, false).limit();
        return new CellRun(policy, chosen, backlog, 2 * limit + 20).run().total();
    }

    /** Without a number: the sheet has none, or the system's maximum is below. Linux 4.19's and 2.0's maximum is 128, that of 6.18 is 4096. */
    @ParameterizedTest(name = "backlog {0}")
    @CsvSource(delimiter = '|', textBlock = """
        0   | 1   | 1   | 1 | 81  | 128 | 1   | 1   | 128 | 1
        1   | 2   | 2   | 2 | 81  | 1   | 2   | 2   | 1   | 1
        2   | 4   | 3   | 4 | 81  | 2   | 4   | 3   | 2   | 2
        3   | 5   | 4   | 5 | 81  | 3   | 5   | 4   | 3   | 3
        4   | 7   | 5   | 7 | 81  | 4   | 7   | 5   | 4   | 4
        5   | 8   | 6   | 8 | 81  | 5   | 8   | 6   | 5   | 5
        10  | 16  | 11  | 8 | 81  | 10  | 16  | 11  | 10  | 10
        50  | 76  | 51  | 8 | 81  | 50  | 76  | 51  | 50  | 50
        100 | 151 | 101 | 8 | 101 | 100 | 128 | 101 | 100 | 100
        128 | 193 | 129 | 8 | 129 | 128 | 128 | 129 | 128 | 128
        511 | 193 | 129 | 8 | 129 | 128 | 128 |     | 128 | 200
        """)
    void everyColumnHoldsWhatItsSourceSays(int backlog, Integer freebsd, Integer gated, Integer bsd, Integer openbsd, Integer macos,
                                           Integer illumos, Integer linux, Integer linux20, Integer windows) {
        Integer[] expected = {freebsd, gated, bsd, openbsd, macos, illumos, linux, linux20, windows};
        for (int column = 0; column < expected.length; column++) {
            for (String name : COLUMNS.get(column)) {
                if (expected[column] != null) {
                    assertThat(queued(Policies.named(name), Map.of(), backlog)).as(name).isEqualTo(expected[column]);
                }
            }
        }
    }

    /** The same systems with their maximum raised. */
    @ParameterizedTest(name = "backlog {0}")
    @CsvSource({"511, 767, 512, 512, 511, 767, 512", "4096, 6145, 4097, 4097, 4096, 6145, 4097"})
    void withARaisedMaximumTheRuleGoesOn(int backlog, int freebsd, int gated, int openbsd, int macos, int illumos, int linux) {
        Map<Integer, Integer> expected = Map.of(0, freebsd, 1, gated, 3, openbsd, 4, macos, 5, illumos, 6, linux);
        expected.forEach((column, total) -> COLUMNS.get(column).forEach(name -> {
            Map<String, String> raised = RAISED.containsKey(name) ? Map.of(RAISED.get(name), LARGE) : Map.of();
            assertThat(queued(Policies.named(name), raised, backlog)).as(name).isEqualTo(total);
        }));
    }

    /**
     * Who is left: the old two-queue Linux, in its first second, and the small maxima. With backlog 0 every SYN meets a full SYN queue in 4.4 to
     * 4.9, and nobody is young: everybody gets a cookie.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"linux-2.4.7, 3 5 8", "linux-2.6.32, 3 5 8", "linux-3.0, 3 5 8", "linux-3.10, 3 5 8", "linux-4.3, 3 5 8", "linux-4.4, 12 5 8",
        "linux-4.9, 12 5 8", "windows-nt4-workstation, 1 2 5", "windows-nt3.5, 1 2 5", "windows-nt3.1, 1 2 5", "aix-5.1, 1 4 8", "hpux-11.11, 1 3 7"})
    void theOthersOf12ClientsForBacklogs0And2And5(String name, String totals) {
        ListenPolicy policy = Policies.named(name);
        int[] backlogs = {0, 2, 5};
        for (int i = 0; i < backlogs.length; i++) {
            // over before the first SYN-ACK timeout lets two more in
            Cell cell = new CellRun(policy, Settings.defaults(policy), backlogs[i], 12, -70).run();
            assertThat(cell.total()).as("%s at backlog %d", name, backlogs[i]).isEqualTo(Integer.parseInt(totals.split(" ")[i]));
        }
    }

    @Test
    void linux2_2Holds130MoreWhateverTheBacklog() {
        assertThat(queued(Policies.named("linux-2.2"), Map.of(), 128)).isEqualTo(258);
    }

    @Test
    void noPolicyIsLeftOut() {
        Set<String> seen = COLUMNS.stream().flatMap(List::stream).collect(Collectors.toCollection(TreeSet::new));
        seen.addAll(ELSEWHERE);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(Policies.all().stream().map(ListenPolicy::name).toList());
    }
}
