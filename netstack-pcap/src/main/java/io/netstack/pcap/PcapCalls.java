package io.netstack.pcap;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.locks.LockSupport;
import org.pcap4j.core.PcapHandle;

/**
 * The two calls of libpcap that are made per frame, on the handle that pcap4j opened: {@code pcap_next_ex} and {@code pcap_inject} through
 * {@code java.lang.foreign}. The same through pcap4j takes a callback from C, a new array per frame and half a microsecond more.
 *
 * <pre>
 *   PcapHandle (pcap4j) ── opens, sets up, closes
 *        └ pcap_t ── PcapCalls ── next(buffer), send(frame)     any thread; close() waits until nobody is inside
 * </pre>
 */
@SuppressWarnings("restricted")
final class PcapCalls {
    /** What {@link #next} answers when the capture has ended. */
    static final int FAILED = -1;

    private static final int CAPTURED_LENGTH = 16;
    private static final long NAP_NS = 100_000;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle NEXT = LINKER.downcallHandle(FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
            ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    // critical(true) lets the caller's array through without a copy; the handle is non-blocking, so that the collector is held off but briefly
    private static final MethodHandle INJECT = LINKER.downcallHandle(FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
            ValueLayout.ADDRESS, ValueLayout.JAVA_LONG), Linker.Option.critical(true));
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final VarHandle INSIDE;

    static {
        try {
            INSIDE = MethodHandles.lookup().findVarHandle(PcapCalls.class, "inside", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MemorySegment pcap;
    private final MemorySegment nextEx;
    private final MemorySegment inject;
    private final MemorySegment header;
    private final MemorySegment data;
    private volatile int inside;
    private volatile boolean closed;

    private PcapCalls(Pointer pcap, NativeLibrary library) {
        this.pcap = address(pcap);
        this.nextEx = address(library.getFunction("pcap_next_ex"));
        this.inject = address(library.getFunction("pcap_inject"));
        MemorySegment answers = Arena.ofAuto().allocate(2 * ValueLayout.ADDRESS.byteSize(), 8);
        this.header = answers.asSlice(0, ValueLayout.ADDRESS.byteSize());
        this.data = answers.asSlice(ValueLayout.ADDRESS.byteSize());
    }

    private static MemorySegment address(Pointer pointer) {
        return MemorySegment.ofAddress(Pointer.nativeValue(pointer));
    }

    /** The calls on a handle; null where this pcap4j or this libpcap does not let us, and pcap4j must do. */
    static PcapCalls on(PcapHandle handle) {
        try {
            return new PcapCalls(PcapLibrary.pointer(handle), PcapLibrary.library());
        } catch (ReflectiveOperationException | RuntimeException | UnsatisfiedLinkError e) {
            return null;
        }
    }

    /** Someone is about to call. @return false when it is too late: {@link #close} was called */
    boolean enter() {
        INSIDE.getAndAdd(this, 1);
        if (!closed) {
            return true;
        }
        leave();
        return false;
    }

    void leave() {
        INSIDE.getAndAdd(this, -1);
    }

    /**
     * The next captured frame, copied. Between {@link #enter} and {@link #leave}; one thread at a time.
     *
     * @param buffer what does not fit is cut off
     * @return its length; 0 when none waits, {@link #FAILED} when the interface is gone
     */
    int next(byte[] buffer) {
        try {
            int answer = (int) NEXT.invokeExact(nextEx, pcap, header, data);
            if (answer <= 0) {
                return answer == 0 ? 0 : FAILED;
            }
        } catch (Throwable e) {
            throw new AssertionError("a call into libpcap failed in Java", e);
        }
        int length = Math.min(MEMORY.get(ValueLayout.JAVA_INT, header.get(ValueLayout.JAVA_LONG, 0) + CAPTURED_LENGTH), buffer.length);
        MemorySegment.copy(MEMORY, ValueLayout.JAVA_BYTE, data.get(ValueLayout.JAVA_LONG, 0), buffer, 0, length);
        return length;
    }

    /** Sends a frame. Between {@link #enter} and {@link #leave}. @return false when the interface did not take it */
    boolean send(byte[] frame, int offset, int length) {
        try {
            MemorySegment bytes = MemorySegment.ofArray(frame).asSlice(offset, length);
            return (int) INJECT.invokeExact(inject, pcap, bytes, (long) length) == length;
        } catch (Throwable e) {
            throw new AssertionError("a call into libpcap failed in Java", e);
        }
    }

    /**
     * No calls from now on: waits until those under way have ended, so that the handle may be freed.
     *
     * @return false when somebody was still inside after so long: the handle must not be freed
     */
    boolean close(long patienceNs) {
        closed = true;
        long deadlineNs = System.nanoTime() + patienceNs;
        while (inside != 0) {
            if (System.nanoTime() - deadlineNs > 0) {
                return false;
            }
            LockSupport.parkNanos(NAP_NS);
        }
        return true;
    }
}
