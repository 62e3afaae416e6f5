package io.netstack.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Network-order (big-endian) numbers in a byte array: the one way in which every codec here reads and writes. */
public final class Bytes {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Bytes() {
    }

    /** The unsigned byte at {@code index}. */
    public static int u8(byte[] b, int index) {
        return b[index] & 0xFF;
    }

    /** The unsigned 16-bit number at {@code index}. */
    public static int u16(byte[] b, int index) {
        return (short) SHORT.get(b, index) & 0xFFFF;
    }

    /** The 32 bits at {@code index}. */
    public static int i32(byte[] b, int index) {
        return (int) INT.get(b, index);
    }

    /** The 64 bits at {@code index}. */
    public static long i64(byte[] b, int index) {
        return (long) LONG.get(b, index);
    }

    /** The 48 bits at {@code index}, an Ethernet address. */
    public static long u48(byte[] b, int index) {
        return ((long) u16(b, index) << 32) | (i32(b, index + 2) & 0xFFFF_FFFFL);
    }

    /** Writes the low 8 bits. */
    public static void put8(byte[] b, int index, int value) {
        b[index] = (byte) value;
    }

    /** Writes the low 16 bits. */
    public static void put16(byte[] b, int index, int value) {
        SHORT.set(b, index, (short) value);
    }

    /** Writes 32 bits. */
    public static void put32(byte[] b, int index, int value) {
        INT.set(b, index, value);
    }

    /** Writes 64 bits. */
    public static void put64(byte[] b, int index, long value) {
        LONG.set(b, index, value);
    }

    /** Writes the low 48 bits. */
    public static void put48(byte[] b, int index, long value) {
        put16(b, index, (int) (value >>> 32));
        put32(b, index + 2, (int) value);
    }
}
