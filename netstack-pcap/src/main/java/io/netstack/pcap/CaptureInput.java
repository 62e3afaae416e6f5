package io.netstack.pcap;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The bytes of a capture file, taken in pieces of known length; says in one line what is wrong when a piece is not all there. */
final class CaptureInput implements AutoCloseable {

    private static final VarHandle LITTLE_INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final InputStream in;
    private final String name;
    private long position;

    CaptureInput(InputStream in, String name) {
        this.in = in;
        this.name = name;
    }

    /**
     * Fills the start of a buffer.
     *
     * @return false when the input ends exactly before the first byte
     * @throws LinkException when it ends in between
     */
    boolean read(byte[] buffer, int offset, int length) {
        try {
            int got = in.readNBytes(buffer, offset, length);
            position += got;
            if (got == length) {
                return true;
            }
            if (got == 0) {
                return false;
            }
            throw truncated();
        } catch (IOException e) {
            throw new LinkException(name + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** As {@link #read}, where the input must not end. */
    void require(byte[] buffer, int offset, int length) {
        if (length > 0 && !read(buffer, offset, length)) {
            throw truncated();
        }
    }

    LinkException truncated() {
        return new LinkException(name + " is cut off at byte " + position + ", in the middle of a record");
    }

    LinkException broken(String what) {
        return new LinkException(name + " is no intact capture file: " + what + ", before byte " + position);
    }

    static int int32(byte[] bytes, int offset, boolean bigEndian) {
        return (int) (bigEndian ? BIG_INT : LITTLE_INT).get(bytes, offset);
    }

    static int int16(byte[] bytes, int offset, boolean bigEndian) {
        int first = bytes[offset] & 0xFF;
        int second = bytes[offset + 1] & 0xFF;
        return bigEndian ? first << 8 | second : second << 8 | first;
    }

    static long int64(byte[] bytes, int offset, boolean bigEndian) {
        long first = int32(bytes, offset, bigEndian) & 0xFFFF_FFFFL;
        long second = int32(bytes, offset + 4, bigEndian) & 0xFFFF_FFFFL;
        return bigEndian ? first << 32 | second : second << 32 | first;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new LinkException(name + " cannot be closed: " + e.getMessage(), e);
        }
    }
}
