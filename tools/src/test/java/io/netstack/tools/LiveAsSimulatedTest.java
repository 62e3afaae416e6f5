package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same small scenario, once with sockets of this machine's kernel in real time and once with simulated clients in virtual time: every
 * count is the same. It ends between the first and the second repetition of a SYN, far from both, so that a busy machine's delays do not
 * matter and neither does which Linux this is.
 */
@Live(needs = Need.TUN)
class LiveAsSimulatedTest {
    @TempDir
    private Path directory;

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {
        "--backlog 2 --clients 6",
        "--backlog 0 --clients 4",
        "--backlog 2 --clients 3 --silent 3 --set tcp_syncookies=0",
        "--backlog 2 --clients 3 --silent 4",
        "--policy ring-drop --backlog 2 --clients 4 --silent 2",
        "--policy freebsd-14 --backlog 2 --clients 6",
        "--policy windows --backlog 2 --clients 5"})
    void theKernelsClientsAndSimulatedOnesGiveTheSameCounts(String scenario) throws Exception {
        Map<String, Object> live = lab("tap", scenario);
        Map<String, Object> simulated = lab("memory", scenario);
        for (String counts : new String[] {"policy", "backlog", "clients", "synQueue", "acceptQueue", "counters"}) {
            assertThat(live.get(counts)).as(counts).isEqualTo(simulated.get(counts));
        }
        assertThat(verdicts(live)).isEqualTo(verdicts(simulated));
    }

    /** How often the kernel asks for our Ethernet address is its own affair. */
    private static Map<String, Object> verdicts(Map<String, Object> report) {
        Map<String, Object> verdicts = new TreeMap<>();
        ((Map<?, ?>) report.get("verdicts")).forEach((reason, count) -> verdicts.put((String) reason, count));
        verdicts.keySet().removeIf(reason -> reason.startsWith("ARP_"));
        return verdicts;
    }

    private Map<String, Object> lab(String link, String scenario) throws Exception {
        Console console = new Console();
        int code = console.runLine("lab --link " + link + " --spacing 50ms --for 1650ms --json --out " + directory.resolve(link) + " "
            + scenario);
        assertThat(console.err()).isEmpty();
        assertThat(code).isZero();
        return JSON.std.mapFrom(console.out());
    }
}
