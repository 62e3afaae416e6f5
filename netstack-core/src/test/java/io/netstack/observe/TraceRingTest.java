package io.netstack.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TraceRingTest {
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private final FrameSink sink = frame -> seen.add((frame.inbound() ? "in " : "out ") + frame.bytes()[0] + " at " + frame.nowNs() + " "
        + frame.reason() + " " + frame.a() + " " + frame.b());

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anInboundFrameComesBeforeTheFramesItCaused(boolean direct) {
        TraceRing ring = direct ? null : new TraceRing(sink, QueueGauge.NONE, 16, 64);
        FrameTrace trace = direct ? new DirectTrace(sink, QueueGauge.NONE, 64) : ring;

        trace.received(new byte[] {9, 1}, 1, 1, 10);
        trace.sent(new byte[] {2}, 0, 1, 11, Reason.SENT_SYN_ACK, 0, 0);
        trace.sent(new byte[] {3}, 0, 1, 12, Reason.SENT_REQUEST_ACK, 0, 0);
        trace.ended(Reason.SYN_QUEUED, 1, 5);
        trace.sent(new byte[] {4}, 0, 1, 13, Reason.SENT_SYN_ACK_AGAIN, 1, 0);
        trace.received(new byte[] {5}, 0, 1, 14);
        trace.ended(Reason.ACK_ESTABLISHED, 1, 5);
        if (ring != null) {
            ring.close();
        }

        assertThat(seen).containsExactly(
            "in 1 at 10 SYN_QUEUED 1 5",
            "out 2 at 11 SENT_SYN_ACK 0 0",
            "out 3 at 12 SENT_REQUEST_ACK 0 0",
            "out 4 at 13 SENT_SYN_ACK_AGAIN 1 0",
            "in 5 at 14 ACK_ESTABLISHED 1 5");
    }

    @Test
    void aFrameIsCutAtTheSnapLengthAndRemembersItsOwn() {
        List<Integer> lengths = new ArrayList<>();
        TraceRing ring = new TraceRing(frame -> Collections.addAll(lengths, frame.length(), frame.wireLength()), QueueGauge.NONE, 8, 3);
        ring.received(new byte[10], 2, 5, 0);
        ring.ended(Reason.FRAME_MALFORMED, 0, 0);
        ring.close();

        assertThat(lengths).containsExactly(3, 5);
    }

    @Test
    void queueLengthsAreThoseAtTheDecision() {
        int[] lengths = {0, 0};
        QueueGauge gauge = new QueueGauge() {
            @Override
            public int synQueueLength() {
                return lengths[0];
            }

            @Override
            public int acceptQueueLength() {
                return lengths[1];
            }
        };
        List<String> gauged = Collections.synchronizedList(new ArrayList<>());
        TraceRing ring = new TraceRing(f -> gauged.add(f.synQueueLength() + "/" + f.acceptQueueLength()), gauge, 8, 8);
        ring.received(new byte[1], 0, 1, 0);
        lengths[0] = 1;
        ring.ended(Reason.SYN_QUEUED, 1, 2);
        ring.received(new byte[1], 0, 1, 0);
        lengths[0] = 0;
        lengths[1] = 1;
        ring.ended(Reason.ACK_ESTABLISHED, 1, 2);
        ring.close();

        assertThat(gauged).containsExactly("1/0", "0/1");
    }

    @Test
    void aFullRingDropsAndCountsAndNeverBlocks() throws InterruptedException {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        TraceRing ring = new TraceRing(frame -> {
            writing.countDown();
            await(goOn);
            seen.add("frame " + frame.bytes()[0]);
        }, QueueGauge.NONE, 4, 8);
        record(ring, 0);
        assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 1; i <= 10; i++) {
            record(ring, i);
        }

        assertThat(ring.dropCount()).isEqualTo(7);
        goOn.countDown();
        ring.close();
        assertThat(seen).containsExactly("frame 0", "frame 1", "frame 2", "frame 3");
    }

    @Test
    void aSinkThatFailsIsLeftAloneAndTheStackGoesOn() {
        TraceRing ring = new TraceRing(frame -> {
            seen.add("called");
            throw new IOException("pipe closed");
        }, QueueGauge.NONE, 4, 8);
        for (int i = 0; i < 100; i++) {
            record(ring, i);
        }
        ring.close();

        assertThat(ring.failure()).hasMessage("pipe closed");
        assertThat(seen).hasSize(1);
    }

    @Test
    void drainWaitsForWhatWasRecorded() {
        TraceRing ring = new TraceRing(sink, QueueGauge.NONE, 1024, 8);
        for (int i = 0; i < 500; i++) {
            record(ring, i);
        }

        assertThat(ring.drain(10_000_000_000L)).isTrue();
        assertThat(seen).hasSize(500);
        ring.close();
    }

    @Test
    void closeWritesEverythingThatWasRecorded() {
        TraceRing ring = new TraceRing(sink, QueueGauge.NONE, 8192, 8);
        for (int i = 0; i < 5000; i++) {
            record(ring, i);
        }
        ring.close();
        ring.close();

        assertThat(seen).hasSize(5000);
        assertThat(ring.dropCount()).isZero();
    }

    private static void record(FrameTrace trace, int tag) {
        trace.received(new byte[] {(byte) tag}, 0, 1, tag);
        trace.ended(Reason.NO_LISTENER, 0, 0);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
