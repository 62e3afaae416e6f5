package io.netstack.observe;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The file through which a running stack shows itself to {@code netstack ss} and {@code netstack nstat}: mapped memory, so that publishing
 * is a few stores and reading disturbs nobody.
 *
 * <p>A block has one writer; readers add the blocks up. A reader that meets a block being written tries again.
 */
public final class StatusMap implements AutoCloseable {
    private final Path file;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment map;
    private final Counter[] names = Counter.values();
    private final Reason[] reasons = Reason.values();
    private final int numbers = names.length + reasons.length;
    private final long blockLength;
    private final int rowsPerBlock;

    private StatusMap(Path file, int blockCount, int rowsPerBlock, FileChannel channel) throws IOException {
        this.file = file;
        this.rowsPerBlock = rowsPerBlock;
        this.blockLength = StatusLayout.rowAt(numbers, rowsPerBlock);
        this.map = channel.map(FileChannel.MapMode.READ_WRITE, 0, StatusLayout.blockAt(numbers, blockLength, blockCount), arena);
    }

    /**
     * Makes the map of this process in its directory, after sweeping out the maps of processes that are gone.
     *
     * @param blockCount   writers, at least 1
     * @param rowsPerBlock listeners that a block has room for; more are counted but not shown
     * @throws IOException when the directory cannot be made or is not ours
     */
    public static StatusMap create(StatusDirectory directory, int blockCount, int rowsPerBlock) throws IOException {
        directory.make();
        directory.sweep();
        long pid = ProcessHandle.current().pid();
        Path file = directory.path().resolve(Long.toString(pid));
        Path unfinished = directory.path().resolve("." + pid);
        Files.deleteIfExists(unfinished);
        StatusMap map;
        try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
            map = new StatusMap(file, blockCount, rowsPerBlock, channel);
        }
        map.writeHeader(pid, blockCount);
        // readers never see half a header
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return map;
    }

    private void writeHeader(long pid, int blockCount) throws IOException {
        map.set(StatusLayout.LONG, 0, StatusLayout.MAGIC);
        map.set(StatusLayout.INT, StatusLayout.VERSION_AT, StatusLayout.VERSION);
        map.set(StatusLayout.INT, StatusLayout.BLOCK_COUNT_AT, blockCount);
        map.set(StatusLayout.LONG, StatusLayout.PID_AT, pid);
        map.set(StatusLayout.LONG, StatusLayout.PROCESS_START_AT, StatusDirectory.processStart(pid));
        map.set(StatusLayout.INT, StatusLayout.COUNTER_COUNT_AT, names.length);
        map.set(StatusLayout.INT, StatusLayout.REASON_COUNT_AT, reasons.length);
        map.set(StatusLayout.INT, StatusLayout.ROWS_PER_BLOCK_AT, rowsPerBlock);
        map.set(StatusLayout.LONG, StatusLayout.BLOCK_LENGTH_AT, blockLength);
        for (Counter counter : names) {
            writeText(map, StatusLayout.NAMES_AT + (long) counter.ordinal() * StatusLayout.NAME_LENGTH, StatusLayout.NAME_LENGTH,
                counter.kernelName());
        }
        for (Reason reason : reasons) {
            writeText(map, StatusLayout.NAMES_AT + (long) (names.length + reason.ordinal()) * StatusLayout.NAME_LENGTH,
                StatusLayout.NAME_LENGTH, reason.name());
        }
    }

    /** Shows these numbers in a block. One thread per block. */
    public void publish(int block, Counters counters, List<ListenerStatus> listeners) {
        MemorySegment to = map.asSlice(StatusLayout.blockAt(numbers, blockLength, block), blockLength);
        long edition = (long) StatusLayout.EDITION.get(to, 0L);
        StatusLayout.EDITION.setOpaque(to, 0L, edition + 1);
        VarHandle.storeStoreFence();
        to.set(StatusLayout.LONG, StatusLayout.WRITTEN_AT, System.currentTimeMillis());
        for (Counter counter : names) {
            to.set(StatusLayout.LONG, StatusLayout.COUNTERS_AT + 8L * counter.ordinal(), counters.value(counter));
        }
        for (Reason reason : reasons) {
            to.set(StatusLayout.LONG, StatusLayout.COUNTERS_AT + 8L * (names.length + reason.ordinal()), counters.value(reason));
        }
        to.set(StatusLayout.INT, StatusLayout.LISTENER_COUNT_AT, listeners.size());
        for (int row = 0; row < Math.min(listeners.size(), rowsPerBlock); row++) {
            writeRow(to.asSlice(StatusLayout.rowAt(numbers, row), StatusLayout.ROW_LENGTH), listeners.get(row));
        }
        StatusLayout.EDITION.setRelease(to, 0L, edition + 2);
    }

    private static void writeRow(MemorySegment row, ListenerStatus listener) {
        writeText(row, 0, StatusLayout.ADDRESS_LENGTH, listener.address());
        row.set(StatusLayout.INT, StatusLayout.PORT_AT, listener.port());
        writeQueue(row, StatusLayout.SYN_QUEUE_AT, StatusLayout.SYN_AGES_AT, listener.synQueue());
        writeQueue(row, StatusLayout.ACCEPT_QUEUE_AT, StatusLayout.ACCEPT_AGES_AT, listener.acceptQueue());
        writeText(row, StatusLayout.PROFILE_AT, StatusLayout.PROFILE_LENGTH, listener.profile());
        row.set(StatusLayout.INT, StatusLayout.INCOMPLETE_AT, listener.incomplete());
    }

    private static void writeQueue(MemorySegment row, long at, long agesAt, ListenerStatus.Queue queue) {
        row.set(StatusLayout.INT, at, queue.length());
        row.set(StatusLayout.INT, at + 4, queue.peak());
        row.set(StatusLayout.INT, at + 8, queue.limit());
        row.set(StatusLayout.LONG, agesAt, queue.oldestNs());
        row.set(StatusLayout.LONG, agesAt + 8, queue.newestNs());
    }

    private static void writeText(MemorySegment to, long at, int room, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(ascii.length, room - 1);
        MemorySegment.copy(ascii, 0, to, ValueLayout.JAVA_BYTE, at, length);
        to.asSlice(at + length, room - length).fill((byte) 0);
    }

    /** Where the map is. */
    public Path file() {
        return file;
    }

    /** Takes the map away; publishing afterwards is a mistake. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // the next sweep takes it: this process will be gone
        }
        arena.close();
    }
}
