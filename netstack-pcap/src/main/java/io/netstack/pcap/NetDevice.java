package io.netstack.pcap;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the kernel says about one network interface, by {@code ioctl}: {@code /sys/class/net} shows the namespace in which it was mounted,
 * not the one of the asking thread.
 *
 * <p>Nothing is cached; each question is asked in the network namespace of the calling thread.
 */
public final class NetDevice {

    private static final long SIOCGIFFLAGS = 0x8913;
    private static final long SIOCSIFFLAGS = 0x8914;
    private static final long SIOCGIFADDR = 0x8915;
    private static final long SIOCGIFMTU = 0x8921;
    private static final long SIOCGIFHWADDR = 0x8927;
    private static final long SIOCGIFINDEX = 0x8933;
    private static final long SIOCETHTOOL = 0x8946;
    private static final int ETHTOOL_GDRVINFO = 0x03;
    private static final int ETHTOOL_GLINK = 0x0a;
    private static final int IFF_UP = 0x1;
    private static final int IFF_NOARP = 0x80;
    private static final int ARPHRD_ETHER = 1;

    private static final int IFREQ_BYTES = 40;
    private static final int VALUE_OFFSET = 16;
    private static final int DRIVER_INFO_BYTES = 196;
    private static final int DRIVER_NAME_OFFSET = 4;
    private static final int DRIVER_NAME_BYTES = 32;

    private final String name;

    /** @throws LinkException when there is no interface of this name */
    public NetDevice(String name) {
        if (!exists(name)) {
            throw missing(name);
        }
        this.name = name;
    }

    /** Whether the calling thread's namespace has an interface of this name. */
    public static boolean exists(String name) {
        return !name.isEmpty() && name.length() <= TapDevice.MAX_NAME_LENGTH && ask(name, SIOCGIFINDEX, request -> { }) >= 0;
    }

    /** The interfaces of the calling thread's namespace, in the kernel's order. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/thread-self/net/dev"))) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    names.add(line.substring(0, colon).strip());
                }
            }
        } catch (IOException e) {
            throw new LinkException("cannot list the network interfaces: " + e.getMessage(), e);
        }
        return names;
    }

    static LinkException missing(String name) {
        return new LinkException("no interface named '" + name + "' in this network namespace; it has " + String.join(", ", names()));
    }

    /** The name it was made with. */
    public String name() {
        return name;
    }

    /** The kernel's number for it in this namespace. */
    int index() {
        int[] index = new int[1];
        require(ask(name, SIOCGIFINDEX, request -> { }, request -> index[0] = request.get(ValueLayout.JAVA_INT, VALUE_OFFSET)), "examined");
        return index[0];
    }

    /** Administratively up. */
    public boolean isUp() {
        return (flags() & IFF_UP) != 0;
    }

    /** Sets the interface up, or down; {@code arp} off keeps the kernel from answering and asking for addresses on it. */
    public void bringUp(boolean arp) {
        int flags = flags() | IFF_UP;
        int wanted = arp ? flags & ~IFF_NOARP : flags | IFF_NOARP;
        require(ask(name, SIOCSIFFLAGS, request -> request.set(ValueLayout.JAVA_SHORT, VALUE_OFFSET, (short) wanted)), "set up");
    }

    /** Something is at the other end of the wire. Always false while the interface is down. */
    public boolean hasCarrier() {
        return isUp() && ethtool(ETHTOOL_GLINK, 0) == 1;
    }

    /** Whether frames on it start with an Ethernet header. */
    public boolean isEthernet() {
        short[] type = new short[1];
        require(ask(name, SIOCGIFHWADDR, request -> { }, request -> type[0] = request.get(ValueLayout.JAVA_SHORT, VALUE_OFFSET)),
                "examined");
        return type[0] == ARPHRD_ETHER;
    }

    /** The kernel's own Ethernet address on it, in the low 48 bits. */
    public long mac() {
        long[] mac = new long[1];
        require(ask(name, SIOCGIFHWADDR, request -> { }, request -> {
            for (int i = 0; i < 6; i++) {
                mac[0] = mac[0] << 8 | request.get(ValueLayout.JAVA_BYTE, VALUE_OFFSET + 2L + i) & 0xFF;
            }
        }), "examined");
        return mac[0];
    }

    /** The largest IP packet it carries, in bytes. */
    public int mtuBytes() {
        int[] mtu = new int[1];
        require(ask(name, SIOCGIFMTU, request -> { }, request -> mtu[0] = request.get(ValueLayout.JAVA_INT, VALUE_OFFSET)), "examined");
        return mtu[0];
    }

    /** The first IPv4 address that the kernel answers to on it. */
    public Optional<String> ipv4Address() {
        String[] address = new String[1];
        int answer = ask(name, SIOCGIFADDR, request -> { }, request -> {
            int value = request.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), VALUE_OFFSET + 4);
            address[0] = (value >>> 24) + "." + (value >>> 16 & 0xFF) + "." + (value >>> 8 & 0xFF) + "." + (value & 0xFF);
        });
        return answer < 0 ? Optional.empty() : Optional.of(address[0]);
    }

    /** The driver: {@code tun} for a TAP device, {@code veth} for a pair; empty where the driver does not say. */
    public String driver() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(DRIVER_INFO_BYTES, 8);
            info.set(ValueLayout.JAVA_INT, 0, ETHTOOL_GDRVINFO);
            int answer = ask(name, SIOCETHTOOL, request -> request.set(ValueLayout.ADDRESS, VALUE_OFFSET, info));
            if (answer < 0) {
                return "";
            }
            byte[] driver = info.asSlice(DRIVER_NAME_OFFSET, DRIVER_NAME_BYTES).toArray(ValueLayout.JAVA_BYTE);
            String text = new String(driver, StandardCharsets.US_ASCII);
            int end = text.indexOf('\0');
            return end < 0 ? text : text.substring(0, end);
        }
    }

    /** Whether the driver has this offload switched on; false where it has none. */
    public boolean isOn(Offload offload) {
        return ethtool(offload.readCommand(), 0) > 0;
    }

    /**
     * Switches an offload.
     *
     * @return false when the driver would not
     */
    public boolean set(Offload offload, boolean on) {
        return isOn(offload) == on || ethtool(offload.writeCommand(), on ? 1 : 0) >= 0 && isOn(offload) == on;
    }

    private int flags() {
        int[] flags = new int[1];
        require(ask(name, SIOCGIFFLAGS, request -> { }, request -> flags[0] = request.get(ValueLayout.JAVA_SHORT, VALUE_OFFSET)),
                "examined");
        return flags[0];
    }

    private int ethtool(int command, int data) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(8, 8);
            value.set(ValueLayout.JAVA_INT, 0, command);
            value.set(ValueLayout.JAVA_INT, 4, data);
            int answer = ask(name, SIOCETHTOOL, request -> request.set(ValueLayout.ADDRESS, VALUE_OFFSET, value));
            return answer < 0 ? answer : value.get(ValueLayout.JAVA_INT, 4);
        }
    }

    private void require(int answer, String verb) {
        if (answer < 0) {
            throw new LinkException("the interface '" + name + "' cannot be " + verb + ": " + Libc.describe(answer)
                    + (answer == -Libc.EPERM ? " (it takes CAP_NET_ADMIN: run as root, or through tools/netstack)" : ""));
        }
    }

    private static int ask(String name, long question, Consumer<MemorySegment> fill) {
        return ask(name, question, fill, request -> { });
    }

    private static int ask(String name, long question, Consumer<MemorySegment> fill,
            Consumer<MemorySegment> read) {
        Libc libc = new Libc();
        int socket = libc.inetSocket();
        if (socket < 0) {
            return socket;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ_BYTES, 8);
            byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
            MemorySegment.copy(bytes, 0, request, ValueLayout.JAVA_BYTE, 0, bytes.length);
            fill.accept(request);
            int answer = libc.ioctl(socket, question, request);
            if (answer >= 0) {
                read.accept(request);
            }
            return answer;
        } finally {
            libc.close(socket);
        }
    }
}
