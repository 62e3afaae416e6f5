package io.netstack.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.link.FrameHandler;
import io.netstack.link.Link;
import io.netstack.link.LinkCapabilities;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls to a stack's thread that comes, comes late, or never comes again. */
@Timeout(20)
class CommandRingTest {
    private final QuietLink link = new QuietLink();
    private final CommandRing ring = new CommandRing(null, link);
    private final AtomicInteger done = new AtomicInteger();

    /** Nothing to receive; counts how often it was woken. */
    private static final class QuietLink implements Link {
        private final AtomicInteger wakes = new AtomicInteger();

        @Override
        public int poll(FrameHandler handler, int limit) {
            return 0;
        }

        @Override
        public void await(long untilNs) {
            throw new AssertionError("nobody waits here");
        }

        @Override
        public void wake() {
            wakes.incrementAndGet();
        }

        @Override
        public boolean send(byte[] frame, int offset, int length) {
            throw new AssertionError("nobody sends here");
        }

        @Override
        public LinkCapabilities capabilities() {
            return new LinkCapabilities(1500, 0, false);
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    private FutureTask<Boolean> submit() {
        FutureTask<Boolean> task = new FutureTask<>(() -> ring.call((stack, nowNs) -> done.incrementAndGet()));
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private static boolean isDoneSoon(FutureTask<?> task) {
        try {
            task.get(100, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatWasCalledIsDoneInOrderOfTheRing() {
        assertThat(ring.call((stack, nowNs) -> done.compareAndSet(0, 1))).isTrue();
        assertThat(ring.call((stack, nowNs) -> done.compareAndSet(1, 2))).isTrue();
        assertThat(link.wakes).hasValue(2);
        assertThat(ring.drain(7)).isEqualTo(2);
        assertThat(done).hasValue(2);
    }

    @Test
    void aCallerThatFindsTheRingFullWaitsForRoom() throws Exception {
        for (int i = 0; i < 1024; i++) {
            ring.call((stack, nowNs) -> done.incrementAndGet());
        }
        FutureTask<Boolean> waiting = submit();
        assertThat(isDoneSoon(waiting)).isFalse();
        assertThat(ring.drain(7)).isEqualTo(1024);
        assertThat(waiting.get(5, TimeUnit.SECONDS)).isTrue();
        assertThat(ring.drain(7)).isOne();
        assertThat(done).hasValue(1025);
    }

    @Test
    void aCallerThatWaitsForRoomIsRefusedWhenTheRingCloses() throws Exception {
        for (int i = 0; i < 1024; i++) {
            ring.call((stack, nowNs) -> done.incrementAndGet());
        }
        FutureTask<Boolean> waiting = submit();
        assertThat(isDoneSoon(waiting)).isFalse();
        ring.close();
        assertThat(waiting.get(5, TimeUnit.SECONDS)).isFalse();
        assertThat(done).hasValue(0);
    }

    @Test
    void aClosedRingTakesNothingAndWakesNobody() {
        ring.close();
        assertThat(ring.isClosed()).isTrue();
        assertThat(ring.call((stack, nowNs) -> done.incrementAndGet())).isFalse();
        ring.close(3);
        ring.wrote(3);
        assertThat(link.wakes).hasValue(0);
        assertThat(ring.drain(7)).isZero();
    }
}
