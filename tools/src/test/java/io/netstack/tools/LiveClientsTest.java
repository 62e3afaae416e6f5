package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netstack.app.Connection;
import io.netstack.app.Listener;
import io.netstack.app.Netstack;
import io.netstack.app.NetstackServerSocketFactory;
import io.netstack.link.ImpairedLink;
import io.netstack.link.Impairment;
import io.netstack.link.Link;
import io.netstack.observe.Counter;
import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import io.netstack.pcap.Shell;
import io.netstack.tools.lab.Topologies;
import io.netstack.tools.lab.TopologyKind;
import io.netstack.tools.serve.ProxyService;
import io.netstack.tools.serve.Service;
import io.netstack.tools.serve.http.HttpService;
import io.netstack.tools.value.AcceptPlan;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.impl.bootstrap.HttpServer;
import org.apache.hc.core5.http.impl.bootstrap.ServerBootstrap;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Programs that nobody here wrote use services on our stack; afterwards the client's kernel has counted nothing that a clean link
 * excludes.
 */
@Live(needs = {Need.TUN, Need.LIBPCAP, Need.CURL})
class LiveClientsTest {
    private static final int PORT = 8080;
    private static final int BACKLOG = 64;
    private static final String CLEAN = "TcpRetransSegs TcpInErrs TcpInCsumErrors TcpAttemptFails TcpExtTCPTimeouts TcpExtTCPChallengeACK "
        + "TcpExtTCPSYNChallenge TcpExtTCPDSACKRecv TcpExtPAWSEstab TcpExtTCPAbortOnTimeout TcpExtTCPRcvQDrop";

    @TempDir
    private Path directory;

    private interface Use {
        void with(Netstack stack, ServerLink link) throws Exception;
    }

    private static void requireProgram(String program, String debianPackage) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", program)) || Files.isExecutable(Path.of("/bin", program)),
            program + " is not installed (Debian: " + debianPackage + ")");
    }

    private static void onStack(TopologyKind kind, UnaryOperator<Link> network, Use use) throws Exception {
        try (ServerLink link = ServerLink.network(Topologies.choose(kind), 1500, PORT);
             Netstack stack = Netstack.start(link.config(), network.apply(link.link()))) {
            use.with(stack, link);
        }
    }

    private static void serving(TopologyKind kind, UnaryOperator<Link> network, Service service, Use use) throws Exception {
        onStack(kind, network, (stack, link) -> {
            Listener listener = stack.listen(PORT, BACKLOG);
            // Not virtual: a thread's namespace is that of the thread that made it, and the proxy connects in this test's.
            Acceptor acceptor = new Acceptor(listener, AcceptPlan.IMMEDIATE,
                connection -> Thread.ofPlatform().daemon().start(() -> serve(connection, service)));
            try {
                use.with(stack, link);
            } finally {
                acceptor.close();
            }
        });
    }

    private static void serve(Connection connection, Service service) {
        try (connection) {
            service.serve(connection.inputStream(), connection.outputStream());
        } catch (IOException e) {
            // the client broke it off
        }
    }

    private static String client(ServerLink link, String script) throws Exception {
        return Shell.run(link.topology().inClientNamespace(List.of("bash", "-c", script)).toArray(String[]::new));
    }

    /**
     * The client's kernel: each of these counters is 0, as on a clean link they must be. What a tail-loss probe sends again does not count:
     * it answers an ACK that we delay by Linux's own rules, or a busy machine does, and no loss.
     */
    private static void assertCleanClient(ServerLink link) throws Exception {
        Map<String, Integer> counted = new HashMap<>();
        client(link, "nstat -asz TcpExtTCPLossProbes " + CLEAN + " | awk 'NR > 1 {print $1, $2}'").lines().map(line -> line.split(" "))
            .forEach(words -> counted.put(words[0], Integer.valueOf(words[1])));
        int probes = counted.remove("TcpExtTCPLossProbes");
        for (String repeated : List.of("TcpRetransSegs", "TcpExtTCPDSACKRecv")) {
            counted.computeIfPresent(repeated, (name, count) -> Math.max(0, count - probes));
        }
        counted.values().removeIf(count -> count == 0);
        assertThat(counted).as("counters of the client's kernel").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"TAP,1", "TAP,100000", "PCAP_TAP,50000000", "TAP,50000000"})
    void curlGetsEveryByte(TopologyKind kind, int bytes) throws Exception {
        Path page = directory.resolve("page");
        serving(kind, UnaryOperator.identity(), HttpService.page(bytes), (stack, link) -> {
            String said = client(link, "curl -sS --max-time 60 -o " + page + " -w '%{http_code} %{speed_download}' http://"
                + link.address() + ":" + PORT + "/");
            assertThat(said).startsWith("200 ");
            if (kind == TopologyKind.TAP) {
                assertCleanClient(link);
            }
            System.out.println("curl, " + bytes + " bytes by " + kind + ": " + said.substring(4) + " B/s");
        });
        assertThat(Files.readAllBytes(page)).isEqualTo(HttpService.pageText(bytes));
    }

    @Test
    void curlGetsEveryByteThroughABadNetwork() throws Exception {
        Path page = directory.resolve("page");
        Impairment bad = Impairment.NONE.withLoss(0.02).withDelay(1_000_000, 500_000).withReorder(0.02, 3_000_000);
        serving(TopologyKind.TAP, link -> ImpairedLink.live(link, bad, List.of(), 7), HttpService.page(5_000_000), (stack, link) -> {
            String code = client(link, "curl -sS --max-time 60 -o " + page + " -w '%{http_code}' http://" + link.address() + ":" + PORT
                + "/");
            assertThat(code).isEqualTo("200");
            assertThat(stack.counters().value(Counter.TCP_RETRANS_SEGS)).as("retransmissions").isPositive();
        });
        assertThat(Files.readAllBytes(page)).isEqualTo(HttpService.pageText(5_000_000));
    }

    @Test
    void netcatHalfClosesAndGetsItsEcho() throws Exception {
        requireProgram("nc", "netcat-openbsd");
        Path sent = Files.write(directory.resolve("sent"), HttpService.pageText(1_000_000));
        serving(TopologyKind.TAP, UnaryOperator.identity(), Service.ECHO, (stack, link) -> {
            assertThat(client(link, "nc -N " + link.address() + " " + PORT + " < " + sent + " | cmp - " + sent + " && echo same"))
                .isEqualTo("same\n");
            assertCleanClient(link);
        });
    }

    /** A server that keeps its connections, on the java.net face. */
    private static void keepingAlive(Use use) throws Exception {
        onStack(TopologyKind.TAP, UnaryOperator.identity(), (stack, link) -> {
            HttpServer server = ServerBootstrap.bootstrap().setLocalAddress(InetAddress.getByName(link.address())).setListenerPort(PORT)
                .setServerSocketFactory(new NetstackServerSocketFactory(stack)).setCanonicalHostName(link.address())
                .register("/*", (request, response, context) ->
                    response.setEntity(new ByteArrayEntity(HttpService.pageText(1000), ContentType.TEXT_PLAIN)))
                .create();
            server.start();
            try {
                use.with(stack, link);
            } finally {
                server.close(CloseMode.IMMEDIATE);
            }
        });
    }

    @Test
    void wrkRequestsOverConnectionsThatStay() throws Exception {
        requireProgram("wrk", "wrk");
        keepingAlive((stack, link) -> {
            String said = client(link, "wrk -t1 -c5 -d2s http://" + link.address() + ":" + PORT + "/");
            assertThat(said).doesNotContain("Socket errors").doesNotContain("Non-2xx");
            assertThat(number(said, "Requests/sec:\\s+([\\d.]+)")).isGreaterThan(100);
            System.out.println(said.lines().filter(line -> line.contains("Requests/sec")).findFirst().orElseThrow()
                + " (wrk, 5 connections)");
            assertCleanClient(link);
        });
    }

    @ParameterizedTest
    @CsvSource({"-k", "''"})
    void abRequestsOverConnectionsThatStayOrAreNew(String keepAlive) throws Exception {
        requireProgram("ab", "apache2-utils");
        keepingAlive((stack, link) -> {
            String said = client(link, "ab -q -n 300 -c 5 " + keepAlive + " http://" + link.address() + ":" + PORT + "/");
            assertThat(number(said, "Complete requests:\\s+(\\d+)")).isEqualTo(300);
            assertThat(number(said, "Failed requests:\\s+(\\d+)")).isZero();
            System.out.println(said.lines().filter(line -> line.contains("Requests per")).findFirst().orElseThrow() + " ab " + keepAlive);
            assertCleanClient(link);
        });
    }

    @ParameterizedTest
    @CsvSource({"''", "-R"})
    void iperfMeasuresBothDirectionsThroughTheProxy(String reverse) throws Exception {
        requireProgram("iperf3", "iperf3");
        Shell.run("ip", "link", "set", "lo", "up");
        Process server = new ProcessBuilder("iperf3", "-s", "-1", "-p", "5201").redirectErrorStream(true)
            .redirectOutput(directory.resolve("iperf3.log").toFile()).start();
        try {
            Shell.run("timeout", "10", "bash", "-c", "until ss -ltn | grep -q :5201; do sleep 0.05; done");
            serving(TopologyKind.TAP, UnaryOperator.identity(), ProxyService.to("127.0.0.1:5201"), (stack, link) -> {
                String said = client(link, "iperf3 -c " + link.address() + " -p " + PORT + " -t 1 -b 50M " + reverse + " --json");
                assertThat(said).doesNotContain("\"error\"");
                assertThat(number(said, "\"sum_received\":\\s*\\{[^}]*\"bits_per_second\":\\s*([\\d.e+]+)")).isGreaterThan(10_000_000);
                assertCleanClient(link);
            });
        } finally {
            server.destroy();
        }
    }

    @Test
    void nmapSeesAnOpenPortAndItsScansAreAnswered() throws Exception {
        requireProgram("nmap", "nmap");
        serving(TopologyKind.TAP, UnaryOperator.identity(), Service.ECHO, (stack, link) -> {
            assertThat(scan(link, "-sS")).contains(PORT + "/tcp open").contains("8081/tcp closed");
            assertThat(scan(link, "-sA")).contains(PORT + "/tcp unfiltered").contains("8081/tcp unfiltered");
            assertThat(scan(link, "-sF")).contains(PORT + "/tcp open|filtered").contains("8081/tcp closed");
            assertThat(scan(link, "-sX")).contains(PORT + "/tcp open|filtered").contains("8081/tcp closed");
        });
    }

    private static String scan(ServerLink link, String type) throws Exception {
        return client(link, "nmap -n -Pn " + type + " -p " + PORT + ",8081 " + link.address()).replaceAll(" +", " ");
    }

    private static double number(String text, String pattern) {
        Matcher m = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        assertThat(m.find()).as(pattern + " in " + text).isTrue();
        return Double.parseDouble(m.group(1));
    }
}
