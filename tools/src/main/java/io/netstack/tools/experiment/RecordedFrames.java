package io.netstack.tools.experiment;

import io.netstack.link.LinkCapabilities;
import io.netstack.pcap.PcapFileLink;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpSegment;
import io.netstack.wire.WireFault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The TCP frames of a recording. */
final class RecordedFrames {
    private static final LinkCapabilities READER = new LinkCapabilities(65535, 0, true);

    /**
     * One TCP frame.
     *
     * @param timeNs since the first frame of the recording
     * @param bytes  the whole frame
     */
    record Frame(long timeNs, byte[] bytes) {
    }

    /** A TCP frame as fields; of one frame at a time. */
    static final class View {
        private final EthernetFrame ethernet = new EthernetFrame();
        private final Ipv4Packet ip = new Ipv4Packet();
        private final TcpSegment segment = new TcpSegment();

        /** Points at a frame. @return is it a whole TCP segment over IPv4? */
        boolean wrap(byte[] bytes, int offset, int length) {
            return ethernet.wrap(bytes, offset, length) == WireFault.NONE && ethernet.type() == EthernetFrame.TYPE_IPV4
                && ip.wrap(bytes, ethernet.payloadOffset(), ethernet.payloadLength()) == WireFault.NONE
                && ip.protocol() == Ipv4Packet.PROTOCOL_TCP && !ip.isFragment()
                && segment.wrap(bytes, ip.payloadOffset(), ip.payloadLength()) == WireFault.NONE;
        }

        Ipv4Packet ip() {
            return ip;
        }

        TcpSegment segment() {
            return segment;
        }
    }

    private RecordedFrames() {
    }

    /** Every whole TCP frame of a file. */
    static List<Frame> read(Path file) {
        List<Frame> frames = new ArrayList<>();
        View view = new View();
        try (PcapFileLink link = PcapFileLink.open(file, READER)) {
            long[] first = {Long.MIN_VALUE};
            while (!link.ended()) {
                link.poll((bytes, offset, length) -> {
                    if (first[0] == Long.MIN_VALUE) {
                        first[0] = link.timestampNs();
                    }
                    if (view.wrap(bytes, offset, length)) {
                        frames.add(new Frame(Math.max(0, link.timestampNs() - first[0]), Arrays.copyOfRange(bytes, offset,
                            offset + length)));
                    }
                }, 1);
            }
        }
        return frames;
    }

    /** When new SYNs came, repeated ones left out; in ascending order. */
    static long[] synTimesNs(Path file) {
        View view = new View();
        Set<List<Integer>> seen = new HashSet<>();
        return read(file).stream().filter(frame -> {
            view.wrap(frame.bytes(), 0, frame.bytes().length);
            return (view.segment().flags() & (TcpFlags.SYN | TcpFlags.ACK)) == TcpFlags.SYN
                && seen.add(List.of(view.ip().source(), view.segment().sourcePort(), view.segment().sequenceNumber()));
        }).mapToLong(Frame::timeNs).sorted().toArray();
    }
}
