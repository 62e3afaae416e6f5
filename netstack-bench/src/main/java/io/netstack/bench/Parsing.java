package io.netstack.bench;

import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
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
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpV4Packet;
import org.pcap4j.packet.TcpPacket;

/** Reading one SYN: flyweights over the bytes, beside a tree of objects made of them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class Parsing {
    private final byte[][] frames = BenchFrames.syns(1);
    private final EthernetFrame ethernet = new EthernetFrame();
    private final Ipv4Packet ip = new Ipv4Packet();
    private final TcpSegment segment = new TcpSegment();
    private final TcpOptions options = new TcpOptions();
    private int next;

    private byte[] next() {
        return frames[next++ & BenchFrames.COUNT - 1];
    }

    @Benchmark
    public long byFlyweights() {
        byte[] frame = next();
        ethernet.wrap(frame, 0, frame.length);
        ip.wrap(frame, ethernet.payloadOffset(), ethernet.payloadLength());
        segment.wrap(frame, ip.payloadOffset(), ip.payloadLength());
        options.parse(segment);
        return ip.source() ^ segment.sourcePort() ^ segment.destinationPort() ^ segment.sequenceNumber() ^ segment.flags();
    }

    @Benchmark
    public long byPcap4j() throws IllegalRawDataException {
        byte[] frame = next();
        EthernetPacket packet = EthernetPacket.newPacket(frame, 0, frame.length);
        IpV4Packet.IpV4Header header = packet.get(IpV4Packet.class).getHeader();
        TcpPacket.TcpHeader tcp = packet.get(TcpPacket.class).getHeader();
        return header.getSrcAddr().hashCode() ^ tcp.getSrcPort().valueAsInt() ^ tcp.getDstPort().valueAsInt() ^ tcp.getSequenceNumber()
            ^ (tcp.getSyn() ? 1 : 0);
    }
}
