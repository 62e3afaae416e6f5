package io.netstack.script;

import io.netstack.wire.Bytes;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.IcmpPacket;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpSegment;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/** Builds the frames that the peers of a script send. */
final class ScriptFrames {
    static final int LISTENER = 0xC612_0001;
    static final int LISTENER_PORT = 80;
    static final long LISTENER_MAC = 0x02_00_00_00_00_01L;
    static final long PEER_MAC = 0x02_00_00_00_00_02L;
    private static final String STANDARD = "mss 1460,sackOK,ts now 0,nop,ws 7";
    private static final int SYN_WINDOW = 64240;
    private static final int IP = EthernetFrame.HEADER_LENGTH;
    private static final int TRANSPORT = IP + Ipv4Packet.HEADER_LENGTH;

    private ScriptFrames() {
    }

    /** The frame of a segment line at a time. */
    static byte[] segment(SegmentLine line, ScriptPeer peer, double t) {
        return segment(line, 0, false, peer, t);
    }

    /** The same with an urgent pointer, and with letters that tell places in the stream apart. */
    static byte[] lettered(SegmentLine line, int urgentPointer, ScriptPeer peer, double t) {
        return segment(line, urgentPointer, true, peer, t);
    }

    private static byte[] segment(SegmentLine line, int urgentPointer, boolean letters, ScriptPeer peer, double t) {
        int timestamp = 5000 + (int) (t * 1000);
        byte[] options = options(optionText(line, peer), peer, timestamp);
        int header = TcpSegment.HEADER_LENGTH + options.length;
        byte[] f = new byte[TRANSPORT + header + line.length()];
        ip(f, header + line.length(), Ipv4Packet.PROTOCOL_TCP);
        int ack = !line.has(TcpFlags.ACK) ? 0 : peer.listenerIssOr0() + (line.ack() == null ? 0 : (int) (long) line.ack());
        int window = line.window() != null ? line.window() : line.has(TcpFlags.SYN) ? SYN_WINDOW : peer.window();
        TcpSegment.write(f, TRANSPORT, peer.port, LISTENER_PORT, peer.iss + (int) (long) line.sequence(), ack, header,
            line.flags(), window, urgentPointer);
        System.arraycopy(options, 0, f, TRANSPORT + TcpSegment.HEADER_LENGTH, options.length);
        for (int i = 0; i < line.length(); i++) {
            f[TRANSPORT + header + i] = (byte) (letters ? 'a' + Math.floorMod(line.sequence() + i, 26) : 'x');
        }
        TcpSegment.writeChecksum(f, TRANSPORT, header + line.length(), ScriptPeer.ADDRESS, LISTENER);
        return f;
    }

    /** "Fragmentation needed" (RFC 1191). */
    static byte[] tooBig(int mtu, ScriptPeer peer, int quotedSequence) {
        byte[] f = icmpError(3, 4, peer, quotedSequence);
        Bytes.put16(f, TRANSPORT + 6, mtu);
        IcmpPacket.writeChecksum(f, TRANSPORT, f.length - TRANSPORT);
        return f;
    }

    /** An ICMP error that quotes the first 8 bytes of a segment from the listener to the peer. */
    static byte[] icmpError(int type, int code, ScriptPeer peer, int quotedSequence) {
        int quote = TRANSPORT + IcmpPacket.HEADER_LENGTH;
        byte[] f = new byte[quote + Ipv4Packet.HEADER_LENGTH + 8];
        ip(f, f.length - TRANSPORT, Ipv4Packet.PROTOCOL_ICMP);
        f[TRANSPORT] = (byte) type;
        f[TRANSPORT + 1] = (byte) code;
        Ipv4Packet.write(f, quote, 0, 40, 0, Ipv4Packet.DONT_FRAGMENT, 64, Ipv4Packet.PROTOCOL_TCP, LISTENER, ScriptPeer.ADDRESS);
        Bytes.put16(f, quote + 20, LISTENER_PORT);
        Bytes.put16(f, quote + 22, peer.port);
        Bytes.put32(f, quote + 24, quotedSequence);
        IcmpPacket.writeChecksum(f, TRANSPORT, f.length - TRANSPORT);
        return f;
    }

    private static void ip(byte[] f, int payloadLength, int protocol) {
        EthernetFrame.write(f, 0, LISTENER_MAC, PEER_MAC, EthernetFrame.TYPE_IPV4);
        Ipv4Packet.write(f, IP, 0, payloadLength, 1, Ipv4Packet.DONT_FRAGMENT, 64, protocol, ScriptPeer.ADDRESS, LISTENER);
    }

    private static String optionText(SegmentLine line, ScriptPeer peer) {
        if (line.options() != null) {
            return line.options().replace("std", STANDARD);
        }
        if (line.has(TcpFlags.SYN)) {
            return STANDARD;
        }
        return peer.usesTimestamps() && !line.has(TcpFlags.RST) ? "nop,nop,ts now ecr" : "";
    }

    private static byte[] options(String text, ScriptPeer peer, int timestamp) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String option : text.isEmpty() ? new String[0] : text.split(",")) {
            String[] words = option.trim().split(" ");
            switch (words[0]) {
                case "mss" -> out.writeBytes(new byte[] {2, 4, (byte) (number(words[1]) >>> 8), (byte) number(words[1])});
                case "ws" -> out.writeBytes(new byte[] {3, 3, (byte) number(words[1])});
                case "sackOK" -> out.writeBytes(new byte[] {4, 2});
                case "nop" -> out.write(1);
                case "eol" -> out.write(0);
                case "raw" -> out.writeBytes(HexFormat.of().parseHex(words[1]));
                case "ts" -> {
                    byte[] ts = new byte[10];
                    ts[0] = 8;
                    ts[1] = 10;
                    Bytes.put32(ts, 2, words[1].equals("now") ? timestamp : number(words[1]));
                    Bytes.put32(ts, 6, echo(words[2], peer));
                    out.writeBytes(ts);
                }
                default -> throw new IllegalArgumentException("no option is called " + words[0]);
            }
        }
        return Arrays.copyOf(out.toByteArray(), out.size() + 3 & ~3);
    }

    /** {@code ecr}, {@code ecr+1000}, {@code ecr-1000} or a number. */
    private static int echo(String word, ScriptPeer peer) {
        if (!word.startsWith("ecr")) {
            return number(word);
        }
        return peer.newestTimestamp() + (word.length() == 3 ? 0 : Integer.parseInt(word.substring(3)));
    }

    private static int number(String word) {
        return (int) Long.parseLong(word);
    }
}
