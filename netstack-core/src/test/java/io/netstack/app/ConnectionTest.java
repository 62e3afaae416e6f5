package io.netstack.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstack.sim.PeerOutcome;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program does with the connections of a listener: blocking, not blocking, one thread for many. */
@Timeout(20)
class ConnectionTest {
    private final LiveWorld world = new LiveWorld();
    private Listener listener;

    @BeforeEach
    void listen() throws SocketException {
        listener = world.netstack.listen(80, 5);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private LiveWorld.Client connect() {
        LiveWorld.Client client = world.connect(80);
        client.awaitOutcome(PeerOutcome.ESTABLISHED);
        return client;
    }

    private static ByteBuffer buffer(boolean direct, int length) {
        return direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
    }

    private static String text(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** The whole of a server: accept, a thread for each connection, streams. */
    @Test
    void aServerIsFifteenLines() throws Exception {
        Thread server = Thread.startVirtualThread(() -> {
            try {
                Connection connection = listener.accept();
                Thread.startVirtualThread(() -> {
                    try (connection) {
                        connection.inputStream().transferTo(connection.outputStream());
                    } catch (IOException e) {
                        System.err.println(connection.remoteAddress() + ": " + e.getMessage());
                    }
                });
            } catch (IOException e) {
                System.err.println("no longer listening: " + e.getMessage());
            }
        });
        LiveWorld.Client client = connect();
        client.write("every byte comes back");
        client.finish();
        assertThat(client.readAll()).isEqualTo("every byte comes back");
        server.join();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void buffersAreFilledAndEmptied(boolean direct) throws Exception {
        LiveWorld.Client client = connect();
        try (Connection connection = listener.accept()) {
            client.write("abcdef");
            ByteBuffer in = buffer(direct, 6);
            while (in.hasRemaining()) {
                connection.read(in);
            }
            assertThat(text(in)).isEqualTo("abcdef");
            ByteBuffer out = buffer(direct, 20_000);
            while (out.hasRemaining()) {
                out.put((byte) 'x');
            }
            connection.write(out.flip());
            assertThat(out.hasRemaining()).isFalse();
            assertThat(client.read(20_000)).isEqualTo("x".repeat(20_000));
        }
    }

    @Test
    void tryReadNeverWaits() throws Exception {
        LiveWorld.Client client = connect();
        try (Connection connection = listener.accept()) {
            assertThat(connection.tryRead(ByteBuffer.allocate(10))).isZero();
            assertThat(connection.isReadable()).isFalse();
            client.write("now");
            assertThat(connection.awaitReadable(System.nanoTime() + 5_000_000_000L)).isTrue();
            assertThat(connection.available()).isEqualTo(3);
            assertThat(connection.tryRead(new byte[10], 0, 10)).isEqualTo(3);
            client.finish();
            assertThat(connection.awaitReadable(Long.MAX_VALUE)).isTrue();
            assertThat(connection.tryRead(new byte[10], 0, 10)).isEqualTo(-1);
        }
    }

    @Test
    void readingNotBeyondAMomentTimesOut() throws Exception {
        connect();
        try (Connection connection = listener.accept()) {
            assertThatThrownBy(() -> connection.read(new byte[1], 0, 1, System.nanoTime() + 20_000_000L))
                .isInstanceOf(SocketTimeoutException.class);
            assertThat(connection.awaitReadable(System.nanoTime())).isFalse();
        }
    }

    @Test
    void acceptingNotLongerThanSomeTimeTimesOut() {
        assertThatThrownBy(() -> listener.accept(Duration.ofMillis(20))).isInstanceOf(SocketTimeoutException.class);
        assertThat(listener.tryAccept()).isNull();
    }

    @Test
    void aThreadThatReadsIsWokenByClosing() throws Exception {
        connect();
        Connection connection = listener.accept();
        FutureTask<Integer> reading = new FutureTask<>(() -> connection.read(new byte[1], 0, 1));
        Thread.startVirtualThread(reading);
        Thread.sleep(50);
        connection.close();
        assertThatThrownBy(() -> reading.get(5, TimeUnit.SECONDS)).hasRootCauseMessage("the connection is closed");
    }

    @Test
    void anInterruptEndsAWaitAndLeavesTheConnectionOpen() throws Exception {
        LiveWorld.Client client = connect();
        try (Connection connection = listener.accept()) {
            FutureTask<Integer> reading = new FutureTask<>(() -> connection.read(new byte[1], 0, 1));
            Thread thread = Thread.startVirtualThread(reading);
            Thread.sleep(50);
            thread.interrupt();
            assertThatThrownBy(() -> reading.get(5, TimeUnit.SECONDS))
                .hasRootCauseMessage("interrupted while waiting for something to read");
            client.write("z");
            assertThat(connection.read(new byte[1], 0, 1)).isOne();
        }
    }

    @Test
    void oneThreadServesManyThroughAReadySet() throws Exception {
        LiveWorld.Client first = connect();
        LiveWorld.Client second = connect();
        ReadySet set = new ReadySet();
        Connection one = listener.accept();
        Connection two = listener.accept();
        set.add(one, ReadySet.Interest.READ);
        set.add(two, ReadySet.Interest.READ);
        assertThat(set.await(System.nanoTime() + 20_000_000L)).isEmpty();
        second.write("2");
        assertThat(set.await(Long.MAX_VALUE)).containsExactly(two);
        assertThat(two.tryRead(new byte[5], 0, 5)).isOne();
        first.write("1");
        assertThat(set.await(Long.MAX_VALUE)).containsExactly(one);
        set.remove(one);
        assertThat(set.size()).isOne();
        assertThat(set.ready()).isEmpty();
        set.add(two, ReadySet.Interest.BOTH);
        assertThat(set.await(Long.MAX_VALUE)).as("there is room to write").containsExactly(two);
        one.close();
        two.close();
    }

    @Test
    void abortingResetsThePeer() throws Exception {
        LiveWorld.Client client = connect();
        listener.accept().abort();
        assertThat(client.wasReset()).isTrue();
    }

    @Test
    void aClosedConnectionTakesNoOptions() throws Exception {
        connect();
        Connection connection = listener.accept();
        connection.noDelay(true);
        connection.keepAlive(true);
        connection.receiveBuffer(20_000);
        connection.userTimeout(Duration.ofSeconds(5));
        connection.close();
        assertThatThrownBy(() -> connection.noDelay(false)).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> connection.tryWrite(new byte[1], 0, 1)).isInstanceOf(SocketException.class);
        assertThat(connection.available()).isZero();
    }
}
