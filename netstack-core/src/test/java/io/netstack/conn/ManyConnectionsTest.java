package io.netstack.conn;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.observe.Counter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many connections that open, write, read, close and abort at random over a bad network: what is read is right, and nothing is left. */
class ManyConnectionsTest {
    private static final int CONNECTIONS = 150;

    /** One end as its application sees it. */
    private static final class End {
        final TcpConnection c;
        final int step;
        final byte[] buffer = new byte[5000];
        End other;
        int written;
        int read;
        boolean closed;
        boolean shut;

        End(TcpConnection c, int step) {
            this.c = c;
            this.step = step;
        }

        private byte octet(int i) {
            return (byte) (i * step + (i >>> 7));
        }

        void act(Random random, long nowNs) {
            if (closed) {
                return;
            }
            int choice = random.nextInt(1000);
            if (choice < 480) {
                write(1 + random.nextInt(buffer.length), nowNs);
            } else if (choice < 970) {
                read(1 + random.nextInt(buffer.length), nowNs);
            } else if (choice < 980) {
                shut = true;
                c.shutdownWrite(nowNs);
            } else if (choice < 984) {
                c.noDelay(random.nextBoolean(), nowNs);
            } else if (choice < 987) {
                c.shutdownRead();
            } else if (choice < 996) {
                closed = true;
                c.close(nowNs);
            } else {
                closed = true;
                c.abort(nowNs);
            }
        }

        private void write(int most, long nowNs) {
            for (int i = 0; i < most; i++) {
                buffer[i] = octet(written + i);
            }
            int n = c.send(buffer, 0, most);
            if (n > 0) {
                written += n;
                c.onApplicationWrote(nowNs);
            }
        }

        private void read(int most, long nowNs) {
            int n = c.receive(buffer, 0, most);
            if (n > 0) {
                for (int i = 0; i < n; i++) {
                    if (buffer[i] != other.octet(read + i)) {
                        throw new AssertionError("octet " + (read + i) + " is wrong");
                    }
                }
                read += n;
                assertThat(read).as("no more is read than was written").isLessThanOrEqualTo(other.written);
                c.onApplicationRead(nowNs);
            } else if (n == TcpConnection.FAILED) {
                c.takeError();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whatIsReadIsRightAndNothingIsLeft(long seed) {
        run(seed, 64L << 20);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void soItIsWhenMemoryRunsOutAgainAndAgain(long seed) {
        Pair pair = run(seed, 12 * BufferPool.CHUNK_BYTES);
        assertThat(pair.a.counters.value(Counter.NETSTACK_BUFFERS_FULL) + pair.b.counters.value(Counter.NETSTACK_BUFFERS_FULL))
            .as("segments dropped for want of memory").isPositive();
    }

    private static Pair run(long seed, long memoryBytes) {
        ConnSettings settings = Lab.linux6291456().with()
            .congestion(seed % 2 == 0 ? CongestionAlgorithm.CUBIC : CongestionAlgorithm.RENO).build();
        Pair pair = new Pair(seed, new Pair.Network(0.03, 0.02, 0.05, 10, 5), settings, 256, memoryBytes);
        Random random = pair.random;
        List<End> ends = new ArrayList<>();
        int opened = 0;
        for (int round = 0; round < 60_000 && (opened < CONNECTIONS || !ends.isEmpty()); round++) {
            if (opened < CONNECTIONS && random.nextInt(20) == 0) {
                int[] ids = pair.connect(1024 + opened, 80, random.nextInt(4) != 0, random.nextInt(4) != 0);
                opened++;
                End a = new End(pair.a.table.get(ids[0]), 3);
                End b = new End(pair.b.table.get(ids[1]), 7);
                a.other = b;
                b.other = a;
                ends.add(a);
                ends.add(b);
            }
            for (End end : ends) {
                if (random.nextInt(4) == 0) {
                    end.act(random, pair.nowNs);
                }
            }
            ends.removeIf(end -> end.closed && end.other.closed);
            long until = pair.nowNs + random.nextInt(20) * Pair.MS;
            while (pair.step(until)) {
                assertThat(pair.nowNs).isLessThanOrEqualTo(until);
            }
        }
        assertThat(opened).isEqualTo(CONNECTIONS);
        for (End end : ends) {
            if (!end.closed) {
                end.c.close(pair.nowNs);
            }
        }
        pair.assertNothingLeft();
        assertThat(pair.a.counters.value(Counter.TCP_RETRANS_SEGS)).as("the network was bad").isPositive();
        return pair;
    }
}
