package io.netstack.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.replay.Packet;
import io.netstack.wire.TcpFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A random history of clients, an application and time at one listener; every step is checked against what holds for every policy. */
final class RandomHistory {
    private static final int CLIENTS = 14;
    private static final long MS = 1_000_000L;
    private static final int WINDOW = 65_535;

    private final WireProfile profile;
    private final Bounds bounds;
    private final boolean pauses;
    /** Linux lets a SYN that takes over a TIME-WAIT past the bound of its SYN queue. */
    private final boolean overTimeWait;
    private final boolean relistens;
    private final SplittableRandom chance;
    private final HistoryWorld world;
    private final String name;
    private final int[] irs = new int[CLIENTS];
    private final Integer[] iss = new Integer[CLIENTS];
    private final List<String> transcript = new ArrayList<>();
    private int largestLimit;
    private int firstLimit;

    /** With nothing special. */
    RandomHistory(ListenPolicy policy, Map<String, String> settings, long seed) {
        this(policy, settings, ListenOptions.NONE, Bounds.of(policy), false, true, seed);
    }

    /**
     * With exceptions.
     *
     * @param pauses    may the cache pause? Then a stored request is not looked at, and its peer's repeated SYN gets the cookie of the moment
     * @param relistens may the limit change? FreeBSD then resets as many connections that wait for data as are too many, all at once
     */
    RandomHistory(ListenPolicy policy, Map<String, String> settings, ListenOptions options, Bounds bounds, boolean pauses, boolean relistens,
                  long seed) {
        this.profile = policy.profile(Settings.of(policy, settings));
        this.bounds = bounds;
        this.pauses = pauses;
        this.overTimeWait = policy.name().startsWith("linux-");
        this.relistens = relistens;
        this.chance = new SplittableRandom(seed);
        this.name = policy.name() + ", seed " + seed;
        world = new HistoryWorld(policy, settings, options, chance.nextInt(5));
        largestLimit = world.listener.limit();
        firstLimit = largestLimit;
        for (int i = 0; i < CLIENTS; i++) {
            irs[i] = chance.nextInt();
        }
    }

    /** How many SYNs took over a TIME-WAIT so far. */
    long timeWaitsTakenOver() {
        return world.timeWaitsTakenOver();
    }

    /** Plays so many steps, then ends everything. @return all that was sent, for comparison */
    List<String> play(int steps) {
        try {
            for (int i = 0; i < steps; i++) {
                step();
                withinBounds();
            }
            end();
        } catch (RuntimeException e) {
            throw new AssertionError(name, e);
        }
        return transcript;
    }

    private void step() {
        int client = chance.nextInt(CLIENTS);
        int ack = (iss[client] == null ? 0 : iss[client]) + 1;
        int next = irs[client] + 1;
        switch (chance.nextInt(21)) {
            case 0, 1, 2, 3, 4, 5 -> syn(client);
            case 6, 7, 8, 9 -> segment(client, next, ack, TcpFlags.ACK, 0);
            case 10 -> segment(client, next, ack, TcpFlags.ACK | TcpFlags.PSH, 5);
            case 11 -> segment(client, next, ack + 1 + chance.nextInt(1000), TcpFlags.ACK, 0);
            case 12 -> segment(client, next + chance.nextInt(2) * chance.nextInt(WINDOW), 0, TcpFlags.RST, 0);
            case 13 -> segment(client, next, ack, TcpFlags.RST | TcpFlags.ACK, 0);
            case 14 -> segment(client, irs[client] - chance.nextInt(5000), 0, chance.nextBoolean() ? TcpFlags.RST : TcpFlags.FIN, 0);
            case 15 -> segment(client, irs[client], ack, TcpFlags.SYN | TcpFlags.ACK, 0);
            case 16 -> segment(client, next, 0, chance.nextBoolean() ? 0 : TcpFlags.FIN, 0);
            case 17 -> world.acceptAndAbort();
            case 18 -> closeAndBeAnswered();
            case 19 -> pass(chance.nextLong(3_000) * MS);
            default -> relistenOrWait();
        }
        world.sent.clear();
    }

    /** The application closes a connection and its peer does the same: ours waits in TIME-WAIT. */
    private void closeAndBeAnswered() {
        int client = world.acceptAndClose();
        if (client >= 0 && iss[client] != null) {
            segment(client, irs[client] + 1, iss[client] + 2, TcpFlags.FIN | TcpFlags.ACK, 0);
        }
    }

    private void relistenOrWait() {
        if (chance.nextInt(4) > 0 || !relistens) {
            pass(chance.nextLong(200) * MS);
            return;
        }
        world.stack.passiveOpen().relisten(world.listener, chance.nextInt(5), world.nowNs);
        largestLimit = Math.max(largestLimit, world.listener.limit());
    }

    private void pass(long ns) {
        world.sent.clear();
        world.pass(ns);
        world.sent.forEach(packet -> transcript.add(text(packet)));
    }

    private void syn(int client) {
        boolean stored = world.hasRequest(client) && !world.hasConnection(client);
        if (!stored && chance.nextInt(3) == 0) {
            irs[client] = chance.nextInt();
        }
        Integer before = iss[client];
        segment(client, irs[client], 0, TcpFlags.SYN, 0);
        for (Packet packet : world.sent) {
            boolean synAck = packet.flags() == (TcpFlags.SYN | TcpFlags.ACK) && portOf(packet) == client;
            if (synAck && stored && !pauses) {
                assertThat(packet.seq()).as("ISN for a repeated SYN whose request is stored; %s", name).isEqualTo(before);
            }
        }
    }

    private void segment(int client, int sequence, int acknowledgment, int flags, int data) {
        boolean connection = world.hasConnection(client);
        world.sent.clear();
        world.receive(client, sequence, acknowledgment, flags, data);
        int toSender = 0;
        int resetsToOthers = 0;
        for (Packet packet : world.sent) {
            transcript.add(text(packet));
            boolean rst = (packet.flags() & TcpFlags.RST) != 0;
            if (portOf(packet) == client) {
                toSender++;
                if ((packet.flags() & TcpFlags.SYN) != 0) {
                    iss[client] = packet.seq();
                }
            } else {
                assertThat(rst).as("only a RST goes to a third party: %s; %s", text(packet), name).isTrue();
                resetsToOthers++;
            }
            if ((flags & TcpFlags.RST) != 0 && portOf(packet) == client) {
                assertThat(rst).as("a RST in answer to a RST: %s; %s", text(packet), name).isFalse();
                boolean challenges = profile.rules().reset() == SegmentRules.Reset.EXACT_OR_CHALLENGE
                    || profile.rules().reset() == SegmentRules.Reset.BARE_EXACT_OR_CHALLENGE;
                assertThat(connection || challenges).as("a RST answered without RFC 5961: %s; %s", text(packet), name).isTrue();
            }
        }
        assertThat(toSender).as("frames to the sender of one frame; %s", name).isLessThanOrEqualTo(1);
        assertThat(resetsToOthers).as("RSTs to others for one frame; %s", name).isLessThanOrEqualTo(1);
    }

    private static int portOf(Packet packet) {
        return packet.destinationPort() - HistoryWorld.FIRST_PORT;
    }

    private static String text(Packet packet) {
        return packet.destinationPort() + " " + TcpFlags.text(packet.flags()) + " " + packet.seq() + " " + packet.ack() + " " + packet.window();
    }

    private void withinBounds() {
        int requests = world.listener.synQueueLength();
        int completed = world.listener.acceptQueue().length();
        assertThat((long) completed).as("accept queue at limit %d; %s", largestLimit, name).isLessThanOrEqualTo(bounds.completed(largestLimit));
        assertThat((long) requests).as("requests at limit %d; %s", largestLimit, name).isLessThanOrEqualTo(bounds.requests(largestLimit,
            firstLimit) + (overTimeWait ? world.timeWaitsTakenOver() : 0));
        assertThat(world.stack.passiveOpen().requestCount()).as("requests of the store; %s", name).isEqualTo(requests);
    }

    /** Everybody goes: no slot may be left. */
    private void end() {
        world.stack.passiveOpen().close(world.listener, world.nowNs);
        for (int i = 0; i < CLIENTS; i++) {
            if (world.hasConnection(i)) {
                world.receive(i, irs[i] + 1, 0, TcpFlags.RST, 0);
            }
        }
        world.pass(2_000_000L * MS);
        assertThat(world.stack.passiveOpen().requestCount()).as("requests left; %s", name).isZero();
        assertThat(world.stack.connections().inUse()).as("connections left; %s", name).isZero();
        assertThat(world.listener.synQueueLength()).as("requests counted; %s", name).isZero();
    }
}
