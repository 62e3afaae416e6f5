package io.netstack.conn;

import io.netstack.flow.SegmentWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One direction of a connection's bytes between an application's thread and the stack's: one producer, one consumer, memory from a shared pool,
 * and none of it while the ring is empty. Positions count bytes since the start of the stream.
 *
 * <pre>
 *     released       read            written        high
 *        │             │                │             │
 *   … ───┼── read ─────┼── to be read ──┼─ (holes) ───┼
 *        chunk 7 │ chunk 8 │ chunk 9 │ chunk 10 │ chunk 11     directory: chunk index → number in the pool
 * </pre>
 *
 * The producer takes chunks in order; only the stack's thread gives them back, in {@link #release}. The last, partly filled chunk may be given
 * back too when everything in it has been consumed: {@code tail} says at which position the producer would go on in it, and whoever moves
 * {@code tail} to {@link #BUSY} owns that chunk. What the stack receives out of order is {@link #place}d beyond {@code written}.
 */
public final class ByteRing {
    private static final long BUSY = -1;
    private static final int[] EMPTY_DIRECTORY = new int[0];
    private static final int FIRST_DIRECTORY_LENGTH = 4;
    private static final VarHandle TAIL;

    static {
        try {
            TAIL = MethodHandles.lookup().findVarHandle(ByteRing.class, "tail", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final BufferPool pool;
    private volatile int[] directory = EMPTY_DIRECTORY;
    private volatile long written;
    private volatile long read;
    private volatile long firstChunk;
    private volatile long tail = BUSY;
    /** Chunks below this index have been taken by the producer. */
    private long chunkEnd;
    private long high;

    ByteRing(BufferPool pool) {
        this.pool = pool;
    }

    /** Bytes written so far. */
    public long written() {
        return written;
    }

    /** Bytes read so far. */
    public long read() {
        return read;
    }

    /** Bytes that wait to be read. */
    public int available() {
        return (int) (written - read);
    }

    // ---- producer

    /** Writes and publishes as many bytes as there is memory for. The producer only. @return how many */
    int append(byte[] b, int offset, int length) {
        long position = written;
        int taken = (int) Math.min(length, reach(position, length));
        put(position, b, offset, taken);
        high = position + taken;
        endWriting();
        written = high;
        return taken;
    }

    /** Writes bytes at a position at or beyond {@link #written} without publishing them. @return false when there is no memory */
    boolean place(long position, byte[] b, int offset, int length) {
        if (length == 0) {
            // Nothing to place needs no memory: what is beyond must not look as if it had some.
            return true;
        }
        long held = tail == BUSY ? high : high + BufferPool.CHUNK_MASK;
        boolean room = reach(position, length) == length;
        if (room) {
            put(position, b, offset, length);
            high = Math.max(high, position + length);
        } else {
            giveBackFrom(held >> BufferPool.CHUNK_SHIFT);
        }
        endWriting();
        return room;
    }

    /** Publishes what was placed below a position. */
    void publish(long position) {
        written = position;
    }

    /** Takes chunks so that {@code length} bytes at {@code position} have memory; answers for how many of them there is. */
    private long reach(long position, int length) {
        if ((long) TAIL.getAndSet(this, BUSY) == BUSY) {
            // Either the last chunk is full, or the stack took it back: in both cases the next byte needs a chunk.
            chunkEnd = high >> BufferPool.CHUNK_SHIFT;
        }
        long last = position + length - 1 >> BufferPool.CHUNK_SHIFT;
        while (chunkEnd <= last) {
            int chunk = pool.take();
            if (chunk == BufferPool.NONE) {
                return Math.max(0, (chunkEnd << BufferPool.CHUNK_SHIFT) - position);
            }
            if (chunkEnd - firstChunk >= directory.length) {
                growDirectory();
            }
            int[] d = directory;
            d[(int) chunkEnd & d.length - 1] = chunk;
            chunkEnd++;
        }
        return length;
    }

    private void growDirectory() {
        int[] old = directory;
        int[] larger = new int[old.length == 0 ? FIRST_DIRECTORY_LENGTH : old.length * 2];
        for (long chunk = firstChunk; chunk < chunkEnd; chunk++) {
            larger[(int) chunk & larger.length - 1] = old[(int) chunk & old.length - 1];
        }
        directory = larger;
    }

    private void put(long position, byte[] b, int offset, int length) {
        int[] d = directory;
        int done = 0;
        while (done < length) {
            long at = position + done;
            int inChunk = (int) at & BufferPool.CHUNK_MASK;
            int n = Math.min(length - done, BufferPool.CHUNK_BYTES - inChunk);
            System.arraycopy(b, offset + done, pool.bytes(d[(int) (at >> BufferPool.CHUNK_SHIFT) & d.length - 1]), inChunk, n);
            done += n;
        }
    }

    private void endWriting() {
        if ((high & BufferPool.CHUNK_MASK) != 0 && chunkEnd > high >> BufferPool.CHUNK_SHIFT) {
            tail = high;
        }
    }

    // ---- consumer

    /** Reads and consumes up to {@code length} bytes. The consumer only. @return how many; 0 when nothing waits */
    public int read(byte[] b, int offset, int length) {
        int n = peek(b, offset, length);
        if (n > 0) {
            read += n;
        }
        return n;
    }

    /** As {@link #read}, but what was read stays. */
    public int peek(byte[] b, int offset, int length) {
        long from = read;
        int n = (int) Math.min(length, written - from);
        if (n > 0) {
            int[] d = directory;
            int done = 0;
            while (done < n) {
                long at = from + done;
                int inChunk = (int) at & BufferPool.CHUNK_MASK;
                int part = Math.min(n - done, BufferPool.CHUNK_BYTES - inChunk);
                System.arraycopy(pool.bytes(d[(int) (at >> BufferPool.CHUNK_SHIFT) & d.length - 1]), inChunk, b, offset + done, part);
                done += part;
            }
        }
        return n;
    }

    /** Consumes bytes without looking at them. The consumer only. */
    void skipTo(long position) {
        read = position;
    }

    /** Adds published bytes to a segment; they stay. */
    void copyTo(SegmentWriter writer, long position, int length) {
        int[] d = directory;
        int done = 0;
        while (done < length) {
            long at = position + done;
            int inChunk = (int) at & BufferPool.CHUNK_MASK;
            int n = Math.min(length - done, BufferPool.CHUNK_BYTES - inChunk);
            writer.data(pool.bytes(d[(int) (at >> BufferPool.CHUNK_SHIFT) & d.length - 1]), inChunk, n);
            done += n;
        }
    }

    // ---- memory: the stack's thread

    /** Gives back the chunks of consumed bytes. */
    void release(long position) {
        int[] d = directory;
        long first = firstChunk;
        long end = position >> BufferPool.CHUNK_SHIFT;
        while (first < end) {
            pool.put(d[(int) first & d.length - 1]);
            first++;
        }
        firstChunk = first;
        if ((position & BufferPool.CHUNK_MASK) != 0 && tail == position) {
            int chunk = d[(int) first & d.length - 1];
            if (TAIL.compareAndSet(this, position, BUSY)) {
                pool.put(chunk);
            }
        }
    }

    /** Forgets what was placed beyond {@link #written}: the producer, when it is the stack. */
    void discardPlaced() {
        long keep = written;
        if (high == keep) {
            return;
        }
        giveBackFrom(Math.max(keep + BufferPool.CHUNK_MASK >> BufferPool.CHUNK_SHIFT, firstChunk));
        high = keep;
        tail = (keep & BufferPool.CHUNK_MASK) != 0 && chunkEnd > keep >> BufferPool.CHUNK_SHIFT ? keep : BUSY;
        if (read == keep) {
            release(keep);
        }
    }

    private void giveBackFrom(long chunk) {
        int[] d = directory;
        while (chunkEnd > chunk) {
            chunkEnd--;
            pool.put(d[(int) chunkEnd & d.length - 1]);
        }
    }

    /** Gives everything back and starts a new stream. Nobody else may use the ring meanwhile. */
    void clear() {
        discardPlaced();
        long end = tail == BUSY && (high & BufferPool.CHUNK_MASK) != 0 ? high >> BufferPool.CHUNK_SHIFT : chunkEnd;
        int[] d = directory;
        for (long chunk = firstChunk; chunk < end; chunk++) {
            pool.put(d[(int) chunk & d.length - 1]);
        }
        if (d.length > FIRST_DIRECTORY_LENGTH) {
            directory = EMPTY_DIRECTORY;
        }
        tail = BUSY;
        chunkEnd = 0;
        high = 0;
        firstChunk = 0;
        read = 0;
        written = 0;
    }
}
