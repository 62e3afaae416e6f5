package io.netstack.observe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a whole little-endian pcapng stream strictly: a length that does not add up is an error. For tests. */
public final class PcapngReader {
    /** One Enhanced Packet Block. */
    public record Packet(long stampNs, int originalLength, byte[] bytes, int flags, String comment) {
        public boolean inbound() {
            return (flags & 3) == 1;
        }
    }

    public final List<Packet> packets = new ArrayList<>();
    public final Map<Integer, byte[]> interfaceOptions = new LinkedHashMap<>();
    public int linkType = -1;
    public int snapLength;
    public long dropCount = -1;

    public PcapngReader(byte[] stream) {
        ByteBuffer in = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            int start = in.position();
            int type = in.getInt();
            int length = in.getInt();
            check(length % 4 == 0 && length >= 12 && start + length <= stream.length, "block length " + length + " at " + start);
            check(in.getInt(start + length - 4) == length, "the two lengths of the block at " + start + " differ");
            check(start != 0 || type == 0x0A0D0D0A, "does not start with a section header");
            block(type, in.slice(start + 8, length - 12).order(ByteOrder.LITTLE_ENDIAN));
            in.position(start + length);
        }
    }

    private void block(int type, ByteBuffer body) {
        switch (type) {
            case 0x0A0D0D0A -> {
                check(body.getInt() == 0x1A2B3C4D, "byte order magic");
                check(body.getShort() == 1 && body.getShort() == 0, "version 1.0");
                check(body.getLong() == -1, "section length unknown");
            }
            case 1 -> {
                linkType = body.getShort();
                body.getShort();
                snapLength = body.getInt();
                interfaceOptions.putAll(options(body));
            }
            case 5 -> {
                body.position(12);
                dropCount = ByteBuffer.wrap(options(body).get(5)).order(ByteOrder.LITTLE_ENDIAN).getLong();
            }
            case 6 -> packet(body);
            default -> check(false, "unknown block type " + type);
        }
    }

    private void packet(ByteBuffer body) {
        check(body.getInt() == 0, "one interface only");
        long stamp = (long) body.getInt() << 32 | body.getInt() & 0xFFFF_FFFFL;
        byte[] bytes = new byte[body.getInt()];
        int original = body.getInt();
        body.get(bytes);
        while (body.position() % 4 != 0) {
            check(body.get() == 0, "padding is zero");
        }
        Map<Integer, byte[]> options = options(body);
        int flags = ByteBuffer.wrap(options.get(2)).order(ByteOrder.LITTLE_ENDIAN).getInt();
        byte[] comment = options.get(1);
        packets.add(new Packet(stamp, original, bytes, flags, comment == null ? null : new String(comment, StandardCharsets.UTF_8)));
    }

    private static Map<Integer, byte[]> options(ByteBuffer body) {
        Map<Integer, byte[]> options = new LinkedHashMap<>();
        while (true) {
            int code = body.getShort() & 0xFFFF;
            byte[] value = new byte[body.getShort() & 0xFFFF];
            if (code == 0) {
                check(!body.hasRemaining(), "bytes after the end of options");
                return options;
            }
            body.get(value);
            body.position(body.position() + 3 & ~3);
            options.put(code, value);
        }
    }

    private static void check(boolean right, String what) {
        if (!right) {
            throw new IllegalArgumentException("not a pcapng stream of ours: " + what);
        }
    }
}
