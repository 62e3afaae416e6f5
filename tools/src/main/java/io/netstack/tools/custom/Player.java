package io.netstack.tools.custom;

import io.netstack.conn.TcpConnection;
import io.netstack.listen.AcceptQueue;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.policy.Decider;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Setting;
import io.netstack.policy.Settings;
import io.netstack.policy.StoreShape;
import io.netstack.policy.WireProfile;
import io.netstack.sim.Simulation;
import io.netstack.sim.load.AddressRange;
import io.netstack.sim.load.SimulatedNetwork;
import io.netstack.sim.load.SimulatedServer;
import io.netstack.tools.value.Span;
import io.netstack.wire.Bytes;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpSegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Plays a history to a real stack under the policy, in virtual time, and holds it to the rules that every policy keeps.
 *
 * <pre>
 *   each answer: a verdict, a reason, no exception                       CheckedDecider
 *   each frame:  no RST in answer to RST; at most one frame back; the same ISN for a repeated SYN
 *   always:      no more connections in the accept queue than 5/2 of the limit + 2: there is no room for more
 *   at the end:  ten minutes later no request is stored; with everything accepted no connection is left
 * </pre>
 */
final class Player implements FrameTrace {
    private static final AddressRange CLIENTS = new AddressRange(198 << 24 | 18 << 16 | 64 << 8, History.PEERS << 8);
    private static final int FIRST_PORT = 40_000;
    private static final int FIRST_SEQUENCE_NUMBER = 1000;
    private static final long LONG_AFTER_NS = 600_000_000_000L;
    private static final SimulatedServer.Memory MEMORY = new SimulatedServer.Memory(256, 256);
    private static final int IP = EthernetFrame.HEADER_LENGTH;
    private static final int TCP = IP + Ipv4Packet.HEADER_LENGTH;
    private static final byte[] DATA = {'h', 'e', 'l', 'l', 'o'};

    private final Simulation simulation = new Simulation(0);
    private final SimulatedNetwork network = new SimulatedNetwork(simulation);
    private final SimulatedServer server;
    private final List<String> story = new ArrayList<>();
    private final int[] theirIss = new int[History.PEERS];
    private final boolean[] answered = new boolean[History.PEERS];
    private final List<byte[]> sentNow = new ArrayList<>();
    private Reason ended;
    private String decision = "";

    private Player(ListenPolicy policy, int backlog, long seed) {
        server = new SimulatedServer(simulation, network, new Checked(policy), Settings.defaults(policy), backlog, seed, this, MEMORY);
        network.attach(CLIENTS, (frame, offset, length) -> sentNow.add(Arrays.copyOfRange(frame, offset, offset + length)));
        story.add("listen(" + backlog + ")");
    }

    /**
     * Plays it.
     *
     * @return what happened, line by line
     * @throws BrokenPolicy when a rule is broken
     */
    static List<String> play(ListenPolicy policy, History history, long seed) {
        Player player = new Player(policy, history.backlog(), seed);
        for (Step step : history.steps()) {
            player.step(step);
        }
        player.end();
        return player.story;
    }

    /** What happened up to the broken rule, with it as the last line; or up to the end. */
    static List<String> story(ListenPolicy policy, History history, long seed) {
        Player player = new Player(policy, history.backlog(), seed);
        try {
            for (Step step : history.steps()) {
                player.step(step);
            }
            player.end();
        } catch (BrokenPolicy e) {
            player.story.add("broken: " + e.getMessage());
        }
        return player.story;
    }

    private void step(Step step) {
        int peer = step.peer();
        switch (step.kind()) {
            case SYN -> packet(peer, TcpFlags.SYN, 0, 0, false);
            case ACK -> ackIfAnswered(peer, TcpFlags.ACK, 0, false);
            case DATA -> ackIfAnswered(peer, TcpFlags.ACK | TcpFlags.PSH, 0, true);
            case BAD_ACK -> ackIfAnswered(peer, TcpFlags.ACK, 77, false);
            case RST -> packet(peer, TcpFlags.RST, 1, 0, false);
            case ACCEPT -> accept();
            case WAIT -> {
                simulation.runFor(step.ns());
                say("wait " + new Span(step.ns()));
            }
        }
        flushTimers();
        bound();
    }

    private void ackIfAnswered(int peer, int flags, int error, boolean data) {
        if (answered[peer]) {
            packet(peer, flags, 1, theirIss[peer] + 1 + error, data);
        }
    }

    private void packet(int peer, int flags, int sequenceOffset, int acknowledgmentNumber, boolean data) {
        sentNow.clear();
        ended = null;
        decision = "";
        byte[] frame = frame(peer, flags, FIRST_SEQUENCE_NUMBER + sequenceOffset, acknowledgmentNumber, data ? DATA : new byte[0]);
        network.toStack(frame, 0, frame.length);
        say("client " + (peer + 1) + "  " + TcpFlags.text(flags) + (data ? " with data" : "") + "  → " + decision + answers());
        checkAnswers(peer, flags);
    }

    private String answers() {
        StringBuilder text = new StringBuilder();
        for (byte[] frame : sentNow) {
            text.append("; sends ").append(TcpFlags.text(frame[TCP + 13] & 0x3F)).append(" to client ").append(peer(frame) + 1);
        }
        return text.toString();
    }

    private void checkAnswers(int peer, int flags) {
        int toSender = 0;
        for (byte[] frame : sentNow) {
            int sent = frame[TCP + 13] & 0x3F;
            int receiver = peer(frame);
            toSender += receiver == peer ? 1 : 0;
            if (receiver == peer && (flags & TcpFlags.RST) != 0 && (sent & TcpFlags.RST) != 0) {
                throw new BrokenPolicy("RST for RST", "a RST is answered by RST");
            }
            if (receiver != peer && (sent & TcpFlags.RST) == 0) {
                throw new BrokenPolicy("stranger", "client " + (receiver + 1) + " gets a frame for what client " + (peer + 1) + " sent");
            }
        }
        if (toSender > 1) {
            throw new BrokenPolicy("two answers", toSender + " frames go back for one");
        }
    }

    /** Learns the ISN from a SYN-ACK, whenever it is sent. */
    private void learn() {
        for (byte[] frame : sentNow) {
            if ((frame[TCP + 13] & (TcpFlags.SYN | TcpFlags.ACK)) == (TcpFlags.SYN | TcpFlags.ACK)) {
                int peer = peer(frame);
                int iss = Bytes.i32(frame, TCP + 4);
                if (answered[peer] && ended == Reason.REQUEST_SYN_REPEATED && iss != theirIss[peer]) {
                    throw new BrokenPolicy("ISN", "the SYN-ACK for a repeated SYN has another initial sequence number");
                }
                answered[peer] = true;
                theirIss[peer] = iss;
            }
        }
    }

    private static int peer(byte[] frame) {
        return Bytes.i32(frame, IP + 16) - CLIENTS.first() >> 8;
    }

    private void flushTimers() {
        simulation.runFor(0);
        learn();
        sentNow.clear();
    }

    private void accept() {
        int id = server.listener().acceptQueue().take();
        if (id == AcceptQueue.EMPTY) {
            return;
        }
        TcpConnection connection = server.stack().connections().get(id);
        say("accept()");
        server.stack().accepted(server.listener().id(), simulation.nowNs());
        if (connection != null) {
            connection.abort(simulation.nowNs());
        }
    }

    private void bound() {
        int length = server.listener().acceptQueue().length();
        int most = (int) (5L * Math.max(0, server.listener().limit()) / 2 + 2);
        if (length > most) {
            throw new BrokenPolicy("accept queue", "the accept queue holds " + length + " with a limit of " + server.listener().limit()
                + ": more than 5/2 of the limit + 2 is no bound");
        }
    }

    private void end() {
        say("ten minutes pass, everything is accepted");
        for (int round = 0; round < 3; round++) {
            simulation.runFor(LONG_AFTER_NS);
            sentNow.clear();
            do {
                accept();
                simulation.runFor(0);
            } while (server.listener().acceptQueue().length() > 0);
        }
        int requests = server.stack().passiveOpen().requestCount();
        if (requests > 0) {
            throw new BrokenPolicy("requests left", (requests == 1 ? "one request is" : requests + " requests are")
                + " still stored long after the last packet: its SYN-ACK timer never gives up");
        }
        int connections = server.stack().connections().inUse();
        if (connections > 0) {
            throw new BrokenPolicy("connections left", (connections == 1 ? "one connection is" : connections + " connections are")
                + " neither in the accept queue nor closed: nobody will ever accept it");
        }
    }

    private void say(String line) {
        story.add(String.format(Locale.ROOT, "%8.3f s  %s", simulation.nowNs() / 1e9, line));
    }

    private static byte[] frame(int peer, int flags, int sequenceNumber, int acknowledgmentNumber, byte[] data) {
        int source = CLIENTS.first() + (peer << 8) + 1;
        byte[] frame = new byte[TCP + TcpSegment.HEADER_LENGTH + data.length];
        EthernetFrame.write(frame, 0, SimulatedNetwork.STACK_MAC, SimulatedNetwork.GATEWAY_MAC, EthernetFrame.TYPE_IPV4);
        Ipv4Packet.write(frame, IP, 0, TcpSegment.HEADER_LENGTH + data.length, 0, Ipv4Packet.DONT_FRAGMENT, 64, Ipv4Packet.PROTOCOL_TCP,
            source,
            SimulatedServer.ADDRESS);
        TcpSegment.write(frame, TCP, FIRST_PORT + peer, SimulatedServer.PORT, sequenceNumber, acknowledgmentNumber,
            TcpSegment.HEADER_LENGTH,
            flags, 65535, 0);
        System.arraycopy(data, 0, frame, TCP + TcpSegment.HEADER_LENGTH, data.length);
        TcpSegment.writeChecksum(frame, TCP, TcpSegment.HEADER_LENGTH + data.length, source, SimulatedServer.ADDRESS);
        return frame;
    }

    @Override
    public void received(byte[] frame, int offset, int length, long nowNs) {
        // what was sent is known
    }

    @Override
    public void sent(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b) {
        // the network shows what is sent
    }

    @Override
    public void ended(Reason reason, long a, long b) {
        ended = reason;
        decision = reason.describe(a, b);
    }

    /** The policy with its decider under watch. */
    private record Checked(ListenPolicy policy) implements ListenPolicy {
        @Override
        public String name() {
            return policy.name();
        }

        @Override
        public String summary() {
            return policy.summary();
        }

        @Override
        public List<Setting> settings() {
            return policy.settings();
        }

        @Override
        public WireProfile profile(Settings settings) {
            return policy.profile(settings);
        }

        @Override
        public StoreShape store(Settings settings) {
            return policy.store(settings);
        }

        @Override
        public int largestLimit(Settings settings) {
            return policy.largestLimit(settings);
        }

        @Override
        public Decider open(Settings settings, long seed) {
            return new CheckedDecider(policy.open(settings, seed));
        }
    }
}
