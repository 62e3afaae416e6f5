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
import io.netstack.link.FrameHandler;
import io.netstack.link.Link;
import io.netstack.link.LinkCapabilities;
import io.netstack.observe.Counter;
import io.netstack.observe.CounterScheme;
import io.netstack.observe.Counters;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;
import io.netstack.wire.WireFault;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/** Two tables of connections in virtual time with a bad network between them: loss, delay, jitter, reordering and duplicates from a seed. */
final class Pair {
    static final long MS = 1_000_000L;
    private static final int A = Addresses.parseIpv4("198.18.0.1");
    private static final int B = Addresses.parseIpv4("198.18.0.2");

    /** What the network does to frames. */
    record Network(double loss, double duplicate, double reorder, double delayMs, double jitterMs) {
    }

    private record Flight(long atNs, long order, boolean toB, byte[] frame) implements Comparable<Flight> {
        @Override
        public int compareTo(Flight o) {
            return atNs != o.atNs ? Long.compare(atNs, o.atNs) : Long.compare(order, o.order);
        }
    }

    final Random random;
    final Network network;
    final ConnSettings settings;
    final Side a;
    final Side b;
    final PriorityQueue<Flight> flights = new PriorityQueue<>();
    long nowNs = 1_000_000_000L;
    long order;
    long frames;
    private final Ipv4Packet ip = new Ipv4Packet();
    private final TcpSegment segment = new TcpSegment();
    private final TcpOptions options = new TcpOptions();

    Pair(long seed, Network network, ConnSettings settings, int capacity) {
        this(seed, network, settings, capacity, 64L << 20);
    }

    /** @param memoryBytes that each side has for the bytes of all its connections */
    Pair(long seed, Network network, ConnSettings settings, int capacity, long memoryBytes) {
        random = new Random(seed);
        this.network = network;
        this.settings = settings;
        a = new Side(A, B, true, capacity, seed, memoryBytes);
        b = new Side(B, A, false, capacity, seed + 1, memoryBytes);
    }

    /** One end: its table, and the way out of it into the network. */
    final class Side implements Link {
        final int address;
        final int other;
        final boolean towardsB;
        final Counters counters = new Counters(CounterScheme.LINUX);
        final BufferPool pool;
        final ConnectionTable table;
        final FlowKey key = new FlowKey();
        final SegmentWriter writer;

        Side(int address, int other, boolean towardsB, int capacity, long seed, long memoryBytes) {
            pool = new BufferPool(memoryBytes);
            this.address = address;
            this.other = other;
            this.towardsB = towardsB;
            LocalAddresses locals = new LocalAddresses(address);
            NeighbourTable neighbours = new NeighbourTable();
            neighbours.learn(other, 0x02_00_00_00_00_02L);
            RouteTable routes = new RouteTable(List.of(new RouteTable.Route(A & 0xFFFF_0000, 16, 0)));
            writer = new SegmentWriter(new Egress(this, routes, neighbours, locals, counters, FrameTrace.NONE), locals, 64);
            table = new ConnectionTable(capacity, settings, locals, writer, counters, Secrets.seeded(seed), TimerGrain.EXACT, pool);
        }

        int open(int localPort, int remotePort, int iss, int irs, boolean sack, boolean timestamps) {
            Handshake h = new Handshake().iss(iss).irs(irs).peerMss(1460).sack(sack).timestamps(timestamps).timestampOffset(iss * 7)
                .timestampRecent(irs * 7 + (int) (nowNs / MS)).sendWindowScale(7).receiveWindowScale(7)
                .receiveWindow(ReceiveWindow.initialWindow(settings, timestamps ? 1448 : 1460, 0)).synAckSentNs(nowNs - (long) (2 * network.delayMs * MS));
            h.key().set(0, Addresses.lowOf(other), remotePort, 0, localPort);
            return table.open(h, nowNs);
        }

        /** A segment that no connection takes: what a host without a listener answers. */
        void reset() {
            writer.begin(key);
            if (segment.has(TcpFlags.RST)) {
                return;
            }
            if (segment.has(TcpFlags.ACK)) {
                writer.send(segment.acknowledgmentNumber(), 0, TcpFlags.RST, 0, 0, 0, nowNs, Reason.SENT_RST, 0, 0);
            } else {
                writer.send(0, segment.endSequenceNumber(), TcpFlags.RST | TcpFlags.ACK, 0, 0, 0, nowNs, Reason.SENT_RST, 0, 0);
            }
        }

        void receive(byte[] frame) {
            assertThat(ip.wrap(frame, 14, frame.length - 14)).isEqualTo(WireFault.NONE);
            assertThat(segment.wrap(frame, 34, frame.length - 34)).isEqualTo(WireFault.NONE);
            options.parse(segment);
            key.set(0, Addresses.lowOf(other), segment.sourcePort(), 0, segment.destinationPort());
            int id = table.find(key);
            Reason reason = id == ConnectionTable.NONE ? Reason.NO_CONNECTION : table.onSegment(id, segment, options, 0, nowNs);
            if (reason == Reason.NO_CONNECTION) {
                reset();
            }
            counters.count(reason);
        }

        @Override
        public boolean send(byte[] frame, int offset, int length) {
            frames++;
            byte[] copy = Arrays.copyOfRange(frame, offset, offset + length);
            if (random.nextDouble() < network.loss) {
                return true;
            }
            fly(copy);
            if (random.nextDouble() < network.duplicate) {
                fly(copy);
            }
            return true;
        }

        private void fly(byte[] frame) {
            double delay = network.delayMs + random.nextDouble() * network.jitterMs;
            if (random.nextDouble() < network.reorder) {
                delay += network.delayMs * random.nextDouble() * 2;
            }
            flights.add(new Flight(nowNs + (long) (delay * MS), order++, towardsB, frame));
        }

        @Override
        public int poll(FrameHandler handler, int limit) {
            return 0;
        }

        @Override
        public void await(long untilNs) {
            throw new AssertionError("nobody waits in virtual time");
        }

        @Override
        public void wake() {
            throw new AssertionError("nobody waits in virtual time");
        }

        @Override
        public LinkCapabilities capabilities() {
            return new LinkCapabilities(1500, towardsB ? 0x02_00_00_00_00_01L : 0x02_00_00_00_00_02L, false);
        }

        @Override
        public void close() {
            flights.clear();
        }
    }

    /** Opens both ends of a connection; each takes a bare ACK of the other for the end of its handshake. */
    int[] connect(int portA, int portB, boolean sack, boolean timestamps) {
        int issA = random.nextInt();
        int issB = random.nextInt();
        int idA = a.open(portA, portB, issA, issB, sack, timestamps);
        int idB = b.open(portB, portA, issB, issA, sack, timestamps);
        finishHandshake(a, idA, portB, portA, issB + 1, issA + 1, timestamps);
        finishHandshake(b, idB, portA, portB, issA + 1, issB + 1, timestamps);
        return new int[] {idA, idB};
    }

    private void finishHandshake(Side side, int id, int from, int to, int seq, int ack, boolean timestamps) {
        byte[] bytes = new byte[32];
        TcpSegment.write(bytes, 0, from, to, seq, ack, 20, TcpFlags.ACK, 502, 0);
        assertThat(segment.wrap(bytes, 0, 20)).isEqualTo(WireFault.NONE);
        options.clear();
        side.table.onSegment(id, segment, options, 0, nowNs);
    }

    long nextEventNs() {
        long next = Math.min(a.table.nextDeadlineNs(), b.table.nextDeadlineNs());
        return flights.isEmpty() ? next : Math.min(next, flights.peek().atNs);
    }

    /** Does the next thing that is due, not later than a time. @return false when nothing is */
    boolean step(long untilNs) {
        long next = nextEventNs();
        if (next > untilNs) {
            nowNs = Math.max(nowNs, untilNs);
            return false;
        }
        nowNs = Math.max(nowNs, next);
        if (!flights.isEmpty() && flights.peek().atNs <= nowNs) {
            Flight flight = flights.poll();
            (flight.toB ? b : a).receive(flight.frame);
        } else {
            a.table.onTimers(nowNs);
            b.table.onTimers(nowNs);
        }
        return true;
    }

    void assertNothingLeft() {
        long end = nowNs + 2_000_000 * MS;
        while (step(end)) {
            assertThat(nowNs).isLessThanOrEqualTo(end);
        }
        for (Side side : new Side[] {a, b}) {
            assertThat(side.table.inUse()).as("slots").isZero();
            assertThat(side.pool.inUse()).as("buffers").isZero();
            assertThat(side.counters.value(Counter.TCP_CURR_ESTAB)).isZero();
            assertThat(side.table.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
        }
    }
}
