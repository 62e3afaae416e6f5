package io.netstack.tools.replay;

import io.netstack.wire.Bytes;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;
import java.util.HashMap;
import java.util.Map;

/** Shifts what a recorded client says about the recorded server's sequence numbers and timestamps to those of our stack. */
final class Translation {
    private record Flow(int client, int clientPort, int serverPort) {
    }

    private static final class Server {
        private boolean recorded;
        private int recordedIss;
        private int recordedTimestamp;
        private boolean ours;
        private int ourIss;
        private int ourTimestamp;
    }

    private final Map<Flow, Server> servers = new HashMap<>();
    private final TcpOptions options = new TcpOptions();

    /** A SYN-ACK of the recorded server went by. */
    void recorded(TcpFrame frame) {
        if (isSynAck(frame.tcp())) {
            Server server = of(frame.ip().destination(), frame.tcp().destinationPort(), frame.tcp().sourcePort());
            server.recorded = true;
            server.recordedIss = frame.tcp().sequenceNumber();
            options.parse(frame.tcp());
            server.recordedTimestamp = options.timestampValue();
        }
    }

    /** Our stack sent a SYN-ACK. */
    void sent(TcpFrame frame) {
        if (isSynAck(frame.tcp())) {
            Server server = of(frame.ip().destination(), frame.tcp().destinationPort(), frame.tcp().sourcePort());
            server.ours = true;
            server.ourIss = frame.tcp().sequenceNumber();
            options.parse(frame.tcp());
            server.ourTimestamp = options.timestampValue();
        }
    }

    private static boolean isSynAck(TcpSegment segment) {
        return segment.has(TcpFlags.SYN | TcpFlags.ACK);
    }

    private Server of(int client, int clientPort, int serverPort) {
        return servers.computeIfAbsent(new Flow(client, clientPort, serverPort), flow -> new Server());
    }

    /**
     * Rewrites a segment of the client in place. A checksum that was right is right again; a wrong one stays wrong, unless the user wants
     * all of them put right.
     */
    void translate(TcpFrame frame, boolean fixChecksums) {
        TcpSegment segment = frame.tcp();
        boolean right = segment.checksumIsRight(frame.ip().source(), frame.ip().destination());
        Server server = servers.get(new Flow(frame.ip().source(), segment.sourcePort(), segment.destinationPort()));
        if (server != null && server.recorded && server.ours) {
            shift(segment, server.ourIss - server.recordedIss, server.ourTimestamp - server.recordedTimestamp);
        }
        if (right || fixChecksums) {
            int start = segment.optionsOffset() - TcpSegment.HEADER_LENGTH;
            Bytes.put16(segment.buffer(), start + 16, 0);
            TcpSegment.writeChecksum(segment.buffer(), start, segment.headerLength() + segment.dataLength(), frame.ip().source(),
                frame.ip().destination());
        }
    }

    private static void shift(TcpSegment segment, int sequenceShift, int timestampShift) {
        byte[] b = segment.buffer();
        int start = segment.optionsOffset() - TcpSegment.HEADER_LENGTH;
        if (segment.has(TcpFlags.ACK)) {
            Bytes.put32(b, start + 8, segment.acknowledgmentNumber() + sequenceShift);
        } else if (segment.has(TcpFlags.RST)) {
            return;
        }
        int i = segment.optionsOffset();
        int end = i + segment.optionsLength();
        while (i < end && b[i] != TcpOptions.END) {
            int kind = b[i] & 0xFF;
            if (kind == TcpOptions.NO_OPERATION) {
                i++;
                continue;
            }
            int length = i + 1 < end ? b[i + 1] & 0xFF : 0;
            if (length < 2 || i + length > end) {
                return;
            }
            if (kind == TcpOptions.SACK) {
                for (int edge = i + 2; edge + 4 <= i + length; edge += 4) {
                    Bytes.put32(b, edge, Bytes.i32(b, edge) + sequenceShift);
                }
            } else if (kind == TcpOptions.TIMESTAMPS && length == 10 && Bytes.i32(b, i + 6) != 0) {
                Bytes.put32(b, i + 6, Bytes.i32(b, i + 6) + timestampShift);
            }
            i += length;
        }
    }
}
