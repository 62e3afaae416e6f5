package io.netstack.conn;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.observe.Counter;
import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams over a bad network arrive whole, in both directions, and leave nothing behind. */
class BadNetworkTest {

    record Case(long seed, Pair.Network network, boolean sack, boolean timestamps, CongestionAlgorithm congestion, int bytes) {
    }

    static Iterator<Case> cases() {
        SplittableRandom seeds = new SplittableRandom(20_260);
        return IntStream.range(0, 60).mapToObj(i -> {
            double loss = i % 6 * 0.02;
            Pair.Network network = new Pair.Network(loss, i % 3 * 0.01, i % 4 * 0.03, 2 + i % 5 * 20, i % 7);
            return new Case(seeds.nextLong(), network, i % 5 != 4, i % 7 != 6,
                i % 2 == 0 ? CongestionAlgorithm.RENO : CongestionAlgorithm.CUBIC, 200_000 + i * 10_000);
        }).iterator();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bothStreamsArriveWhole(Case test) {
        ConnSettings settings = Lab.linux6291456().with().congestion(test.congestion).build();
        Pair pair = new Pair(test.seed, test.network, settings, 4);
        int[] ids = pair.connect(40_000, 80, test.sack, test.timestamps);
        Stream fromA = new Stream(pair.a.table.get(ids[0]), pair.b.table.get(ids[1]), test.bytes, 3);
        Stream fromB = new Stream(pair.b.table.get(ids[1]), pair.a.table.get(ids[0]), test.bytes / 3, 5);
        long end = pair.nowNs + 3_000_000 * Pair.MS;
        while (!fromA.isOver() || !fromB.isOver()) {
            fromA.run(pair.nowNs);
            fromB.run(pair.nowNs);
            assertThat(pair.step(end)).as("%s: stuck after %d ms, %d and %d bytes", test, pair.nowNs / Pair.MS, fromA.read, fromB.read)
                .isTrue();
        }
        assertThat(fromA.read).isEqualTo(test.bytes);
        assertThat(fromB.read).isEqualTo(test.bytes / 3);
        fromA.from.close(pair.nowNs);
        fromB.from.close(pair.nowNs);
        pair.assertNothingLeft();
        assertThat(pair.a.counters.value(Counter.TCP_ABORT_ON_TIMEOUT)).isZero();
        if (test.network.loss() == 0 && test.network.reorder() == 0 && test.network.jitterMs() == 0) {
            assertThat(pair.a.counters.value(Counter.TCP_RETRANS_SEGS)).as("retransmissions on a clean network").isZero();
        }
    }

    /** One direction: writes a pattern as there is room, closes it, and checks what is read. */
    static final class Stream {
        final TcpConnection from;
        final TcpConnection to;
        final int bytes;
        final int step;
        int written;
        int read;
        boolean ended;
        private final byte[] buffer = new byte[16_384];

        Stream(TcpConnection from, TcpConnection to, int bytes, int step) {
            this.from = from;
            this.to = to;
            this.bytes = bytes;
            this.step = step;
        }

        boolean isOver() {
            return ended;
        }

        private byte octet(int i) {
            return (byte) (i * step + (i >>> 8));
        }

        void run(long nowNs) {
            while (written < bytes) {
                int n = Math.min(bytes - written, buffer.length);
                for (int i = 0; i < n; i++) {
                    buffer[i] = octet(written + i);
                }
                int taken = from.send(buffer, 0, n);
                assertThat(taken).as("send").isGreaterThanOrEqualTo(0);
                if (taken == 0) {
                    break;
                }
                written += taken;
                from.onApplicationWrote(nowNs);
                if (written == bytes) {
                    from.shutdownWrite(nowNs);
                }
            }
            int n;
            while (!ended && (n = to.receive(buffer, 0, buffer.length)) != 0) {
                if (n == TcpConnection.END_OF_STREAM) {
                    ended = true;
                    break;
                }
                assertThat(n).as("receive").isPositive();
                for (int i = 0; i < n; i++) {
                    if (buffer[i] != octet(read + i)) {
                        throw new AssertionError("octet " + (read + i) + " is wrong");
                    }
                }
                read += n;
                to.onApplicationRead(nowNs);
            }
        }
    }
}
