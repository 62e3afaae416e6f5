package io.netstack.observe;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What a stack showed in its {@link StatusMap} at one moment, its blocks added up. The names are read from the map, so that a reader
 * understands a stack of another build.
 *
 * @param pid       the process of the stack
 * @param writtenMs when the newest block was written, ms since 1970; 0 when none was yet
 * @param counters  kernel name to value, in the stack's order
 * @param reasons   name of a {@link Reason} to how often it occurred, in the stack's order
 * @param listeners a row per listener, in the stack's order
 */
public record StatusSnapshot(long pid, long writtenMs, Map<String, Long> counters, Map<String, Long> reasons,
                             List<ListenerStatus> listeners) {
    private static final int MAX_ATTEMPTS = 5000;
    private static final long RETRY_NS = 200_000;

    /**
     * Reads a map.
     *
     * @throws IOException when the file is not a status map of this version, or its writer died while writing
     */
    public static StatusSnapshot read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file); Arena arena = Arena.ofConfined()) {
            MemorySegment map = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return read(map, file);
        }
    }

    private static StatusSnapshot read(MemorySegment map, Path file) throws IOException {
        if (map.byteSize() < StatusLayout.NAMES_AT || map.get(StatusLayout.LONG, 0) != StatusLayout.MAGIC) {
            throw new IOException(file + " is not a status map of netstack");
        }
        int version = map.get(StatusLayout.INT, StatusLayout.VERSION_AT);
        if (version != StatusLayout.VERSION) {
            throw new IOException(file + " is a status map of version " + version + "; this netstack reads version "
                + StatusLayout.VERSION);
        }
        int counterCount = map.get(StatusLayout.INT, StatusLayout.COUNTER_COUNT_AT);
        int reasonCount = map.get(StatusLayout.INT, StatusLayout.REASON_COUNT_AT);
        int numbers = counterCount + reasonCount;
        long blockLength = map.get(StatusLayout.LONG, StatusLayout.BLOCK_LENGTH_AT);
        int blockCount = map.get(StatusLayout.INT, StatusLayout.BLOCK_COUNT_AT);
        if (counterCount < 0 || reasonCount < 0 || blockCount < 0 || blockLength < StatusLayout.rowAt(numbers, 0)
            || StatusLayout.blockAt(numbers, blockLength, blockCount) != map.byteSize()) {
            throw new IOException(file + " is a damaged status map");
        }
        Sum sum = new Sum(map, counterCount, reasonCount, map.get(StatusLayout.INT, StatusLayout.ROWS_PER_BLOCK_AT));
        for (int block = 0; block < blockCount; block++) {
            sum.add(map.asSlice(StatusLayout.blockAt(numbers, blockLength, block), blockLength), file);
        }
        return new StatusSnapshot(map.get(StatusLayout.LONG, StatusLayout.PID_AT), sum.writtenMs, sum.counters, sum.reasons,
            sum.listeners);
    }

    /** Which process wrote a map: its start in ticks since boot. */
    static long processStartOf(Path file) throws IOException {
        byte[] header = new byte[(int) StatusLayout.NAMES_AT];
        try (InputStream in = Files.newInputStream(file)) {
            if (in.readNBytes(header, 0, header.length) < header.length) {
                throw new IOException(file + " is not a status map of netstack");
            }
        }
        return MemorySegment.ofArray(header).get(StatusLayout.LONG.withByteAlignment(1), StatusLayout.PROCESS_START_AT);
    }

    private static String text(MemorySegment from, long at, int room) {
        byte[] bytes = from.asSlice(at, room).toArray(ValueLayout.JAVA_BYTE);
        int length = 0;
        while (length < room && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    /** The blocks added up so far. */
    private static final class Sum {
        private final Map<String, Long> counters = new LinkedHashMap<>();
        private final Map<String, Long> reasons = new LinkedHashMap<>();
        private final List<ListenerStatus> listeners = new ArrayList<>();
        private final String[] names;
        private final int counterCount;
        private final int rowsPerBlock;
        private long writtenMs;

        Sum(MemorySegment map, int counterCount, int reasonCount, int rowsPerBlock) {
            this.rowsPerBlock = rowsPerBlock;
            this.counterCount = counterCount;
            names = new String[counterCount + reasonCount];
            for (int i = 0; i < names.length; i++) {
                names[i] = text(map, StatusLayout.NAMES_AT + (long) i * StatusLayout.NAME_LENGTH, StatusLayout.NAME_LENGTH);
                values(i).put(names[i], 0L);
            }
        }

        private Map<String, Long> values(int number) {
            return number < counterCount ? counters : reasons;
        }

        void add(MemorySegment block, Path file) throws IOException {
            byte[] copy = stableCopy(block, file);
            MemorySegment from = MemorySegment.ofArray(copy);
            writtenMs = Math.max(writtenMs, from.get(unaligned(StatusLayout.LONG), StatusLayout.WRITTEN_AT));
            for (int i = 0; i < names.length; i++) {
                values(i).merge(names[i], from.get(unaligned(StatusLayout.LONG), StatusLayout.COUNTERS_AT + 8L * i), Long::sum);
            }
            int count = from.get(unaligned(StatusLayout.INT), StatusLayout.LISTENER_COUNT_AT);
            for (int row = 0; row < Math.min(count, rowsPerBlock); row++) {
                listeners.add(row(from.asSlice(StatusLayout.rowAt(names.length, row), StatusLayout.ROW_LENGTH)));
            }
        }

        private static byte[] stableCopy(MemorySegment block, Path file) throws IOException {
            for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
                long before = (long) StatusLayout.EDITION.getAcquire(block, 0L);
                byte[] copy = block.toArray(ValueLayout.JAVA_BYTE);
                VarHandle.loadLoadFence();
                long after = (long) StatusLayout.EDITION.getOpaque(block, 0L);
                if (before == after && (before & 1) == 0) {
                    return copy;
                }
                // the writer may have lost its core in the middle of a block
                LockSupport.parkNanos(RETRY_NS);
            }
            throw new IOException(file + ": its writer stopped in the middle of writing");
        }

        private static ListenerStatus row(MemorySegment row) {
            return new ListenerStatus(text(row, 0, StatusLayout.ADDRESS_LENGTH), row.get(unaligned(StatusLayout.INT), StatusLayout.PORT_AT),
                text(row, StatusLayout.PROFILE_AT, StatusLayout.PROFILE_LENGTH), queue(row, StatusLayout.SYN_QUEUE_AT, StatusLayout.SYN_AGES_AT),
                queue(row, StatusLayout.ACCEPT_QUEUE_AT, StatusLayout.ACCEPT_AGES_AT),
                row.get(unaligned(StatusLayout.INT), StatusLayout.INCOMPLETE_AT));
        }

        private static ListenerStatus.Queue queue(MemorySegment row, long at, long agesAt) {
            ValueLayout.OfInt number = unaligned(StatusLayout.INT);
            ValueLayout.OfLong age = unaligned(StatusLayout.LONG);
            return new ListenerStatus.Queue(row.get(number, at), row.get(number, at + 4), row.get(number, at + 8), row.get(age, agesAt),
                row.get(age, agesAt + 8));
        }

        // a heap array promises no alignment
        private static ValueLayout.OfInt unaligned(ValueLayout.OfInt layout) {
            return layout.withByteAlignment(1);
        }

        private static ValueLayout.OfLong unaligned(ValueLayout.OfLong layout) {
            return layout.withByteAlignment(1);
        }
    }
}
