package io.netstack.pcap;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.lang.reflect.Field;
import java.util.Optional;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.Pcaps;

/** libpcap itself: whether it is there, and what pcap4j does not offer of it. */
public final class PcapLibrary {

    /** What to run where it is missing. */
    public static final String HOW_TO_INSTALL = "apt-get install -y libpcap0.8 (Debian, Ubuntu), dnf install -y libpcap (Fedora, RHEL), "
            + "apk add libpcap (Alpine), pacman -S libpcap (Arch)";

    private static final String LIBRARY_NAME = System.getProperty("org.pcap4j.core.pcapLibName", "pcap");

    private PcapLibrary() {
    }

    /** What libpcap calls itself, such as "libpcap version 1.10.3 (with TPACKET_V3)"; empty when it cannot be loaded. */
    public static Optional<String> version() {
        try {
            return Optional.of(Pcaps.libVersion());
        } catch (UnsatisfiedLinkError | NoClassDefFoundError | ExceptionInInitializerError e) {
            // the first touch fails to link, later ones meet a class that never became ready
            return Optional.empty();
        }
    }

    /** @throws LinkException when libpcap cannot be loaded */
    static void require() {
        if (version().isEmpty()) {
            throw new LinkException("libpcap is not installed: " + HOW_TO_INSTALL);
        }
    }

    /**
     * The descriptor that becomes readable when frames wait: {@code pcap_get_selectable_fd} on the pointer that pcap4j keeps private.
     *
     * @return the descriptor, or -1 when this pcap4j or this libpcap does not give it
     */
    static int selectableFd(PcapHandle handle) {
        try {
            return library().getFunction("pcap_get_selectable_fd").invokeInt(new Object[] {pointer(handle)});
        } catch (ReflectiveOperationException | RuntimeException | UnsatisfiedLinkError e) {
            return -1;
        }
    }

    /** The pointer that pcap4j keeps private. */
    static Pointer pointer(PcapHandle handle) throws ReflectiveOperationException {
        Field field = PcapHandle.class.getDeclaredField("handle");
        field.setAccessible(true);
        return (Pointer) field.get(handle);
    }

    /** The library that pcap4j loaded. */
    static NativeLibrary library() {
        return NativeLibrary.getInstance(LIBRARY_NAME);
    }
}
