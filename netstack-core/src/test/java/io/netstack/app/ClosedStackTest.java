package io.netstack.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstack.sim.PeerOutcome;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing a stack ends every wait for it, and whatever is asked of it later fails at once. */
@Timeout(20)
class ClosedStackTest {
    private static final String CLOSED = "the stack is closed";

    private final LiveWorld world = new LiveWorld();
    private final byte[] buffer = new byte[65_536];
    private Listener listener;

    @BeforeEach
    void listen() throws SocketException {
        listener = world.netstack.listen(80, 5);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Connection accept() throws Exception {
        world.connect(80).awaitOutcome(PeerOutcome.ESTABLISHED);
        return listener.accept();
    }

    /** Starts something that waits, closes the stack meanwhile, and expects the wait to say so. */
    private void assertEndedByClosing(Callable<?> waiting) throws Exception {
        FutureTask<?> task = new FutureTask<>(waiting);
        Thread thread = Thread.ofPlatform().daemon().start(task);
        LiveWorld.awaitThat(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
        world.netstack.close();
        assertThatThrownBy(() -> task.get(5, TimeUnit.SECONDS)).hasRootCauseInstanceOf(SocketException.class).hasRootCauseMessage(CLOSED);
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(SocketException.class).hasMessage(CLOSED);
    }

    @Test
    void acceptEnds() throws Exception {
        assertEndedByClosing(listener::accept);
    }

    @Test
    void acceptOfAServerSocketEnds() throws Exception {
        try (NetstackServerSocket server = new NetstackServerSocket(world.netstack)) {
            server.bind(new InetSocketAddress(81));
            assertEndedByClosing(server::accept);
        }
    }

    @Test
    void readingEnds() throws Exception {
        Connection connection = accept();
        assertEndedByClosing(() -> connection.read(buffer, 0, 1));
    }

    @Test
    void writingEnds() throws Exception {
        Connection connection = accept();
        world.stopClients();
        assertEndedByClosing(() -> {
            while (true) {
                connection.write(buffer, 0, buffer.length);
            }
        });
    }

    @Test
    void aReadySetSaysThatItsConnectionsAreReadyToFail() throws Exception {
        Connection connection = accept();
        ReadySet set = new ReadySet();
        set.add(connection, ReadySet.Interest.READ);
        FutureTask<Integer> task = new FutureTask<>(() -> set.await(Long.MAX_VALUE).getFirst().tryRead(buffer, 0, 1));
        Thread.startVirtualThread(task);
        Thread.sleep(50);
        world.netstack.close();
        assertThatThrownBy(() -> task.get(5, TimeUnit.SECONDS)).hasRootCauseMessage(CLOSED);
    }

    @Test
    void aQuestionThatWasAskedBeforeFails() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        // The stack's thread is busy with something that takes longer than close() waits for.
        world.netstack.commands().call((stack, nowNs) -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertEndedByClosing(() -> world.netstack.listen(82, 5));
        end.countDown();
    }

    @Test
    void whatIsAskedLaterFailsAtOnce() throws Exception {
        Connection connection = accept();
        world.netstack.close();
        assertThat(world.netstack.isClosed()).isTrue();
        assertRefused(() -> world.netstack.listen(83, 5));
        assertRefused(() -> listener.listen(7));
        assertRefused(() -> listener.accept());
        assertRefused(() -> connection.tryRead(buffer, 0, 1));
        assertRefused(() -> connection.tryWrite(buffer, 0, 1));
        assertRefused(() -> connection.noDelay(true));
        assertRefused(connection::shutdownOutput);
        assertThatThrownBy(() -> world.netstack.listeners()).isInstanceOf(IllegalStateException.class).hasMessage(CLOSED);
    }

    @Test
    void whatIsLeftIsClosedWithoutComplaint() throws Exception {
        Connection connection = accept();
        world.netstack.close();
        for (int i = 0; i < 2000; i++) {
            listener.close();
        }
        connection.close();
        world.netstack.close();
        assertThat(connection.available()).isZero();
    }

    @Test
    void aSocketThatLingersIsClosedAtOnce() throws Exception {
        try (NetstackServerSocket server = new NetstackServerSocket(world.netstack)) {
            server.bind(new InetSocketAddress(81));
            world.connect(81).awaitOutcome(PeerOutcome.ESTABLISHED);
            Socket socket = server.accept();
            socket.setSoLinger(true, 15);
            world.netstack.close();
            long startNs = System.nanoTime();
            socket.close();
            assertThat(System.nanoTime() - startNs).isLessThan(5_000_000_000L);
        }
    }
}
