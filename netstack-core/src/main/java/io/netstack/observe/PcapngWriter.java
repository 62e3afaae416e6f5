package io.netstack.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a pcapng stream (draft-ietf-opsawg-pcapng): one section, one Ethernet interface with nanosecond stamps, then a block per frame
 * with its direction and a comment. Each block is built in one buffer and written by one call, so a pipe's reader sees whole blocks.
 * Allocates only when a frame is larger than any before it.
 *
 * <pre>
 *   Section Header | Interface Description | Enhanced Packet … | Interface Statistics
 *
 *   Enhanced Packet:  6 | length | interface | time high | time low | captured | original | data, padded | options | length
 * </pre>
 */
public final class PcapngWriter implements FrameSink, AutoCloseable {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int INTERFACE_STATISTICS = 5;
    private static final int ENHANCED_PACKET = 6;
    private static final int LINKTYPE_ETHERNET = 1;
    private static final int OPT_COMMENT = 1;
    private static final int OPT_USER_APPLICATION = 4;
    private static final int OPT_IF_NAME = 2;
    private static final int OPT_IF_TSRESOL = 9;
    private static final int OPT_EPB_FLAGS = 2;
    private static final int OPT_ISB_IFDROP = 5;
    private static final int NANOSECONDS = 9;
    private static final int FLAG_INBOUND = 1;
    private static final int FLAG_OUTBOUND = 2;
    private static final int MAX_COMMENT_LENGTH = 4096;

    private final OutputStream out;
    private final long epochOffsetNs;
    private final StringBuilder comment = new StringBuilder(128);
    private byte[] block = new byte[2048];
    private int end;

    /**
     * Writes the section header and the interface.
     *
     * @param interfaceName what the frames were seen on, for the reader
     * @param snapLength    the most bytes of a frame that are kept
     * @param epochOffsetNs what to add to the stack's clock to get nanoseconds since 1970
     */
    public PcapngWriter(OutputStream out, String interfaceName, int snapLength, long epochOffsetNs) throws IOException {
        this.out = out;
        this.epochOffsetNs = epochOffsetNs;
        begin(SECTION_HEADER);
        int32(BYTE_ORDER_MAGIC);
        int16(1);
        int16(0);
        int32(-1);
        int32(-1);
        option(OPT_USER_APPLICATION, "netstack");
        finish();
        begin(INTERFACE_DESCRIPTION);
        int16(LINKTYPE_ETHERNET);
        int16(0);
        int32(snapLength);
        option(OPT_IF_NAME, interfaceName);
        optionHeader(OPT_IF_TSRESOL, 1);
        int8(NANOSECONDS);
        pad();
        finish();
    }

    @Override
    public void accept(TracedFrame frame) throws IOException {
        comment.setLength(0);
        frame.reason().describe(comment, frame.a(), frame.b());
        packet(frame.inbound(), frame.bytes(), 0, frame.length(), frame.wireLength(), frame.nowNs(), comment);
    }

    /**
     * Writes one frame.
     *
     * @param length     bytes that are kept
     * @param wireLength bytes that the frame had
     * @param nowNs      on the stack's clock
     * @param comment    shown beside the packet; empty for none; cut after 4096 bytes of UTF-8
     */
    public void packet(boolean inbound, byte[] frame, int offset, int length, int wireLength, long nowNs, CharSequence comment)
            throws IOException {
        long stamp = nowNs + epochOffsetNs;
        begin(ENHANCED_PACKET);
        int32(0);
        int32((int) (stamp >>> 32));
        int32((int) stamp);
        int32(length);
        int32(wireLength);
        room(length);
        System.arraycopy(frame, offset, block, end, length);
        end += length;
        pad();
        optionHeader(OPT_EPB_FLAGS, 4);
        int32(inbound ? FLAG_INBOUND : FLAG_OUTBOUND);
        if (!comment.isEmpty()) {
            option(OPT_COMMENT, comment);
        }
        finish();
    }

    /** Says how many frames are missing from the stream; at its end. */
    public void drops(long dropCount, long nowNs) throws IOException {
        long stamp = nowNs + epochOffsetNs;
        begin(INTERFACE_STATISTICS);
        int32(0);
        int32((int) (stamp >>> 32));
        int32((int) stamp);
        optionHeader(OPT_ISB_IFDROP, 8);
        int32((int) dropCount);
        int32((int) (dropCount >>> 32));
        finish();
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /** Closes the stream below. */
    @Override
    public void close() throws IOException {
        out.close();
    }

    private void begin(int type) {
        end = 0;
        int32(type);
        int32(0);
    }

    /** Ends the options and the block, fills in both length fields and writes it. */
    private void finish() throws IOException {
        optionHeader(0, 0);
        int total = end + 4;
        int32(total);
        INT.set(block, 4, total);
        out.write(block, 0, end);
    }

    private void optionHeader(int code, int length) {
        int16(code);
        int16(length);
    }

    private void option(int code, CharSequence text) {
        int header = end;
        optionHeader(code, 0);
        int start = end;
        utf8(text);
        SHORT.set(block, header + 2, (short) (end - start));
        pad();
    }

    private void utf8(CharSequence text) {
        int start = end;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // rare: no reason of ours has one, so the copy is made only for a name or comment from outside
                end = start;
                byte[] encoded = text.toString().getBytes(StandardCharsets.UTF_8);
                int length = Math.min(encoded.length, MAX_COMMENT_LENGTH);
                while (length < encoded.length && (encoded[length] & 0xC0) == 0x80) {
                    length--;
                }
                room(length);
                System.arraycopy(encoded, 0, block, end, length);
                end += length;
                return;
            }
            if (end - start < MAX_COMMENT_LENGTH) {
                int8(c);
            }
        }
    }

    private void int8(int value) {
        room(1);
        block[end++] = (byte) value;
    }

    private void int16(int value) {
        room(2);
        SHORT.set(block, end, (short) value);
        end += 2;
    }

    private void int32(int value) {
        room(4);
        INT.set(block, end, value);
        end += 4;
    }

    private void pad() {
        while ((end & 3) != 0) {
            int8(0);
        }
    }

    private void room(int more) {
        if (end + more > block.length) {
            block = Arrays.copyOf(block, Math.max(block.length * 2, end + more));
        }
    }
}
