package io.netstack.pcap;

import io.netstack.link.FrameBurst;
import io.netstack.link.FrameHandler;
import io.netstack.link.Link;
import io.netstack.link.LinkCapabilities;

/**
 * A link that holds a TAP device itself: the kernel that owns the interface is our peer. The shortest way to a real kernel: no libpcap, no
 * second device, one system call per frame.
 *
 * <p>The kernel finishes checksums and cuts segments to the MTU before a frame reaches the descriptor, so what is read is what a wire would
 * carry.
 */
public final class TapLink implements Link {

    private final TapDevice device;
    private final LinkCapabilities capabilities;
    private final Doorbell doorbell;
    private final FrameBurst burst;
    private boolean closed;

    /**
     * Takes over an open device.
     *
     * @param device closed with the link
     */
    public TapLink(TapDevice device, LinkCapabilities capabilities) {
        this.device = device;
        this.capabilities = capabilities;
        this.doorbell = new Doorbell(device.fd());
        this.burst = new FrameBurst(device.receiveBuffer().length);
    }

    /** Makes a TAP device and holds it; see {@link TapDevice#create}. */
    public static TapLink create(String name, LinkCapabilities capabilities) {
        return new TapLink(TapDevice.create(name), capabilities);
    }

    /** Holds a TAP device that exists; see {@link TapDevice#attach}. */
    public static TapLink attach(String name, LinkCapabilities capabilities) {
        return new TapLink(TapDevice.attach(name), capabilities);
    }

    @Override
    public int poll(FrameHandler handler, int limit) {
        return handler.looksAhead() ? takeBursts(handler, limit) : take(handler, limit);
    }

    private int takeBursts(FrameHandler handler, int limit) {
        int count = 0;
        int length = 1;
        while (length > 0 && count < limit) {
            while (burst.isOpen() && count + burst.count() < limit && (length = device.receive()) > 0) {
                burst.add(device.receiveBuffer(), length);
            }
            count += burst.deliver(handler);
        }
        return count;
    }

    private int take(FrameHandler handler, int limit) {
        byte[] buffer = device.receiveBuffer();
        int count = 0;
        while (count < limit) {
            int length = device.receive();
            if (length == 0) {
                break;
            }
            count++;
            handler.onFrame(buffer, 0, length);
        }
        return count;
    }

    @Override
    public void await(long untilNs) {
        doorbell.await(untilNs);
    }

    @Override
    public void wake() {
        doorbell.ring();
    }

    @Override
    public boolean send(byte[] frame, int offset, int length) {
        return device.send(frame, offset, length);
    }

    @Override
    public LinkCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            doorbell.close();
            device.close();
        }
    }
}
