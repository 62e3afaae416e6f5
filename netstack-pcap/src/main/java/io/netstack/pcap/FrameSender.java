package io.netstack.pcap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Sends frames of one length out of an interface, many with one system call, and receives nothing: a generator of load must not pay for the
 * answers that it causes, as a capture on the same interface would.
 *
 * <pre>
 *   stage(frame) … stage(frame) ── flush() ── sendmmsg(2) on an AF_PACKET socket
 * </pre>
 *
 * The interface, and the privilege to use it, are those of the calling thread's network namespace. One thread at a time.
 */
public final class FrameSender implements AutoCloseable {

    /** The most frames that are sent at once. */
    public static final int BATCH = 64;

    private static final int MESSAGE_BYTES = 64;
    private static final int VECTOR_BYTES = 16;
    private static final int MESSAGE_VECTOR = 16;
    private static final int MESSAGE_VECTOR_COUNT = 24;
    private static final int LINK_ADDRESS_BYTES = 20;
    private static final int LINK_ADDRESS_INDEX = 4;
    private static final short AF_PACKET = 17;
    private static final int ENOBUFS = 105;

    private final Libc libc = new Libc();
    private final Arena arena = Arena.ofConfined();
    private final String device;
    private final int fd;
    private final int frameLength;
    private final MemorySegment frames;
    private final MemorySegment messages;
    private int staged;
    private boolean closed;

    /**
     * Opens an interface for sending.
     *
     * @param frameLength bytes of every frame, Ethernet header included
     * @throws LinkException when there is no such interface or no privilege
     */
    public FrameSender(String device, int frameLength) {
        this.device = device;
        this.frameLength = frameLength;
        int index = new NetDevice(device).index();
        fd = libc.packetSocket();
        if (fd < 0) {
            throw new LinkException("no socket to send frames with: " + Libc.describe(fd) + " (it takes CAP_NET_RAW)");
        }
        MemorySegment address = arena.allocate(LINK_ADDRESS_BYTES, 4);
        address.set(ValueLayout.JAVA_SHORT, 0, AF_PACKET);
        address.set(ValueLayout.JAVA_INT, LINK_ADDRESS_INDEX, index);
        int bound = libc.bind(fd, address, LINK_ADDRESS_BYTES);
        if (bound < 0) {
            close();
            throw new LinkException("cannot send on '" + device + "': " + Libc.describe(bound));
        }
        frames = arena.allocate((long) BATCH * frameLength, 8);
        messages = arena.allocate((long) BATCH * MESSAGE_BYTES, 8);
        MemorySegment vectors = arena.allocate((long) BATCH * VECTOR_BYTES, 8);
        for (int i = 0; i < BATCH; i++) {
            vectors.set(ValueLayout.ADDRESS, (long) i * VECTOR_BYTES, frames.asSlice((long) i * frameLength));
            vectors.set(ValueLayout.JAVA_LONG, (long) i * VECTOR_BYTES + 8, frameLength);
            messages.set(ValueLayout.ADDRESS, (long) i * MESSAGE_BYTES + MESSAGE_VECTOR, vectors.asSlice((long) i * VECTOR_BYTES));
            messages.set(ValueLayout.JAVA_LONG, (long) i * MESSAGE_BYTES + MESSAGE_VECTOR_COUNT, 1);
        }
    }

    /** Copies a frame to the batch. @return true when the batch is full: {@link #flush} */
    public boolean stage(byte[] frame) {
        MemorySegment.copy(frame, 0, frames, ValueLayout.JAVA_BYTE, (long) staged * frameLength, frameLength);
        return ++staged == BATCH;
    }

    /**
     * Sends the batch; what the interface's queue has no room for is thrown away.
     *
     * @return how many frames the kernel took
     * @throws LinkException when the interface is gone or down
     */
    public int flush() {
        int done = 0;
        while (done < staged) {
            int taken = libc.sendMany(fd, messages.asSlice((long) done * MESSAGE_BYTES), staged - done);
            if (taken == -ENOBUFS || taken == -Libc.EAGAIN) {
                break;
            }
            if (taken < 0 && taken != -Libc.EINTR) {
                throw new LinkException("cannot send on '" + device + "': " + Libc.describe(taken));
            }
            done += Math.max(0, taken);
        }
        staged = 0;
        return done;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            libc.close(fd);
            arena.close();
        }
    }
}
