package io.netstack.pcap;

import java.util.ArrayList;
import java.util.List;

/**
 * The block format of pcapng (draft-ietf-opsawg-pcapng): sections, each with its own byte order and interfaces; enhanced and simple packet
 * blocks. Other blocks are passed over.
 *
 * <pre>
 *   block                  type(4) total length(4) body total length(4)
 *   section header body    byte order magic(4) version(2+2) section length(8) options
 *   interface body         link type(2) reserved(2) snap length(4) options
 *   enhanced packet body   interface(4) time high(4) time low(4) captured length(4) length on the wire(4) frame, padded; options
 *   simple packet body     length on the wire(4) frame, padded
 * </pre>
 */
final class PcapngReader implements CaptureReader {

    /** A palindrome, so that it can be recognized before the byte order is known. */
    static final int SECTION_HEADER = 0x0A0D0D0A;

    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int INTERFACE = 1;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;
    private static final int OPTION_END = 0;
    private static final int OPTION_FLAGS = 2;
    private static final int OPTION_TIME_RESOLUTION = 9;
    private static final int OPTION_TIME_OFFSET = 14;
    private static final int OUTBOUND = 2;
    private static final int MAX_BLOCK_BYTES = 16 << 20;

    /** What an interface description says about the stamps and lengths of its packets. */
    private record Source(int snapLength, StampUnit unit, long offsetSeconds) {
    }

    private final CaptureInput input;
    private final List<Source> sources = new ArrayList<>();
    private byte[] body = new byte[4096];
    private int bodyLength;
    private boolean bigEndian;
    private int frameOffset;
    private int frameLength;
    private long timestampNs;
    private boolean outbound;

    /** Starts after the first block type, which has been read. */
    PcapngReader(CaptureInput input) {
        this.input = input;
        readSectionHeader();
    }

    @Override
    public boolean next() {
        while (input.read(body, 0, 4)) {
            if (CaptureInput.int32(body, 0, true) == SECTION_HEADER) {
                readSectionHeader();
                continue;
            }
            int type = CaptureInput.int32(body, 0, bigEndian);
            input.require(body, 0, 4);
            readBody(CaptureInput.int32(body, 0, bigEndian), 0);
            if (type == INTERFACE) {
                readInterface();
            } else if (type == ENHANCED_PACKET) {
                readEnhancedPacket();
                return true;
            } else if (type == SIMPLE_PACKET) {
                readSimplePacket();
                return true;
            }
        }
        return false;
    }

    private void readSectionHeader() {
        input.require(body, 0, 8);
        int magic = CaptureInput.int32(body, 4, true);
        if (magic != BYTE_ORDER_MAGIC && Integer.reverseBytes(magic) != BYTE_ORDER_MAGIC) {
            throw input.broken("a section without byte order magic");
        }
        bigEndian = magic == BYTE_ORDER_MAGIC;
        sources.clear();
        readBody(CaptureInput.int32(body, 0, bigEndian), 4);
    }

    /** Reads the rest of a block of which type, length and {@code already} bytes of the body have been taken. */
    private void readBody(int totalLength, int already) {
        if (totalLength < 12 + already || totalLength > MAX_BLOCK_BYTES || (totalLength & 3) != 0) {
            throw input.broken("a block of " + Integer.toUnsignedString(totalLength) + " bytes");
        }
        int rest = totalLength - 8 - already;
        if (rest > body.length) {
            body = new byte[rest];
        }
        input.require(body, 0, rest);
        bodyLength = rest - 4;
        if (CaptureInput.int32(body, bodyLength, bigEndian) != totalLength) {
            throw input.broken("a block whose two lengths differ");
        }
    }

    private void readInterface() {
        requireBody(8, "interface");
        int linkType = CaptureInput.int16(body, 0, bigEndian);
        if (linkType != ETHERNET) {
            throw input.broken("an interface of link type " + linkType + ", only Ethernet (1) can be replayed");
        }
        int resolution = option(8, OPTION_TIME_RESOLUTION, 1);
        int offset = option(8, OPTION_TIME_OFFSET, 8);
        StampUnit unit = resolution < 0 ? StampUnit.MICROSECONDS : StampUnit.of(body[resolution] & 0xFF);
        if (unit == null) {
            throw input.broken("an interface with time resolution 0x" + Integer.toHexString(body[resolution] & 0xFF));
        }
        sources.add(new Source(CaptureInput.int32(body, 4, bigEndian), unit, offset < 0 ? 0 : CaptureInput.int64(body, offset, bigEndian)));
    }

    private void readEnhancedPacket() {
        requireBody(20, "packet");
        Source source = source(CaptureInput.int32(body, 0, bigEndian));
        long high = CaptureInput.int32(body, 4, bigEndian) & 0xFFFF_FFFFL;
        long low = CaptureInput.int32(body, 8, bigEndian) & 0xFFFF_FFFFL;
        int captured = CaptureInput.int32(body, 12, bigEndian);
        takeFrame(20, captured);
        timestampNs = source.unit.toNs(high << 32 | low) + source.offsetSeconds * 1_000_000_000L;
        int flags = option(20 + (captured + 3 & ~3), OPTION_FLAGS, 4);
        outbound = flags >= 0 && (CaptureInput.int32(body, flags, bigEndian) & 3) == OUTBOUND;
    }

    private void readSimplePacket() {
        requireBody(4, "packet");
        int snapLength = source(0).snapLength;
        int onTheWire = CaptureInput.int32(body, 0, bigEndian);
        boolean cut = snapLength != 0 && Integer.compareUnsigned(onTheWire, snapLength) > 0;
        takeFrame(4, cut ? snapLength : onTheWire);
        timestampNs = 0;
        outbound = false;
    }

    private void takeFrame(int offset, int length) {
        if (length < 0 || length > MAX_FRAME_BYTES || length > bodyLength - offset) {
            throw input.broken("a packet of " + Integer.toUnsignedString(length) + " bytes in a smaller block");
        }
        frameOffset = offset;
        frameLength = length;
    }

    private Source source(int index) {
        if (index < 0 || index >= sources.size()) {
            throw input.broken("a packet of interface " + Integer.toUnsignedString(index) + ", which is not described");
        }
        return sources.get(index);
    }

    private void requireBody(int bytes, String kind) {
        if (bodyLength < bytes) {
            throw input.broken("a short " + kind + " block");
        }
    }

    /** Where the value of an option starts, -1 when it is absent; lists that run out of the block end there. */
    private int option(int start, int code, int valueLength) {
        int at = start;
        while (at + 4 <= bodyLength) {
            int found = CaptureInput.int16(body, at, bigEndian);
            int length = CaptureInput.int16(body, at + 2, bigEndian);
            if (found == OPTION_END || at + 4 + length > bodyLength) {
                return -1;
            }
            if (found == code && length == valueLength) {
                return at + 4;
            }
            at += 4 + (length + 3 & ~3);
        }
        return -1;
    }

    @Override
    public byte[] buffer() {
        return body;
    }

    @Override
    public int offset() {
        return frameOffset;
    }

    @Override
    public int length() {
        return frameLength;
    }

    @Override
    public long timestampNs() {
        return timestampNs;
    }

    @Override
    public boolean outbound() {
        return outbound;
    }
}
