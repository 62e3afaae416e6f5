package io.netstack.conn;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.flow.TimerGrain;
import io.netstack.observe.Counter;
import io.netstack.observe.Reason;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Threads of an application at the rings of a connection whose slot serves others later. */
class ApplicationSideTest {
    private final Lab lab = new Lab().withOptions().establish(20.4);
    private final byte[] bytes = new byte[100];

    @Test
    void aThreadThatComesLateFindsAClosedDoor() {
        ApplicationSide first = lab.c.application();
        first.send(bytes, 0, 10);
        lab.c.onApplicationWrote(lab.nowNs);
        lab.c.abort(lab.nowNs);
        lab.link.sent.clear();
        assertThat(lab.table.inUse()).isZero();
        TcpConnection reused = lab.c;
        lab.withOptions().establish(20.4);
        assertThat(lab.c).as("the slot is used again").isSameAs(reused);
        lab.data(1, 1, 10);
        assertThat(first.receive(bytes, 0, 100)).isEqualTo(TcpConnection.END_OF_STREAM);
        assertThat(first.send(bytes, 0, 100)).isEqualTo(TcpConnection.FAILED);
        assertThat(lab.c.application().receive(bytes, 0, 100)).isEqualTo(10);
        lab.c.onApplicationRead(lab.nowNs);
        lab.drain();
        lab.assertNothingLeft();
    }

    @Test
    void aSlotWaitsForTheThreadThatIsInside() {
        lab.data(1, 1, 10);
        assertThat(lab.c.streams.enter(lab.id)).isTrue();
        lab.c.abort(lab.nowNs);
        assertThat(lab.table.inUse()).isEqualTo(1);
        assertThat(lab.pool.inUse()).isEqualTo(1);
        lab.c.streams.leave();
        assertThat(lab.c.streams.enter(lab.id)).isFalse();
        lab.tuple(40002);
        TcpConnection next = lab.table.get(lab.table.open(lab.handshake, lab.nowNs));
        next.onApplicationRead(lab.nowNs);
        assertThat(lab.table.inUse()).as("the first slot came back meanwhile").isEqualTo(1);
        lab.assertNothingLeft();
    }

    @Test
    void aReaderThatSleepsIsWokenByDataAndByTheEnd() throws InterruptedException {
        ApplicationSide side = lab.c.application();
        AtomicInteger received = new AtomicInteger();
        Thread reader = Thread.ofPlatform().start(() -> {
            byte[] b = new byte[100];
            while (true) {
                side.readerWaits(Thread.currentThread());
                int n = side.receive(b, 0, b.length);
                if (n == TcpConnection.END_OF_STREAM) {
                    return;
                }
                if (n == 0) {
                    LockSupport.park();
                } else {
                    received.addAndGet(n);
                }
            }
        });
        for (int i = 0; i < 100; i++) {
            lab.data(1 + 10 * i, 1, 10);
            Thread.sleep(0, 100_000);
        }
        lab.fin(1001, 1);
        reader.join();
        assertThat(received.get()).isEqualTo(1000);
        lab.c.onApplicationRead(lab.nowNs);
        lab.assertNothingLeft();
    }

    @Test
    void atTheCapOfAllMemoryDataIsRefusedWritersWaitAndAreWoken() {
        Lab small = new Lab(Lab.linux6291456(), TimerGrain.EXACT, 4, 4L * BufferPool.CHUNK_BYTES);
        small.withOptions().establish(20.4);
        int seq = 1;
        while (small.c.receivedPosition < 4 * BufferPool.CHUNK_BYTES - 1448) {
            small.data(seq, 1, 1448);
            seq += 1448;
        }
        assertThat(small.data(seq, 1, 1448)).isEqualTo(Reason.CONNECTION_NO_MEMORY);
        assertThat(small.counters.value(Counter.NETSTACK_BUFFERS_FULL)).isEqualTo(1);
        assertThat(small.c.application().sendSpace()).isZero();
        assertThat(small.c.send(bytes, 0, 1)).isZero();
        small.c.application().writerWaits(Thread.currentThread());
        assertThat(small.read(100_000)).isPositive();
        LockSupport.parkNanos(1);
        assertThat(small.c.application().sendSpace()).isPositive();
        small.data(seq, 1, 1448);
        assertThat(small.read(100_000)).isEqualTo(1448);
        small.drain();
        small.assertNothingLeft();
    }
}
