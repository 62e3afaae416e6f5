package io.netstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.flow.RouteTable.Route;
import io.netstack.observe.CounterScheme;
import io.netstack.observe.Counters;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.SampleFrames;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;
import io.netstack.wire.WireFault;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What the writer sends, the codecs read: addresses, numbers, options, data and both checksums. */
class SegmentWriterTest {
    private static final int OUR_IP = SampleFrames.SERVER_IP;
    private static final int PEER = SampleFrames.CLIENT_IP;

    private final RecordingLink link = new RecordingLink(1500, SampleFrames.SERVER_MAC);
    private final SegmentWriter writer = writer();
    private final FlowKey key = new FlowKey();
    private final Ipv4Packet ip = new Ipv4Packet();
    private final TcpSegment segment = new TcpSegment();
    private final TcpOptions options = new TcpOptions();

    private SegmentWriter writer() {
        NeighbourTable neighbours = new NeighbourTable();
        neighbours.learn(PEER, SampleFrames.CLIENT_MAC);
        LocalAddresses locals = new LocalAddresses(0x0A00_0001, OUR_IP);
        Egress egress = new Egress(link, new RouteTable(List.of(new Route(0, 0, PEER))), neighbours, locals,
            new Counters(CounterScheme.LINUX), FrameTrace.NONE);
        return new SegmentWriter(egress, locals, 61);
    }

    private SegmentWriter begin(int remotePort, int localPort) {
        return writer.begin(key.set(0, Addresses.lowOf(PEER), remotePort, 1, localPort));
    }

    private boolean send(int sequence, int acknowledgment, int flags, int window, int identification, int typeOfService) {
        return writer.send(sequence, acknowledgment, flags, window, identification, typeOfService, 0, Reason.SENT_SYN_ACK, 0, 0);
    }

    private void readLast() {
        byte[] frame = link.last();
        EthernetFrame ethernet = new EthernetFrame();
        assertThat(ethernet.wrap(frame, 0, frame.length)).isEqualTo(WireFault.NONE);
        assertThat(ip.wrap(frame, ethernet.payloadOffset(), ethernet.payloadLength())).isEqualTo(WireFault.NONE);
        assertThat(ip.totalLength()).as("no byte behind the packet").isEqualTo(ethernet.payloadLength());
        assertThat(segment.wrap(frame, ip.payloadOffset(), ip.payloadLength())).isEqualTo(WireFault.NONE);
        assertThat(segment.checksumIsRight(ip.source(), ip.destination())).isTrue();
        options.parse(segment);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aSegmentIsReadAsItWasWritten(@ForAll @IntRange(max = 65_535) int remotePort, @ForAll @IntRange(max = 65_535) int localPort,
                                      @ForAll int sequence, @ForAll int acknowledgment, @ForAll @IntRange(max = 0x1FF) int flags,
                                      @ForAll @IntRange(max = 65_535) int window, @ForAll @IntRange(max = 65_535) int identification,
                                      @ForAll @IntRange(max = 255) int typeOfService, @ForAll @Size(max = 300) byte[] data) {
        begin(remotePort, localPort).data(data, 0, data.length);
        assertThat(send(sequence, acknowledgment, flags, window, identification, typeOfService)).isTrue();
        readLast();
        assertThat(ip.source()).isEqualTo(OUR_IP);
        assertThat(ip.destination()).isEqualTo(PEER);
        assertThat(ip.timeToLive()).isEqualTo(61);
        assertThat(ip.dontFragment()).isTrue();
        assertThat(ip.identification()).isEqualTo(identification);
        assertThat(ip.typeOfService()).isEqualTo(typeOfService);
        assertThat(segment.sourcePort()).isEqualTo(localPort);
        assertThat(segment.destinationPort()).isEqualTo(remotePort);
        assertThat(segment.sequenceNumber()).isEqualTo(sequence);
        assertThat(segment.acknowledgmentNumber()).isEqualTo(acknowledgment);
        assertThat(segment.flags()).isEqualTo(flags);
        assertThat(segment.window()).isEqualTo(window);
        assertThat(segment.optionsLength()).isZero();
        assertThat(Arrays.copyOfRange(segment.buffer(), segment.dataOffset(), segment.dataOffset() + segment.dataLength())).isEqualTo(data);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void anyChoiceOfOptionsIsReadAsItWasWritten(@ForAll @IntRange(max = 31) int choice, @ForAll @IntRange(max = 65_535) int mss,
                                                @ForAll @IntRange(max = 14) int scale, @ForAll int value, @ForAll int echo,
                                                @ForAll @Size(max = 9) byte[] data) {
        begin(1, 2);
        if ((choice & 1) != 0) {
            writer.maximumSegmentSize(mss);
        }
        if ((choice & 2) != 0) {
            writer.sackPermitted();
        }
        if ((choice & 4) != 0) {
            writer.timestamps(value, echo);
        }
        if ((choice & 8) != 0) {
            writer.noOperation().windowScale(scale);
        }
        if ((choice & 16) != 0) {
            writer.sack(1).sackBlock(echo, value);
        }
        writer.data(data, 0, data.length);
        send(1, 2, TcpFlags.ACK, 3, 0, 0);
        readLast();
        assertThat(options.maximumSegmentSize()).isEqualTo((choice & 1) != 0 ? mss : -1);
        assertThat(options.sackPermitted()).isEqualTo((choice & 2) != 0);
        assertThat(options.hasTimestamps()).isEqualTo((choice & 4) != 0);
        assertThat(options.timestampValue()).isEqualTo((choice & 4) != 0 ? value : 0);
        assertThat(options.timestampEcho()).isEqualTo((choice & 4) != 0 ? echo : 0);
        assertThat(options.windowScale()).isEqualTo((choice & 8) != 0 ? scale : -1);
        assertThat(options.sackCount()).isEqualTo((choice & 16) != 0 ? 1 : 0);
        if ((choice & 16) != 0) {
            assertThat(options.sackLeft(0)).isEqualTo(echo);
            assertThat(options.sackRight(0)).isEqualTo(value);
        }
        assertThat(Arrays.copyOfRange(segment.buffer(), segment.dataOffset(), segment.dataOffset() + segment.dataLength())).isEqualTo(data);
    }

    @Example
    void theSynAckOfLinuxHasItsOptionsInLinuxsOrder() {
        begin(1000, 80).maximumSegmentSize(1460).sackPermitted().timestamps(7, 8).noOperation().windowScale(10);
        send(5, 6, TcpFlags.SYN | TcpFlags.ACK, 65_160, 0, 0);
        readLast();
        byte[] written = Arrays.copyOfRange(segment.buffer(), segment.optionsOffset(), segment.optionsOffset() + segment.optionsLength());
        assertThat(written).containsExactly(2, 4, 5, 0xB4, 4, 2, 8, 10, 0, 0, 0, 7, 0, 0, 0, 8, 1, 3, 3, 10);
    }

    @Example
    void nothingOfALongerSegmentIsLeftInAShorterOne() {
        byte[] data = new byte[500];
        Arrays.fill(data, (byte) 0xEE);
        begin(1, 2).timestamps(-1, -1).data(data, 0, 500);
        send(1, 2, TcpFlags.ACK, 3, 0, 0);
        begin(1, 2).windowScale(7);
        send(1, 2, TcpFlags.ACK, 3, 0, 0);
        readLast();
        assertThat(segment.headerLength()).isEqualTo(24);
        assertThat(segment.dataLength()).isZero();
        assertThat(segment.buffer()[segment.optionsOffset() + 3]).as("padding is END").isZero();
    }

    @Example
    void dataMayBeAddedInPieces() {
        byte[] data = {1, 2, 3, 4, 5};
        begin(1, 2).data(data, 0, 2).data(data, 2, 3);
        send(1, 2, TcpFlags.ACK, 3, 0, 0);
        readLast();
        assertThat(Arrays.copyOfRange(segment.buffer(), segment.dataOffset(), segment.dataOffset() + segment.dataLength())).isEqualTo(data);
    }

    @Example
    void aRefusingLinkIsToldToTheCaller() {
        link.refuses = true;
        begin(1, 2);
        assertThat(send(1, 2, TcpFlags.ACK, 3, 0, 0)).isFalse();
    }
}
