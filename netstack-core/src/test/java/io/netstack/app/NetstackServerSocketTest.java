package io.netstack.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstack.observe.ListenerStatus;
import io.netstack.sim.PeerOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract as our stack fulfils it, and what is ours alone: the exact backlog. */
class NetstackServerSocketTest extends AcceptedSocketContract {
    private final LiveWorld world = new LiveWorld();

    @Override
    ServerSocket unbound() {
        return new NetstackServerSocket(world.netstack);
    }

    @Override
    InetAddress host() throws IOException {
        return InetAddress.getByAddress(new byte[] {(byte) 198, 18, 0, 1});
    }

    @Override
    LiveWorld.Client connect(int port) {
        LiveWorld.Client client = world.connect(port);
        client.awaitOutcome(PeerOutcome.ESTABLISHED);
        return client;
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private int limit() {
        return world.netstack.listeners().stream().mapToInt(status -> limitOf(status)).findFirst().orElseThrow();
    }

    private static int limitOf(ListenerStatus status) {
        return status.acceptQueue().limit();
    }

    @Test
    void javasRuleMakesFiftyOfZeroAndBindExactlyDoesNot() throws IOException {
        try (ServerSocket javas = unbound()) {
            javas.bind(new InetSocketAddress(8001), 0);
            assertThat(limit()).isEqualTo(50);
        }
        try (NetstackServerSocket exact = new NetstackServerSocket(world.netstack)) {
            exact.bindExactly(new InetSocketAddress(8002), 0);
            assertThat(limit()).isZero();
            exact.listen(7);
            assertThat(limit()).isEqualTo(7);
        }
    }

    @Test
    void connectionsWaitInTheAcceptQueueUntilAccepted() throws IOException {
        try (NetstackServerSocket server = new NetstackServerSocket(world.netstack)) {
            server.bindExactly(new InetSocketAddress(8003), 5);
            connect(8003);
            connect(8003);
            LiveWorld.awaitThat(() -> world.netstack.listeners().get(0).acceptQueue().length() == 2);
            assertThat(server.acceptQueueLength()).isEqualTo(2);
            ListenerStatus.Queue waiting = world.netstack.listeners().get(0).acceptQueue();
            assertThat(waiting.oldestNs()).isGreaterThan(waiting.newestNs());
            assertThat(waiting.newestNs()).isPositive();
            server.accept().close();
            assertThat(server.acceptQueueLength()).isEqualTo(1);
        }
    }

    @Test
    void theFactoryMakesSocketsOfTheStack() throws IOException {
        try (ServerSocket server = new NetstackServerSocketFactory(world.netstack).createServerSocket(8004, 3, host())) {
            assertThat(limit()).isEqualTo(3);
            TestClient client = connect(8004);
            assertThat(client).isNotNull();
            try (Socket socket = server.accept()) {
                assertThat(socket.getLocalPort()).isEqualTo(8004);
            }
        }
    }

    @Test
    void anAddressThatIsNotTheStacksIsRefused() throws IOException {
        try (ServerSocket server = unbound()) {
            assertThatThrownBy(() -> server.bind(new InetSocketAddress("198.18.0.77", 80), 5)).isInstanceOf(java.net.BindException.class)
                .hasMessage("198.18.0.77 is not an address of this stack");
        }
    }

    @Test
    void closingWithBytesUnreadEndsTheStreamAndResets() throws IOException {
        try (NetstackServerSocket server = new NetstackServerSocket(world.netstack)) {
            server.bindExactly(new InetSocketAddress(8005), 5);
            LiveWorld.Client client = connect(8005);
            client.write("unread");
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write("answer".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                LiveWorld.awaitThat(() -> world.netstack.counters().value(io.netstack.observe.Counter.TCP_IN_SEGS) >= 3);
            }
            client.awaitOutcome(PeerOutcome.RESET);
            assertThat(client.readAll()).isEqualTo("answer");
        }
    }

    @Test
    void lingeringEndsWithItsTimeWhenThePeerAcknowledgesNothing() throws Exception {
        Both both = accepted();
        both.client().stall();
        both.socket().getOutputStream().write(1);
        both.socket().setSoLinger(true, 1);
        long startNs = System.nanoTime();
        both.socket().close();
        assertThat(System.nanoTime() - startNs).isBetween(900_000_000L, 5_000_000_000L);
    }

    @Test
    void itOnlyListens() throws IOException {
        try (Socket socket = new AcceptedSocket(new AcceptedFace())) {
            assertThatThrownBy(() -> socket.connect(new InetSocketAddress("198.18.0.2", 80))).isInstanceOf(SocketException.class)
                .hasMessage("this stack only listens: dial out through the kernel");
        }
    }
}
