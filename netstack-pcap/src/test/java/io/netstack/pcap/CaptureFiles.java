package io.netstack.pcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes small capture files, byte by byte, in the forms that the readers must understand. */
final class CaptureFiles {

    private CaptureFiles() {
    }

    static byte[] pcap(ByteOrder order, boolean nanoseconds, int linkType, long seconds, int fraction, byte[]... frames) {
        ByteBuffer out = ByteBuffer.allocate(1 << 16).order(order);
        out.putInt(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(65535);
        out.putInt(linkType);
        for (byte[] frame : frames) {
            out.putInt((int) seconds).putInt(fraction).putInt(frame.length).putInt(frame.length).put(frame);
        }
        return written(out);
    }

    static byte[] join(byte[]... parts) {
        ByteBuffer out = ByteBuffer.allocate(1 << 16);
        for (byte[] part : parts) {
            out.put(part);
        }
        return written(out);
    }

    static byte[] section(ByteOrder order) {
        ByteBuffer body = ByteBuffer.allocate(64).order(order);
        body.putInt(0x1A2B3C4D).putShort((short) 1).putShort((short) 0).putLong(-1);
        return block(order, 0x0A0D0D0A, written(body));
    }

    /** An interface; options as they stand in the file, without the end mark. */
    static byte[] networkInterface(ByteOrder order, int linkType, int snapLength, byte[]... options) {
        ByteBuffer body = ByteBuffer.allocate(256).order(order);
        body.putShort((short) linkType).putShort((short) 0).putInt(snapLength);
        for (byte[] option : options) {
            body.put(option);
        }
        return block(order, 1, written(body.putInt(0)));
    }

    static byte[] option(ByteOrder order, int code, byte... value) {
        ByteBuffer out = ByteBuffer.allocate(64).order(order);
        out.putShort((short) code).putShort((short) value.length).put(value);
        return written(out.position(out.position() + 3 & ~3));
    }

    static byte[] enhancedPacket(ByteOrder order, int source, long stamp, byte[] frame, byte[]... options) {
        ByteBuffer body = ByteBuffer.allocate(4096).order(order);
        body.putInt(source).putInt((int) (stamp >>> 32)).putInt((int) stamp).putInt(frame.length).putInt(frame.length).put(frame);
        body.position(body.position() + 3 & ~3);
        for (byte[] option : options) {
            body.put(option);
        }
        return block(order, 6, written(body));
    }

    static byte[] simplePacket(ByteOrder order, int lengthOnTheWire, byte[] captured) {
        ByteBuffer body = ByteBuffer.allocate(4096).order(order);
        body.putInt(lengthOnTheWire).put(captured);
        return block(order, 3, written(body.position(body.position() + 3 & ~3)));
    }

    static byte[] block(ByteOrder order, int type, byte[] body) {
        ByteBuffer out = ByteBuffer.allocate(body.length + 12).order(order);
        return out.putInt(type).putInt(body.length + 12).put(body).putInt(body.length + 12).array();
    }

    private static byte[] written(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }
}
