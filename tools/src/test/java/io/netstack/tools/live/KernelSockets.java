package io.netstack.tools.live;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The kernel's sockets, in the network namespace of the calling thread, without what {@code java.net} makes of them: a backlog of 0 or -1
 * stays one, nothing blocks, an error has its name.
 */
@SuppressWarnings("restricted")
final class KernelSockets {
    private static final int AF_INET = 2;
    private static final int SOCK_STREAM_NONBLOCK_CLOEXEC = 1 | 0x800 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_LINGER = 13;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_DEFER_ACCEPT = 9;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SOCKADDR_BYTES = 16;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_FIELD = MemoryLayout.structLayout(STATE.memberLayouts().toArray(MemoryLayout[]::new))
        .varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    private static final MethodHandle SOCKET = handle("socket", INT, INT, INT, INT);
    private static final MethodHandle SETSOCKOPT = handle("setsockopt", INT, INT, INT, INT, POINTER, INT);
    private static final MethodHandle BIND = handle("bind", INT, INT, POINTER, INT);
    private static final MethodHandle LISTEN = handle("listen", INT, INT, INT);
    private static final MethodHandle ACCEPT4 = handle("accept4", INT, INT, POINTER, POINTER, INT);
    private static final MethodHandle SEND = handle("send", LONG, INT, POINTER, LONG, INT);
    private static final MethodHandle RECV = handle("recv", LONG, INT, POINTER, LONG, INT);
    private static final MethodHandle SHUTDOWN = handle("shutdown", INT, INT, INT);
    private static final MethodHandle CLOSE = handle("close", INT, INT);

    /** A call failed. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1;
        final String name;

        Failure(int errno) {
            super("errno " + errno);
            name = switch (errno) {
                case 11 -> "EAGAIN";
                case 22 -> "EINVAL";
                case 32 -> "EPIPE";
                case 98 -> "EADDRINUSE";
                case 104 -> "ECONNRESET";
                case 107 -> "ENOTCONN";
                case 110 -> "ETIMEDOUT";
                case 113 -> "EHOSTUNREACH";
                default -> "errno " + errno;
            };
        }
    }

    /** A connection that accept() answered: its descriptor and its peer. */
    record Accepted(int fd, byte[] address, int port) {
    }

    private KernelSockets() {
    }

    private static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments), ERRNO);
    }

    private static long call(MethodHandle function, Object... arguments) throws Failure {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            Object[] all = new Object[arguments.length + 1];
            all[0] = state;
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            long result = ((Number) function.invokeWithArguments(all)).longValue();
            if (result < 0) {
                throw new Failure((int) ERRNO_FIELD.get(state, 0L));
            }
            return result;
        } catch (Failure | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** A listening socket. @param deferAccept seconds; 0: none */
    static int listen(byte[] address, int port, int backlog, int deferAccept) throws Failure {
        int fd = (int) call(SOCKET, AF_INET, SOCK_STREAM_NONBLOCK_CLOEXEC, 0);
        option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
        if (deferAccept > 0) {
            option(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, deferAccept);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(SOCKADDR_BYTES);
            name.set(ValueLayout.JAVA_BYTE, 0, (byte) AF_INET);
            name.set(ValueLayout.JAVA_BYTE, 2, (byte) (port >>> 8));
            name.set(ValueLayout.JAVA_BYTE, 3, (byte) port);
            MemorySegment.copy(address, 0, name, ValueLayout.JAVA_BYTE, 4, 4);
            call(BIND, fd, name, SOCKADDR_BYTES);
        }
        relisten(fd, backlog);
        return fd;
    }

    static void relisten(int fd, int backlog) throws Failure {
        call(LISTEN, fd, backlog);
    }

    private static void option(int fd, int level, int name, int... value) throws Failure {
        try (Arena arena = Arena.ofConfined()) {
            call(SETSOCKOPT, fd, level, name, arena.allocateFrom(INT, value), 4 * value.length);
        }
    }

    static Accepted accept(int fd) throws Failure {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(SOCKADDR_BYTES);
            int connection = (int) call(ACCEPT4, fd, name, arena.allocateFrom(INT, SOCKADDR_BYTES), SOCK_STREAM_NONBLOCK_CLOEXEC & ~1);
            byte[] bytes = name.toArray(ValueLayout.JAVA_BYTE);
            return new Accepted(connection, Arrays.copyOfRange(bytes, 4, 8), (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF);
        }
    }

    static int send(int fd, byte[] data) throws Failure {
        try (Arena arena = Arena.ofConfined()) {
            return (int) call(SEND, fd, arena.allocateFrom(ValueLayout.JAVA_BYTE, data), (long) data.length, MSG_NOSIGNAL);
        }
    }

    static byte[] receive(int fd, int limit) throws Failure {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(limit);
            long length = call(RECV, fd, buffer, (long) limit, 0);
            return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** @param how 0 reading, 1 writing, 2 both */
    static void shutdown(int fd, int how) throws Failure {
        call(SHUTDOWN, fd, how);
    }

    /** @param reset with a linger time of 0, so that RST is sent instead of FIN */
    static void close(int fd, boolean reset) throws Failure {
        if (reset) {
            option(fd, SOL_SOCKET, SO_LINGER, 1, 0);
        }
        call(CLOSE, fd);
    }
}
