package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A SYN queue overflowed by clients that never send the final ACK, with kernel clients behind them: Linux 6.18's rules, on each topology. */
@Live(needs = {Need.TUN, Need.LIBPCAP, Need.TSHARK})
class LiveSilentClientsTest {
    @TempDir
    private Path directory;

    private Map<String, Object> lab(String link, String options) throws Exception {
        Console console = new Console();
        int code = console.runLine("lab --link " + link + " --json --out " + directory + " " + options);
        assertThat(console.err()).isEmpty();
        assertThat(code).isZero();
        Map<String, Object> report = JSON.std.mapFrom(console.out());
        Path capture = Path.of((String) report.get("pcapng"));
        assertThat(Tshark.faultsOfOurs(capture)).isEmpty();
        assertThat(Tshark.withoutComment(capture)).isEmpty();
        return report;
    }

    private static List<String> outcomes(Map<String, Object> report) {
        return ((List<?>) report.get("clients")).stream().map(c -> (String) ((Map<?, ?>) c).get("outcome")).toList();
    }

    private static List<String> outcomes(int silent, String forSilent, int others, String forOthers) {
        return Stream.concat(Collections.nCopies(silent, forSilent).stream(), Collections.nCopies(others, forOthers).stream()).toList();
    }

    private static int counter(Map<String, Object> report, String name) {
        return number(report.get("counters"), name);
    }

    private static int verdict(Map<String, Object> report, String reason) {
        return number(report.get("verdicts"), reason);
    }

    /** What did not move is left out. */
    private static int number(Object numbers, String name) {
        Object number = ((Map<?, ?>) numbers).get(name);
        return number == null ? 0 : (Integer) number;
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcap-tap", "pcap-veth", "tap"})
    void withoutCookiesOneMoreRequestThanTheBacklogIsStoredAndEveryOtherSynIsDropped(String link) throws Exception {
        Map<String, Object> report = lab(link, "--backlog 2 --silent 3 --clients 2 --spacing 30ms --set tcp_syncookies=0 --for 1200ms");

        assertThat(outcomes(report)).isEqualTo(outcomes(3, "silent", 2, "retransmitting"));
        assertThat(report.get("synQueue")).isEqualTo(Map.of("length", 3, "peak", 3, "limit", 2));
        assertThat(verdict(report, "SYN_QUEUED")).isEqualTo(3);
        int retransmits = ((List<?>) report.get("clients")).stream().mapToInt(c -> (Integer) ((Map<?, ?>) c).get("synRetransmits")).sum();
        assertThat(retransmits).as("the kernel's clients sent their SYNs again").isGreaterThanOrEqualTo(2);
        assertThat(counter(report, "TcpExt.TCPReqQFullDrop")).isEqualTo(2 + retransmits);
        assertThat(counter(report, "TcpExt.ListenDrops")).isEqualTo(2 + retransmits);
        assertThat(counter(report, "TcpExt.ListenOverflows")).isZero();
        assertThat(counter(report, "TcpExt.TCPReqQFullDoCookies")).isZero();
        assertThat(counter(report, "TcpExt.TCPSynRetrans")).as("a second has passed for each request").isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcap-tap", "pcap-veth", "tap"})
    void withCookiesTheKernelsClientsConnectPastTheFullSynQueue(String link) throws Exception {
        Map<String, Object> report = lab(link, "--backlog 2 --silent 4 --clients 2 --spacing 30ms --set tcp_syncookies=1 --for 300ms");

        assertThat(outcomes(report)).isEqualTo(outcomes(4, "silent", 2, "established"));
        assertThat(report.get("synQueue")).isEqualTo(Map.of("length", 3, "peak", 3, "limit", 2));
        assertThat(report.get("acceptQueue")).isEqualTo(Map.of("length", 2, "peak", 2, "limit", 2));
        assertThat(counter(report, "TcpExt.TCPReqQFullDoCookies")).as("the fourth silent one and both others").isEqualTo(3);
        assertThat(counter(report, "TcpExt.SyncookiesSent")).isEqualTo(3);
        assertThat(counter(report, "TcpExt.SyncookiesRecv")).isEqualTo(2);
        assertThat(counter(report, "Tcp.PassiveOpens")).isEqualTo(2);
        assertThat(counter(report, "TcpExt.ListenDrops")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcap-tap", "pcap-veth", "tap"})
    void withCookiesAlwaysOnNothingIsEverStored(String link) throws Exception {
        Map<String, Object> report = lab(link, "--backlog 2 --silent 2 --clients 2 --spacing 30ms --set tcp_syncookies=2 --for 300ms");

        assertThat(outcomes(report)).isEqualTo(outcomes(2, "silent", 2, "established"));
        assertThat(report.get("synQueue")).isEqualTo(Map.of("length", 0, "peak", 0, "limit", 2));
        assertThat(verdict(report, "SYN_COOKIE_ALWAYS")).isEqualTo(4);
        assertThat(counter(report, "TcpExt.TCPReqQFullDoCookies")).isEqualTo(4);
        assertThat(counter(report, "TcpExt.SyncookiesSent")).isEqualTo(4);
        assertThat(counter(report, "TcpExt.SyncookiesRecv")).isEqualTo(2);
    }

    /**
     * A final ACK meets a full accept queue only where more requests are stored than places are left. The first burst fills the queue; accept()
     * frees a place after half a second; the clients that were dropped, whose kernel retransmits their SYNs in one tick, are all stored then.
     */
    @ParameterizedTest
    @ValueSource(strings = {"pcap-tap", "pcap-veth", "tap"})
    void withAbortOnOverflowAFinalAckAtAFullAcceptQueueIsAnsweredByReset(String link) throws Exception {
        Map<String, Object> report = lab(link, "--backlog 4 --clients 16 --spacing 0 --accept 2/s --for 1400ms"
            + " --set tcp_abort_on_overflow=1 --set tcp_syncookies=0");

        int resets = Collections.frequency(outcomes(report), "reset");
        assertThat(resets).isPositive();
        assertThat(verdict(report, "ACK_ACCEPT_QUEUE_FULL_RESET")).isEqualTo(resets);
        assertThat(counter(report, "TcpExt.EmbryonicRsts")).isEqualTo(resets);
        assertThat(counter(report, "Tcp.OutRsts")).isEqualTo(resets);
        assertThat(counter(report, "TcpExt.ListenDrops"))
            .isEqualTo(counter(report, "TcpExt.ListenOverflows") + counter(report, "TcpExt.TCPReqQFullDrop"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcap-tap", "pcap-veth", "tap"})
    void theDropAtTheRingCountsTheSameLiveAndInMemory(String link) throws Exception {
        String options = "--policy ring-drop --backlog 2 --silent 2 --clients 3 --spacing 60ms --for 600ms";
        Map<String, Object> memory = lab("memory", options);
        Map<String, Object> live = lab(link, options);

        assertThat(outcomes(memory)).containsExactly("silent", "silent", "established", "retransmitting", "retransmitting");
        assertThat(live.get("clients")).isEqualTo(memory.get("clients"));
        assertThat(live.get("synQueue")).isEqualTo(memory.get("synQueue"));
        assertThat(live.get("acceptQueue")).isEqualTo(memory.get("acceptQueue"));
        assertThat(live.get("counters")).isEqualTo(memory.get("counters"));
        assertThat(verdict(memory, "INGRESS_GATE_DROP")).isEqualTo(2);
        assertThat(verdict(live, "INGRESS_GATE_DROP")).isEqualTo(2);
    }
}
