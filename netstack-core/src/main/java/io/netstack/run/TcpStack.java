package io.netstack.run;

import io.netstack.conn.ConnSettings;
import io.netstack.conn.ConnectionTable;
import io.netstack.conn.TcpConnection;
import io.netstack.conn.TcpState;
import io.netstack.flow.Addresses;
import io.netstack.flow.Egress;
import io.netstack.flow.FlowKey;
import io.netstack.flow.LocalAddresses;
import io.netstack.flow.NeighbourTable;
import io.netstack.flow.RouteTable;
import io.netstack.flow.Secrets;
import io.netstack.flow.SegmentWriter;
import io.netstack.flow.TimerGrain;
import io.netstack.link.Link;
import io.netstack.link.PortGate;
import io.netstack.listen.HandshakeWriter;
import io.netstack.listen.Outcome;
import io.netstack.listen.PassiveOpen;
import io.netstack.listen.TcpListener;
import io.netstack.observe.Counters;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.policy.WireProfile;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;
import io.netstack.wire.WireFault;

/**
 * One TCP stack: takes frames, fires timers, answers calls. It has no thread and no clock of its own; whoever owns it, a {@link StackThread}, a
 * simulation or a test, calls it from one thread and says what time it is.
 *
 * <pre>
 *   frame ─▶ Ingress ─▶ ICMP ─▶ echo, errors about requests and connections
 *                  └──▶ TCP ─▶ connection? ─▶ request? ─▶ listener? ─▶ RST
 * </pre>
 */
public final class TcpStack {
    private static final int NO_ISS = 0;

    private final Counters counters;
    private final FrameTrace trace;
    private final LocalAddresses locals;
    private final Egress egress;
    private final Ingress ingress;
    private final IcmpInput icmp;
    private final ConnectionTable connections;
    private final PassiveOpen passiveOpen;
    private final LookAhead lookAhead;
    private final TcpSegment segment = new TcpSegment();
    private final TcpOptions options = new TcpOptions();
    private final FlowKey key = new FlowKey();
    private long a;
    private long b;

    /**
     * A stack without listeners.
     *
     * @param link    where frames go; frames that arrive are the caller's to deliver
     * @param secrets the keys; seeded ones make the stack repeatable to the bit
     * @param trace   sees every frame and its reason
     */
    public TcpStack(StackConfig config, Link link, Secrets secrets, FrameTrace trace) {
        this(config, link, secrets, trace, new PortGate());
    }

    /** As the other, with the gate words that an {@link io.netstack.link.IngressGate} before the link looks at. */
    public TcpStack(StackConfig config, Link link, Secrets secrets, FrameTrace trace, PortGate gate) {
        this.trace = trace;
        WireProfile profile = config.policy().profile(config.settings());
        counters = new Counters(profile.counters());
        locals = new LocalAddresses(config.addresses().stream().mapToInt(Integer::intValue).toArray());
        RouteTable routes = new RouteTable(config.routes());
        NeighbourTable neighbours = new NeighbourTable();
        config.neighbours().forEach(neighbours::learn);
        egress = new Egress(link, routes, neighbours, locals, counters, trace);
        SegmentWriter writer = new SegmentWriter(egress, locals, profile.timeToLive());
        ConnSettings connSettings = ConnectionDefaults.of(config.settings(), profile, egress.mtuBytes());
        connections = new ConnectionTable(config.connectionSlots(), connSettings, locals, writer, counters, secrets,
            connectionGrain(profile, config.bootNs()));
        passiveOpen = new PassiveOpen(profile, config.store(),
            config.policy().open(config.settings(), secrets.seed()), connSettings, connections, egress, new HandshakeWriter(writer, egress.mtuBytes()),
            locals, secrets, counters, trace, gate, config.requestSlots(), config.acceptQueueCapacity(), config.bootNs());
        lookAhead = new LookAhead(locals, passiveOpen);
        ingress = new Ingress(link.capabilities().mac(), locals, routes, neighbours, egress);
        icmp = new IcmpInput(egress, connections, passiveOpen, profile.timeToLive());
    }

    /** Coarse ticks are those of the timers of requests; connections have timers of their own, which Linux alone keeps on the same wheel. */
    private static TimerGrain connectionGrain(WireProfile profile, long bootNs) {
        return profile.timerGrain() == WireProfile.Grain.LINUX_WHEEL ? TimerGrain.of(profile.timerGrain(), bootNs) : TimerGrain.EXACT;
    }

    // ---- frames

    /** Are so many requests stored that it pays to {@link #expect} frames? */
    public boolean looksAhead() {
        return passiveOpen.isStoreLarge();
    }

    /** A frame that {@link #onFrame} will be called with soon, of a burst that is all expected first: what it will look up is brought from memory. */
    public void expect(byte[] buffer, int offset, int length) {
        lookAhead.expect(buffer, offset, length);
    }

    /** One frame from the link. Never throws for what is in it. */
    public void onFrame(byte[] buffer, int offset, int length, long nowNs) {
        trace.received(buffer, offset, length, nowNs);
        a = 0;
        b = 0;
        Reason reason = process(buffer, offset, length, nowNs);
        counters.count(reason);
        trace.ended(reason, a, b);
    }

    private Reason process(byte[] buffer, int offset, int length, long nowNs) {
        Reason end = ingress.onFrame(buffer, offset, length, nowNs);
        if (end != null) {
            return end;
        }
        Ipv4Packet ip = ingress.ip();
        return switch (ip.protocol()) {
            case Ipv4Packet.PROTOCOL_TCP -> onTcp(buffer, ip, nowNs);
            case Ipv4Packet.PROTOCOL_ICMP -> ingress.groupDestination() || ingress.groupFrame()
                ? Reason.IP_GROUP_DESTINATION : icmp.onPacket(buffer, ip, ingress.localIndex(), nowNs);
            default -> Reason.IP_UNKNOWN_PROTOCOL;
        };
    }

    /** Linux tcp_v4_rcv. */
    private Reason onTcp(byte[] buffer, Ipv4Packet ip, long nowNs) {
        if (ingress.groupFrame()) {
            return Reason.IP_GROUP_DESTINATION;
        }
        counters.count(Reason.SEGMENT_RECEIVED);
        WireFault fault = segment.wrap(buffer, ip.payloadOffset(), ip.payloadLength());
        if (fault != WireFault.NONE) {
            return switch (fault) {
                case TCP_SHORT -> Reason.SEGMENT_SHORT;
                case TCP_DATA_OFFSET -> Reason.SEGMENT_DATA_OFFSET;
                default -> Reason.SEGMENT_HEADER_TRUNCATED;
            };
        }
        if (!segment.checksumIsRight(ip.source(), ip.destination())) {
            return Reason.SEGMENT_CHECKSUM;
        }
        if (ingress.groupDestination()) {
            return onGroupSegment();
        }
        options.parse(segment);
        key.set(0, Addresses.lowOf(ip.source()), segment.sourcePort(), ingress.localIndex(), segment.destinationPort());
        if (options.hasMd5Signature()) {
            return Reason.SEGMENT_MD5_UNEXPECTED;
        }
        return demultiplex(ip.typeOfService(), nowNs);
    }

    /** RFC 9293 MUST-57: a SYN to a broadcast or multicast address is dropped silently; so is the rest. */
    private Reason onGroupSegment() {
        boolean toListener = segment.has(TcpFlags.SYN) && passiveOpen.listener(TcpListener.ANY_ADDRESS, segment.destinationPort()) != null;
        return toListener ? Reason.SYN_DROP_GROUP_ADDRESS : Reason.SEGMENT_GROUP_ADDRESS;
    }

    private Reason demultiplex(int typeOfService, long nowNs) {
        boolean reuse = false;
        // one hash for both tables: it is a good part of what a flood costs
        int hash = lookAhead.hash(key);
        int connection = connections.find(key, hash);
        if (connection != ConnectionTable.NONE) {
            if (segment.has(TcpFlags.SYN)) {
                noteAccepted(connections.get(connection));
            }
            Reason reason = connections.onSegment(connection, segment, options, typeOfService, nowNs);
            if (reason != Reason.REUSE_FOR_SYN && reason != Reason.NO_CONNECTION) {
                passiveOpen.connectionHeard(connection, nowNs);
                return reason;
            }
            reuse = reason == Reason.REUSE_FOR_SYN;
        }
        int request = passiveOpen.find(key, hash);
        if (request != PassiveOpen.NONE) {
            Outcome outcome = passiveOpen.onRequestSegment(request, segment, options, typeOfService, nowNs);
            if (outcome.next() != Outcome.Next.LOOK_UP_AGAIN) {
                return follow(outcome, typeOfService, nowNs);
            }
        }
        TcpListener listener = passiveOpen.listener(key.localIndex(), key.localPort());
        if (listener != null) {
            return follow(passiveOpen.onListenSegment(listener, key, hash, segment, options, typeOfService, reuse,
                reuse ? connections.reuseIss() : NO_ISS, nowNs), typeOfService, nowNs);
        }
        // RFC 9293 section 3.10.7.1: CLOSED. Everything but a RST is answered by one.
        a = key.localPort();
        if (segment.has(TcpFlags.RST)) {
            return Reason.NO_LISTENER_RST;
        }
        return passiveOpen.reset(key, segment, typeOfService, nowNs) ? Reason.NO_LISTENER : Reason.NO_LISTENER_LIMITED;
    }

    /** A child that its handshake made but no ACK established: what a SYN|ACK does to it depends on whether it was accepted. */
    private void noteAccepted(TcpConnection c) {
        if (c.state() == TcpState.SYN_RECEIVED) {
            TcpListener listener = passiveOpen.listenerById(c.listenerId());
            if (listener != null && !listener.acceptQueue().contains(c.id())) {
                c.onAccepted();
            }
        }
    }

    /** A new connection gets the segment that made it: its data and FIN count in the same pass. */
    private Reason follow(Outcome outcome, int typeOfService, long nowNs) {
        a = outcome.a();
        b = outcome.b();
        Reason reason = outcome.reason();
        if (outcome.next() == Outcome.Next.TO_CONNECTION) {
            counters.alsoMove(connections.onSegment(outcome.connection(), segment, options, typeOfService, nowNs));
            passiveOpen.connectionHeard(outcome.connection(), nowNs);
        }
        return reason;
    }

    // ---- time

    /** When {@link #onTimers} has something to do; {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNs(long nowNs) {
        return Math.min(Math.min(passiveOpen.nextDeadlineNs(nowNs), connections.nextDeadlineNs()), egress.nextDeadlineNs());
    }

    /** Fires the timers that are due. */
    public void onTimers(long nowNs) {
        passiveOpen.onTimers(nowNs);
        connections.onTimers(nowNs);
        egress.onTimer(nowNs);
    }

    /** Nothing will happen any more: nobody shall wait for it. */
    void stop() {
        passiveOpen.stop();
        connections.wakeEverybody();
    }

    /** The application took a connection from the queue of the listener with this id; nothing happens when that is gone. */
    public void accepted(int listenerId, long nowNs) {
        TcpListener listener = passiveOpen.listenerById(listenerId);
        if (listener != null) {
            passiveOpen.accepted(listener, nowNs);
        }
    }

    // ---- parts, for the stack's thread

    /** The listeners and their queues. */
    public PassiveOpen passiveOpen() {
        return passiveOpen;
    }

    /** The connections. */
    public ConnectionTable connections() {
        return connections;
    }

    /** The addresses that the stack answers for. */
    public LocalAddresses locals() {
        return locals;
    }

    /** What happened so far. Any thread may read. */
    public Counters counters() {
        return counters;
    }
}
