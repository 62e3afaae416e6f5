package io.netstack.run;

import io.netstack.flow.Addresses;
import io.netstack.flow.FlowKey;
import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.Secrets;
import io.netstack.link.PortGate;
import io.netstack.listen.PassiveOpen;
import io.netstack.listen.TcpListener;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.policy.ListenOptions;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import io.netstack.policy.StoreShape;
import io.netstack.wire.SampleFrames;
import io.netstack.wire.TcpFlags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A stack with a store in the place of its policy's, two listeners, and clients that send what they are told. */
final class StoreWorld {
    static final int PORT = 80;
    static final int OTHER_PORT = 81;
    private static final int FIRST_CLIENT_PORT = 40_000;
    private static final int IRS = 1000;
    private static final byte[] NO_BYTES = {};

    final StackWorld link = new StackWorld("linux", 16, 16, FrameTrace.NONE, Map.of());
    final PortGate gate = new PortGate();
    final TcpStack stack;
    final TcpListener listener;
    final TcpListener other;
    /** The sequence number of each client's last SYN-ACK. */
    final Map<Integer, Integer> iss = new HashMap<>();
    private final FlowKey key = new FlowKey();
    private final byte[] synOptions;

    StoreWorld(String policyName, StoreShape store, int backlog, int requestSlots, byte[] synOptions) {
        ListenPolicy policy = Policies.named(policyName);
        StackConfig config = new StackConfig(List.of(SampleFrames.SERVER_IP), List.of(new Route(SampleFrames.SERVER_IP & ~0xFF, 24, 0)),
            Map.of(SampleFrames.CLIENT_IP, SampleFrames.CLIENT_MAC), policy, Settings.defaults(policy), requestSlots, 256, 0).withStore(store);
        this.synOptions = synOptions;
        stack = new TcpStack(config, link, Secrets.seeded(11), FrameTrace.NONE, gate);
        listener = stack.passiveOpen().listen(TcpListener.ANY_ADDRESS, PORT, backlog, ListenOptions.NONE).listener();
        other = stack.passiveOpen().listen(TcpListener.ANY_ADDRESS, OTHER_PORT, backlog, ListenOptions.NONE).listener();
    }

    StoreWorld(String policyName, StoreShape store, int backlog, int requestSlots) {
        this(policyName, store, backlog, requestSlots, NO_BYTES);
    }

    /** A client's SYN. @return was it answered by a SYN-ACK? */
    boolean syn(int client, int port) {
        long before = link.sentFrames;
        segment(client, port, IRS, 0, TcpFlags.SYN, synOptions);
        boolean answered = link.sentFrames > before && link.lastPeerPort == FIRST_CLIENT_PORT + client
            && link.lastFlags == (TcpFlags.SYN | TcpFlags.ACK);
        if (answered) {
            iss.put(client, link.lastSequence);
        }
        return answered;
    }

    boolean syn(int client) {
        return syn(client, PORT);
    }

    /** The final ACK for the last SYN-ACK that a client got. */
    void ack(int client, int port, byte[] options) {
        segment(client, port, IRS + 1, iss.getOrDefault(client, 0) + 1, TcpFlags.ACK, options);
    }

    void ack(int client) {
        ack(client, PORT, NO_BYTES);
    }

    void reset(int client, int port) {
        segment(client, port, IRS + 1, 0, TcpFlags.RST, NO_BYTES);
    }

    private void segment(int client, int port, int sequence, int acknowledgment, int flags, byte[] options) {
        byte[] frame = SampleFrames.tcp(FIRST_CLIENT_PORT + client, port, sequence, acknowledgment, flags, options, NO_BYTES);
        stack.onFrame(frame, 0, frame.length, link.nowNs);
    }

    boolean isStored(int client, int port) {
        FlowKey wanted = key(client, port);
        return stack.passiveOpen().find(wanted, stack.passiveOpen().hash(wanted)) != PassiveOpen.NONE;
    }

    /** The id of a client's connection, negative when it has none. */
    int connection(int client, int port) {
        return stack.connections().find(key(client, port));
    }

    private FlowKey key(int client, int port) {
        return key.set(0, Addresses.lowOf(SampleFrames.CLIENT_IP), FIRST_CLIENT_PORT + client, 0, port);
    }

    /** Takes one connection and gives it up. */
    void acceptAndAbort(TcpListener from) {
        int id = from.acceptQueue().take();
        if (id >= 0) {
            stack.accepted(from.id(), link.nowNs);
            stack.connections().get(id).abort(link.nowNs);
        }
    }

    /** Lets time pass and fires every timer at its moment. */
    void pass(long ns) {
        long until = link.nowNs + ns;
        while (stack.nextDeadlineNs(link.nowNs) <= until) {
            link.nowNs = Math.max(link.nowNs, stack.nextDeadlineNs(link.nowNs));
            stack.onTimers(link.nowNs);
        }
        link.nowNs = until;
    }

    long count(Reason reason) {
        return stack.counters().value(reason);
    }
}
