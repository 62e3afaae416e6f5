package io.netstack.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.observe.Counter;
import io.netstack.observe.CounterScheme;
import io.netstack.observe.Counters;
import io.netstack.observe.Reason;
import io.netstack.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The hand-over from the capture thread to the stack's: in order, nothing twice, and what does not fit is counted. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class RingLinkTest {
    private final HandFedLink inner = new HandFedLink();
    private final Counters counters = new Counters(CounterScheme.LINUX);
    private final List<Integer> received = new ArrayList<>();
    private RingLink link;

    @AfterEach
    void stopTheCaptureThread() {
        link.close();
        assertThat(inner.isClosed()).isTrue();
    }

    @Test
    void framesArriveInOrderAndEachOnce() {
        link = new RingLink(inner, 1024, counters);
        for (int i = 0; i < 500; i++) {
            inner.arrive(frame(i));
        }
        pollUntil(500);
        assertThat(received).hasSize(500).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatDoesNotFitIsDroppedAndCountedSoThatNothingIsLostSilently() throws InterruptedException {
        link = new RingLink(inner, 8, counters);
        int frames = 1000;
        for (int i = 0; i < frames; i++) {
            inner.arrive(frame(i));
        }
        while (counters.value(Reason.INGRESS_RING_DROP) < frames - 8) {
            Thread.sleep(1);
        }
        pollUntil(8);
        assertThat(received).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(counters.value(Counter.NETSTACK_INGRESS_RING_DROP)).isEqualTo(frames - 8);
    }

    @Test
    void aPollDeliversNoMoreThanItsLimit() {
        link = new RingLink(inner, 64, counters);
        for (int i = 0; i < 20; i++) {
            inner.arrive(frame(i));
        }
        pollUntil(1);
        int before = received.size();
        assertThat(link.poll(this::receive, 3)).isLessThanOrEqualTo(3);
        assertThat(received.size() - before).isLessThanOrEqualTo(3);
        pollUntil(20);
    }

    @Test
    void whoLooksAheadHearsOfTheFramesThatWaitBeforeItGetsTheFirst() throws InterruptedException {
        link = new RingLink(inner, 64, counters);
        for (int i = 0; i < 3; i++) {
            inner.arrive(frame(i));
        }
        AheadHandler handler = new AheadHandler();
        awaitFramesInTheRing(3);
        assertThat(link.poll(handler, 2)).isEqualTo(2);
        assertThat(handler.heard).containsExactly("? 0", "? 1", "0", "1");
        handler.looksAhead = false;
        assertThat(link.poll(handler, 2)).isEqualTo(1);
        assertThat(handler.heard).endsWith("2").doesNotContain("? 2");
    }

    private void awaitFramesInTheRing(int frames) throws InterruptedException {
        while (link.waiting() < frames) {
            Thread.sleep(1);
        }
    }

    @Test
    void awaitEndsWhenAFrameArrives() throws InterruptedException {
        link = new RingLink(inner, 64, counters);
        Thread.ofPlatform().start(() -> {
            sleep();
            inner.arrive(frame(7));
        });
        pollUntil(1);
        assertThat(received).containsExactly(7);
    }

    @Test
    void awaitEndsWhenSomebodyWakesIt() {
        link = new RingLink(inner, 64, counters);
        Thread waker = Thread.ofPlatform().start(() -> {
            while (true) {
                sleep();
                link.wake();
                if (Thread.interrupted()) {
                    return;
                }
            }
        });
        link.await(Long.MAX_VALUE);
        waker.interrupt();
    }

    private static void sleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pollUntil(int frames) {
        while (received.size() < frames) {
            if (link.poll(this::receive, 1) == 0) {
                link.await(System.nanoTime() + 1_000_000_000L);
            }
        }
    }

    private void receive(byte[] buffer, int offset, int length) {
        received.add(Bytes.i32(buffer, offset));
    }

    private static byte[] frame(int number) {
        byte[] frame = new byte[60];
        Bytes.put32(frame, 0, number);
        return frame;
    }
}
