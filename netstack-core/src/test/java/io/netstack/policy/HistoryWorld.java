package io.netstack.policy;

import io.netstack.conn.TcpConnection;
import io.netstack.flow.Addresses;
import io.netstack.flow.FlowKey;
import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.Secrets;
import io.netstack.link.FrameHandler;
import io.netstack.link.Link;
import io.netstack.link.LinkCapabilities;
import io.netstack.listen.AcceptQueue;
import io.netstack.listen.PassiveOpen;
import io.netstack.listen.TcpListener;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.replay.Packet;
import io.netstack.run.StackConfig;
import io.netstack.run.TcpStack;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpSegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A stack under a policy in the hands of a random history: frames in, frames out, time on request. */
final class HistoryWorld implements Link {
    static final int FIRST_PORT = 40_000;
    private static final int SERVER = Addresses.parseIpv4("198.18.0.1");
    private static final int CLIENT = Addresses.parseIpv4("198.18.0.2");
    private static final long SERVER_MAC = 0x02_00_00_00_00_01L;
    private static final long CLIENT_MAC = 0x02_00_00_00_00_02L;
    private static final int LISTEN_PORT = 80;
    private static final int SLOTS = 256;
    private static final int IP = EthernetFrame.HEADER_LENGTH;
    private static final int TCP = IP + Ipv4Packet.HEADER_LENGTH;
    private static final int WINDOW = 64_240;

    final TcpStack stack;
    final TcpListener listener;
    final List<Packet> sent = new ArrayList<>();
    long nowNs = 1_000_000_000_000L;
    private final FlowKey key = new FlowKey();

    HistoryWorld(ListenPolicy policy, Map<String, String> settings, ListenOptions options, int backlog) {
        StackConfig config = new StackConfig(List.of(SERVER), List.of(new Route(SERVER & ~0xFF, 24, 0)), Map.of(CLIENT, CLIENT_MAC), policy,
            Settings.of(policy, settings), SLOTS, SLOTS, 0);
        stack = new TcpStack(config, this, Secrets.seeded(7), FrameTrace.NONE);
        listener = stack.passiveOpen().listen(0, LISTEN_PORT, backlog, options).listener();
    }

    /** A segment of a client. @param data bytes of it */
    void receive(int client, int sequence, int acknowledgment, int flags, int data) {
        receive(client, sequence, acknowledgment, flags, new byte[data]);
    }

    /** A segment of a client with these bytes. */
    void receive(int client, int sequence, int acknowledgment, int flags, byte[] bytes) {
        int data = bytes.length;
        byte[] f = new byte[TCP + TcpSegment.HEADER_LENGTH + data];
        System.arraycopy(bytes, 0, f, f.length - data, data);
        EthernetFrame.write(f, 0, SERVER_MAC, CLIENT_MAC, EthernetFrame.TYPE_IPV4);
        Ipv4Packet.write(f, IP, 0, TcpSegment.HEADER_LENGTH + data, 1, Ipv4Packet.DONT_FRAGMENT, 64, Ipv4Packet.PROTOCOL_TCP, CLIENT, SERVER);
        TcpSegment.write(f, TCP, FIRST_PORT + client, LISTEN_PORT, sequence, acknowledgment, TcpSegment.HEADER_LENGTH, flags, WINDOW, 0);
        TcpSegment.writeChecksum(f, TCP, TcpSegment.HEADER_LENGTH + data, CLIENT, SERVER);
        stack.onFrame(f, 0, f.length, nowNs);
    }

    /** Is there a request of this client? */
    boolean hasRequest(int client) {
        key(client);
        return stack.passiveOpen().find(key, stack.passiveOpen().hash(key)) != PassiveOpen.NONE;
    }

    /** Is there a connection of this client? */
    boolean hasConnection(int client) {
        return stack.connections().find(key(client)) >= 0;
    }

    private FlowKey key(int client) {
        return key.set(0, Addresses.lowOf(CLIENT), FIRST_PORT + client, 0, LISTEN_PORT);
    }

    /** accept(), then the application aborts what it got. */
    void acceptAndAbort() {
        int id = listener.acceptQueue().take();
        if (id != AcceptQueue.EMPTY) {
            stack.accepted(listener.id(), nowNs);
            TcpConnection connection = stack.connections().get(id);
            connection.abort(nowNs);
        }
    }

    /** accept(), then the application closes what it got. @return whose connection it was, -1 when none waited */
    int acceptAndClose() {
        int id = listener.acceptQueue().take();
        if (id == AcceptQueue.EMPTY) {
            return -1;
        }
        stack.accepted(listener.id(), nowNs);
        TcpConnection connection = stack.connections().get(id);
        connection.close(nowNs);
        return connection.key(key).remotePort() - FIRST_PORT;
    }

    /** SYNs stored that took over a TIME-WAIT. */
    long timeWaitsTakenOver() {
        return stack.counters().value(Reason.SYN_QUEUED_TIME_WAIT);
    }

    /** Lets time pass and fires every timer at its moment. */
    void pass(long ns) {
        long until = nowNs + ns;
        while (stack.nextDeadlineNs(nowNs) <= until) {
            nowNs = Math.max(nowNs, stack.nextDeadlineNs(nowNs));
            stack.onTimers(nowNs);
        }
        nowNs = until;
    }

    @Override
    public boolean send(byte[] frame, int offset, int length) {
        Packet packet = Packet.read(Arrays.copyOfRange(frame, offset, offset + length));
        if (packet != null && packet.tcp()) {
            sent.add(packet);
        }
        return true;
    }

    @Override
    public int poll(FrameHandler handler, int limit) {
        return 0;
    }

    @Override
    public void await(long untilNs) {
        // nobody waits here
    }

    @Override
    public void wake() {
        // nobody waits here
    }

    @Override
    public LinkCapabilities capabilities() {
        return new LinkCapabilities(LinkCapabilities.ETHERNET_MTU_BYTES, SERVER_MAC, false);
    }

    @Override
    public void close() {
        // nothing outside this object
    }
}
