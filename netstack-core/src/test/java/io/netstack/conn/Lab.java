package io.netstack.conn;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.flow.Addresses;
import io.netstack.flow.Egress;
import io.netstack.flow.FlowKey;
import io.netstack.flow.LocalAddresses;
import io.netstack.flow.NeighbourTable;
import io.netstack.flow.RouteTable;
import io.netstack.flow.Secrets;
import io.netstack.flow.SegmentWriter;
import io.netstack.flow.TimerGrain;
import io.netstack.observe.Counter;
import io.netstack.observe.CounterScheme;
import io.netstack.observe.Counters;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.wire.Bytes;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;
import io.netstack.wire.WireFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A table of connections in virtual time with a peer that the test plays. Sequence numbers are relative: the peer's and our first data octet is
 * 1. What we send is text, one line per frame: {@code "A seq 1 ack 7 win 510"}.
 */
final class Lab {
    static final long MS = 1_000_000L;
    static final int ISS = 0x7FFF_FF00;
    static final int IRS = 0xFFFF_FF00;
    static final int PEER_TS = 5000;
    static final int TS_OFFSET = 1_000_000;
    private static final int LOCAL = Addresses.parseIpv4("198.18.0.1");
    private static final int REMOTE = Addresses.parseIpv4("198.18.0.2");

    final RecordingLink link = new RecordingLink();
    final Counters counters = new Counters(CounterScheme.LINUX);
    final BufferPool pool;
    final ConnectionTable table;
    final Handshake handshake = new Handshake();
    final ConnSettings settings;
    private final TcpSegment segment = new TcpSegment();
    private final TcpOptions options = new TcpOptions();
    private final byte[] buffer = new byte[2000];
    private int echo;
    private int sackBlocks;
    private int urgentPointer;
    private final int[] sack = new int[8];

    long nowNs = 1_000 * MS;
    TcpConnection c;
    int id;
    boolean timestamps = true;
    int peerWindow = 502;
    int peerTs = PEER_TS;
    int typeOfService;
    Reason lastReason;

    Lab() {
        this(linux6291456(), TimerGrain.EXACT, 16);
    }

    Lab(ConnSettings settings, TimerGrain grain, int capacity) {
        this(settings, grain, capacity, 64L << 20);
    }

    Lab(ConnSettings settings, TimerGrain grain, int capacity, long bufferCapBytes) {
        this.settings = settings;
        pool = new BufferPool(bufferCapBytes);
        LocalAddresses locals = new LocalAddresses(LOCAL);
        NeighbourTable neighbours = new NeighbourTable();
        neighbours.learn(REMOTE, 0x02_00_00_00_00_02L);
        RouteTable routes = new RouteTable(List.of(new RouteTable.Route(LOCAL & 0xFFFF_0000, 16, 0)));
        Egress egress = new Egress(link, routes, neighbours, locals, counters, FrameTrace.NONE);
        SegmentWriter writer = new SegmentWriter(egress, locals, 64);
        table = new ConnectionTable(capacity, settings, locals, writer, counters, Secrets.seeded(7), grain, pool);
    }

    /** What the recordings ran with: tcp_rmem 131072 and 6291456, Reno. */
    static ConnSettings linux6291456() {
        return ConnSettings.linux().with().receiveMemory(131_072, 6_291_456, 212_992).congestion(CongestionAlgorithm.RENO).build();
    }

    // ---- making connections

    /** A handshake with timestamps, SACK and window scale 7, as a Linux peer does. */
    Lab withOptions() {
        timestamps = true;
        peerWindow = 502;
        tuple(40001);
        handshake.clear().iss(ISS).irs(IRS).peerMss(1460).sendWindowScale(7)
            .receiveWindowScale(ReceiveWindow.windowScale(settings, 0)).timestamps(true).timestampOffset(TS_OFFSET)
            .timestampRecent(PEER_TS).sack(true).receiveWindow(ReceiveWindow.initialWindow(settings, 1448, 0));
        return this;
    }

    /** A handshake without any option. */
    Lab withoutOptions(int mss) {
        timestamps = false;
        peerWindow = 64240;
        tuple(40001);
        handshake.clear().iss(ISS).irs(IRS).peerMss(mss).receiveWindow(ReceiveWindow.initialWindow(settings, 1460, 0));
        return this;
    }

    Lab tuple(int remotePort) {
        handshake.key().set(0, Addresses.lowOf(REMOTE), remotePort, 0, 80);
        return this;
    }

    /** The peer's final ACK comes so long after our SYN-ACK. */
    Lab establish(double rttMs) {
        handshake.synAckSentNs(nowNs).lastSynAckTimestamp(timestamp());
        advance(rttMs);
        open();
        ack(1, 1);
        assertThat(c.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(drain()).isEmpty();
        return this;
    }

    /** Another connection with the handshake as it stands; {@link #c} stays. */
    int establishAnother() {
        int other = table.open(handshake, nowNs);
        assertThat(other).isNotEqualTo(ConnectionTable.NONE);
        return other;
    }

    Lab open() {
        id = table.open(handshake, nowNs);
        assertThat(id).isNotEqualTo(ConnectionTable.NONE);
        c = table.get(id);
        return this;
    }

    int timestamp() {
        return (int) (nowNs / MS) + TS_OFFSET;
    }

    // ---- time

    /** Runs the clock, doing what timers are due for at their moments. */
    Lab advance(double ms) {
        long end = nowNs + Math.round(ms * MS);
        while (table.nextDeadlineNs() <= end) {
            nowNs = Math.max(nowNs, table.nextDeadlineNs());
            table.onTimers(nowNs);
        }
        nowNs = end;
        return this;
    }

    // ---- the peer speaks

    Reason ack(int seq, int ack) {
        return segment(TcpFlags.ACK, seq, ack, 0);
    }

    Reason data(int seq, int ack, int length) {
        return segment(TcpFlags.ACK | TcpFlags.PSH, seq, ack, length);
    }

    Reason fin(int seq, int ack) {
        return segment(TcpFlags.ACK | TcpFlags.FIN, seq, ack, 0);
    }

    Reason rst(int seq) {
        boolean ts = timestamps;
        timestamps = false;
        Reason reason = segment(TcpFlags.RST, seq, 0, 0);
        timestamps = ts;
        return reason;
    }

    /** The next segment carries these blocks: left, right, left, right. */
    Lab sacking(int... edges) {
        sackBlocks = edges.length / 2;
        for (int i = 0; i < edges.length; i++) {
            sack[i] = edges[i] + ISS;
        }
        return this;
    }

    /** The next segment echoes this timestamp of ours instead of the current one. */
    Lab echoing(int timestamp) {
        echo = timestamp;
        return this;
    }

    /** The next segment points at urgent data. */
    Lab pointing(int pointer) {
        urgentPointer = pointer;
        return this;
    }

    Reason segment(int flags, int seq, int ack, int length) {
        int header = 20;
        if (timestamps) {
            header = options(header, 8, 10, peerTs, echo == 0 ? timestamp() : echo);
            echo = 0;
        }
        if (sackBlocks > 0) {
            buffer[header] = 1;
            buffer[header + 1] = 1;
            buffer[header + 2] = 5;
            buffer[header + 3] = (byte) (2 + 8 * sackBlocks);
            header += 4;
            for (int i = 0; i < 2 * sackBlocks; i++) {
                Bytes.put32(buffer, header, sack[i]);
                header += 4;
            }
            sackBlocks = 0;
        }
        TcpSegment.write(buffer, 0, 40001, 80, seq + IRS, (flags & TcpFlags.ACK) != 0 ? ack + ISS : 0, header, flags, peerWindow,
            urgentPointer);
        urgentPointer = 0;
        for (int i = 0; i < length; i++) {
            buffer[header + i] = pattern(seq + i);
        }
        assertThat(segment.wrap(buffer, 0, header + length)).isEqualTo(WireFault.NONE);
        options.parse(segment);
        lastReason = table.onSegment(id, segment, options, typeOfService, nowNs);
        counters.count(lastReason);
        return lastReason;
    }

    /** A segment with an acknowledgment, without looking at what becomes of it. */
    void quietly(int seq, int ack, int length) {
        int header = timestamps ? options(20, 8, 10, peerTs, timestamp()) : 20;
        TcpSegment.write(buffer, 0, 40001, 80, seq + IRS, ack + ISS, header, TcpFlags.ACK, peerWindow, 0);
        segment.wrap(buffer, 0, header + length);
        options.parse(segment);
        counters.count(table.onSegment(id, segment, options, 0, nowNs));
    }

    /** Lets whole milliseconds pass. */
    void pass(int ms) {
        long end = nowNs + ms * MS;
        while (table.nextDeadlineNs() <= end) {
            nowNs = Math.max(nowNs, table.nextDeadlineNs());
            table.onTimers(nowNs);
        }
        nowNs = end;
    }

    private int options(int at, int kind, int length, int a, int b) {
        buffer[at] = 1;
        buffer[at + 1] = 1;
        buffer[at + 2] = (byte) kind;
        buffer[at + 3] = (byte) length;
        Bytes.put32(buffer, at + 4, a);
        Bytes.put32(buffer, at + 8, b);
        return at + 12;
    }

    /** The octet that the peer sends at a relative sequence number, and the application writes at a stream position plus one. */
    static byte pattern(int seq) {
        return (byte) (seq * 31 + (seq >>> 8));
    }

    // ---- the application

    int write(int length) {
        byte[] bytes = new byte[length];
        int position = (int) c.toSend().written() + 1;
        for (int i = 0; i < length; i++) {
            bytes[i] = pattern(position + i);
        }
        int n = c.send(bytes, 0, length);
        c.onApplicationWrote(nowNs);
        return n;
    }

    /** Reads once as recv() would, checks the octets, and answers how many came. */
    int read(int most) {
        byte[] bytes = new byte[most];
        int position = (int) c.received().read() + 1;
        int n = c.receive(bytes, 0, most);
        for (int i = 0; i < n; i++) {
            assertThat(bytes[i]).as("octet %d", position + i).isEqualTo(pattern(position + i));
        }
        if (n > 0) {
            c.onApplicationRead(nowNs);
        }
        return n;
    }

    // ---- what we sent

    /** Frames sent since the last call, as text. */
    List<String> drain() {
        List<String> lines = new ArrayList<>();
        while (!link.sent.isEmpty()) {
            lines.add(text(link.sent.poll()));
        }
        return lines;
    }

    /** The one frame sent since the last call. */
    String one() {
        List<String> lines = drain();
        assertThat(lines).hasSize(1);
        return lines.getFirst();
    }

    private static String text(byte[] frame) {
        Ipv4Packet ip = new Ipv4Packet();
        assertThat(ip.wrap(frame, 14, frame.length - 14)).isEqualTo(WireFault.NONE);
        TcpSegment s = new TcpSegment();
        assertThat(s.wrap(frame, 34, frame.length - 34)).isEqualTo(WireFault.NONE);
        assertThat(s.checksumIsRight(LOCAL, REMOTE)).as("checksum").isTrue();
        TcpOptions o = new TcpOptions();
        o.parse(s);
        StringBuilder b = new StringBuilder(TcpFlags.text(s.flags()));
        b.append(" seq ").append(s.sequenceNumber() - ISS);
        if (s.has(TcpFlags.ACK)) {
            b.append(" ack ").append(s.acknowledgmentNumber() - IRS);
        }
        b.append(" win ").append(s.window());
        if (s.dataLength() > 0) {
            b.append(" len ").append(s.dataLength());
        }
        if (o.hasTimestamps() && o.timestampEcho() != PEER_TS) {
            b.append(" ecr ").append(o.timestampEcho());
        }
        for (int i = 0; i < o.sackCount(); i++) {
            b.append(i == 0 ? " sack " : ",").append(o.sackLeft(i) - IRS).append('-').append(o.sackRight(i) - IRS);
        }
        int first = s.sequenceNumber() - ISS;
        for (int i = 0; i < s.dataLength(); i++) {
            assertThat(s.buffer()[s.dataOffset() + i]).as("octet %d", first + i).isEqualTo(pattern(first + i));
        }
        return b.toString();
    }

    /** Window fields of the frames sent since the last call. */
    List<Integer> windows() {
        return drain().stream().map(line -> Integer.parseInt(line.replaceAll(".* win (\\d+).*", "$1"))).toList();
    }

    long count(Counter counter) {
        return counters.value(counter);
    }

    /** Ends whatever is open and asserts that every slot and every buffer is back. */
    void assertNothingLeft() {
        for (int slot = 0; slot < table.capacity(); slot++) {
            TcpConnection left = table.inSlot(slot);
            if (left != null) {
                left.abort(nowNs);
            }
        }
        advance(130_000);
        assertThat(table.inUse()).as("slots in use").isZero();
        assertThat(pool.inUse()).as("buffers in use").isZero();
        assertThat(table.nextDeadlineNs()).as("deadline").isEqualTo(Long.MAX_VALUE);
        assertThat(count(Counter.TCP_CURR_ESTAB)).as("TCP_CURR_ESTAB").isZero();
    }

    FlowKey key() {
        return handshake.key();
    }

    static Random random(long seed) {
        System.out.println("seed " + seed);
        return new Random(seed);
    }
}
