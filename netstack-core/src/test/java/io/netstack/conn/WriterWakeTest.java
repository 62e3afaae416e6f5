package io.netstack.conn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A writer sleeps until the room is worth waking for. */
class WriterWakeTest {
    private static final int ID = 7;
    private static final int LIMIT = 9000;

    private final Streams streams = new Streams(new BufferPool(1 << 20));
    private final SynchronousQueue<String> woken = new SynchronousQueue<>();
    private final Thread writer = Thread.ofPlatform().daemon().unstarted(() -> {
        LockSupport.park();
        try {
            woken.put("woken");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    });

    /** A connection whose send buffer is full, and a thread that waits for room. */
    @BeforeEach
    void aWriterWaits() throws InterruptedException {
        streams.open(ID);
        streams.sendLimit(LIMIT);
        assertThat(streams.send(new byte[LIMIT], 0, LIMIT)).isEqualTo(LIMIT);
        streams.writerWaits(writer);
        writer.start();
        while (writer.getState() != Thread.State.WAITING) {
            Thread.sleep(1);
        }
    }

    @AfterEach
    void theWriterEnds() throws InterruptedException {
        writer.interrupt();
        writer.join();
    }

    private void acknowledged(int bytes) {
        streams.toSend.skipTo(bytes);
        streams.wakeWriterIfRoomy();
    }

    @Test
    void aThirdOfTheBufferWakesTheWriter() throws InterruptedException {
        acknowledged(LIMIT / 3);

        assertThat(woken.poll(10, TimeUnit.SECONDS)).isEqualTo("woken");
    }

    @Test
    void lessDoesNot() throws InterruptedException {
        acknowledged(LIMIT / 3 - 1);

        assertThat(woken.poll(100, TimeUnit.MILLISECONDS)).isNull();
        assertThat(writer.getState()).isEqualTo(Thread.State.WAITING);
    }

    @Test
    void anEmptyBufferWakesTheWriterHoweverSmallItIs() throws InterruptedException {
        streams.sendLimit(1);
        acknowledged(LIMIT);

        assertThat(woken.poll(10, TimeUnit.SECONDS)).isEqualTo("woken");
    }
}
