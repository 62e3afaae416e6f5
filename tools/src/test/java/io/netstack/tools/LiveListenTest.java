package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import io.netstack.pcap.Shell;
import io.netstack.tools.lab.Topologies;
import io.netstack.tools.lab.Topology;
import io.netstack.tools.lab.TopologyKind;
import io.netstack.tools.serve.Service;
import io.netstack.tools.serve.http.HttpService;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services on our stack, used by programs of this machine. */
@Live(needs = {Need.TUN, Need.LIBPCAP, Need.TSHARK, Need.CURL})
class LiveListenTest {
    private static final int PORT = 8080;
    private static final int PAGE_BYTES = 102_400;

    @TempDir
    private Path directory;

    private interface Use {
        void with(ServerLink link, Server server) throws Exception;
    }

    private void serve(String link, int mtuBytes, Service service, Path capture, Use use) throws Exception {
        Topologies.Choice choice = Topologies.choose(TopologyKind.of(link));
        try (ServerLink network = ServerLink.network(choice, mtuBytes, PORT);
             Server server = new Server(network, network.config(), capture == null ? null : capture.toString())) {
            server.listen(PORT, 16, service);
            use.with(network, server);
        }
    }

    private static String onTheClient(Topology topology, String... command) throws Exception {
        return Shell.run(topology.inClientNamespace(List.of(command)).toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"pcap-tap,1500", "pcap-veth,1500", "tap,1500", "pcap-tap,576"})
    void curlGetsThePageIntact(String link, int mtuBytes) throws Exception {
        Path capture = directory.resolve("page.pcapng");
        Path page = directory.resolve("page.txt");
        serve(link, mtuBytes, HttpService.page(PAGE_BYTES), capture, (network, server) -> {
            String code = onTheClient(network.topology(), "curl", "-sS", "--max-time", "20", "-o", page.toString(), "-w", "%{http_code}",
                "http://" + network.address() + ":" + PORT + "/");
            assertThat(code).isEqualTo("200");
        });

        assertThat(Files.readAllBytes(page)).isEqualTo(HttpService.pageText(PAGE_BYTES));
        assertThat(Tshark.ours(capture)).hasSizeGreaterThan(PAGE_BYTES / mtuBytes);
        assertThat(Tshark.faultsOfOurs(capture)).isEmpty();
        assertThat(Tshark.withoutComment(capture)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcap-tap", "pcap-veth", "tap"})
    void echoSendsBackEveryByte(String link) throws Exception {
        Path sent = Files.write(directory.resolve("sent"), HttpService.pageText(300_000));
        Path back = directory.resolve("back");
        serve(link, 1500, Service.ECHO, null, (network, server) -> onTheClient(network.topology(), "bash", "-c",
            "exec 3<>/dev/tcp/" + network.address() + "/" + PORT + "; (cat " + sent + " >&3) & timeout 20 head -c 300000 <&3 >" + back));

        assertThat(Files.readAllBytes(back)).isEqualTo(Files.readAllBytes(sent));
    }

    /** A thread captures, another is the stack's, and a ring of 64 frames between them is too small for a burst: TCP makes up for it. */
    @ParameterizedTest
    @CsvSource({"tap,4096", "pcap-veth,4096", "tap,64"})
    void aPageArrivesIntactWhenFramesAreCapturedByAThreadOfTheirOwn(String link, int ringFrames) throws Exception {
        Path page = directory.resolve("page.txt");
        try (ServerLink network = ServerLink.network(Topologies.choose(TopologyKind.of(link)), 1500, PORT);
             Server server = new Server(network, network.config().withCaptureThread(ringFrames), null)) {
            server.listen(PORT, 16, HttpService.page(3 * PAGE_BYTES));
            onTheClient(network.topology(), "curl", "-sS", "--max-time", "20", "-o", page.toString(),
                "http://" + network.address() + ":" + PORT + "/");
            assertThat(server.stack().listeners().getFirst().acceptQueue().length()).isZero();
        }
        assertThat(Files.readAllBytes(page)).isEqualTo(HttpService.pageText(3 * PAGE_BYTES));
    }

    @Test
    void aRunningStackIsSeenBySsAndNstat() throws Exception {
        serve("tap", 1500, null, null, (network, server) -> {
            onTheClient(network.topology(), "bash", "-c", "exec 3<>/dev/tcp/" + network.address() + "/" + PORT + "; sleep 0.3");
            long pid = ProcessHandle.current().pid();
            Console ss = new Console();
            assertThat(ss.runLine("ss --pid " + pid)).isZero();
            assertThat(ss.lines().get(1)).matches("LISTEN +1 +16 +198\\.18\\.0\\.1:8080 +0 +16 +1 +1 +linux-6\\.18 +" + pid);
            Console netstat = new Console();
            assertThat(netstat.runLine("netstat -L --pid " + pid)).isZero();
            assertThat(netstat.lines().get(2)).matches("tcp4 +1/0/16 +198\\.18\\.0\\.1\\.8080");
            Console nstat = new Console();
            assertThat(nstat.runLine("nstat PassiveOpens --pid " + pid)).isZero();
            assertThat(nstat.lines().get(1)).matches("Tcp\\.PassiveOpens +1");
        });
        assertThat(new Console().runLine("ss --pid " + ProcessHandle.current().pid())).isEqualTo(2);
    }

    @Test
    void aListenThatIsInterruptedEndsTidily() throws Exception {
        Process listen = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), NetstackCommand.class.getName(), "listen", "--json",
            "--link", "tap", "--capture", directory.resolve("cut.pcapng").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            String line = listen.inputReader(StandardCharsets.UTF_8).readLine();
            assertThat(line).contains("\"event\":\"listening\"").contains("\"pid\":" + listen.pid());
            Shell.run("kill", "-INT", Long.toString(listen.pid()));
            assertThat(listen.waitFor()).isEqualTo(130);
        } finally {
            listen.destroyForcibly();
        }
        assertThat(new Console().runLine("nstat --pid " + listen.pid())).isEqualTo(2);
        assertThat(Tshark.ours(directory.resolve("cut.pcapng"))).isEmpty();
    }
}
