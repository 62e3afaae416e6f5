package io.netstack.pcap;

import io.netstack.link.FrameBurst;
import io.netstack.link.FrameHandler;
import io.netstack.link.Link;
import io.netstack.link.LinkCapabilities;
import java.util.concurrent.locks.LockSupport;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.BlockingMode;
import org.pcap4j.core.PcapHandle.PcapDirection;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.RawPacketListener;

/**
 * A link on a kernel interface through libpcap, by pcap4j. The kernel stack sees the same frames as we do: it must have no address on this
 * interface, or it answers our peers with RST, and we must answer for an Ethernet address that is not the kernel's.
 *
 * <p>Immediate mode, since otherwise a frame waits for the read timeout; non-blocking with a bounded dispatch, since an unbounded one never
 * returns under a flood; direction IN, or we would receive what we send. Opened by name, never by enumeration, which lists another
 * namespace's interfaces as soon as threads differ.
 */
public final class PcapLink implements Link {

    /** The kernel ring's size when none is asked for, in bytes. */
    public static final int DEFAULT_BUFFER_BYTES = 8 << 20;

    /**
     * In immediate mode the kernel ring has slots of one length, room for the longest frame in each: with 64 KiB for frames of 1514 bytes an
     * 8 MiB ring holds 128 of them, and a bulk sender overruns it.
     */
    private static final int BEYOND_MTU_BYTES = 64;
    private static final int READ_TIMEOUT_MS = 1;
    private static final long PATIENCE_NS = 1_000_000_000L;
    private static final long PARK_NS = 50_000;
    private static final long UNSIGNED_INT = 0xFFFF_FFFFL;

    private final String device;
    private final LinkCapabilities capabilities;
    private final PcapHandle handle;
    private final Doorbell doorbell;
    private final RawPacketListener listener = this::deliver;
    /** Null where pcap4j must make the calls per frame. */
    private final PcapCalls calls;
    private final byte[] receiveBuffer;
    private final FrameBurst burst;

    private FrameHandler handler;
    private Throwable thrownByHandler;
    private byte[] sendBuffer = new byte[2048];
    private int lastDrops;
    private long drops;
    private boolean closed;

    private PcapLink(String device, LinkCapabilities capabilities, PcapHandle handle) {
        this.device = device;
        this.capabilities = capabilities;
        this.handle = handle;
        int fd = PcapLibrary.selectableFd(handle);
        this.doorbell = fd >= 0 ? new Doorbell(fd) : null;
        this.calls = PcapCalls.on(handle);
        this.receiveBuffer = new byte[capabilities.mtuBytes() + BEYOND_MTU_BYTES];
        this.burst = new FrameBurst(receiveBuffer.length);
    }

    /** Opens an interface with the {@linkplain #DEFAULT_BUFFER_BYTES default} kernel ring. */
    public static PcapLink open(String device, LinkCapabilities capabilities) {
        return open(device, capabilities, DEFAULT_BUFFER_BYTES);
    }

    /**
     * Opens an interface of the calling thread's network namespace.
     *
     * @param bufferBytes the kernel ring in which frames wait for {@link #poll}; what does not fit is counted as a drop
     * @throws LinkException when libpcap, the interface or the privilege is missing, or the interface is down or no Ethernet
     */
    public static PcapLink open(String device, LinkCapabilities capabilities, int bufferBytes) {
        PcapLibrary.require();
        NetDevice interfaceFacts = new NetDevice(device);
        if (!interfaceFacts.isEthernet() && !device.equals("lo")) {
            throw new LinkException("the interface '" + device + "' carries no Ethernet frames: name an Ethernet, veth or TAP interface");
        }
        if (!interfaceFacts.isUp()) {
            throw new LinkException("the interface '" + device + "' is down: ip link set dev " + device + " up");
        }
        try {
            PcapHandle handle = new PcapHandle.Builder(device)
                    .snaplen(capabilities.mtuBytes() + BEYOND_MTU_BYTES)
                    .promiscuousMode(PromiscuousMode.PROMISCUOUS)
                    .timeoutMillis(READ_TIMEOUT_MS)
                    .bufferSize(bufferBytes)
                    .immediateMode(true)
                    .direction(PcapDirection.IN)
                    .build();
            handle.setBlockingMode(BlockingMode.NONBLOCKING);
            return new PcapLink(device, capabilities, handle);
        } catch (PcapNativeException e) {
            throw notOpened(device, e);
        } catch (NotOpenException e) {
            throw new LinkException("the capture on '" + device + "' closed while it was opened", e);
        }
    }

    private static LinkException notOpened(String device, PcapNativeException e) {
        String words = String.valueOf(e.getMessage());
        if (words.contains("permi") || words.contains("Permi") || words.contains("not permitted")) {
            return new LinkException("no privilege to capture on '" + device + "': it takes CAP_NET_RAW in this network namespace "
                    + "(run as root, or through tools/netstack, which makes a namespace)", e);
        }
        return new LinkException("libpcap cannot open '" + device + "': " + words, e);
    }

    /** Whether {@link #await} sleeps on the capture's descriptor; otherwise it parks 50 µs at a time. */
    public boolean canPoll() {
        return doorbell != null;
    }

    @Override
    public int poll(FrameHandler frameHandler, int limit) {
        return calls == null ? dispatch(frameHandler, limit) : take(frameHandler, limit);
    }

    private int take(FrameHandler frameHandler, int limit) {
        if (!calls.enter()) {
            throw closedCapture(null);
        }
        try {
            return frameHandler.looksAhead() ? takeBursts(frameHandler, limit) : takeEach(frameHandler, limit);
        } finally {
            calls.leave();
        }
    }

    private int takeEach(FrameHandler frameHandler, int limit) {
        int length = 0;
        int count = 0;
        while (count < limit && (length = calls.next(receiveBuffer)) > 0) {
            count++;
            frameHandler.onFrame(receiveBuffer, 0, length);
        }
        requireCapture(length);
        return count;
    }

    private int takeBursts(FrameHandler frameHandler, int limit) {
        int length = 1;
        int count = 0;
        while (length > 0 && count < limit) {
            while (burst.isOpen() && count + burst.count() < limit && (length = calls.next(receiveBuffer)) > 0) {
                burst.add(receiveBuffer, length);
            }
            count += burst.deliver(frameHandler);
        }
        requireCapture(length);
        return count;
    }

    private void requireCapture(int length) {
        if (length == PcapCalls.FAILED) {
            throw new LinkException("the capture on '" + device + "' ended: " + lastError());
        }
    }

    private String lastError() {
        try {
            return handle.getError();
        } catch (NotOpenException e) {
            return "it is closed";
        }
    }

    private LinkException closedCapture(NotOpenException cause) {
        return new LinkException("the capture on '" + device + "' is closed", cause);
    }

    private int dispatch(FrameHandler frameHandler, int limit) {
        handler = frameHandler;
        try {
            int count = handle.dispatch(limit, listener);
            rethrow();
            return count;
        } catch (PcapNativeException e) {
            throw new LinkException("the capture on '" + device + "' ended: " + e.getMessage(), e);
        } catch (NotOpenException e) {
            throw closedCapture(e);
        } catch (InterruptedException e) {
            // pcap4j's name for "the loop was broken", not for an interrupted thread
            return 0;
        }
    }

    private void deliver(byte[] frame) {
        if (thrownByHandler != null) {
            return;
        }
        try {
            handler.onFrame(frame, 0, frame.length);
        } catch (Throwable e) {
            // thrown through native code it would be printed and lost; it goes on when the dispatch is over
            thrownByHandler = e;
        }
    }

    private void rethrow() {
        Throwable thrown = thrownByHandler;
        if (thrown == null) {
            return;
        }
        thrownByHandler = null;
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) thrown;
    }

    @Override
    public void await(long untilNs) {
        if (doorbell != null) {
            doorbell.await(untilNs);
        } else {
            LockSupport.parkNanos(Math.min(PARK_NS, untilNs == Long.MAX_VALUE ? PARK_NS : untilNs - System.nanoTime()));
        }
    }

    @Override
    public void wake() {
        if (doorbell != null) {
            doorbell.ring();
        }
    }

    @Override
    public boolean send(byte[] frame, int offset, int length) {
        if (calls == null) {
            return sendPacket(frame, offset, length);
        }
        if (!calls.enter()) {
            throw closedCapture(null);
        }
        try {
            return calls.send(frame, offset, length);
        } finally {
            calls.leave();
        }
    }

    private boolean sendPacket(byte[] frame, int offset, int length) {
        byte[] bytes = frame;
        if (offset != 0 || frame.length > sendBuffer.length) {
            // JNA copies the whole array down and back, however little of it is the frame
            bytes = inSendBuffer(frame, offset, length);
        }
        try {
            handle.sendPacket(bytes, length);
            return true;
        } catch (PcapNativeException e) {
            return false;
        } catch (NotOpenException e) {
            throw closedCapture(e);
        }
    }

    private byte[] inSendBuffer(byte[] frame, int offset, int length) {
        if (length > sendBuffer.length) {
            sendBuffer = new byte[Integer.highestOneBit(length) << 1];
        }
        System.arraycopy(frame, offset, sendBuffer, 0, length);
        return sendBuffer;
    }

    @Override
    public LinkCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public long ingressDropCount() {
        if (closed) {
            return drops;
        }
        try {
            int now = (int) handle.getStats().getNumPacketsDropped();
            // libpcap's counter has 32 bits and wraps within the hour under a flood
            drops += now - lastDrops & UNSIGNED_INT;
            lastDrops = now;
        } catch (PcapNativeException | NotOpenException e) {
            // the interface is gone: what was counted so far stands
            return drops;
        }
        return drops;
    }

    @Override
    public void close() {
        if (!closed) {
            ingressDropCount();
            closed = true;
            if (doorbell != null) {
                doorbell.close();
            }
            if (calls == null || calls.close(PATIENCE_NS)) {
                handle.close();
            }
        }
    }
}
