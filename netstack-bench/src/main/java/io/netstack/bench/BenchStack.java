package io.netstack.bench;

import io.netstack.conn.TcpConnection;
import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.Secrets;
import io.netstack.link.FrameHandler;
import io.netstack.link.IngressGate;
import io.netstack.link.Link;
import io.netstack.link.LinkCapabilities;
import io.netstack.link.PortGate;
import io.netstack.listen.TcpListener;
import io.netstack.observe.CounterScheme;
import io.netstack.observe.Counters;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.policy.ListenOptions;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import io.netstack.run.StackConfig;
import io.netstack.run.TcpStack;
import io.netstack.wire.Bytes;
import io.netstack.wire.TcpSegment;
import java.util.List;
import java.util.Map;

/** A whole stack between two ends of a benchmark: frames are handed to it, what it sends is looked at and forgotten. */
public final class BenchStack {
    /** The time of every frame: with it, sequence numbers of a tuple are the same in each round. */
    public static final long NOW_NS = 1_000_000_000_000L;
    private static final int SLOTS = 1 << 14;
    /** Where a segment's timestamp is when the option stands first, behind two NOPs, as it does on every segment but the SYN-ACK. */
    private static final int SYN_ACK_TIMESTAMP = TcpSegment.HEADER_LENGTH + 8;
    private static final int TIMESTAMP = TcpSegment.HEADER_LENGTH + 4;

    /** Takes every frame; hands out the one that stands ready. */
    private static final class NullLink implements Link {
        private static final LinkCapabilities CAPABILITIES = new LinkCapabilities(1500, BenchFrames.SERVER_MAC, false);
        private byte[] ready;
        private int lastSequence;
        private int lastTimestamp;
        private int synAckTimestamp;
        private long sentCount;

        @Override
        public int poll(FrameHandler handler, int limit) {
            handler.onFrame(ready, 0, ready.length);
            return 1;
        }

        @Override
        public boolean send(byte[] frame, int offset, int length) {
            lastSequence = Bytes.i32(frame, offset + BenchFrames.TCP + 4);
            synAckTimestamp = Bytes.i32(frame, offset + BenchFrames.TCP + SYN_ACK_TIMESTAMP);
            lastTimestamp = Bytes.i32(frame, offset + BenchFrames.TCP + TIMESTAMP);
            sentCount++;
            return true;
        }

        @Override
        public LinkCapabilities capabilities() {
            return CAPABILITIES;
        }

        @Override
        public void await(long untilNs) {
        }

        @Override
        public void wake() {
        }

        @Override
        public void close() {
        }
    }

    private final NullLink link = new NullLink();
    private final PortGate gate = new PortGate();
    private final Counters gateCounters = new Counters(CounterScheme.LINUX);
    private final IngressGate gatedLink = new IngressGate(link, gate, gateCounters, FrameTrace.NONE);
    private final FrameHandler handler = this::onFrame;
    private final TcpStack stack;
    private final TcpListener listener;

    /**
     * A stack with one listener.
     *
     * @param policyName as on the command line
     * @param backlog    of the listener; up to 4096 without a setting
     */
    public BenchStack(String policyName, int backlog, Map<String, String> settings) {
        this(policyName, backlog, settings, FrameTrace.NONE);
    }

    /** As above, with somebody who sees every frame. */
    public BenchStack(String policyName, int backlog, Map<String, String> settings, FrameTrace trace) {
        this(policyName, backlog, settings, trace, SLOTS);
    }

    /** As above, with room for so many requests, a power of two. */
    public BenchStack(String policyName, int backlog, Map<String, String> settings, FrameTrace trace, int requestSlots) {
        ListenPolicy policy = Policies.named(policyName);
        StackConfig config = new StackConfig(List.of(BenchFrames.SERVER_IP), List.of(new Route(0, 0, BenchFrames.GATEWAY)),
            Map.of(BenchFrames.GATEWAY, BenchFrames.CLIENT_MAC), policy, Settings.of(policy, settings), requestSlots, SLOTS, 0);
        stack = new TcpStack(config, link, Secrets.seeded(1), trace, gate);
        listener = stack.passiveOpen().listen(TcpListener.ANY_ADDRESS, BenchFrames.PORT, backlog, ListenOptions.NONE).listener();
    }

    /** One frame, straight into the stack. */
    public void receive(byte[] frame) {
        stack.onFrame(frame, 0, frame.length, NOW_NS);
    }

    /** A frame that will be received soon, as a link that has several tells it. */
    public void expect(byte[] frame) {
        stack.expect(frame, 0, frame.length);
    }

    /** One frame at a moment, and then whatever timer is due, as in a turn of the stack's thread. */
    void receive(byte[] frame, long nowNs) {
        stack.onFrame(frame, 0, frame.length, nowNs);
        fireTimers(nowNs);
    }

    /** Whatever timer is due. */
    void fireTimers(long nowNs) {
        if (stack.nextDeadlineNs(nowNs) <= nowNs) {
            stack.onTimers(nowNs);
        }
    }

    /** A connection of this stack. */
    TcpConnection connection(int id) {
        return stack.connections().get(id);
    }

    /** Frames that the stack has sent. */
    long sentCount() {
        return link.sentCount;
    }

    /** The timestamp of the last segment that the stack sent, when that was a SYN-ACK with every option. */
    int synAckTimestamp() {
        return link.synAckTimestamp;
    }

    /** The timestamp of the last segment that the stack sent, if it had one. */
    int lastTimestamp() {
        return link.lastTimestamp;
    }

    /** One frame through the gate before the stack. */
    public int receiveThroughGate(byte[] frame) {
        link.ready = frame;
        return gatedLink.poll(handler, 1);
    }

    private void onFrame(byte[] buffer, int offset, int length) {
        stack.onFrame(buffer, offset, length, NOW_NS);
    }

    /** The sequence number of the last segment that the stack sent. */
    public int lastSequence() {
        return link.lastSequence;
    }

    /** Takes the connection that has waited longest and tells the stack, as an application's thread would through its ring. */
    public int accept() {
        int id = listener.acceptQueue().take();
        stack.accepted(listener.id(), NOW_NS);
        return id;
    }

    /** The application gives a connection up: its slot is free again. */
    public void abort(int connection) {
        stack.connections().get(connection).abort(NOW_NS);
    }

    /**
     * How often something happened: a benchmark that measures something else than its name says is worthless, so each asserts this in the
     * end.
     */
    public long count(Reason reason) {
        return stack.counters().value(reason) + gateCounters.value(reason);
    }

    /** Fails unless this happened at least once, and the other thing never. */
    public void require(Reason happened, Reason... never) {
        if (count(happened) == 0) {
            throw new IllegalStateException(happened + " never happened");
        }
        for (Reason reason : never) {
            if (count(reason) != 0) {
                throw new IllegalStateException(reason + " happened " + count(reason) + " times");
            }
        }
    }
}
