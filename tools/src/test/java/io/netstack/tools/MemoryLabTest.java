package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.observe.PcapngReader;
import io.netstack.tools.view.Glyphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab in virtual time: everything but the kernel, to the byte. */
class MemoryLabTest {
    @TempDir
    private Path directory;
    private final Console console = new Console();

    private List<String> lab(String options) {
        int code = console.runLine("lab --link memory --out " + directory + " " + options);
        assertThat(console.err()).isEmpty();
        assertThat(code).isZero();
        return console.lines();
    }

    private Map<String, Object> json(String options) throws IOException {
        List<String> lines = lab("--json " + options);
        assertThat(lines).as("one object and nothing else").hasSize(1);
        return JSON.std.mapFrom(lines.get(0));
    }

    private static List<String> outcomes(Map<String, Object> report) {
        return ((List<?>) report.get("clients")).stream().map(c -> (String) ((Map<?, ?>) c).get("outcome")).toList();
    }

    private static String plain(String line) {
        return line.replace(Glyphs.DRAWN.full(), Glyphs.PLAIN.full()).replace(Glyphs.DRAWN.empty(), Glyphs.PLAIN.empty())
            .replace(Glyphs.DRAWN.in(), Glyphs.PLAIN.in()).replace(Glyphs.DRAWN.out(), Glyphs.PLAIN.out());
    }

    @Test
    void anApplicationIsNamedWithWhatTheSystemMakesOfItsCall() {
        List<String> lines = lab("--policy 4.4bsd --app apache --clients 9 --spacing 10ms --for 500ms");
        assertThat(lines.getFirst()).startsWith("4.4BSD, listen(511), as Apache httpd (ListenBacklog) calls it; 9 clients");
        assertThat(String.join(" ", lines)).contains("4.4BSD turns listen(511) into a limit of 5: there may be 8 requests and connections together.");
    }

    @Test
    void aRunIsToldLineByLine() {
        List<String> lines = lab("--backlog 0 --clients 2 --spacing 500ms --for 1100ms");

        // drawn or plain, as this JVM's character set has it
        assertThat(lines.stream().map(MemoryLabTest::plain)).containsExactly(
            "Linux 6.18, listen(0); 2 clients of a simulated Linux, 500ms apart; nobody accepts.",
            "Link memory: asked for.",
            "",
            "    time  client                                SYN queue     accept queue  server",
            "   0.000       1  SYN                      -->  # 1           . 0           SYN stored: SYN queue 1 of 1",
            "   0.000       1                           <--  # 1           . 0           SYN-ACK",
            "   0.000       1  ACK, connected           -->  . 0           # 1           established: accept queue 1 of 1",
            "   0.500       2  SYN                      -->  . 0           # 1           SYN dropped: accept queue 1 > 0",
            "   1.500       2  SYN again (1)            -->  . 0           # 1           SYN dropped: accept queue 1 > 0",
            "",
            "client  outcome         SYN sent again  the server's last word",
            "     1  established                  0  established: accept queue 1 of 1",
            "     2  retransmitting               1  SYN dropped: accept queue 1 > 0",
            "",
            "queue   now  peak  limit",
            "SYN       0     1      0",
            "accept    1     1      0",
            "",
            "counter                 moved by",
            "Ip.InReceives                  4",
            "Ip.InDelivers                  4",
            "Tcp.InSegs                     4",
            "Tcp.OutSegs                    1",
            "Tcp.PassiveOpens               1",
            "Tcp.CurrEstab                  1",
            "TcpExt.ListenOverflows         2",
            "TcpExt.ListenDrops             2",
            "TcpExt.TCPPureAcks             1",
            "",
            "Linux 6.18 turns listen(0) into an accept queue limit of 0; full means longer than that, so the queue was full",
            "with 1 connection. Client 1 is connected; 1 waits for an accept() that nobody calls. 2 SYNs of client 2 met",
            "the full accept queue and were dropped without an answer. A client cannot tell a dropped SYN from a lost one:",
            "client 2 sent it again, once, and nothing answers.",
            "",
            "capture with a reason on each packet: " + directory.resolve("lab.pcapng"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void oneMoreThanTheBacklogIsEstablishedAndTheOthersRetransmit(int backlog) throws IOException {
        Map<String, Object> report = json("--clients 8 --backlog " + backlog);

        List<?> clients = (List<?>) report.get("clients");
        for (int i = 0; i < 8; i++) {
            Map<?, ?> client = (Map<?, ?>) clients.get(i);
            boolean fits = i <= backlog;
            assertThat(client.get("id")).isEqualTo(i + 1);
            assertThat(client.get("outcome")).isEqualTo(fits ? "established" : "retransmitting");
            assertThat((Integer) client.get("synRetransmits")).isBetween(fits ? 0 : 3, fits ? 0 : 4);
        }
        assertThat(report.get("acceptQueue")).isEqualTo(Map.of("length", backlog + 1, "peak", backlog + 1, "limit", backlog));
    }

    @Test
    void theJsonObjectHasTheDocumentedShape() throws IOException {
        Map<String, Object> report = json("--backlog 0 --clients 2 --for 1500ms");

        assertThat(report.keySet()).containsExactly("policy", "link", "backlog", "clients", "synQueue", "acceptQueue", "verdicts",
            "counters", "pcapng");
        assertThat(report).containsEntry("policy", "linux-6.18").containsEntry("link", "memory").containsEntry("backlog", 0)
            .containsEntry("clients", List.of(Map.of("id", 1, "outcome", "established", "synRetransmits", 0),
                Map.of("id", 2, "outcome", "retransmitting", "synRetransmits", 1)))
            .containsEntry("synQueue", Map.of("length", 0, "peak", 1, "limit", 0))
            .containsEntry("acceptQueue", Map.of("length", 1, "peak", 1, "limit", 0))
            .containsEntry("verdicts", Map.of("SYN_QUEUED", 1, "ACK_ESTABLISHED", 1, "SYN_DROP_ACCEPT_QUEUE_FULL", 2))
            .containsEntry("pcapng", directory.resolve("lab.pcapng").toString());
        Map<?, ?> counters = (Map<?, ?>) report.get("counters");
        assertThat(counters.get("TcpExt.ListenOverflows")).isEqualTo(2);
        assertThat(counters.get("Tcp.PassiveOpens")).isEqualTo(1);
    }

    @Test
    void abortOnOverflowResetsTheOneWhoseFinalAckFindsTheQueueFull() throws IOException {
        Map<String, Object> report = json(
            "--backlog 1 --clients 4 --spacing 0 --set tcp_abort_on_overflow=1 --set tcp_syncookies=0 --for 500ms");

        // two fit the SYN queue and then the accept queue; the others find the SYN queue full
        assertThat(outcomes(report))
            .containsExactly("established", "established", "retransmitting", "retransmitting");
        assertThat(report.get("verdicts").toString()).contains("SYN_DROP_SYN_QUEUE_FULL=2");
    }

    @Test
    void silentClientsFillTheSynQueueAndAreToldApart() throws IOException {
        Map<String, Object> report = json("--backlog 1 --silent 3 --clients 1 --set tcp_syncookies=0 --for 100ms");

        assertThat(report.get("clients")).isEqualTo(List.of(
            Map.of("id", 1, "outcome", "silent", "synRetransmits", 0, "silent", true),
            Map.of("id", 2, "outcome", "silent", "synRetransmits", 0, "silent", true),
            Map.of("id", 3, "outcome", "retransmitting", "synRetransmits", 0, "silent", true),
            Map.of("id", 4, "outcome", "retransmitting", "synRetransmits", 0)));
        assertThat(report.get("synQueue")).isEqualTo(Map.of("length", 2, "peak", 2, "limit", 1));
        assertThat(report.get("verdicts")).isEqualTo(Map.of("SYN_QUEUED", 2, "SYN_DROP_SYN_QUEUE_FULL", 2));
    }

    @Test
    void aFullSynQueueIsExplainedFromItsCounters() {
        List<String> lines = lab("--backlog 1 --silent 2 --clients 1 --set tcp_syncookies=0 --for 1200ms");

        assertThat(String.join(" ", lines)).contains("; 2 silent clients, then 1 client of a simulated Linux, 100ms apart")
            .contains("Clients 1 and 2 have their SYN-ACKs and never send the final ACK; 2 requests wait in the SYN queue.")
            .contains("2 SYN-ACKs were sent again (TcpExt.TCPSynRetrans).")
            .contains("2 SYNs of client 3 met the full SYN queue (2 requests) and were dropped without an answer (TcpExt.TCPReqQFullDrop).");
    }

    @Test
    void aSilentClientWhoseSynIsNeverAnsweredTimesOutAsLinuxDoes() throws IOException {
        Map<String, Object> report = json("--backlog 0 --silent 2 --clients 1 --spacing 1ms --set tcp_syncookies=0 --set tcp_synack_retries=9 --for 140s");

        assertThat(((List<?>) report.get("clients")).get(1))
            .isEqualTo(Map.of("id", 2, "outcome", "timeout", "synRetransmits", 10, "silent", true));
    }

    /** The third SYN comes while two requests and one connection wait, so that two final ACKs find one place. */
    @Test
    void aFinalAckAtAFullAcceptQueueIsResetWhereAbortOnOverflowIsSet() throws IOException {
        Map<String, Object> report = json(
            "--backlog 1 --clients 3 --spacing 150us --set tcp_abort_on_overflow=1 --set tcp_syncookies=0 --for 100ms");

        assertThat(outcomes(report)).containsExactly("established", "established", "reset");
        assertThat(report.get("counters").toString()).contains("TcpExt.ListenOverflows=1", "TcpExt.ListenDrops=1", "TcpExt.EmbryonicRsts=1",
            "Tcp.OutRsts=1");
    }

    @Test
    void theGateDropsSynsBeforeTheStackCountsThem() throws IOException {
        Map<String, Object> report = json("--policy ring-drop --backlog 1 --silent 2 --clients 2 --for 100ms");

        assertThat(outcomes(report)).containsExactly("silent", "silent", "retransmitting", "retransmitting");
        assertThat(report.get("verdicts")).isEqualTo(Map.of("SYN_QUEUED", 2, "INGRESS_GATE_DROP", 2));
        assertThat(report.get("counters").toString()).contains("Ip.InReceives=2").doesNotContain("ListenDrops");
    }

    @Test
    void cookiesAreExplained() {
        List<String> lines = lab("--backlog 1 --clients 5 --spacing 0 --for 200ms");

        assertThat(String.join(" ", lines)).contains("3 SYNs were answered by a cookie")
            .contains("3 good cookies met the full accept queue: the client believes it is connected and the server remembers nothing.");
    }

    @Test
    void anAcceptRateLetsTheOthersInLater() throws IOException {
        Map<String, Object> report = json("--backlog 0 --clients 3 --accept 1/s --for 8s");

        assertThat(outcomes(report)).containsOnly("established");
    }

    @Test
    void immediateAcceptDropsNobody() {
        assertThat(String.join(" ", lab("--backlog 0 --clients 5 --accept immediate")))
            .contains("accept()").contains("the application accepted 5").contains("Nothing was dropped.");
    }

    @Test
    void aClientThatGivesUpTimesOut() throws IOException {
        Map<String, Object> report = json("--backlog 0 --clients 2 --for 140s");

        assertThat(((List<?>) report.get("clients")).get(1)).isEqualTo(Map.of("id", 2, "outcome", "timeout", "synRetransmits", 10));
    }

    @Test
    void theCaptureHasEachReasonBesideItsPacketAndTwoRunsAreEqual() throws IOException {
        lab("--clients 4");
        byte[] first = Files.readAllBytes(directory.resolve("lab.pcapng"));
        lab("--clients 4");

        assertThat(Files.readAllBytes(directory.resolve("lab.pcapng"))).isEqualTo(first);
        List<PcapngReader.Packet> packets = new PcapngReader(first).packets;
        assertThat(packets.stream().map(p -> (p.inbound() ? "in: " : "out: ") + p.comment()).limit(10)).containsExactly(
            "in: SYN stored: SYN queue 1 of 3", "out: SYN-ACK", "in: established: accept queue 1 of 3",
            "in: SYN stored: SYN queue 1 of 3", "out: SYN-ACK", "in: established: accept queue 2 of 3",
            "in: SYN stored: SYN queue 1 of 3", "out: SYN-ACK", "in: established: accept queue 3 of 3",
            "in: SYN dropped: accept queue 3 > 2");
    }

    @Test
    void replayingTheCaptureComesToTheSameVerdicts() {
        lab("--clients 4 --for 1500ms");
        Console replay = new Console();
        assertThat(replay.runLine("replay " + directory.resolve("lab.pcapng"))).isZero();

        assertThat(replay.lines().get(0)).isEqualTo("server 198.18.0.1 ports [8080], linux-6.18, listen(2)");
        assertThat(replay.out()).contains("S      SYN stored: SYN queue 1 of 3 [sent: SYN-ACK]")
            .contains("A      established: accept queue 3 of 3").contains("     2  SYN_DROP_ACCEPT_QUEUE_FULL");
    }

    @Test
    void replayingWithAnotherBacklogComesToOthers() {
        lab("--clients 3 --for 100ms");
        Console replay = new Console();
        assertThat(replay.runLine("replay --backlog 0 " + directory.resolve("lab.pcapng"))).isZero();

        assertThat(replay.out()).contains("SYN dropped: accept queue 1 > 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--capture -  --json", "--link wire", "--set nonsense=1", "--set tcp_syncookies=7", "--policy plan9",
        "--out /proc/nowhere", "--backlog many", "--clients 0", "--accept often", "--for ever", "--set tcp_syncookies"})
    void aMistakeIsOneLineAndExitCodeTwoAndLeavesNothing(String options) {
        assertThat(console.runLine("lab --link memory --out " + directory.resolve("made") + " " + options)).isEqualTo(2);
        assertThat(console.err()).startsWith("netstack lab: ").hasLineCount(1);
        assertThat(console.out()).isEmpty();
        assertThat(directory.resolve("made")).doesNotExist();
    }
}
