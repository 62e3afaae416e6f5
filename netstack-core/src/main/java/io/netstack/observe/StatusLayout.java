package io.netstack.observe;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bytes of a status map, version 1. Numbers are little-endian and aligned; texts are ASCII, zero-padded.
 *
 * <pre>
 *   header   0 magic | 8 version | 12 block count | 16 pid | 24 start of the process, ticks since boot
 *           32 counter count | 36 rows per block | 40 block length | 48 reason count
 *           64 names of counters, then of reasons, 48 bytes each
 *
 *   block    0 edition: odd while its one writer is at work | 8 listener count | 16 written at, ms since 1970
 *           24 counters, then reasons, 8 bytes each | rows
 *
 *   row      0 address | 16 port | 20 SYN queue length, peak, limit | 32 accept queue length, peak, limit
 *           44 incomplete sockets | 48 profile
 *           80 SYN queue, ages of its oldest and newest entry | 96 the same of the accept queue, ns
 * </pre>
 */
final class StatusLayout {
    static final long MAGIC = 0x5041_4D4B_4354_534EL;
    static final int VERSION = 1;

    static final long VERSION_AT = 8;
    static final long BLOCK_COUNT_AT = 12;
    static final long PID_AT = 16;
    static final long PROCESS_START_AT = 24;
    static final long COUNTER_COUNT_AT = 32;
    static final long ROWS_PER_BLOCK_AT = 36;
    static final long BLOCK_LENGTH_AT = 40;
    static final long REASON_COUNT_AT = 48;
    static final long NAMES_AT = 64;
    static final int NAME_LENGTH = 48;

    static final long LISTENER_COUNT_AT = 8;
    static final long WRITTEN_AT = 16;
    static final long COUNTERS_AT = 24;

    static final int ADDRESS_LENGTH = 16;
    static final long PORT_AT = 16;
    static final long SYN_QUEUE_AT = 20;
    static final long ACCEPT_QUEUE_AT = 32;
    static final long PROFILE_AT = 48;
    static final int PROFILE_LENGTH = 32;
    static final long INCOMPLETE_AT = 44;
    static final long SYN_AGES_AT = 80;
    static final long ACCEPT_AGES_AT = 96;
    static final int ROW_LENGTH = 112;

    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final VarHandle EDITION = LONG.varHandle();

    private StatusLayout() {
    }

    /** @param numbers counters and reasons */
    static long blockAt(int numbers, long blockLength, int block) {
        return NAMES_AT + (long) numbers * NAME_LENGTH + block * blockLength;
    }

    /** @param numbers counters and reasons */
    static long rowAt(int numbers, int row) {
        return COUNTERS_AT + 8L * numbers + (long) row * ROW_LENGTH;
    }
}
