package io.netstack.pcap;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A TAP device by its file descriptor: what the kernel sends on the interface is read here, what is written here arrives on the interface.
 * Whoever holds the descriptor is the other end of the wire.
 *
 * <p>A device opened by {@link #create} lives as long as the descriptor. It belongs to the network namespace in which the calling thread
 * opened {@code /dev/net/tun}; moving the interface to another namespace keeps the descriptor working. One thread at a time.
 */
public final class TapDevice implements AutoCloseable {

    /** Longer names do not fit the kernel's {@code IFNAMSIZ}. */
    public static final int MAX_NAME_LENGTH = 15;

    static final String CLONE_DEVICE = "/dev/net/tun";

    private static final long TUNSETIFF = 0x400454caL;
    private static final short IFF_TAP = 0x0002;
    private static final short IFF_NO_PI = 0x1000;
    private static final int IFREQ_BYTES = 40;
    private static final int IFREQ_FLAGS_OFFSET = 16;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Libc libc = new Libc();
    private final String name;
    private final int fd;
    private final byte[] sendBuffer = new byte[BUFFER_BYTES];
    private final MemorySegment sendSegment = MemorySegment.ofArray(sendBuffer);
    private final byte[] receiveBuffer = new byte[BUFFER_BYTES];
    private final MemorySegment receiveSegment = MemorySegment.ofArray(receiveBuffer);
    private boolean closed;

    private TapDevice(String name, int fd) {
        this.name = name;
        this.fd = fd;
    }

    /**
     * Makes a TAP device of this name in the namespace of the calling thread.
     *
     * @throws LinkException when the name is taken or unfit, {@code /dev/net/tun} is missing, or the privilege is
     */
    public static TapDevice create(String name) {
        if (NetDevice.exists(name)) {
            throw new LinkException("there already is an interface named '" + name + "': choose another name, or attach to it");
        }
        return open(name);
    }

    /**
     * Attaches to a persistent TAP device that exists ({@code ip tuntap add dev NAME mode tap}).
     *
     * @throws LinkException when it does not exist, is no TAP device, is held by another process, or the privilege is missing
     */
    public static TapDevice attach(String name) {
        if (!NetDevice.exists(name)) {
            throw NetDevice.missing(name);
        }
        return open(name);
    }

    private static TapDevice open(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH || name.contains("/") || name.contains("%") || name.contains(" ")) {
            throw new LinkException("'" + name + "' is no interface name: 1 to " + MAX_NAME_LENGTH + " characters without / % or blanks");
        }
        Libc libc = new Libc();
        int fd = libc.open(CLONE_DEVICE, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (fd < 0) {
            throw new LinkException(whyNotOpened(fd));
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ_BYTES, 8);
            byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
            MemorySegment.copy(bytes, 0, request, ValueLayout.JAVA_BYTE, 0, bytes.length);
            request.set(ValueLayout.JAVA_SHORT, IFREQ_FLAGS_OFFSET, (short) (IFF_TAP | IFF_NO_PI));
            int answer = libc.ioctl(fd, TUNSETIFF, request);
            if (answer < 0) {
                libc.close(fd);
                throw new LinkException(whyNotAttached(name, answer));
            }
        }
        return new TapDevice(name, fd);
    }

    /** What keeps this process from opening {@code /dev/net/tun}, in one line with the remedy; empty when nothing does. */
    public static Optional<String> whyNotOpenable() {
        Libc libc = new Libc();
        int fd = libc.open(CLONE_DEVICE, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (fd < 0) {
            return Optional.of(whyNotOpened(fd));
        }
        libc.close(fd);
        return Optional.empty();
    }

    private static String whyNotOpened(int error) {
        return CLONE_DEVICE + switch (-error) {
            case Libc.ENOENT -> " does not exist: mkdir -p /dev/net && mknod /dev/net/tun c 10 200"
                    + " (or use --link pcap-veth, which needs none)";
            case Libc.EACCES, Libc.EPERM ->
                    " may not be opened by this user: run as root, or chmod 0666 /dev/net/tun"
                    + " (or use --link pcap-veth, which needs none)";
            case Libc.ENODEV -> " has no driver: modprobe tun (or use --link pcap-veth, which needs none)";
            default -> " cannot be opened: " + Libc.describe(error);
        };
    }

    private static String whyNotAttached(String name, int error) {
        return switch (-error) {
            case Libc.EPERM -> "no privilege to make the TAP device '" + name
                    + "': it takes CAP_NET_ADMIN in this network namespace"
                    + " (run as root, or through tools/netstack, which makes a namespace)";
            case Libc.EBUSY -> "the TAP device '" + name + "' is held by another process: stop it, or choose another name";
            case Libc.EINVAL -> "'" + name + "' is no TAP device: name one made by 'ip tuntap add dev NAME mode tap'";
            default -> "the TAP device '" + name + "' cannot be had: " + Libc.describe(error);
        };
    }

    /** The interface's name when it was opened. */
    public String name() {
        return name;
    }

    /** The non-blocking descriptor, to poll on. */
    public int fd() {
        return fd;
    }

    /**
     * Reads one frame into {@link #receiveBuffer}.
     *
     * @return its length in bytes, 0 when none is waiting
     * @throws LinkException when the interface is gone
     */
    public int receive() {
        int length = libc.read(fd, receiveSegment, BUFFER_BYTES);
        if (length >= 0) {
            return length;
        }
        if (length == -Libc.EAGAIN || length == -Libc.EINTR) {
            return 0;
        }
        throw new LinkException("the TAP device '" + name + "' is gone: " + Libc.describe(length));
    }

    /** What {@link #receive} fills, from its first byte on. */
    public byte[] receiveBuffer() {
        return receiveBuffer;
    }

    /**
     * Writes one frame.
     *
     * @return false when the kernel did not take it (interface down or gone, frame too short or too long)
     */
    public boolean send(byte[] frame, int offset, int length) {
        if (length > BUFFER_BYTES) {
            return false;
        }
        // one copy of 60 bytes is cheaper than a segment object per caller's array
        System.arraycopy(frame, offset, sendBuffer, 0, length);
        return libc.write(fd, sendSegment, length) == length;
    }

    /** Closes the descriptor; a device that is not persistent disappears. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            libc.close(fd);
        }
    }
}
