package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lab against this machine's kernel. */
@Live(needs = {Need.TUN, Need.LIBPCAP, Need.TSHARK})
class LiveLabTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"pcap-tap,0", "pcap-tap,1", "pcap-tap,2", "pcap-tap,5", "pcap-veth,0", "pcap-veth,1", "pcap-veth,2", "pcap-veth,5",
        "tap,0", "tap,1", "tap,2", "tap,5"})
    void oneMoreThanTheBacklogIsEstablishedAndTheOthersRetransmitTheirSyn(String link, int backlog) throws Exception {
        int clients = backlog + 3;
        Console console = new Console();
        int code = console.runLine("lab --link " + link + " --backlog " + backlog + " --clients " + clients + " --spacing 200ms --for 1200ms --json --out "
            + directory);

        assertThat(console.err()).isEmpty();
        assertThat(code).isZero();
        Map<String, Object> report = JSON.std.mapFrom(console.out());
        assertThat(report).containsEntry("link", link).containsEntry("backlog", backlog);
        assertThat(report.get("acceptQueue")).isEqualTo(Map.of("length", backlog + 1, "peak", backlog + 1, "limit", backlog));
        List<?> results = (List<?>) report.get("clients");
        assertThat(results).hasSize(clients);
        for (int i = 0; i < clients; i++) {
            Map<?, ?> client = (Map<?, ?>) results.get(i);
            boolean fits = i <= backlog;
            assertThat(client.get("outcome")).as("client %d", i + 1).isEqualTo(fits ? "established" : "retransmitting");
            assertThat((Integer) client.get("synRetransmits")).isBetween(fits ? 0 : 1, fits ? 0 : 2);
        }
        Path capture = Path.of((String) report.get("pcapng"));
        assertThat(Tshark.ours(capture)).hasSizeGreaterThan(backlog);
        assertThat(Tshark.faultsOfOurs(capture)).isEmpty();
        assertThat(Tshark.withoutComment(capture)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"pcap-tap", "tap"})
    void anApplicationThatAcceptsLetsTheDroppedClientInAtItsNextSyn(String link) throws Exception {
        Console console = new Console();
        int code = console.runLine("lab --link " + link + " --backlog 0 --clients 2 --accept 2/s --for 2500ms --json --out " + directory);

        assertThat(console.err()).isEmpty();
        assertThat(code).isZero();
        // accept() comes half a second after the first SYN, the second client's next SYN a second after its first
        assertThat(console.out()).containsPattern("\\{\"id\":2,\"outcome\":\"established\",\"synRetransmits\":[12]}");
    }
}
