package io.netstack.sim;

import io.netstack.flow.Addresses;

/** One connection as its client sees it: writes, ends, resets or vanishes at random moments, and checks what it has read. */
final class SoakClient {
    private static final long LONGEST_LIFE_NS = 90_000 * SoakWorld.MS;
    /** A machine that closed a connection goes on answering late segments by resets for so long. */
    private static final long REMEMBERED_NS = 150_000 * SoakWorld.MS;

    final int salt;
    final Peer peer;
    /** The other end, once it was accepted. */
    SoakServer server;
    int written;
    boolean finished;
    private final SoakWorld world;
    private final int place;
    private final long endNs;

    SoakClient(SoakWorld world, int place, Peer peer, int salt) {
        this.world = world;
        this.place = place;
        this.peer = peer;
        this.salt = salt;
        endNs = world.simulation.nowNs() + LONGEST_LIFE_NS;
    }

    /** The octet at a position of a stream. */
    static byte octet(int salt, int position) {
        return (byte) (position * 31 + (position >>> 8) * 7 + salt);
    }

    static byte[] octets(int salt, int position, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = octet(salt, position + i);
        }
        return bytes;
    }

    void live() {
        world.simulation.after(world.chance.nextLong(2000 * SoakWorld.MS), this::act);
    }

    private void act() {
        boolean over = peer.outcome() != PeerOutcome.ESTABLISHED && peer.outcome() != PeerOutcome.RETRANSMITTING;
        int choice = world.chance.nextInt(1000);
        if (over || peer.isFinished()) {
            end();
        } else if (choice < 15 || world.simulation.nowNs() > endNs) {
            peer.abort();
            end();
        } else if (choice < 18) {
            world.vanished++;
            world.forget(this, peer);
            check();
            world.openLater(place);
        } else {
            if (choice < 700 && !finished) {
                int length = 1 + world.chance.nextInt(8000);
                peer.write(octets(salt, written, length));
                written += length;
            } else if (choice < 760 && !finished) {
                finished = true;
                peer.finish();
            }
            live();
        }
    }

    private void end() {
        check();
        boolean sameAgain = server != null && world.chance.nextInt(8) == 0;
        if (sameAgain) {
            world.reopen(this, place);
        } else {
            world.simulation.after(REMEMBERED_NS, () -> world.forget(this, peer));
            world.openLater(place);
        }
    }

    private void check() {
        byte[] read = peer.received();
        world.bytes += read.length;
        if (read.length > 0 || peer.endOfStream()) {
            server.check(read, peer.endOfStream(), this);
        }
        if (peer.endOfStream()) {
            world.completeStreams++;
        }
        if (peer.outcome() == PeerOutcome.RESET) {
            world.resets++;
        }
    }

    @Override
    public String toString() {
        return "seed " + world.seed + ", client " + Addresses.text(peer.localAddress()) + ":" + peer.localPort() + " at "
            + world.simulation.nowNs() / SoakWorld.MS + " ms";
    }
}
