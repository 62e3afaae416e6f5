package io.netstack.pcap;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The few calls into the C library that the links need, through {@code java.lang.foreign}. The only place of the project that makes a
 * native call of its own.
 *
 * <p>Each instance keeps the {@code errno} of its own last call, so an instance belongs to one thread at a time; making one is cheap.
 * Calls answer as the kernel does: a result of 0 or more, or a negative {@code errno}.
 */
@SuppressWarnings("restricted")
public final class Libc {

    /** The file is not there. */
    public static final int ENOENT = 2;
    /** The call was cut short by a signal. */
    public static final int EINTR = 4;
    /** Nothing to read, or no room to write, on a non-blocking descriptor. */
    public static final int EAGAIN = 11;
    /** Not allowed by file permissions. */
    public static final int EACCES = 13;
    /** Somebody else holds it. */
    public static final int EBUSY = 16;
    /** Not allowed by capabilities. */
    public static final int EPERM = 1;
    /** The argument makes no sense to the kernel. */
    public static final int EINVAL = 22;
    /** No such device. */
    public static final int ENODEV = 19;

    /** For {@link #open}: read and write, {@code O_RDWR}. */
    public static final int O_RDWR = 2;
    /** For {@link #open}: {@code O_NONBLOCK}. */
    public static final int O_NONBLOCK = 0x800;
    /** For {@link #open}: {@code O_CLOEXEC}; without it a child would hold the descriptor, and with it the device, alive. */
    public static final int O_CLOEXEC = 0x80000;
    /** For {@link #unshare}: a network namespace. */
    public static final int CLONE_NEWNET = 0x4000_0000;

    static final short POLLIN = 1;
    private static final int EVENT_FD_FLAGS = O_NONBLOCK | O_CLOEXEC;
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int MSG_DONTWAIT = 0x40;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_FIELD =
            MemoryLayout.structLayout(STATE.memberLayouts().toArray(MemoryLayout[]::new)).varHandle(
                    MemoryLayout.PathElement.groupElement("errno"));

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MethodHandle OPEN = handle("open", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT), ERRNO);
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(INT, INT), ERRNO);
    private static final MethodHandle IOCTL = handle("ioctl", FunctionDescriptor.of(INT, INT, LONG, ValueLayout.ADDRESS), ERRNO,
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle EVENTFD = handle("eventfd", FunctionDescriptor.of(INT, INT, INT), ERRNO);
    private static final MethodHandle SOCKET = handle("socket", FunctionDescriptor.of(INT, INT, INT, INT), ERRNO);
    private static final MethodHandle BIND = handle("bind", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT), ERRNO);
    private static final MethodHandle SENDMMSG =
            handle("sendmmsg", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT, INT), ERRNO);
    private static final MethodHandle UNSHARE = handle("unshare", FunctionDescriptor.of(INT, INT), ERRNO);
    private static final MethodHandle GETEUID = handle("geteuid", FunctionDescriptor.of(INT));
    private static final MethodHandle STRERROR = handle("strerror", FunctionDescriptor.of(ValueLayout.ADDRESS, INT));
    private static final MethodHandle PPOLL = handle("ppoll",
            FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG, ValueLayout.ADDRESS, ValueLayout.ADDRESS), ERRNO);
    // critical(true) lets heap arrays through, but holds off the garbage collector for as long as the call lasts: non-blocking fds only
    private static final MethodHandle READ = handle("read", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG), ERRNO,
            Linker.Option.critical(true));
    private static final MethodHandle WRITE = handle("write", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG), ERRNO,
            Linker.Option.critical(true));

    private final MemorySegment state = Arena.ofAuto().allocate(STATE);

    private static MethodHandle handle(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), descriptor, options);
    }

    /** {@code open(2)} of an existing file. */
    public int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return result((int) OPEN.invokeExact(state, arena.allocateFrom(path), flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** {@code close(2)}. */
    public int close(int fd) {
        try {
            return result((int) CLOSE.invokeExact(state, fd));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** {@code ioctl(2)} with a pointer as its argument. */
    public int ioctl(int fd, long request, MemorySegment argument) {
        try {
            return result((int) IOCTL.invokeExact(state, fd, request, argument));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** {@code read(2)} from a <em>non-blocking</em> descriptor; the segment may be on the heap. */
    public int read(int fd, MemorySegment buffer, long length) {
        try {
            return result((int) (long) READ.invokeExact(state, fd, buffer, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** {@code write(2)} to a <em>non-blocking</em> descriptor; the segment may be on the heap. */
    public int write(int fd, MemorySegment buffer, long length) {
        try {
            return result((int) (long) WRITE.invokeExact(state, fd, buffer, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** {@code ppoll(2)} with no signal mask; a null timespec waits for ever. */
    int ppoll(MemorySegment pollFds, long count, MemorySegment timespec) {
        try {
            return result((int) PPOLL.invokeExact(state, pollFds, count, timespec, MemorySegment.NULL));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** {@code eventfd(2)}: counter 0, non-blocking, closed on exec. */
    int eventFd() {
        try {
            return result((int) EVENTFD.invokeExact(state, 0, EVENT_FD_FLAGS));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A datagram socket to ask a network namespace through; it belongs to the calling thread's namespace. */
    int inetSocket() {
        try {
            return result((int) SOCKET.invokeExact(state, AF_INET, SOCK_DGRAM | O_CLOEXEC, 0));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A socket that sends whole frames and, by protocol 0, receives none; it belongs to the calling thread's namespace. */
    int packetSocket() {
        try {
            return result((int) SOCKET.invokeExact(state, AF_PACKET, SOCK_RAW | O_CLOEXEC, 0));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** {@code bind(2)}. */
    int bind(int fd, MemorySegment address, int length) {
        try {
            return result((int) BIND.invokeExact(state, fd, address, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** {@code sendmmsg(2)} without waiting. @return how many messages were taken */
    int sendMany(int fd, MemorySegment messages, int count) {
        try {
            return result((int) SENDMMSG.invokeExact(state, fd, messages, count, MSG_DONTWAIT));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** {@code unshare(2)}: moves the calling thread, and only it, into namespaces of its own. */
    public int unshare(int flags) {
        try {
            return result((int) UNSHARE.invokeExact(state, flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The effective user id; 0 is root, also in a user namespace. */
    public static int effectiveUserId() {
        try {
            return (int) GETEUID.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The C library's words for an error that a call answered as {@code -errno}. */
    public static String describe(int negativeErrno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(-negativeErrno);
            return text.reinterpret(256).getString(0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private int result(int returned) {
        return returned >= 0 ? returned : -(int) ERRNO_FIELD.get(state, 0L);
    }

    private static AssertionError unexpected(Throwable e) {
        return new AssertionError("a call into the C library failed in Java", e);
    }
}
