package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KernelClientsTest {
    private static final long MS = 1_000_000;
    private final List<KernelClients.Event> events = new ArrayList<>();

    private List<String> whatHappenedTo(int client) {
        return events.stream().filter(e -> e.client() == client).map(KernelClients.Event::what).toList();
    }

    @Test
    void eachClientStartsAfterItsSpacingAndConnects() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            new KernelClients((InetSocketAddress) server.getLocalSocketAddress(), 3, 20 * MS, events::add).run(20 * MS);
        }

        for (int client = 1; client <= 3; client++) {
            assertThat(whatHappenedTo(client)).containsExactly("started", "connected");
        }
        List<KernelClients.Event> starts = events.stream().filter(e -> e.what().equals("started")).toList();
        assertThat(starts.get(2).sinceStartNs()).isGreaterThanOrEqualTo(40 * MS);
        assertThat(starts).allSatisfy(e -> assertThat(e.port()).isPositive());
        assertThat(starts.stream().map(KernelClients.Event::port)).doesNotHaveDuplicates();
    }

    @Test
    void aClosedPortRefuses() throws IOException {
        InetSocketAddress nobody;
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) server.getLocalSocketAddress();
        }
        new KernelClients(nobody, 1, 0, events::add).run(20 * MS);

        assertThat(whatHappenedTo(1)).last().isEqualTo("refused");
    }

    @Test
    void aResetAndAnEndAreTold() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread serving = Thread.ofPlatform().start(() -> {
                try {
                    server.accept().close();
                    Socket second = server.accept();
                    Thread.sleep(50); // the client sees its connection first
                    second.setOption(StandardSocketOptions.SO_LINGER, 0);
                    second.close();
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            new KernelClients((InetSocketAddress) server.getLocalSocketAddress(), 2, 100 * MS, events::add).run(200 * MS);
            serving.join();
        }

        assertThat(whatHappenedTo(1)).containsExactly("started", "connected", "closed");
        assertThat(whatHappenedTo(2)).containsExactly("started", "connected", "reset");
    }
}
