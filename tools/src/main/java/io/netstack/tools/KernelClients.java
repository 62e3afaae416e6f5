package io.netstack.tools;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Several connections from this machine's kernel to one server, opened one after the other and watched by one thread. */
final class KernelClients {
    /** Run until standard input ends. */
    static final long UNTIL_INPUT_ENDS = -1;
    private static final long LOOK_AT_INPUT_MS = 100;

    /**
     * What happened to one client.
     *
     * @param what         started, connected, refused, reset, closed, timeout or failed
     * @param client       from 1
     * @param port         the client's port
     * @param sinceStartNs time since the first client started
     * @param detail       the kernel's words where {@code what} does not say it all; may be null
     */
    record Event(String what, int client, int port, long sinceStartNs, String detail) {
        /** The same where others are numbered before these. */
        Event after(int others) {
            return new Event(what, others + client, port, sinceStartNs, detail);
        }
    }

    private record Client(int number, int port) {
    }

    private final InetSocketAddress server;
    private final int count;
    private final long spacingNs;
    private final Consumer<Event> events;
    private final List<SocketChannel> channels = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocate(4096);
    private long startNs;

    KernelClients(InetSocketAddress server, int count, long spacingNs, Consumer<Event> events) {
        this.server = server;
        this.count = count;
        this.spacingNs = spacingNs;
        this.events = events;
    }

    /**
     * Opens the connections and reports until the time is over, then closes them all.
     *
     * @param forNs after the last start, or {@link #UNTIL_INPUT_ENDS}
     */
    void run(long forNs) throws IOException {
        Thread input = forNs == UNTIL_INPUT_ENDS ? Thread.ofPlatform().daemon().start(KernelClients::readToTheEnd) : null;
        try (Selector selector = Selector.open()) {
            startNs = System.nanoTime();
            int started = 0;
            // from the start before, not from the first: a late start must not bring two clients closer together
            long nextNs = startNs;
            while (true) {
                long nowNs = System.nanoTime();
                if (started < count && nowNs - nextNs >= 0) {
                    start(selector, ++started);
                    nextNs = System.nanoTime() + (started < count ? spacingNs : Math.max(0, forNs));
                    continue;
                }
                boolean over = input == null ? nowNs - nextNs >= 0 : !input.isAlive();
                if (started == count && over) {
                    return;
                }
                long waitNs = started < count || input == null ? nextNs - nowNs : Long.MAX_VALUE;
                // rounded up, so that the last fraction of a millisecond is slept, not spun
                long waitMs = Math.max(1, Math.min(waitNs / 1_000_000 + 1, input == null ? Long.MAX_VALUE : LOOK_AT_INPUT_MS));
                selector.select(this::onReady, waitMs);
            }
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }

    private static void readToTheEnd() {
        try {
            while (System.in.read() >= 0) {
                continue; // only its end matters
            }
        } catch (IOException e) {
            return; // an end like any other
        }
    }

    private void start(Selector selector, int number) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.INET);
        channels.add(channel);
        channel.configureBlocking(false);
        // bound first: a connection under way does not tell its port
        channel.bind(null);
        Client client = new Client(number, ((InetSocketAddress) channel.getLocalAddress()).getPort());
        report("started", client, null);
        try {
            boolean connected = channel.connect(server);
            if (connected) {
                report("connected", client, null);
            }
            channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, client);
        } catch (IOException e) {
            failed(client, e);
        }
    }

    private void onReady(SelectionKey key) {
        Client client = (Client) key.attachment();
        SocketChannel channel = (SocketChannel) key.channel();
        if (key.isConnectable()) {
            finishConnect(key, client, channel);
        } else {
            read(key, client, channel);
        }
    }

    private void finishConnect(SelectionKey key, Client client, SocketChannel channel) {
        try {
            channel.finishConnect();
            report("connected", client, null);
            key.interestOps(SelectionKey.OP_READ);
        } catch (IOException e) {
            key.cancel();
            failed(client, e);
        }
    }

    private void read(SelectionKey key, Client client, SocketChannel channel) {
        try {
            scratch.clear();
            if (channel.read(scratch) < 0) {
                key.cancel();
                report("closed", client, null);
            }
        } catch (IOException e) {
            key.cancel();
            failed(client, e);
        }
    }

    /** The JDK tells kernel errors apart only by the kernel's words. */
    private void failed(Client client, IOException e) {
        String words = String.valueOf(e.getMessage());
        String what = words.contains("refused") ? "refused" : words.contains("reset") ? "reset" : "failed";
        report(words.contains("timed out") ? "timeout" : what, client, words);
    }

    private void report(String what, Client client, String detail) {
        events.accept(new Event(what, client.number(), client.port(), System.nanoTime() - startNs, detail));
    }
}
