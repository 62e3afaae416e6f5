package io.netstack.conn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A ring holds the bytes that were written, and no chunk that it does not need. */
class ByteRingTest {
    private final BufferPool pool = new BufferPool(64L * BufferPool.CHUNK_BYTES);
    private final ByteRing ring = new ByteRing(pool);
    private final byte[] bytes = new byte[64 * BufferPool.CHUNK_BYTES];

    private static byte octet(long position) {
        return (byte) (position * 31 + (position >>> 9));
    }

    private int append(int length) {
        long position = ring.written();
        for (int i = 0; i < length; i++) {
            bytes[i] = octet(position + i);
        }
        return ring.append(bytes, 0, length);
    }

    private boolean place(long position, int length) {
        for (int i = 0; i < length; i++) {
            bytes[i] = octet(position + i);
        }
        return ring.place(position, bytes, 0, length);
    }

    private int read(int most) {
        long position = ring.read();
        int n = ring.read(bytes, 0, most);
        for (int i = 0; i < n; i++) {
            assertThat(bytes[i]).isEqualTo(octet(position + i));
        }
        return n;
    }

    @Test
    void anEmptyRingHoldsNoChunk() {
        assertThat(append(100)).isEqualTo(100);
        assertThat(pool.inUse()).isEqualTo(1);
        assertThat(read(100)).isEqualTo(100);
        ring.release(100);
        assertThat(pool.inUse()).isZero();
        append(100);
        assertThat(read(1000)).isEqualTo(100);
        ring.release(200);
        assertThat(pool.inUse()).isZero();
    }

    @Test
    void writingStopsWhereMemoryEnds() {
        int all = 64 * BufferPool.CHUNK_BYTES;
        assertThat(append(1000)).isEqualTo(1000);
        ByteRing other = new ByteRing(pool);
        assertThat(other.append(bytes, 0, all)).isEqualTo(63 * BufferPool.CHUNK_BYTES);
        assertThat(append(BufferPool.CHUNK_BYTES)).isEqualTo(BufferPool.CHUNK_BYTES - 1000);
        assertThat(append(1)).isZero();
        assertThat(place(ring.written(), 1)).isFalse();
        other.clear();
        assertThat(append(1)).isEqualTo(1);
        assertThat(read(all)).isEqualTo(BufferPool.CHUNK_BYTES + 1);
        ring.clear();
        assertThat(pool.inUse()).isZero();
    }

    @Test
    void whatDoesNotFitIsNotPlacedAndCostsNothing() {
        append(10);
        assertThat(place(63 * BufferPool.CHUNK_BYTES, 2 * BufferPool.CHUNK_BYTES)).isFalse();
        assertThat(pool.inUse()).isEqualTo(1);
        assertThat(read(100)).isEqualTo(10);
        ring.release(10);
        assertThat(pool.inUse()).isZero();
        assertThat(place(63 * BufferPool.CHUNK_BYTES, 2 * BufferPool.CHUNK_BYTES)).isFalse();
        assertThat(pool.inUse()).isZero();
    }

    @Test
    void bytesBeyondAHoleBecomeReadableWhenItIsFilled() {
        assertThat(place(5000, 5000)).isTrue();
        assertThat(place(0, 5000)).isTrue();
        assertThat(read(100)).isZero();
        ring.publish(10_000);
        assertThat(read(20_000)).isEqualTo(10_000);
        ring.release(10_000);
        assertThat(pool.inUse()).isZero();
    }

    @Test
    void discardedBytesBeyondAHoleGiveTheirChunksBack() {
        append(10);
        place(20_000, 5000);
        assertThat(pool.inUse()).isEqualTo(7);
        ring.discardPlaced();
        assertThat(pool.inUse()).isEqualTo(1);
        append(10);
        assertThat(read(100)).isEqualTo(20);
        ring.release(20);
        assertThat(pool.inUse()).isZero();
    }

    @Property(tries = 200)
    void behavesLikeAQueue(@ForAll long seed) {
        BufferPool own = new BufferPool(16L * BufferPool.CHUNK_BYTES);
        ByteRing tested = new ByteRing(own);
        ArrayDeque<Byte> model = new ArrayDeque<>();
        Random random = new Random(seed);
        byte[] b = new byte[9000];
        long placed = 0;
        for (int i = 0; i < 200; i++) {
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    int length = random.nextInt(b.length);
                    random.nextBytes(b);
                    placed = 0;
                    tested.discardPlaced();
                    int n = tested.append(b, 0, length);
                    for (int j = 0; j < n; j++) {
                        model.add(b[j]);
                    }
                }
                case 2 -> {
                    int n = tested.read(b, 0, random.nextInt(b.length));
                    for (int j = 0; j < n; j++) {
                        assertThat(b[j]).isEqualTo(model.poll());
                    }
                }
                case 3 -> tested.release(tested.read());
                default -> placed += tested.place(tested.written() + random.nextInt(9000), b, 0, random.nextInt(3000)) ? 1 : 0;
            }
            assertThat(tested.available()).isEqualTo(model.size());
        }
        tested.clear();
        assertThat(own.inUse()).as("after %d placed", placed).isZero();
    }

    @Test
    void oneThreadWritesAndAnotherConsumesAndReleases() throws InterruptedException {
        int total = 20_000_000;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread writer = Thread.ofPlatform().start(() -> {
            byte[] b = new byte[3000];
            Random random = new Random(1);
            try {
                while (ring.written() < total) {
                    int length = (int) Math.min(1 + random.nextInt(b.length), total - ring.written());
                    long position = ring.written();
                    for (int i = 0; i < length; i++) {
                        b[i] = octet(position + i);
                    }
                    if (ring.append(b, 0, length) == 0) {
                        Thread.onSpinWait();
                    }
                }
            } catch (Throwable t) {
                failure.set(t);
            }
        });
        byte[] b = new byte[5000];
        long position = 0;
        while (position < total && failure.get() == null) {
            int n = ring.read(b, 0, b.length);
            for (int i = 0; i < n; i++) {
                if (b[i] != octet(position + i)) {
                    throw new AssertionError("octet " + (position + i));
                }
            }
            position += n;
            ring.release(position);
        }
        writer.join();
        assertThat(failure.get()).isNull();
        assertThat(position).isEqualTo(total);
        assertThat(pool.inUse()).isZero();
    }
}
