package io.netstack.bench;

import io.netstack.flow.SipHash;
import io.netstack.wire.Bytes;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a SYN costs before any queue is thought of: reading it, checking it, two keyed hashes (who is it, what is our sequence number), and
 * writing an answer of 60 bytes. Everything else is measured as a multiple of this, in the same run. The floor is to be low: with the inlining
 * that serves the stack (see the launcher) it would be a third higher.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "-XX:InlineSmallCode=2500")
public class Floor {
    private static final long K0 = 0x0123_4567_89AB_CDEFL;
    private static final long K1 = 0xFEDC_BA98_7654_3210L;
    private static final int SEGMENT_LENGTH = 24;

    private final byte[][] frames = BenchFrames.syns(1);
    private final byte[] out = new byte[BenchFrames.SYN_LENGTH];
    private final EthernetFrame ethernet = new EthernetFrame();
    private final Ipv4Packet ip = new Ipv4Packet();
    private final TcpSegment segment = new TcpSegment();
    private final TcpOptions options = new TcpOptions();
    private int next;

    private byte[] next() {
        return frames[next++ & BenchFrames.COUNT - 1];
    }

    /** All of it, for one SYN. */
    @Benchmark
    public long floor() {
        byte[] frame = next();
        long read = read(frame);
        boolean right = segment.checksumIsRight(ip.source(), ip.destination());
        long hashes = hashTwice(ip.source(), segment.sourcePort());
        write(ip.source(), segment.sourcePort(), (int) hashes, segment.sequenceNumber() + 1);
        TcpSegment.writeChecksum(out, BenchFrames.TCP, SEGMENT_LENGTH, BenchFrames.SERVER_IP, ip.source());
        return read ^ hashes ^ out[50] ^ (right ? 1 : 0);
    }

    /** Ethernet, IPv4 with its header checksum, TCP, options; every field that a listener looks at. */
    @Benchmark
    public long parse() {
        return read(next());
    }

    /** The TCP checksum of the SYN, and that of the answer. */
    @Benchmark
    public long checksums() {
        byte[] frame = next();
        segment.wrap(frame, BenchFrames.TCP, SEGMENT_LENGTH);
        int source = Bytes.i32(frame, BenchFrames.IP + 12);
        boolean right = segment.checksumIsRight(source, BenchFrames.SERVER_IP);
        Bytes.put16(out, BenchFrames.TCP + 16, 0);
        TcpSegment.writeChecksum(out, BenchFrames.TCP, SEGMENT_LENGTH, BenchFrames.SERVER_IP, source);
        return right ? out[51] : out[50];
    }

    /** The hash of the tuple, and that of the sequence number. */
    @Benchmark
    public long twoSipHashes() {
        byte[] frame = next();
        return hashTwice(Bytes.i32(frame, BenchFrames.IP + 12), Bytes.u16(frame, BenchFrames.TCP));
    }

    /** Ethernet, IPv4 with its header checksum, TCP and an MSS option. */
    @Benchmark
    public long writeSixtyBytes() {
        byte[] frame = next();
        write(Bytes.i32(frame, BenchFrames.IP + 12), Bytes.u16(frame, BenchFrames.TCP), next, next);
        return out[40];
    }

    private long read(byte[] frame) {
        ethernet.wrap(frame, 0, frame.length);
        ip.wrap(frame, ethernet.payloadOffset(), ethernet.payloadLength());
        segment.wrap(frame, ip.payloadOffset(), ip.payloadLength());
        options.parse(segment);
        return ethernet.destination() ^ ethernet.type() ^ ip.source() ^ ip.destination() ^ ip.protocol() ^ (ip.isFragment() ? 1 : 0)
            ^ segment.sourcePort() ^ segment.destinationPort() ^ segment.sequenceNumber() ^ segment.flags() ^ segment.window()
            ^ options.maximumSegmentSize();
    }

    private static long hashTwice(int source, int sourcePort) {
        long address = source & 0xFFFF_FFFFL;
        long tuple = SipHash.hash(K0, K1, address, (long) sourcePort << 48 | BenchFrames.PORT);
        return tuple ^ SipHash.hash(K1, K0, BenchFrames.SERVER_IP, address, sourcePort);
    }

    private void write(int source, int sourcePort, int sequence, int acknowledgment) {
        EthernetFrame.write(out, 0, BenchFrames.CLIENT_MAC, BenchFrames.SERVER_MAC, EthernetFrame.TYPE_IPV4);
        Ipv4Packet.write(out, BenchFrames.IP, 0, SEGMENT_LENGTH, 0, Ipv4Packet.DONT_FRAGMENT, 64, Ipv4Packet.PROTOCOL_TCP,
            BenchFrames.SERVER_IP, source);
        TcpSegment.write(out, BenchFrames.TCP, BenchFrames.PORT, sourcePort, sequence, acknowledgment, SEGMENT_LENGTH,
            TcpFlags.SYN | TcpFlags.ACK, 64_240, 0);
        Bytes.put32(out, BenchFrames.TCP + 20, TcpOptions.MAXIMUM_SEGMENT_SIZE << 24 | 4 << 16 | 1460);
        Bytes.put16(out, BenchFrames.TCP + 24, 0);
    }
}
