package io.netstack.tools;

import static io.netstack.tools.ClientWorld.PORT;
import static io.netstack.tools.ClientWorld.number;
import static io.netstack.tools.ClientWorld.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netstack.observe.Counter;
import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import io.netstack.pcap.Shell;
import io.netstack.tools.lab.TopologyKind;
import io.netstack.tools.serve.ProxyService;
import io.netstack.tools.serve.Service;
import io.netstack.tools.serve.http.HttpService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Programs that nobody here wrote use services on our stack. Afterwards the client's kernel has counted nothing that a clean link excludes,
 * and tshark finds nothing malformed in what we sent. Each prints its numbers; {@code -Dnetstack.clients.seconds=10
 * -Dnetstack.clients.megabytes=50} makes of a quick look the runs of the README's table.
 */
@Live(needs = {Need.TUN, Need.LIBPCAP, Need.CURL, Need.TSHARK})
class LiveClientsTest {
    private static final int SECONDS = Integer.getInteger("netstack.clients.seconds", 1);
    private static final int MEGABYTES = Integer.getInteger("netstack.clients.megabytes", 5);
    private static final String BAD = "loss=2%,reorder=2%/3ms,delay=1ms,jitter=500us,seed=7";

    @TempDir
    private Path directory;

    private static void requireProgram(String program, String debianPackage) {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin", program)) || Files.isExecutable(Path.of("/bin", program)),
            program + " is not installed (Debian: " + debianPackage + ")");
    }

    private static boolean isLong() {
        return SECONDS > 1;
    }

    /** A capture for tshark; a long run's would be too long to read. */
    private Path capture() {
        return isLong() ? null : directory.resolve("clients.pcapng");
    }

    // ---- curl

    private String curl(ClientWorld world, int bytes) throws Exception {
        world.server().listen(PORT, 64, HttpService.page(bytes));
        String said = world.client("curl -sS --max-time 120 -o " + directory.resolve("page") + " -w '%{http_code} %{time_total} "
            + "%{speed_download}' " + world.url());
        assertThat(said).startsWith("200 ");
        assertThat(Files.readAllBytes(directory.resolve("page"))).isEqualTo(HttpService.pageText(bytes));
        return String.format(Locale.ROOT, "%.3f s, %.1f MB/s, every byte alike", number(said, "200 (\\S+)"), number(said, " ([\\d.]+)$") / 1e6);
    }

    @ParameterizedTest
    @CsvSource({"TAP,1", "TAP,100000", "PCAP_TAP,1", "PCAP_TAP,100000"})
    void curlGetsEveryByteOfASmallPage(TopologyKind kind, int bytes) throws Exception {
        ClientWorld.open(kind, null, directory.resolve("small.pcapng"), world -> {
            tell("curl, " + bytes + " bytes, " + kind.label(), curl(world, bytes));
            world.assertClean();
        });
    }

    @ParameterizedTest
    @CsvSource({"PCAP_TAP", "TAP"})
    void curlGetsEveryByteOfFiftyMegabytes(TopologyKind kind) throws Exception {
        ClientWorld.open(kind, null, null, world -> {
            tell("curl, 50 MB, " + kind.label(), curl(world, 50_000_000));
            if (kind == TopologyKind.TAP) {
                world.assertClean();
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"PCAP_TAP", "TAP"})
    void curlGetsEveryByteThroughABadNetwork(TopologyKind kind) throws Exception {
        ClientWorld.open(kind, BAD, null, world -> {
            String said = curl(world, MEGABYTES * 1_000_000);
            long again = world.server().stack().counters().value(Counter.TCP_RETRANS_SEGS);
            assertThat(again).as("retransmissions").isPositive();
            tell("curl, " + MEGABYTES + " MB, " + kind.label() + ", 2 % loss and 2 % reordered", said + ", " + again + " segments sent again");
        });
    }

    // ---- requests

    /** So many requests a second, each on a new connection or all on a few that stay. */
    @ParameterizedTest
    @CsvSource({"'',5 connections that stay", "-H 'Connection: close',5 at a time; a connection for each request"})
    void wrkRequestsOverConnectionsThatStayOrAreNew(String option, String how) throws Exception {
        requireProgram("wrk", "wrk");
        ClientWorld.serving(HttpService.page(1000), capture(), world -> {
            String said = world.client("wrk -t1 -c5 -d" + SECONDS + "s " + option + " " + world.url());
            assertThat(said).doesNotContain("Socket errors").doesNotContain("Non-2xx");
            double rate = number(said, "Requests/sec:\\s+([\\d.]+)");
            assertThat(rate).isGreaterThan(100);
            tell("wrk, " + how, Math.round(rate) + " requests/s of 1000 bytes");
            world.assertClean();
        });
    }

    @ParameterizedTest
    @CsvSource({"-k,5 connections that stay", "'',5 at a time; a connection for each request"})
    void abRequestsOverConnectionsThatStayOrAreNew(String keepAlive, String how) throws Exception {
        requireProgram("ab", "apache2-utils");
        int requests = isLong() ? 20_000 : 500;
        ClientWorld.serving(HttpService.page(1000), capture(), world -> {
            String said = world.client("ab -q -n " + requests + " -c 5 " + keepAlive + " " + world.url());
            assertThat(number(said, "Complete requests:\\s+(\\d+)")).isEqualTo(requests);
            assertThat(number(said, "Failed requests:\\s+(\\d+)")).isZero();
            assertThat(said.contains("Keep-Alive requests:    " + requests)).isEqualTo(!keepAlive.isEmpty());
            tell("ab, " + how, Math.round(number(said, "Requests per second:\\s+([\\d.]+)")) + " requests/s of 1000 bytes, none failed");
            world.assertClean();
        });
    }

    // ---- streams

    @ParameterizedTest
    @CsvSource({"'',to us", "-R,from us"})
    void iperfMeasuresBothDirectionsThroughTheProxy(String reverse, String direction) throws Exception {
        requireProgram("iperf3", "iperf3");
        Shell.run("ip", "link", "set", "lo", "up");
        Process server = new ProcessBuilder("iperf3", "-s", "-1", "-p", "5201").redirectErrorStream(true)
            .redirectOutput(directory.resolve("iperf3.log").toFile()).start();
        try {
            Shell.run("timeout", "10", "bash", "-c", "until ss -ltn | grep -q :5201; do sleep 0.05; done");
            ClientWorld.servingHere(ProxyService.to("127.0.0.1:5201"), capture(), world -> {
                String limit = isLong() ? "" : "-b 50M ";
                String said = world.client("iperf3 -c " + world.address() + " -p " + PORT + " -t " + SECONDS + " " + limit + reverse + " --json");
                assertThat(said).doesNotContain("\"error\"");
                double bitsPerSecond = number(said, "\"sum_received\":\\s*\\{[^}]*\"bits_per_second\":\\s*([\\d.e+]+)");
                assertThat(bitsPerSecond).isGreaterThan(10_000_000);
                tell("iperf3 " + direction + ", through proxy", Math.round(bitsPerSecond / 1e6) + " Mbit/s" + (isLong() ? "" : " (asked for: 50)"));
                world.assertClean();
            });
        } finally {
            server.destroy();
        }
    }

    @Test
    void netcatHalfClosesAndGetsItsEcho() throws Exception {
        requireProgram("nc", "netcat-openbsd");
        Path sent = Files.write(directory.resolve("sent"), HttpService.pageText(1_000_000));
        ClientWorld.serving(Service.ECHO, directory.resolve("echo.pcapng"), world -> {
            assertThat(world.client("nc -N " + world.address() + " " + PORT + " < " + sent + " | cmp - " + sent + " && echo same"))
                .isEqualTo("same\n");
            tell("nc -N, 1 MB to echo", "comes back alike");
            world.assertClean();
        });
    }

    // ---- odd segments

    @Test
    void nmapSeesAnOpenPortAndItsScansAreAnswered() throws Exception {
        requireProgram("nmap", "nmap");
        ClientWorld.serving(Service.ECHO, directory.resolve("nmap.pcapng"), world -> {
            assertThat(scan(world, "-sS")).contains(PORT + "/tcp open").contains("8081/tcp closed");
            assertThat(scan(world, "-sA")).contains(PORT + "/tcp unfiltered").contains("8081/tcp unfiltered");
            assertThat(scan(world, "-sF")).contains(PORT + "/tcp open|filtered").contains("8081/tcp closed");
            assertThat(scan(world, "-sX")).contains(PORT + "/tcp open|filtered").contains("8081/tcp closed");
            tell("nmap -sS, -sA, -sF, -sX; an open port and a closed one", "open, unfiltered, open\\|filtered, open\\|filtered; closed, "
                + "unfiltered, closed, closed");
        });
    }

    private static String scan(ClientWorld world, String type) throws Exception {
        return world.client("nmap -n -Pn " + type + " -p " + PORT + ",8081 " + world.address()).replaceAll(" +", " ");
    }
}
