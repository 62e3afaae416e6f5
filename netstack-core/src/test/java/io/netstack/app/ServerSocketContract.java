package io.netstack.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server written for java.net counts on. Run on the JDK's own ServerSocket and on ours: the same tests, the same answers. */
@Timeout(20)
abstract class ServerSocketContract {
    private ServerSocket server;

    abstract ServerSocket unbound() throws Exception;

    abstract InetAddress host() throws Exception;

    abstract TestClient connect(int port) throws Exception;

    private ServerSocket listening() throws Exception {
        server = unbound();
        server.bind(new InetSocketAddress(host(), 0), 5);
        return server;
    }

    /** A connection, both of its ends. */
    private record Both(TestClient client, Socket socket) {
    }

    private Both accepted() throws Exception {
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

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Runs on a thread of its own. */
    private static <T> FutureTask<T> onThread(Thread.Builder kind, Callable<T> work, CompletableFuture<Thread> thread) {
        FutureTask<T> task = new FutureTask<>(work);
        thread.complete(kind.start(task));
        return task;
    }

    private static <T> FutureTask<T> onThread(Callable<T> work) {
        return onThread(Thread.ofPlatform().daemon(), work, new CompletableFuture<>());
    }

    /** What the work threw. */
    private static Throwable thrownBy(FutureTask<?> task) throws Exception {
        try {
            Object result = task.get(10, TimeUnit.SECONDS);
            throw new AssertionError("it answered " + result);
        } catch (java.util.concurrent.ExecutionException e) {
            return e.getCause();
        }
    }

    private static void pause() throws InterruptedException {
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

    // ---- streams

    @Test
    void bytesGoBothWays() throws Exception {
        Both both = accepted();
        try (Socket socket = both.socket()) {
            both.client().write("question");
            assertThat(text(socket.getInputStream().readNBytes(8))).isEqualTo("question");
            socket.getOutputStream().write(bytes("answer"));
            assertThat(both.client().read(6)).isEqualTo("answer");
        }
        assertThat(both.client().readAll()).isEmpty();
    }

    @Test
    void thePeersEndIsTheEndOfTheStreamAndTheOtherDirectionStaysOpen() throws Exception {
        Both both = accepted();
        try (Socket socket = both.socket()) {
            both.client().write("all");
            both.client().finish();
            assertThat(text(socket.getInputStream().readAllBytes())).isEqualTo("all");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            socket.getOutputStream().write(bytes("still"));
        }
        assertThat(both.client().readAll()).isEqualTo("still");
    }

    @Test
    void afterShutdownOutputThePeerSeesTheEndAndReadingGoesOn() throws Exception {
        Both both = accepted();
        try (Socket socket = both.socket()) {
            socket.getOutputStream().write(bytes("bye"));
            java.io.OutputStream out = socket.getOutputStream();
            socket.shutdownOutput();
            assertThat(socket.isOutputShutdown()).isTrue();
            assertThat(both.client().readAll()).isEqualTo("bye");
            assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
            assertThatThrownBy(socket::getOutputStream).isInstanceOf(SocketException.class);
            both.client().write("more");
            assertThat(text(socket.getInputStream().readNBytes(4))).isEqualTo("more");
        }
    }

    @Test
    void afterShutdownInputReadingIsAtTheEnd() throws Exception {
        Both both = accepted();
        try (Socket socket = both.socket()) {
            InputStream in = socket.getInputStream();
            FutureTask<Integer> waiting = onThread(in::read);
            pause();
            socket.shutdownInput();
            assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo(-1);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(socket.isInputShutdown()).isTrue();
            socket.getOutputStream().write(bytes("out"));
            assertThat(both.client().read(3)).isEqualTo("out");
        }
    }

    @Test
    void readingTimesOutAndWorksAfterwards() throws Exception {
        Both both = accepted();
        try (Socket socket = both.socket()) {
            socket.setSoTimeout(50);
            InputStream in = socket.getInputStream();
            long startNs = System.nanoTime();
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class).hasMessage("Read timed out");
            assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(45_000_000L);
            socket.setSoTimeout(5000);
            both.client().write("x");
            assertThat(in.read()).isEqualTo('x');
        }
    }

    @Test
    void availableSaysWhatIsThere() throws Exception {
        Both both = accepted();
        try (Socket socket = both.socket()) {
            assertThat(socket.getInputStream().available()).isZero();
            both.client().write("four");
            LiveWorld.awaitThat(() -> {
                try {
                    return socket.getInputStream().available() == 4;
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }
    }

    @Test
    void readingNothingReadsNothing() throws Exception {
        Both both = accepted();
        try (Socket socket = both.socket()) {
            assertThat(socket.getInputStream().read(new byte[0])).isZero();
            assertThatThrownBy(() -> socket.getInputStream().read(new byte[2], 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void aResetIsToldToEveryReadThatFollows() throws Exception {
        Both both = accepted();
        try (Socket socket = both.socket()) {
            FutureTask<Integer> waiting = onThread(() -> socket.getInputStream().read());
            pause();
            both.client().reset();
            assertThat(thrownBy(waiting)).isInstanceOf(SocketException.class).hasMessage("Connection reset");
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class).hasMessage("Connection reset");
        }
    }

    @Test
    void closingEndsAReadThatWaits() throws Exception {
        Both both = accepted();
        FutureTask<Integer> waiting = onThread(() -> both.socket().getInputStream().read());
        pause();
        both.socket().close();
        assertThat(thrownBy(waiting)).isInstanceOf(SocketException.class).hasMessage("Socket closed");
        assertThatThrownBy(() -> both.socket().getInputStream()).isInstanceOf(SocketException.class).hasMessage("Socket is closed");
    }

    @Test
    void anInterruptClosesASocketThatAVirtualThreadReads() throws Exception {
        Both both = accepted();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        FutureTask<Integer> waiting = onThread(Thread.ofVirtual(), () -> both.socket().getInputStream().read(), thread);
        pause();
        thread.join().interrupt();
        assertThat(thrownBy(waiting)).isInstanceOf(SocketException.class).hasMessage("Closed by interrupt");
        assertThat(both.socket().isClosed()).isTrue();
    }

    @Test
    void anInterruptDoesNotDisturbAPlatformThreadThatReads() throws Exception {
        Both both = accepted();
        try (Socket socket = both.socket()) {
            CompletableFuture<Thread> thread = new CompletableFuture<>();
            FutureTask<Integer> waiting = onThread(Thread.ofPlatform().daemon(), () -> socket.getInputStream().read(), thread);
            pause();
            thread.join().interrupt();
            pause();
            assertThat(waiting.isDone()).isFalse();
            both.client().write("y");
            assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo('y');
        }
    }

    // ---- closing and options

    @Test
    void closingAStreamClosesTheSocket() throws Exception {
        Both both = accepted();
        both.socket().getOutputStream().write(bytes("last"));
        both.socket().getOutputStream().close();
        assertThat(both.socket().isClosed()).isTrue();
        assertThat(both.client().readAll()).isEqualTo("last");
    }

    @Test
    void lingeringZeroSecondsResets() throws Exception {
        Both both = accepted();
        both.socket().setSoLinger(true, 0);
        assertThat(both.socket().getSoLinger()).isZero();
        both.socket().close();
        assertThat(both.client().wasReset()).isTrue();
    }

    @Test
    void lingeringLongerEndsWhenThePeerHasEverything() throws Exception {
        Both both = accepted();
        both.socket().setSoLinger(true, 8);
        both.socket().getOutputStream().write(bytes("delivered"));
        long startNs = System.nanoTime();
        both.socket().close();
        assertThat(System.nanoTime() - startNs).isLessThan(4_000_000_000L);
        assertThat(both.client().readAll()).isEqualTo("delivered");
    }

    @Test
    void optionsAnswerWhatWasSet() throws Exception {
        Both both = accepted();
        try (Socket socket = both.socket()) {
            assertThat(socket.getTcpNoDelay()).isFalse();
            socket.setTcpNoDelay(true);
            assertThat(socket.getTcpNoDelay()).isTrue();
            assertThat(socket.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
            assertThat(socket.getKeepAlive()).isFalse();
            socket.setKeepAlive(true);
            assertThat(socket.getKeepAlive()).isTrue();
            assertThat(socket.getSoLinger()).isEqualTo(-1);
            socket.setSoLinger(true, 3);
            assertThat(socket.getSoLinger()).isEqualTo(3);
            socket.setSoLinger(false, 3);
            assertThat(socket.getSoLinger()).isEqualTo(-1);
            socket.setReceiveBufferSize(20_000);
            assertThat(socket.getReceiveBufferSize()).isGreaterThanOrEqualTo(20_000);
            assertThat(socket.supportedOptions()).contains(StandardSocketOptions.SO_RCVBUF, StandardSocketOptions.SO_LINGER,
                StandardSocketOptions.TCP_NODELAY);
        }
        assertThatThrownBy(() -> both.socket().setTcpNoDelay(true)).isInstanceOf(SocketException.class).hasMessage("Socket is closed");
    }

    @Test
    void aServersReceiveBufferIsSetBeforeItIsBound() throws Exception {
        server = unbound();
        server.setReceiveBufferSize(16_384);
        assertThat(server.getReceiveBufferSize()).isGreaterThanOrEqualTo(16_384);
        server.bind(new InetSocketAddress(host(), 0), 5);
        TestClient client = connect(server.getLocalPort());
        try (Socket socket = server.accept()) {
            client.write("small");
            assertThat(text(socket.getInputStream().readNBytes(5))).isEqualTo("small");
        }
    }
}
