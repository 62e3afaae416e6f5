package io.netstack.run;

import io.netstack.flow.Addresses;
import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.Secrets;
import io.netstack.link.FrameHandler;
import io.netstack.link.Link;
import io.netstack.link.LinkCapabilities;
import io.netstack.listen.TcpListener;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.policy.ListenOptions;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import io.netstack.wire.Bytes;
import io.netstack.wire.SampleFrames;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;
import java.util.List;
import java.util.Map;

/**
 * A stack at 198.18.0.2 in a test's hands: no thread, no clock, a link into nothing that remembers the numbers of the last TCP segment
 * sent.
 */
final class StackWorld implements Link {
    static final int PORT = 80;
    static final long SECOND = 1_000_000_000L;
    private static final int TCP = SampleFrames.TCP_OFFSET;

    final TcpStack stack;
    long nowNs = 1000 * SECOND;
    long sentFrames;
    int lastSource;
    int lastPeerPort;
    int lastSequence;
    int lastAcknowledgment;
    int lastFlags;
    private final byte[] lastFrame = new byte[2048];
    private int lastLength;

    /** A stack under a policy with settings given as name, value, name, value … */
    StackWorld(String policyName, int requestSlots, int connectionSlots, FrameTrace trace, Map<String, String> settings) {
        ListenPolicy policy = Policies.named(policyName);
        StackConfig config = new StackConfig(List.of(SampleFrames.SERVER_IP), List.of(new Route(SampleFrames.SERVER_IP & ~0xFF, 24, 0)),
            Map.of(SampleFrames.CLIENT_IP, SampleFrames.CLIENT_MAC), policy, Settings.of(policy, settings), requestSlots,
            connectionSlots, 0);
        stack = new TcpStack(config, this, Secrets.seeded(7), trace);
    }

    TcpListener listen(int port, int backlog) {
        return stack.passiveOpen().listen(TcpListener.ANY_ADDRESS, port, backlog, ListenOptions.NONE).listener();
    }

    void receive(byte[] frame) {
        stack.onFrame(frame, 0, frame.length, nowNs);
    }

    /** Lets time pass and fires every timer on its moment. */
    void pass(long ns) {
        long until = nowNs + ns;
        while (stack.nextDeadlineNs(nowNs) <= until) {
            nowNs = Math.max(nowNs, stack.nextDeadlineNs(nowNs));
            stack.onTimers(nowNs);
        }
        nowNs = until;
    }

    /** Runs timers until none is set; fails when that never happens. */
    void runOut() {
        for (int turns = 0; stack.nextDeadlineNs(nowNs) != Long.MAX_VALUE; turns++) {
            if (turns > 1_000_000) {
                throw new AssertionError("a timer is set again and again; " + stack.passiveOpen().requestCount() + " requests, "
                    + stack.connections().inUse() + " connections are left");
            }
            nowNs = Math.max(nowNs, stack.nextDeadlineNs(nowNs));
            stack.onTimers(nowNs);
        }
    }

    long frameReasonCount() {
        long sum = 0;
        for (Reason reason : Reason.values()) {
            if (reason.kind() == Reason.Kind.FRAME) {
                sum += stack.counters().value(reason);
            }
        }
        return sum;
    }

    /** NOP, NOP and a timestamp option that echoes the one in the last segment sent. */
    byte[] lastTimestampEcho(int timestamp) {
        TcpSegment segment = new TcpSegment();
        segment.wrap(lastFrame, TCP, lastLength - TCP);
        TcpOptions options = new TcpOptions();
        options.parse(segment);
        byte[] echo = {1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0};
        Bytes.put32(echo, 4, timestamp);
        Bytes.put32(echo, 8, options.timestampValue());
        return echo;
    }

    // ---- the link

    @Override
    public boolean send(byte[] frame, int offset, int length) {
        sentFrames++;
        lastLength = Math.min(length, lastFrame.length);
        System.arraycopy(frame, offset, lastFrame, 0, lastLength);
        if (length >= TCP + 20 && Bytes.u8(frame, offset + TCP - 11) == 6) {
            lastSource = Bytes.i32(frame, offset + TCP - 8);
            lastPeerPort = Bytes.u16(frame, offset + TCP + 2);
            lastSequence = Bytes.i32(frame, offset + TCP + 4);
            lastAcknowledgment = Bytes.i32(frame, offset + TCP + 8);
            lastFlags = Bytes.u16(frame, offset + TCP + 12) & 0x1FF;
        }
        return true;
    }

    @Override
    public LinkCapabilities capabilities() {
        return new LinkCapabilities(1500, SampleFrames.SERVER_MAC, false);
    }

    @Override
    public int poll(FrameHandler handler, int limit) {
        return 0;
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

    @Override
    public String toString() {
        return "stack at " + Addresses.text(SampleFrames.SERVER_IP) + ", " + nowNs + " ns";
    }
}
