package io.netstack.pcap;

import io.netstack.link.FrameHandler;
import io.netstack.link.Link;
import io.netstack.link.LinkCapabilities;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A link whose world is a capture file (pcap or pcapng, Ethernet): {@link #poll} delivers its frames in order, as fast as they are asked
 * for; whoever replays reads {@link #timestampNs} and keeps time. What is sent disappears and is counted.
 */
public final class PcapFileLink implements Link {

    private static final long PARK_NS = 1_000_000;

    private final CaptureInput input;
    private final CaptureReader reader;
    private final LinkCapabilities capabilities;
    private boolean ended;
    private boolean closed;
    private long sentCount;

    private PcapFileLink(CaptureInput input, LinkCapabilities capabilities) {
        this.input = input;
        this.capabilities = capabilities;
        try {
            this.reader = CaptureReader.open(input);
        } catch (LinkException e) {
            input.close();
            throw e;
        }
    }

    /** @throws LinkException when the file is missing, unreadable or no capture of Ethernet frames */
    public static PcapFileLink open(Path file, LinkCapabilities capabilities) {
        if (!Files.exists(file)) {
            throw new LinkException("no such file: " + file);
        }
        if (!Files.isRegularFile(file) && !Files.isReadable(file) || Files.isDirectory(file)) {
            throw new LinkException(file + " is no readable file");
        }
        try {
            return open(Files.newInputStream(file), file.toString(), capabilities);
        } catch (IOException e) {
            throw new LinkException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * From a stream.
     *
     * @param in   closed with the link
     * @param name what messages call it
     */
    public static PcapFileLink open(InputStream in, String name, LinkCapabilities capabilities) {
        return new PcapFileLink(new CaptureInput(new BufferedInputStream(in, 1 << 16), name), capabilities);
    }

    /** @throws LinkException when the file is cut off or broken at this point; the frames before it have been delivered */
    @Override
    public int poll(FrameHandler handler, int limit) {
        int count = 0;
        while (count < limit && !ended) {
            if (!reader.next()) {
                ended = true;
                break;
            }
            count++;
            handler.onFrame(reader.buffer(), reader.offset(), reader.length());
        }
        return count;
    }

    /** When the frame that was delivered last was captured, in nanoseconds since 1970; 0 where the file does not say. */
    public long timestampNs() {
        return reader.timestampNs();
    }

    /** Whether the file says that the frame delivered last was sent, not received, by the machine that captured it (pcapng only). */
    public boolean outbound() {
        return reader.outbound();
    }

    /** Whether {@link #poll} has found the end of the file. */
    public boolean ended() {
        return ended;
    }

    /** Frames that the stack sent into the void. */
    public long sentCount() {
        return sentCount;
    }

    /** Returns at once while frames are left; afterwards it only lets time pass, a millisecond at most. */
    @Override
    public void await(long untilNs) {
        if (ended) {
            LockSupport.parkNanos(untilNs == Long.MAX_VALUE ? PARK_NS : Math.min(PARK_NS, untilNs - System.nanoTime()));
        }
    }

    /** Does nothing: {@link #await} never sleeps long. */
    @Override
    public void wake() {
    }

    @Override
    public boolean send(byte[] frame, int offset, int length) {
        sentCount++;
        return true;
    }

    @Override
    public LinkCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            input.close();
        }
    }
}
