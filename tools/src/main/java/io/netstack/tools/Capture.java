package io.netstack.tools;

import io.netstack.observe.PcapngWriter;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Opens pcapng streams for what a stack sees. */
final class Capture {
    /** Bytes kept of each frame: a full Ethernet frame and some. */
    static final int SNAP_LENGTH = 2048;
    private static final int BUFFER_LENGTH = 1 << 16;

    private Capture() {
    }

    /** What to add to {@link System#nanoTime} to get nanoseconds since 1970. */
    static long epochOffsetNs() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano() - System.nanoTime();
    }

    /**
     * A capture in a file, or on standard output.
     *
     * @param target {@code -} for standard output, else the name of a file, which is replaced
     * @param name   what Wireshark calls the interface
     * @throws UsageError when the file cannot be written
     */
    static PcapngWriter open(String target, String name, long epochOffsetNs) {
        try {
            OutputStream out = target.equals("-") ? new FileOutputStream(FileDescriptor.out) : Files.newOutputStream(Path.of(target));
            PcapngWriter writer = new PcapngWriter(new BufferedOutputStream(out, BUFFER_LENGTH), name, SNAP_LENGTH, epochOffsetNs);
            writer.flush();
            return writer;
        } catch (IOException e) {
            throw new UsageError("cannot write the capture " + target, e);
        }
    }
}
