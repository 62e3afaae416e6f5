package io.netstack.sim.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.observe.Reason;
import io.netstack.sim.PeerOutcome;
import io.netstack.sim.SynSchedule;
import io.netstack.sim.Wire;
import io.netstack.sim.load.HonestClients.Client;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadTest {
    private final List<Client> ended = new ArrayList<>();
    private HonestClients clients;

    private final HonestClients.Watcher endings = new HonestClients.Watcher() {
        @Override
        public void ended(Client client) {
            ended.add(client);
        }
    };

    private void serve(World world, int acceptors, Durations service, Pauses pauses) {
        new Acceptors(world.simulation, world.server, acceptors, service, pauses, Acceptors.Ending.CLOSE,
            (address, port, nowNs) -> clients.accepted(address, port, nowNs));
    }

    private void stream(World world, long delayNs, Arrivals arrivals) {
        clients = HonestClients.stream(world.simulation, world.host(delayNs), World.HONEST, arrivals, 100, endings);
    }

    @Test
    void whenTheServerIsFastEnoughEveryClientIsServedAndNothingIsLeft() {
        World world = new World(128, Map.of());
        serve(world, 1, Durations.fixed(World.MS), Pauses.NONE);
        stream(world, World.MS, Arrivals.between(Arrivals.poisson(300, 1), 0, 2 * World.SECOND));
        world.simulation.runUntil(10 * World.SECOND);
        assertThat(ended).hasSizeGreaterThan(500).hasSize((int) clients.startedCount());
        assertThat(ended).allMatch(client -> client.peer().isFinished() && client.acceptedNs() > client.peer().establishedNs());
        assertThat(world.isEmpty()).isTrue();
    }

    @Test
    void twoAcceptorsServeTwiceAsMany() {
        assertThat(acceptedBy(2)).isBetween(2 * acceptedBy(1) - 4, 2 * acceptedBy(1) + 4);
    }

    private long acceptedBy(int acceptors) {
        World world = new World(1000, Map.of());
        Acceptors threads = new Acceptors(world.simulation, world.server, acceptors, Durations.fixed(20 * World.MS), Pauses.NONE,
            Acceptors.Ending.CLOSE, (address, port, nowNs) -> { });
        clients = HonestClients.stream(world.simulation, world.host(0), World.HONEST, Arrivals.poisson(400, 1), 100, endings);
        world.simulation.runUntil(2 * World.SECOND);
        return threads.acceptedCount();
    }

    @Test
    void nobodyIsAcceptedWhileTheApplicationStandsStill() {
        World world = new World(1000, Map.of());
        List<Long> moments = new ArrayList<>();
        new Acceptors(world.simulation, world.server, 1, Durations.fixed(World.MS / 10), new Pauses(Durations.fixed(900 * World.MS),
            Durations.fixed(100 * World.MS)), Acceptors.Ending.CLOSE, (address, port, nowNs) -> moments.add(nowNs));
        stream(world, 0, Arrivals.poisson(200, 1));
        world.simulation.runUntil(3 * World.SECOND);
        assertThat(moments).hasSizeGreaterThan(500).noneMatch(t -> t % World.SECOND > 900 * World.MS && t % World.SECOND < 1000 * World.MS);
    }

    @Test
    void usersInAClosedLoopNeverHaveMoreConnectionsThanThereAreUsers() {
        World world = new World(128, Map.of());
        serve(world, 1, Durations.exponential(5e6, 1), Pauses.NONE);
        clients = HonestClients.users(world.simulation, world.host(World.MS), World.HONEST, 10, Durations.exponential(20e6, 2), 100,
            endings);
        int most = 0;
        for (int i = 0; i < 500; i++) {
            world.simulation.runFor(10 * World.MS);
            most = Math.max(most, clients.openCount());
        }
        assertThat(most).isBetween(2, 10);
        assertThat(ended).hasSizeGreaterThan(500);
    }

    @Test
    void aFloodFillsTheSynQueueAndCookiesLetTheHonestThrough() {
        World world = new World(64, Map.of());
        serve(world, 1, Durations.fixed(World.MS), Pauses.NONE);
        stream(world, World.MS, Arrivals.between(Arrivals.poisson(100, 1), World.SECOND, 2 * World.SECOND));
        SynFlood flood = SynFlood.start(world.simulation, world.network, World.ATTACK, Arrivals.every(10_000), 5);
        world.simulation.runUntil(3 * World.SECOND);
        assertThat(flood.sentCount()).isEqualTo(30_000);
        assertThat(world.count(Reason.SYN_COOKIE)).isGreaterThan(29_000);
        assertThat(ended).hasSize((int) clients.startedCount()).allMatch(client -> client.peer().isFinished());
    }

    @Test
    void withoutCookiesTheSameFloodShutsTheHonestOut() {
        World world = new World(64, Map.of("tcp_syncookies", "0"));
        serve(world, 1, Durations.fixed(World.MS), Pauses.NONE);
        stream(world, World.MS, Arrivals.between(Arrivals.poisson(100, 1), World.SECOND, 2 * World.SECOND));
        SynFlood.start(world.simulation, world.network, World.ATTACK, Arrivals.every(10_000), 5);
        world.simulation.runUntil(3 * World.SECOND);
        assertThat(world.count(Reason.SYN_DROP_SYN_QUEUE_FULL)).isGreaterThan(29_000);
        assertThat(ended).hasSizeLessThan(5);
    }

    @Test
    void everyRandomAckIsAnsweredByRst() {
        World world = new World(64, Map.of());
        AckFlood flood = AckFlood.start(world.simulation, world.network, World.ATTACK, Arrivals.every(1000), 5);
        world.simulation.runUntil(World.SECOND);
        assertThat(world.count(Reason.LISTEN_ACK_RESET)).isEqualTo(flood.sentCount()).isEqualTo(1000);
    }

    @Test
    void whoConnectsAndHoldsFillsTheAcceptQueue() {
        World world = new World(64, Map.of());
        HandshakeSource.start(world.simulation, world.network, World.ATTACK, Arrivals.every(1000), HandshakeSource.Answer.ACK, World.MS, 5);
        world.simulation.runUntil(World.SECOND);
        assertThat(world.server.listener().acceptQueue().length()).isEqualTo(65);
        assertThat(world.count(Reason.SYN_DROP_ACCEPT_QUEUE_FULL)).isGreaterThan(900);
    }

    @Test
    void whoSendsSynAndRstLeavesNothingBehind() {
        World world = new World(64, Map.of());
        HandshakeSource.start(world.simulation, world.network, World.ATTACK, Arrivals.between(Arrivals.every(1000), 0, World.SECOND),
            HandshakeSource.Answer.RST, World.MS, 5);
        world.simulation.runUntil(2 * World.SECOND);
        assertThat(world.count(Reason.REQUEST_RESET_BY_PEER)).isEqualTo(999);
        assertThat(world.isEmpty()).isTrue();
    }

    @Test
    void oneCookieMakesManyConnections() {
        World world = new World(64, Map.of("tcp_syncookies", "2"));
        serve(world, 1, Durations.fixed(World.MS / 10), Pauses.NONE);
        clients = HonestClients.stream(world.simulation, world.host(0), World.HONEST, () -> Arrivals.NEVER, 0, endings);
        CookieReplay.start(world.simulation, world.network, new AddressRange(World.ATTACK.first(), 4), Arrivals.every(400), 5);
        world.simulation.runUntil(World.SECOND);
        assertThat(world.count(Reason.SYN_COOKIE_ALWAYS)).isEqualTo(4);
        assertThat(world.count(Reason.COOKIE_ACK_ESTABLISHED)).isGreaterThan(390);
    }

    @Test
    void aWindowsClientGivesUpAfterItsThirdSyn() {
        World world = new World(0, Map.of());
        HandshakeSource.start(world.simulation, world.network, World.ATTACK, Arrivals.every(1000), HandshakeSource.Answer.ACK, 0, 5);
        clients = HonestClients.stream(world.simulation, world.network.attach(World.HONEST, Wire.perfect(0), SynSchedule.WINDOWS, 1),
            World.HONEST, Arrivals.at(new long[] {World.SECOND}), 100, endings);
        world.simulation.runUntil(60 * World.SECOND);
        assertThat(ended).singleElement().satisfies(client -> {
            assertThat(client.peer().outcome()).isEqualTo(PeerOutcome.TIMEOUT);
            assertThat(client.peer().synRetransmits()).isEqualTo(2);
        });
    }

    @Test
    void aFreeBsdClientGivesUpAfter75Seconds() {
        SynSchedule schedule = SynSchedule.FREEBSD;
        long elapsed = 0;
        int syns = 1;
        for (int i = 0; !schedule.givesUp(i, elapsed + schedule.timeoutNs(i)); i++) {
            elapsed += schedule.timeoutNs(i);
            syns++;
        }
        assertThat(syns).isEqualTo(11);
        assertThat(elapsed + schedule.timeoutNs(syns - 1)).isEqualTo(75 * World.SECOND);
    }

    @Test
    void aMinuteOfFloodAndCustomNeedsNoMoreMemoryThanTenSeconds() {
        World world = new World(1024, Map.of());
        HonestClients.Watcher forgetful = new HonestClients.Watcher() { };
        serve(world, 1, Durations.exponential(1e6, 3), Pauses.NONE);
        clients = HonestClients.stream(world.simulation, world.host(World.MS), World.HONEST, Arrivals.poisson(300, 9), 100, forgetful);
        SynFlood.start(world.simulation, world.network, World.ATTACK, Arrivals.poisson(10_000, 11), 13);
        world.simulation.runUntil(10 * World.SECOND);
        double afterTen = usedAfterCollection();
        world.simulation.runUntil(60 * World.SECOND);
        assertThat(usedAfterCollection() / afterTen).isLessThanOrEqualTo(1.05);
        assertThat(world.simulation.nowNs()).isEqualTo(60 * World.SECOND);
    }

    @Test
    void whatConnectionsAreSaidToTakeIsWhatTheyTake() {
        World world = new World(65_535, Map.of("somaxconn", "65535"));
        HandshakeSource.start(world.simulation, world.network, World.ATTACK, Arrivals.every(20_000), HandshakeSource.Answer.ACK, 0, 5);
        world.simulation.runUntil(World.SECOND / 10);
        double saidBefore = world.server.memoryBytes();
        double usedBefore = usedAfterCollection();
        world.simulation.runUntil(2 * World.SECOND);
        double taken = usedAfterCollection() - usedBefore;
        double said = world.server.memoryBytes() - saidBefore;
        assertThat(world.server.stack().connections().inUse()).isGreaterThan(39_000);
        assertThat(said / taken).isBetween(0.9, 1.1);
    }

    private static double usedAfterCollection() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void theSameSeedsGiveTheSameTranscriptToTheByte() throws IOException {
        byte[] first = transcript(17);
        assertThat(first.length).isGreaterThan(100_000);
        assertThat(transcript(17)).isEqualTo(first);
        assertThat(transcript(18)).isNotEqualTo(first);
    }

    private byte[] transcript(long seed) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        World world = new World(16, Map.of(), World.transcript(bytes));
        serve(world, 2, Durations.logNormal(5e6, 1, seed), new Pauses(Durations.exponential(300e6, seed), Durations.fixed(50 * World.MS)));
        clients = HonestClients.stream(world.simulation,
            world.network.attach(World.HONEST, new Wire(World.MS, 0.02, 1500, seed, World.MS, 10_000_000), SynSchedule.LINUX, seed),
            World.HONEST, BurstyArrivals.ofMean(300, 3, 0.2, 50e6, seed), 3000, endings);
        SynFlood.start(world.simulation, world.network, World.ATTACK, Arrivals.poisson(500, seed), seed);
        world.simulation.runUntil(2 * World.SECOND);
        return bytes.toByteArray();
    }
}
