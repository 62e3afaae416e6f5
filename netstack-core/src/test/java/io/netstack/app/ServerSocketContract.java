package io.netstack.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server written for java.net counts on of its ServerSocket. Run on the JDK's own ServerSocket and on ours: the same tests, the same answers. */
@Timeout(20)
abstract class ServerSocketContract {
    /** The server of the test, closed after it. */
    ServerSocket server;

    abstract ServerSocket unbound() throws Exception;

    abstract InetAddress host() throws Exception;

    abstract TestClient connect(int port) throws Exception;

    ServerSocket listening() throws Exception {
        server = unbound();
        server.bind(new InetSocketAddress(host(), 0), 5);
        return server;
    }

    /** A connection, both of its ends. */
    record Both(TestClient client, Socket socket) {
    }

    Both accepted() throws Exception {
        ServerSocket listening = listening();
        TestClient client = connect(listening.getLocalPort());
        return new Both(client, listening.accept());
    }

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Runs on a thread of its own. */
    static <T> FutureTask<T> onThread(Thread.Builder kind, Callable<T> work, CompletableFuture<Thread> thread) {
        FutureTask<T> task = new FutureTask<>(work);
        thread.complete(kind.start(task));
        return task;
    }

    static <T> FutureTask<T> onThread(Callable<T> work) {
        return onThread(Thread.ofPlatform().daemon(), work, new CompletableFuture<>());
    }

    /** What the work threw. */
    static Throwable thrownBy(FutureTask<?> task) throws Exception {
        try {
            Object result = task.get(10, TimeUnit.SECONDS);
            throw new AssertionError("it answered " + result);
        } catch (java.util.concurrent.ExecutionException e) {
            return e.getCause();
        }
    }

    static void pause() throws InterruptedException {
        Thread.sleep(60);
    }

    // ---- accept and addresses

    @Test
    void anUnboundSocketDoesNotAccept() throws Exception {
        server = unbound();
        assertThat(server.isBound()).isFalse();
        assertThat(server.getLocalPort()).isEqualTo(-1);
        assertThatThrownBy(server::accept).isInstanceOf(SocketException.class).hasMessage("Socket is not bound yet");
    }

    @Test
    void anEphemeralPortIsTold() throws Exception {
        ServerSocket listening = listening();
        assertThat(listening.isBound()).isTrue();
        assertThat(listening.getLocalPort()).isBetween(1, 65535);
        assertThat(listening.getInetAddress()).isEqualTo(host());
        assertThat(listening.getLocalSocketAddress()).isEqualTo(new InetSocketAddress(host(), listening.getLocalPort()));
    }

    @Test
    void aPortInUseIsRefused() throws Exception {
        ServerSocket first = listening();
        try (ServerSocket second = unbound()) {
            assertThatThrownBy(() -> second.bind(new InetSocketAddress(host(), first.getLocalPort()), 5)).isInstanceOf(BindException.class);
            assertThat(second.isBound()).isFalse();
        }
    }

    @Test
    void aClosedServersPortIsFreeAgain() throws Exception {
        int port = listening().getLocalPort();
        server.close();
        server = unbound();
        server.bind(new InetSocketAddress(host(), port), 5);
        TestClient client = connect(port);
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(bytes("here"));
        }
        assertThat(client.readAll()).isEqualTo("here");
    }

    @Test
    void anAcceptedSocketKnowsBothEnds() throws Exception {
        Both both = accepted();
        try (Socket socket = both.socket()) {
            assertThat(socket.isConnected()).isTrue();
            assertThat(socket.isBound()).isTrue();
            assertThat(socket.getLocalPort()).isEqualTo(server.getLocalPort());
            assertThat(socket.getLocalAddress()).isEqualTo(host());
            assertThat(socket.getPort()).isBetween(1, 65535);
            assertThat(socket.getInetAddress()).isNotNull();
        }
    }

    @Test
    void acceptTimesOutAndWorksAfterwards() throws Exception {
        ServerSocket listening = listening();
        listening.setSoTimeout(50);
        assertThat(listening.getSoTimeout()).isEqualTo(50);
        assertThatThrownBy(listening::accept).isInstanceOf(SocketTimeoutException.class).hasMessage("Accept timed out");
        connect(listening.getLocalPort());
        listening.setSoTimeout(5000);
        listening.accept().close();
    }

    @Test
    void closingEndsAnAcceptThatWaits() throws Exception {
        ServerSocket listening = listening();
        FutureTask<Socket> waiting = onThread(listening::accept);
        pause();
        listening.close();
        assertThat(thrownBy(waiting)).isInstanceOf(SocketException.class).hasMessage("Socket closed");
        assertThat(listening.isClosed()).isTrue();
        assertThatThrownBy(listening::accept).isInstanceOf(SocketException.class).hasMessage("Socket is closed");
    }

    @Test
    void anInterruptClosesAServerThatAVirtualThreadAcceptsFrom() throws Exception {
        ServerSocket listening = listening();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Boolean> status = new CompletableFuture<>();
        FutureTask<Socket> waiting = onThread(Thread.ofVirtual(), () -> {
            try {
                return listening.accept();
            } finally {
                status.complete(Thread.currentThread().isInterrupted());
            }
        }, thread);
        pause();
        thread.join().interrupt();
        assertThat(thrownBy(waiting)).isInstanceOf(SocketException.class).hasMessage("Closed by interrupt");
        assertThat(status.join()).as("interrupt status").isTrue();
        assertThat(listening.isClosed()).isTrue();
    }

    @Test
    void anInterruptDoesNotDisturbAPlatformThreadInAccept() throws Exception {
        ServerSocket listening = listening();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        FutureTask<Boolean> waiting = onThread(Thread.ofPlatform().daemon(), () -> {
            listening.accept().close();
            return Thread.currentThread().isInterrupted();
        }, thread);
        pause();
        thread.join().interrupt();
        pause();
        assertThat(waiting.isDone()).isFalse();
        connect(listening.getLocalPort());
        assertThat(waiting.get(5, TimeUnit.SECONDS)).as("interrupt status").isTrue();
    }

    @Test
    void severalThreadsMayAccept() throws Exception {
        ServerSocket listening = listening();
        FutureTask<Socket> one = onThread(listening::accept);
        FutureTask<Socket> two = onThread(listening::accept);
        connect(listening.getLocalPort());
        connect(listening.getLocalPort());
        int first = one.get(5, TimeUnit.SECONDS).getPort();
        assertThat(two.get(5, TimeUnit.SECONDS).getPort()).isNotEqualTo(first);
    }
}
