package io.netstack.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.conn.TcpConnection;
import io.netstack.flow.Addresses;
import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.Secrets;
import io.netstack.link.ImpairedLink;
import io.netstack.link.Impairment;
import io.netstack.listen.AcceptQueue;
import io.netstack.listen.TcpListener;
import io.netstack.observe.FrameTrace;
import io.netstack.policy.ListenOptions;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import io.netstack.run.StackConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A whole stack behind a network that loses, delays, reorders, doubles and damages: both streams arrive intact, and everything is given
 * back. By default a few seeds with little data; {@code -Dnetstack.badNetwork.seeds=200 -Dnetstack.badNetwork.bytes=10000000} is the long
 * run.
 */
class BadNetworkTest {
    private static final int SERVER = Addresses.parseIpv4("198.18.0.1");
    private static final int CLIENT = Addresses.parseIpv4("198.18.0.2");
    private static final long MS = 1_000_000L;
    private static final int SEEDS = Integer.getInteger("netstack.badNetwork.seeds", 12);
    private static final int BYTES = Integer.getInteger("netstack.badNetwork.bytes", 300_000);
    private static final long LIMIT_NS = 48L * 3600 * 1000 * MS;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bothStreamsArriveIntactAndEverythingIsGivenBack(long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        Impairment impairment = Impairment.NONE.withLoss(0.1 * chance.nextDouble())
            .withDelay(chance.nextInt(1, 30) * MS, chance.nextInt(5) * MS)
            .withReorder(0.05 * chance.nextDouble(), chance.nextInt(1, 20) * MS).withDuplicate(0.02 * chance.nextDouble())
            .withCorrupt(0.01 * chance.nextDouble());
        if (seed % 4 == 0) {
            impairment = impairment.withLoss(0).withBurst(0.01, 0.3, 0.5);
        }
        World world = new World(seed, impairment);
        byte[] up = bytes(chance, BYTES);
        byte[] down = bytes(chance, BYTES);
        Peer peer = world.peers.connect(40001, SERVER, 80);
        peer.write(up);
        peer.finish();
        Exchange exchange = new Exchange(world, down, up);
        world.simulation.add(exchange);
        boolean done = world.simulation.runUntil(() -> exchange.connection != null && exchange.ended && peer.isFinished(), LIMIT_NS);
        assertThat(done).as("seed %d: done at %d ms; read %d, peer read %d, %s, %s", seed, world.simulation.nowNs() / MS, exchange.read,
            peer.received().length, peer.outcome(), world.link.inboundCounts()).isTrue();
        assertThat(Arrays.equals(peer.received(), down)).as("seed %d: what the peer read", seed).isTrue();
        world.simulation.remove(exchange);
        exchange.connection.close(world.simulation.nowNs());
        world.simulation.runFor(600_000 * MS);
        assertThat(world.stack().connections().inUse()).as("seed %d: connection slots", seed).isZero();
        assertThat(world.stack().connections().pool().inUse()).as("seed %d: buffers", seed).isZero();
        assertThat(world.stack().passiveOpen().requestCount()).as("seed %d: requests", seed).isZero();
    }

    private static byte[] bytes(SplittableRandom chance, int length) {
        byte[] b = new byte[length];
        chance.nextBytes(b);
        return b;
    }

    /** A stack that listens on port 80, its bad network, and a client machine. */
    private static final class World {
        private final Simulation simulation = new Simulation(1_000 * MS);
        private final ImpairedLink link;
        private final SimulatedStack simulated;
        private final PeerHost peers;
        private final TcpListener listener;

        World(long seed, Impairment impairment) {
            SimulatedCable cable = new SimulatedCable(simulation, Wire.perfect(0), 0x02_00_00_00_00_01L, 0x02_00_00_00_00_02L);
            link = new ImpairedLink(cable.near(), impairment, impairment, List.of(), seed, simulation::nowNs);
            ListenPolicy linux = Policies.named("linux");
            StackConfig config = new StackConfig(List.of(SERVER), List.of(new Route(SERVER & ~0xFF, 24, 0)),
                Map.of(CLIENT, 0x02_00_00_00_00_02L), linux, Settings.of(linux, Map.of()), 16, 16, 0);
            simulated = new SimulatedStack(simulation, cable.near(), link, config, Secrets.seeded(seed), FrameTrace.NONE);
            peers = new PeerHost(simulation, cable.far(), CLIENT, 0x02_00_00_00_00_01L, SynSchedule.LINUX, seed);
            listener = stack().passiveOpen().listen(TcpListener.ANY_ADDRESS, 80, 5, ListenOptions.NONE).listener();
        }

        io.netstack.run.TcpStack stack() {
            return simulated.stack();
        }
    }

    /** The application: accepts, writes as there is room, reads what there is, every millisecond. */
    private static final class Exchange implements Timed {
        private final World world;
        private final byte[] outgoing;
        private final byte[] expected;
        private final byte[] buffer = new byte[65_536];
        private TcpConnection connection;
        private int written;
        private int read;
        private boolean ended;
        private long nextNs;

        Exchange(World world, byte[] outgoing, byte[] expected) {
            this.world = world;
            this.outgoing = outgoing;
            this.expected = expected;
        }

        @Override
        public long nextDeadlineNs() {
            return ended && written == outgoing.length ? Long.MAX_VALUE : nextNs;
        }

        @Override
        public void onTimers(long nowNs) {
            nextNs = nowNs + MS;
            if (connection == null) {
                int id = world.listener.acceptQueue().take();
                if (id == AcceptQueue.EMPTY) {
                    return;
                }
                world.stack().accepted(world.listener.id(), nowNs);
                connection = world.stack().connections().get(id);
            }
            write(nowNs);
            read(nowNs);
        }

        private void write(long nowNs) {
            if (written < outgoing.length) {
                int n = connection.send(outgoing, written, outgoing.length - written);
                if (n < 0) {
                    throw new AssertionError("sending failed in " + connection.state() + " at " + nowNs / MS + " ms after " + written
                        + " bytes written and " + read + " read: " + connection.takeSendError());
                }
                written += n;
                connection.onApplicationWrote(nowNs);
                if (written == outgoing.length) {
                    connection.shutdownWrite(nowNs);
                }
            }
        }

        private void read(long nowNs) {
            int n;
            while (!ended && (n = connection.receive(buffer, 0, buffer.length)) != 0) {
                if (n == TcpConnection.END_OF_STREAM) {
                    assertThat(read).isEqualTo(expected.length);
                    ended = true;
                    return;
                }
                assertThat(n).as("receive").isPositive();
                assertThat(Arrays.equals(buffer, 0, n, expected, read, read + n)).as("octets from %d", read).isTrue();
                read += n;
                connection.onApplicationRead(nowNs);
            }
        }
    }
}
