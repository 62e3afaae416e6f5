package io.netstack.tools.script;

import io.netstack.wire.Bytes;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.IcmpPacket;
import io.netstack.wire.InternetChecksum;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;
import io.netstack.wire.WireFault;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Between the numbers of a script and those on the wire: builds the peers' frames, reads the stack's. */
final class ScriptPackets {
    static final int SERVER_PORT = 8080;
    private static final int IP = EthernetFrame.HEADER_LENGTH;
    private static final int TCP = IP + Ipv4Packet.HEADER_LENGTH;
    private static final int DEFAULT_WINDOW = 65_535;

    /** One peer: where its numbers and the stack's numbers for it begin. */
    private static final class Numbers {
        private final int iss;
        private int stackIss;
        private boolean stackIssKnown;
        /** The stack's timestamps by the value that the script gave them. */
        private final Map<Long, Integer> stamps = new HashMap<>();

        Numbers(int port) {
            iss = port << 16;
        }
    }

    private final Map<Integer, Numbers> peers = new HashMap<>();
    private final EthernetFrame ethernet = new EthernetFrame();
    private final Ipv4Packet ip = new Ipv4Packet();
    private final TcpSegment segment = new TcpSegment();
    private int identification;

    private Numbers peer(int port) {
        return peers.computeIfAbsent(port, Numbers::new);
    }

    /** The frame of a segment that a peer sends. */
    byte[] frame(SegmentSpec spec) {
        Numbers peer = peer(spec.port());
        byte[] options = spec.options() == null ? new byte[0] : optionBytes(spec.options(), peer);
        int header = TcpSegment.HEADER_LENGTH + options.length;
        byte[] frame = new byte[TCP + header + spec.length()];
        EthernetFrame.write(frame, 0, ScriptWorld.SERVER_MAC, ScriptWorld.PEER_MAC, EthernetFrame.TYPE_IPV4);
        Ipv4Packet.write(frame, IP, 0, header + spec.length(), identification++ & 0xFFFF, Ipv4Packet.DONT_FRAGMENT, 64,
            Ipv4Packet.PROTOCOL_TCP, ScriptWorld.PEER, ScriptWorld.SERVER);
        int ack = spec.ack() == null ? 0 : peer.stackIss + (int) (long) spec.ack();
        TcpSegment.write(frame, TCP, spec.port(), SERVER_PORT, peer.iss + (int) spec.sequence(), ack, header, spec.flags(),
            spec.window() == null ? DEFAULT_WINDOW : spec.window(), spec.urgent());
        System.arraycopy(options, 0, frame, TCP + TcpSegment.HEADER_LENGTH, options.length);
        for (int i = 0; i < spec.length(); i++) {
            frame[TCP + header + i] = (byte) (spec.sequence() + i);
        }
        TcpSegment.writeChecksum(frame, TCP, header + spec.length(), ScriptWorld.PEER, ScriptWorld.SERVER);
        return frame;
    }

    /** The frame of an ICMP error that quotes a segment of the stack's. */
    byte[] frame(IcmpSpec spec) {
        int quoted = Ipv4Packet.HEADER_LENGTH + TcpSegment.HEADER_LENGTH;
        byte[] frame = new byte[TCP + IcmpPacket.HEADER_LENGTH + quoted];
        EthernetFrame.write(frame, 0, ScriptWorld.SERVER_MAC, ScriptWorld.PEER_MAC, EthernetFrame.TYPE_IPV4);
        Ipv4Packet.write(frame, IP, 0, IcmpPacket.HEADER_LENGTH + quoted, identification++ & 0xFFFF, Ipv4Packet.DONT_FRAGMENT, 64,
            Ipv4Packet.PROTOCOL_ICMP, ScriptWorld.PEER, ScriptWorld.SERVER);
        frame[TCP] = IcmpSpec.TYPE;
        frame[TCP + 1] = (byte) spec.code();
        Bytes.put16(frame, TCP + 6, spec.mtuBytes());
        int quote = TCP + IcmpPacket.HEADER_LENGTH;
        Ipv4Packet.write(frame, quote, 0, TcpSegment.HEADER_LENGTH + spec.length(), 0, Ipv4Packet.DONT_FRAGMENT, 64,
            Ipv4Packet.PROTOCOL_TCP, ScriptWorld.SERVER, ScriptWorld.PEER);
        TcpSegment.write(frame, quote + Ipv4Packet.HEADER_LENGTH, SERVER_PORT, spec.port(), peer(spec.port()).stackIss + (int) spec.sequence(),
            0, TcpSegment.HEADER_LENGTH, TcpFlags.ACK, 0, 0);
        Bytes.put16(frame, TCP + 2, InternetChecksum.of(frame, TCP, IcmpPacket.HEADER_LENGTH + quoted));
        return frame;
    }

    private static byte[] optionBytes(List<String> options, Numbers peer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String option : options) {
            String[] words = option.strip().split("[ :]");
            switch (words[0]) {
                case "mss" -> put(out, TcpOptions.MAXIMUM_SEGMENT_SIZE, 2, number(words[1]));
                case "wscale" -> put(out, TcpOptions.WINDOW_SCALE, 1, number(words[1]));
                case "sackOK" -> put(out, TcpOptions.SACK_PERMITTED, 0);
                case "nop" -> out.write(TcpOptions.NO_OPERATION);
                case "eol" -> out.write(TcpOptions.END);
                case "TS" -> put(out, TcpOptions.TIMESTAMPS, 4, number(words[2]),
                    peer.stamps.getOrDefault(Long.valueOf(words[4]), number(words[4])));
                case "sack" -> put(out, TcpOptions.SACK, 4,
                    Arrays.stream(words).skip(1).mapToInt(word -> peer.stackIss + number(word)).toArray());
                default -> throw new IllegalArgumentException("no option is called '" + option + "'");
            }
        }
        while (out.size() % 4 != 0) {
            out.write(TcpOptions.END);
        }
        return out.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, int kind, int bytesEach, int... values) {
        out.write(kind);
        out.write(2 + bytesEach * values.length);
        for (int value : values) {
            for (int shift = 8 * (bytesEach - 1); shift >= 0; shift -= 8) {
                out.write(value >>> shift);
            }
        }
    }

    private static int number(String word) {
        return (int) Long.parseLong(word);
    }

    /**
     * What the stack sent, in the script's notation, with everything in it.
     *
     * @return null when it is no TCP segment
     */
    SegmentSpec read(byte[] frame) {
        if (ethernet.wrap(frame, 0, frame.length) != WireFault.NONE || ethernet.type() != EthernetFrame.TYPE_IPV4
            || ip.wrap(frame, ethernet.payloadOffset(), ethernet.payloadLength()) != WireFault.NONE
            || segment.wrap(frame, ip.payloadOffset(), ip.payloadLength()) != WireFault.NONE
            || !segment.checksumIsRight(ip.source(), ip.destination())) {
            return null;
        }
        Numbers peer = peer(segment.destinationPort());
        if (segment.has(TcpFlags.SYN) && !peer.stackIssKnown) {
            peer.stackIss = segment.sequenceNumber();
            peer.stackIssKnown = true;
        }
        long sequence = segment.sequenceNumber() == 0 && segment.has(TcpFlags.RST) ? 0
            : segment.sequenceNumber() - peer.stackIss & 0xFFFF_FFFFL;
        return new SegmentSpec(segment.destinationPort(), segment.flags(), sequence, segment.dataLength(),
            segment.has(TcpFlags.ACK) ? segment.acknowledgmentNumber() - peer.iss & 0xFFFF_FFFFL : null, segment.window(),
            segment.urgentPointer(), optionTexts(peer));
    }

    private List<String> optionTexts(Numbers peer) {
        List<String> texts = new ArrayList<>();
        byte[] b = segment.buffer();
        int at = segment.optionsOffset();
        int end = at + segment.optionsLength();
        while (at < end) {
            int kind = Bytes.u8(b, at);
            int length = kind <= TcpOptions.NO_OPERATION ? 1 : Bytes.u8(b, at + 1);
            texts.add(switch (kind) {
                case TcpOptions.END -> "eol";
                case TcpOptions.NO_OPERATION -> "nop";
                case TcpOptions.MAXIMUM_SEGMENT_SIZE -> "mss " + Bytes.u16(b, at + 2);
                case TcpOptions.WINDOW_SCALE -> "wscale " + Bytes.u8(b, at + 2);
                case TcpOptions.SACK_PERMITTED -> "sackOK";
                case TcpOptions.TIMESTAMPS -> "TS val " + (Bytes.i32(b, at + 2) & 0xFFFF_FFFFL) + " ecr "
                    + (Bytes.i32(b, at + 6) & 0xFFFF_FFFFL);
                case TcpOptions.SACK -> sackText(b, at, length, peer);
                default -> "option " + kind;
            });
            at += Math.max(length, 1);
        }
        return texts;
    }

    /** SACK blocks of the stack's count in the peer's numbers. */
    private static String sackText(byte[] b, int at, int length, Numbers peer) {
        StringBuilder text = new StringBuilder("sack");
        for (int block = at + 2; block < at + length; block += 8) {
            text.append(' ').append(Bytes.i32(b, block) - peer.iss & 0xFFFF_FFFFL).append(':')
                .append(Bytes.i32(b, block + 4) - peer.iss & 0xFFFF_FFFFL);
        }
        return text.toString();
    }

    /** In what this segment of the stack's is not what a line expects; what the line leaves out is not looked at. */
    List<String> differences(SegmentSpec expected, SegmentSpec actual) {
        List<String> differences = new ArrayList<>();
        compare(differences, "peer", expected.port(), actual.port());
        compare(differences, "flags", expected.flags(), actual.flags());
        compare(differences, "sequence", expected.sequence(), actual.sequence());
        compare(differences, "length", expected.length(), actual.length());
        compare(differences, "ack", expected.ack() == null ? actual.ack() : expected.ack(), actual.ack());
        compare(differences, "win", expected.window() == null ? actual.window() : expected.window(), actual.window());
        if (expected.options() != null && !optionsMatch(expected, actual)) {
            differences.add("options");
        }
        return differences;
    }

    private static void compare(List<String> differences, String name, Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            differences.add(name);
        }
    }

    /** A timestamp's value is the stack's to choose: the script's number becomes its name. */
    private boolean optionsMatch(SegmentSpec expected, SegmentSpec actual) {
        if (expected.options().size() != actual.options().size()) {
            return false;
        }
        for (int i = 0; i < expected.options().size(); i++) {
            String[] wanted = expected.options().get(i).strip().split(" ");
            String[] got = actual.options().get(i).split(" ");
            if (wanted[0].equals("TS") && got[0].equals("TS")) {
                if (!wanted[4].equals(got[4])) {
                    return false;
                }
                peer(actual.port()).stamps.put(Long.valueOf(wanted[2]), number(got[2]));
            } else if (!Arrays.equals(wanted, got)) {
                return false;
            }
        }
        return true;
    }
}
