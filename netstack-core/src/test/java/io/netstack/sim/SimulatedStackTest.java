package io.netstack.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.flow.Addresses;
import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.Secrets;
import io.netstack.observe.Counter;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import io.netstack.run.StackConfig;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Simulated clients against our stack, over a cable, in virtual time. */
class SimulatedStackTest {
    private static final int SERVER = Addresses.parseIpv4("198.18.0.1");
    private static final int CLIENT = Addresses.parseIpv4("198.18.0.2");
    private static final long SERVER_MAC = 0x02_00_00_00_00_01L;
    private static final long CLIENT_MAC = 0x02_00_00_00_00_02L;
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;
    private static final byte[] REQUEST = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** A world with one server and one client machine. */
    private static final class World {
        final Simulation simulation = new Simulation(0);
        final ByteArrayOutputStream seen = new ByteArrayOutputStream();
        final SimulatedStack stack;
        final StackCalls calls;
        final PeerHost host;

        World(Wire wire) {
            SimulatedCable cable = new SimulatedCable(simulation, wire, SERVER_MAC, CLIENT_MAC);
            ListenPolicy policy = Policies.named("linux");
            StackConfig config = new StackConfig(List.of(SERVER), List.of(new Route(SERVER & 0xFFFF_FF00, 24, 0)), Map.of(), policy,
                Settings.defaults(policy), 1 << 10, 1 << 10, 0);
            stack = new SimulatedStack(simulation, cable.near(), config, Secrets.seeded(7), new Everything(seen));
            calls = new StackCalls(stack.stack());
            host = new PeerHost(simulation, cable.far(), CLIENT, SERVER_MAC, SynSchedule.LINUX, 7);
        }

        Map<String, Object> call(String op, Map<String, Object> arguments) {
            return calls.call(op, arguments, simulation.nowNs());
        }

        long counter(Counter counter) {
            return stack.stack().counters().value(counter);
        }
    }

    /** Writes down every byte and every reason. */
    private record Everything(ByteArrayOutputStream out) implements FrameTrace {
        @Override
        public void received(byte[] frame, int offset, int length, long nowNs) {
            out.writeBytes(Arrays.copyOfRange(frame, offset, offset + length));
        }

        @Override
        public void sent(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b) {
            out.writeBytes(Arrays.copyOfRange(frame, offset, offset + length));
            out.writeBytes((nowNs + " " + reason.describe(a, b)).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void ended(Reason reason, long a, long b) {
            out.writeBytes(reason.describe(a, b).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void ofSixClientsAtBacklog2ThreeAreEstablishedAndTheOthersRetransmitTheirSyns() {
        World world = new World(Wire.perfect(MS));
        assertThat(sixClients(world)).extracting(Peer::outcome).containsExactly(PeerOutcome.ESTABLISHED, PeerOutcome.ESTABLISHED,
            PeerOutcome.ESTABLISHED, PeerOutcome.RETRANSMITTING, PeerOutcome.RETRANSMITTING, PeerOutcome.RETRANSMITTING);
        assertThat(world.counter(Counter.LISTEN_OVERFLOWS)).isEqualTo(3 * 5);
    }

    private static List<Peer> sixClients(World world) {
        world.call("listen", Map.of("port", 80, "backlog", 2));
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            peers.add(world.host.connect(40000 + i, SERVER, 80));
            world.simulation.runFor(100 * MS);
        }
        world.simulation.runFor(4 * SECOND);
        return peers;
    }

    @Test
    void acceptMakesRoomForAClientThatWasDropped() {
        World world = new World(Wire.perfect(MS));
        List<Peer> peers = sixClients(world);
        world.call("accept", Map.of("h", 1));
        world.simulation.runFor(3 * SECOND);
        assertThat(peers).filteredOn(peer -> peer.outcome() == PeerOutcome.ESTABLISHED).hasSize(4);
    }

    @Test
    void aRequestIsAnsweredAndBothSidesClose() {
        World world = new World(Wire.perfect(10 * MS));
        Peer peer = exchange(world, 100_000);
        assertThat(peer.received()).hasSize(100_000);
        assertThat(peer.isFinished()).isTrue();
        world.simulation.runFor(120 * SECOND);
        assertThat(world.stack.stack().connections().inUse()).isZero();
        assertThat(world.host.malformedCount()).isZero();
    }

    @Test
    void overACableThatLosesATenthEverythingStillArrives() {
        for (long seed = 1; seed <= 20; seed++) {
            World world = new World(new Wire(10 * MS, 0.1, 1500, seed));
            Peer peer = exchange(world, 30_000);
            assertThat(peer.received()).as("seed %d", seed).hasSize(30_000);
            assertThat(peer.endOfStream()).as("seed %d", seed).isTrue();
        }
    }

    /** One client asks, a server answers with so many bytes and closes. */
    private static Peer exchange(World world, int replyLength) {
        Object listener = world.call("listen", Map.of("port", 80, "backlog", 5)).get("h");
        Peer peer = world.host.connect(40000, SERVER, 80);
        peer.write(REQUEST);
        peer.finish();
        Object connection = null;
        int read = 0;
        int sent = 0;
        for (int turn = 0; turn < 20_000 && !peer.isFinished(); turn++) {
            world.simulation.runFor(5 * MS);
            if (connection == null) {
                connection = world.call("accept", Map.of("h", listener)).get("h");
            } else if (read < REQUEST.length) {
                Object hex = world.call("recv", Map.of("h", connection, "n", 1000)).get("hex");
                read += hex == null ? 0 : HexFormat.of().parseHex((String) hex).length;
            } else if (sent < replyLength) {
                Map<String, Object> answer = world.call("send", Map.of("h", connection, "hex", "61".repeat(Math.min(8000,
                    replyLength - sent))));
                sent += answer.get("n") instanceof Number n ? n.intValue() : 0;
                if (sent == replyLength) {
                    world.call("recv", Map.of("h", connection, "n", 1000));
                    world.call("close", Map.of("h", connection));
                }
            }
        }
        return peer;
    }

    @Test
    void aPortThatNobodyListensOnRefuses() {
        World world = new World(Wire.perfect(MS));
        Peer peer = world.host.connect(40000, SERVER, 81);
        world.simulation.runFor(SECOND);
        assertThat(peer.outcome()).isEqualTo(PeerOutcome.REFUSED);
    }

    @Test
    void closingTheListenerResetsWhoWaits() {
        World world = new World(Wire.perfect(MS));
        Object listener = world.call("listen", Map.of("port", 80, "backlog", 5)).get("h");
        Peer peer = world.host.connect(40000, SERVER, 80);
        world.simulation.runFor(SECOND);
        world.call("close", Map.of("h", listener));
        world.simulation.runFor(SECOND);
        assertThat(peer.outcome()).isEqualTo(PeerOutcome.RESET);
    }

    @Test
    void theSameWorldTwiceIsTheSameToTheByte() {
        assertThat(bytesOfARun(5)).isEqualTo(bytesOfARun(5)).isNotEqualTo(bytesOfARun(6));
    }

    private static byte[] bytesOfARun(long seed) {
        World world = new World(new Wire(3 * MS, 0.2, 1500, seed));
        sixClients(world);
        return world.seen.toByteArray();
    }

    @Test
    void callsAnswerWhatIsWrongInsteadOfThrowing() {
        World world = new World(Wire.perfect(MS));
        assertThat(world.call("accept", Map.of("h", 9))).containsEntry("ok", false).containsEntry("err", "EINVAL");
        assertThat(world.call("dance", Map.of())).containsEntry("err", "EOPNOTSUPP");
        assertThat(world.call("listen", Map.of())).containsEntry("err", "EINVAL");
        world.call("listen", Map.of("port", 80, "backlog", 5));
        assertThat(world.call("listen", Map.of("port", 80, "backlog", 5))).containsEntry("err", "EADDRINUSE");
        assertThat(world.call("accept", Map.of("h", 1))).containsEntry("err", "EAGAIN");
        assertThat(world.call("send", Map.of("h", 1, "hex", "00"))).containsEntry("err", "EINVAL");
    }
}
