package io.netstack.app;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardSocketOptions;
import java.util.Map;

/** What both sides of the {@code java.net} face share: what a stack that only listens cannot do, and how its waits treat interrupts. */
abstract class SocketFace extends SocketImpl {
    private static final String ONLY_LISTENS = "this stack only listens: dial out through the kernel";

    private static final Map<SocketOption<?>, Integer> NUMBERS = Map.of(StandardSocketOptions.SO_RCVBUF, SocketOptions.SO_RCVBUF,
        StandardSocketOptions.SO_SNDBUF, SocketOptions.SO_SNDBUF, StandardSocketOptions.SO_REUSEADDR, SocketOptions.SO_REUSEADDR,
        StandardSocketOptions.SO_KEEPALIVE, SocketOptions.SO_KEEPALIVE, StandardSocketOptions.SO_LINGER, SocketOptions.SO_LINGER,
        StandardSocketOptions.TCP_NODELAY, SocketOptions.TCP_NODELAY);

    /** What an interrupt closes: the socket that the program holds. */
    private volatile Closeable owner = this::close;

    /** Waits once. @return false when the time has come */
    @FunctionalInterface
    interface Wait {
        boolean once() throws IOException;
    }

    /**
     * Waits as the JDK documents it: an interrupt closes the socket under a virtual thread, and goes unnoticed under any other; either way
     * the thread's interrupt status is set afterwards.
     */
    boolean patiently(Wait wait) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.once();
                } catch (InterruptedWait e) {
                    if (Thread.currentThread().isVirtual()) {
                        owner.close();
                        throw new SocketException("Closed by interrupt");
                    }
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** This is the socket that the program holds. */
    void owner(Closeable socket) {
        owner = socket;
    }

    /** The stamp at which a timeout of so many milliseconds ends; 0 is no timeout. */
    static long untilNs(int timeoutMillis) {
        return timeoutMillis == 0 ? Long.MAX_VALUE : System.nanoTime() + timeoutMillis * 1_000_000L;
    }

    static int requireInt(Object value) throws SocketException {
        if (value instanceof Integer number) {
            return number;
        }
        throw new SocketException("Bad value " + value);
    }

    static boolean requireBoolean(Object value) throws SocketException {
        if (value instanceof Boolean on) {
            return on;
        }
        throw new SocketException("Bad value " + value);
    }

    static SocketException unknownOption(int option) {
        return new SocketException("socket option 0x" + Integer.toHexString(option) + " is not supported");
    }

    private int numberOf(SocketOption<?> option) {
        Integer number = supportedOptions().contains(option) ? NUMBERS.get(option) : null;
        if (number == null) {
            throw new UnsupportedOperationException("'" + option + "' not supported");
        }
        return number;
    }

    @Override
    protected <T> void setOption(SocketOption<T> option, T value) throws IOException {
        setOption(numberOf(option), value);
    }

    @Override
    protected <T> T getOption(SocketOption<T> option) throws IOException {
        return option.type().cast(getOption(numberOf(option)));
    }

    @Override
    protected void create(boolean stream) throws IOException {
        if (!stream) {
            throw new SocketException("TCP only");
        }
    }

    @Override
    protected void connect(String host, int port) throws IOException {
        throw new SocketException(ONLY_LISTENS);
    }

    @Override
    protected void connect(InetAddress host, int port) throws IOException {
        throw new SocketException(ONLY_LISTENS);
    }

    @Override
    protected void connect(SocketAddress to, int timeoutMillis) throws IOException {
        throw new SocketException(ONLY_LISTENS);
    }

    @Override
    protected void sendUrgentData(int data) throws IOException {
        throw new SocketException("Urgent data not supported");
    }
}
