package io.netstack.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What such a server counts on of the sockets that accept() gives: streams, closing, options. On the JDK's sockets and on ours. */
abstract class AcceptedSocketContract extends ServerSocketContract {
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

    /** More than any send buffer takes. */
    private static FutureTask<Void> writingALot(Thread.Builder kind, Socket socket, CompletableFuture<Thread> thread) {
        return onThread(kind, () -> {
            socket.getOutputStream().write(new byte[64 << 20]);
            return null;
        }, thread);
    }

    @Test
    void closingEndsAWriteThatWaits() throws Exception {
        Both both = accepted();
        both.client().stall();
        FutureTask<Void> waiting = writingALot(Thread.ofPlatform().daemon(), both.socket(), new CompletableFuture<>());
        pause();
        assertThat(waiting.isDone()).isFalse();
        both.socket().close();
        assertThat(thrownBy(waiting)).isInstanceOf(SocketException.class).hasMessage("Socket closed");
    }

    @Test
    void anInterruptClosesASocketThatAVirtualThreadWrites() throws Exception {
        Both both = accepted();
        both.client().stall();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        FutureTask<Void> waiting = writingALot(Thread.ofVirtual(), both.socket(), thread);
        pause();
        thread.join().interrupt();
        assertThat(thrownBy(waiting)).isInstanceOf(SocketException.class).hasMessage("Closed by interrupt");
        assertThat(both.socket().isClosed()).isTrue();
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
            socket.setSendBufferSize(20_000);
            assertThat(socket.getSendBufferSize()).isGreaterThanOrEqualTo(20_000);
            assertThat(socket.getChannel()).isNull();
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
