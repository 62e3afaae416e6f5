package io.netstack.sim;

import io.netstack.conn.TcpConnection;

/** One accepted connection as its application sees it: reads and writes at random moments, and lets go in one way or another. */
final class SoakServer {
    private static final int BUFFER_BYTES = 8000;

    private final SoakWorld world;
    private final TcpConnection c;
    private final SoakClient client;
    private final int salt;
    private int written;
    private int read;
    private boolean ended;
    private boolean shut;

    SoakServer(SoakWorld world, TcpConnection c, SoakClient client) {
        this.world = world;
        this.c = c;
        this.client = client;
        salt = ~client.salt;
        client.server = this;
    }

    void live() {
        // Sometimes nobody reads for long: the window closes.
        int most = world.chance.nextInt(50) == 0 ? 30_000 : 1500;
        world.simulation.after(world.chance.nextLong(most * SoakWorld.MS), this::act);
    }

    private void act() {
        long nowNs = world.simulation.nowNs();
        int choice = world.chance.nextInt(1000);
        boolean over = false;
        if (choice >= 985) {
            c.abort(nowNs);
            return;
        }
        if (choice < 430) {
            over = write(1 + world.chance.nextInt(BUFFER_BYTES), nowNs);
        } else if (choice < 900) {
            over = read(1 + world.chance.nextInt(2 * BUFFER_BYTES), nowNs);
        } else if (choice < 925) {
            shut = true;
            c.shutdownWrite(nowNs);
        } else {
            over = change(choice, nowNs);
        }
        if (over || ended && shut) {
            c.close(nowNs);
        } else {
            live();
        }
    }

    /** @return true when the connection is to be closed now */
    private boolean change(int choice, long nowNs) {
        switch (choice % 15) {
            case 0 -> c.noDelay(choice % 2 == 0, nowNs);
            case 1 -> c.receiveBuffer(2000 + world.chance.nextInt(40_000));
            case 2 -> c.keepAlive(true, nowNs);
            case 3 -> c.userTimeoutNs(world.chance.nextLong(1, 60_000) * SoakWorld.MS);
            case 4 -> {
                c.shutdownRead();
                ended = true;
            }
            default -> {
                return true;
            }
        }
        return false;
    }

    /** @return true when it failed */
    private boolean write(int length, long nowNs) {
        if (shut) {
            return false;
        }
        int n = c.send(SoakClient.octets(salt, written, length), 0, length);
        if (n > 0) {
            written += n;
            c.onApplicationWrote(nowNs);
        }
        return n < 0 && failed();
    }

    private boolean failed() {
        world.resets++;
        c.takeError();
        return true;
    }

    /** @return true when it failed */
    private boolean read(int most, long nowNs) {
        byte[] buffer = new byte[most];
        int n = c.receive(buffer, 0, most);
        if (n == TcpConnection.FAILED) {
            return failed();
        }
        if (n == TcpConnection.END_OF_STREAM) {
            if (!ended && read != client.written) {
                throw new AssertionError(client + " ended after " + client.written + " octets, but " + read + " were read before the end");
            }
            world.completeStreams += ended ? 0 : 1;
            ended = true;
            return false;
        }
        for (int i = 0; i < n; i++) {
            if (buffer[i] != SoakClient.octet(client.salt, read + i)) {
                throw new AssertionError(client + ": octet " + (read + i) + " is wrong");
            }
        }
        read += n;
        world.bytes += n;
        if (read > client.written) {
            throw new AssertionError(client + " wrote " + client.written + " octets, but " + read + " were read");
        }
        if (n > 0) {
            c.onApplicationRead(nowNs);
        }
        return false;
    }

    /** What the client has read: a beginning of what was written here, all of it when it came to the end. */
    void check(byte[] bytes, boolean whole, SoakClient who) {
        if (bytes.length > written || whole && bytes.length != written) {
            throw new AssertionError(who + " read " + bytes.length + " of " + written + " octets" + (whole ? " and the end" : ""));
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != SoakClient.octet(salt, i)) {
                throw new AssertionError(who + ": octet " + i + " is wrong");
            }
        }
    }
}
