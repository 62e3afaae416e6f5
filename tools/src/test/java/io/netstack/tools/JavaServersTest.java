package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;

import fi.iki.elonen.NanoHTTPD;
import io.netstack.app.Netstack;
import io.netstack.app.NetstackServerSocket;
import io.netstack.app.NetstackServerSocketFactory;
import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import io.netstack.pcap.Shell;
import io.netstack.tools.lab.Topologies;
import io.netstack.tools.lab.TopologyKind;
import io.netstack.tools.serve.http.HttpService;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Protocol;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okio.Buffer;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.impl.bootstrap.HttpServer;
import org.apache.hc.core5.http.impl.bootstrap.ServerBootstrap;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that other people wrote for java.net run on our stack unchanged, and the kernel's curl gets its pages from them. */
@Live(needs = {Need.TUN, Need.CURL})
class JavaServersTest {
    private static final int PORT = 8080;
    private static final byte[] PAGE = HttpService.pageText(300_000);

    @TempDir
    private Path directory;

    private interface Use {
        void with(Netstack stack, ServerLink link, InetAddress address) throws Exception;
    }

    private static void onStack(Use use) throws Exception {
        try (ServerLink link = ServerLink.network(Topologies.choose(TopologyKind.TAP), 1500, PORT);
             Netstack stack = Netstack.start(link.config(), link.link())) {
            use.with(stack, link, InetAddress.getByName(link.address()));
        }
    }

    /** So many pages in one run of curl; answers the protocol and the number of new connections for each. */
    private String curl(ServerLink link, int pages, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--fail", "--max-time", "20"));
        command.addAll(List.of(options));
        command.addAll(List.of("-w", "%{http_version} %{num_connects}\\n"));
        for (int i = 0; i < pages; i++) {
            command.addAll(List.of("-o", directory.resolve("page" + i).toString(), "http://" + link.address() + ":" + PORT + "/page" + i));
        }
        String said = Shell.run(link.topology().inClientNamespace(command).toArray(String[]::new));
        for (int i = 0; i < pages; i++) {
            assertThat(Files.readAllBytes(directory.resolve("page" + i))).isEqualTo(PAGE);
        }
        return said.strip();
    }

    private void mockWebServer(Protocol protocol, int pages, String expected, String... options) throws Exception {
        onStack((stack, link, address) -> {
            try (MockWebServer server = new MockWebServer()) {
                server.setServerSocketFactory(new NetstackServerSocketFactory(stack));
                server.setProtocols(List.of(protocol));
                for (int i = 0; i < pages; i++) {
                    server.enqueue(new MockResponse().setBody(new Buffer().write(PAGE)));
                }
                server.start(address, PORT);
                assertThat(curl(link, pages, options)).isEqualTo(expected);
                assertThat(server.getRequestCount()).isEqualTo(pages);
            }
        });
    }

    @Test
    void mockWebServerSpeaksHttp1AndKeepsTheConnection() throws Exception {
        mockWebServer(Protocol.HTTP_1_1, 2, "1.1 1\n1.1 0");
    }

    @Test
    void mockWebServerSpeaksHttp2WithPriorKnowledge() throws Exception {
        // One page: curl 7.88 fails with its second request to this server, on the kernel's sockets as on ours.
        mockWebServer(Protocol.H2_PRIOR_KNOWLEDGE, 1, "2 1", "--http2-prior-knowledge");
    }

    @Test
    void nanoHttpdServes() throws Exception {
        onStack((stack, link, address) -> {
            NanoHTTPD server = new NanoHTTPD(link.address(), PORT) {
                @Override
                public Response serve(IHTTPSession session) {
                    return newFixedLengthResponse(Response.Status.OK, "text/plain", new ByteArrayInputStream(PAGE), PAGE.length);
                }
            };
            server.setServerSocketFactory(() -> new NetstackServerSocket(stack));
            server.start(5000, true);
            try {
                assertThat(curl(link, 2)).isEqualTo("1.1 1\n1.1 0");
            } finally {
                server.stop();
            }
        });
    }

    @Test
    void apacheHttpCoreServes() throws Exception {
        onStack((stack, link, address) -> {
            HttpServer server = ServerBootstrap.bootstrap().setLocalAddress(address).setListenerPort(PORT)
                .setServerSocketFactory(new NetstackServerSocketFactory(stack)).setCanonicalHostName(link.address())
                .register("/*", (request, response, context) -> response.setEntity(new ByteArrayEntity(PAGE, ContentType.TEXT_PLAIN)))
                .create();
            server.start();
            try {
                assertThat(curl(link, 2)).isEqualTo("1.1 1\n1.1 0");
            } finally {
                server.close(CloseMode.IMMEDIATE);
            }
        });
    }
}
