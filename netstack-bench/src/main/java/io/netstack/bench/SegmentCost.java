package io.netstack.bench;

import io.netstack.conn.TcpConnection;
import io.netstack.observe.Reason;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A full-size segment of an established connection, in memory: received and read by the application with half an acknowledgment sent, or
 * written by the application and sent with half an acknowledgment received. Beside each the floor: headers, the checksum over 1480 bytes,
 * and the two copies that lie between a frame and an application's array.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class SegmentCost {
    private static final int LENGTH = BenchPeer.DATA_LENGTH;
    private static final long STEP_NS = 1_000;

    /** A connection, its peer, and a clock that moves by a microsecond for each segment. */
    @State(Scope.Thread)
    public static class Connected {
        private final BenchStack stack = new BenchStack("linux", 16, Map.of());
        private final byte[] bytes = new byte[LENGTH];
        private BenchPeer peer;
        private TcpConnection connection;
        private long nowNs = BenchStack.NOW_NS;
        private boolean odd;

        @Setup(Level.Trial)
        public void connect() {
            peer = new BenchPeer(stack, nowNs);
            connection = stack.connection(peer.connection());
        }

        @TearDown(Level.Trial)
        public void check() {
            stack.require(Reason.ACK_ESTABLISHED, Reason.CONNECTION_NO_MEMORY, Reason.CONNECTION_OUT_OF_ORDER, Reason.SEGMENT_CHECKSUM,
                Reason.CONNECTION_DUPLICATE, Reason.SENT_RETRANSMISSION);
        }
    }

    /** The same work without a connection. */
    @State(Scope.Thread)
    public static class Bare {
        private final byte[] frame = new BenchPeer(new BenchStack("linux", 16, Map.of()), BenchStack.NOW_NS).nextData();
        private final byte[] out = new byte[BenchPeer.FRAME_LENGTH];
        private final byte[] ring = new byte[LENGTH];
        private final byte[] bytes = new byte[LENGTH];
        private final Ipv4Packet ip = new Ipv4Packet();
        private final TcpSegment segment = new TcpSegment();
        private final TcpOptions options = new TcpOptions();
    }

    /** Received, acknowledged with every other one, read by the application. */
    @Benchmark
    public int received(Connected c) {
        c.nowNs += STEP_NS;
        c.stack.receive(c.peer.nextData(), c.nowNs);
        int length = c.connection.application().receive(c.bytes, 0, LENGTH);
        c.connection.onApplicationRead(c.nowNs);
        if (length != LENGTH) {
            throw new IllegalStateException("read " + length + " bytes of a segment");
        }
        return length;
    }

    /** Written by the application, sent; the peer acknowledges every other one. */
    @Benchmark
    public long sent(Connected c) {
        c.nowNs += STEP_NS;
        long before = c.stack.sentCount();
        int length = c.connection.application().send(c.bytes, 0, LENGTH);
        c.connection.onApplicationWrote(c.nowNs);
        if (length != LENGTH || c.stack.sentCount() != before + 1) {
            throw new IllegalStateException("a segment did not leave at once");
        }
        c.odd = !c.odd;
        if (c.odd) {
            c.stack.fireTimers(c.nowNs);
        } else {
            c.stack.receive(c.peer.nextAck(2 * LENGTH), c.nowNs);
        }
        return before;
    }

    /** Headers read, both checksums verified, options parsed, data copied to a ring and to the application. */
    @Benchmark
    public int floorReceived(Bare b) {
        ip(b);
        b.segment.wrap(b.frame, b.ip.payloadOffset(), b.ip.payloadLength());
        if (!b.segment.checksumIsRight(b.ip.source(), b.ip.destination())) {
            throw new IllegalStateException("a damaged frame");
        }
        b.options.parse(b.segment);
        System.arraycopy(b.frame, b.segment.dataOffset(), b.ring, 0, LENGTH);
        System.arraycopy(b.ring, 0, b.bytes, 0, LENGTH);
        return b.options.timestampValue() + b.bytes[0];
    }

    private static void ip(Bare b) {
        b.ip.wrap(b.frame, EthernetFrame.HEADER_LENGTH, b.frame.length - EthernetFrame.HEADER_LENGTH);
    }

    /** Data copied from the application to a ring and to a frame, headers and both checksums written. */
    @Benchmark
    public byte[] floorSent(Bare b) {
        System.arraycopy(b.bytes, 0, b.ring, 0, LENGTH);
        System.arraycopy(b.ring, 0, b.out, BenchFrames.TCP + BenchPeer.HEADER_LENGTH, LENGTH);
        EthernetFrame.write(b.out, 0, BenchFrames.CLIENT_MAC, BenchFrames.SERVER_MAC, EthernetFrame.TYPE_IPV4);
        Ipv4Packet.write(b.out, BenchFrames.IP, 0, BenchPeer.HEADER_LENGTH + LENGTH, 1, Ipv4Packet.DONT_FRAGMENT, 64,
            Ipv4Packet.PROTOCOL_TCP, BenchFrames.SERVER_IP, BenchFrames.GATEWAY);
        TcpSegment.write(b.out, BenchFrames.TCP, BenchFrames.PORT, 40_000, 1, 1, BenchPeer.HEADER_LENGTH, TcpFlags.ACK, 500, 0);
        TcpSegment.writeChecksum(b.out, BenchFrames.TCP, BenchPeer.HEADER_LENGTH + LENGTH, BenchFrames.SERVER_IP, BenchFrames.GATEWAY);
        return b.out;
    }
}
