package io.netstack.app;

import io.netstack.flow.Addresses;
import io.netstack.link.FrameHandler;
import io.netstack.link.Link;
import io.netstack.link.LinkCapabilities;
import io.netstack.sim.Peer;
import io.netstack.sim.PeerHost;
import io.netstack.sim.PeerOutcome;
import io.netstack.sim.SimulatedCable;
import io.netstack.sim.Simulation;
import io.netstack.sim.SynSchedule;
import io.netstack.sim.Wire;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A real, threaded {@link Netstack} at 198.18.0.1 and simulated Linux clients at 198.18.0.2, whose simulation a thread keeps at the time of
 * the wall.
 *
 * <pre>
 *   Netstack, its thread ── queues ── the clients' thread: SimulatedCable, PeerHost, Peers
 * </pre>
 */
final class LiveWorld implements AutoCloseable {
    static final String SERVER = "198.18.0.1";
    private static final int SERVER_ADDRESS = Addresses.parseIpv4(SERVER);
    private static final int CLIENT_ADDRESS = Addresses.parseIpv4("198.18.0.2");
    private static final long SERVER_MAC = 0x02_00_00_00_00_01L;
    private static final long CLIENT_MAC = 0x02_00_00_00_00_02L;
    private static final long PATIENCE_NS = 10_000_000_000L;

    final Netstack netstack;
    private final Simulation simulation = new Simulation(System.nanoTime());
    private final SimulatedCable cable = new SimulatedCable(simulation, Wire.perfect(20_000), CLIENT_MAC, SERVER_MAC);
    private final PeerHost host = new PeerHost(simulation, cable.near(), CLIENT_ADDRESS, SERVER_MAC, SynSchedule.LINUX, 1);
    private final ServerEnd serverEnd = new ServerEnd();
    private final ConcurrentLinkedQueue<byte[]> toClients = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Runnable> calls = new ConcurrentLinkedQueue<>();
    private final Thread clients = Thread.ofPlatform().daemon().name("clients").unstarted(this::run);
    private volatile boolean stopped;
    private volatile boolean stalled;
    private int nextPort = 40_000;

    LiveWorld() {
        cable.far().onArrival(() -> cable.far().poll(serverEnd::arrive, Integer.MAX_VALUE));
        netstack = Netstack.start(NetstackConfig.at(SERVER + "/24").withSlots(64, 64), serverEnd);
        clients.start();
    }

    private void run() {
        while (!stopped) {
            simulation.runUntil(Math.max(simulation.nowNs(), System.nanoTime()));
            Runnable call;
            while ((call = calls.poll()) != null) {
                call.run();
            }
            byte[] frame;
            while ((frame = toClients.poll()) != null) {
                cable.far().send(frame, 0, frame.length);
            }
            if (simulation.nextNs() > System.nanoTime()) {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    /** Asks on the clients' thread. */
    private <T> T ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        calls.add(() -> answer.complete(question.get()));
        LockSupport.unpark(clients);
        return answer.join();
    }

    /** Opens a connection; its SYN is on the way. */
    Client connect(int port) {
        return new Client(ask(() -> host.connect(nextPort++, SERVER_ADDRESS, port)));
    }

    /** A simulated client, as a test's thread sees it. */
    final class Client implements TestClient {
        private final Peer peer;
        private int read;

        Client(Peer peer) {
            this.peer = peer;
        }

        @Override
        public void write(String text) {
            ask(() -> {
                peer.write(text.getBytes(StandardCharsets.ISO_8859_1));
                return null;
            });
        }

        @Override
        public void finish() {
            ask(() -> {
                peer.finish();
                return null;
            });
        }

        /** Nobody reads here either, but a simulated client takes all that comes: its acknowledgments are kept from the server. */
        @Override
        public void stall() {
            stalled = true;
        }

        @Override
        public void reset() {
            ask(() -> {
                peer.abort();
                return null;
            });
        }

        @Override
        public String readAll() {
            awaitThat(() -> ask(() -> peer.endOfStream() || peer.outcome() != PeerOutcome.ESTABLISHED));
            return ask(() -> new String(peer.received(), StandardCharsets.ISO_8859_1)).substring(read);
        }

        @Override
        public String read(int length) {
            int from = read;
            read += length;
            awaitThat(() -> ask(() -> peer.received().length >= read));
            return ask(() -> new String(peer.received(), StandardCharsets.ISO_8859_1)).substring(from, read);
        }

        @Override
        public boolean wasReset() {
            awaitThat(() -> ask(() -> peer.endOfStream() || peer.outcome() != PeerOutcome.ESTABLISHED));
            return ask(peer::outcome) == PeerOutcome.RESET;
        }

        void awaitOutcome(PeerOutcome outcome) {
            awaitThat(() -> ask(peer::outcome) == outcome);
        }
    }

    /** Waits for something that will be true soon. */
    static void awaitThat(BooleanSupplier condition) {
        long limitNs = System.nanoTime() + PATIENCE_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - limitNs > 0) {
                throw new AssertionError("waited in vain");
            }
            LockSupport.parkNanos(200_000);
        }
    }

    /** No client acknowledges anything any more. */
    void stopClients() {
        stopped = true;
    }

    @Override
    public void close() {
        netstack.close();
        stopped = true;
        try {
            clients.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The stack's link: frames from the clients' thread wait here. */
    private final class ServerEnd implements Link {
        private final ConcurrentLinkedQueue<byte[]> arrived = new ConcurrentLinkedQueue<>();
        private volatile Thread owner;

        void arrive(byte[] buffer, int offset, int length) {
            if (stalled) {
                return;
            }
            arrived.add(Arrays.copyOfRange(buffer, offset, offset + length));
            wake();
        }

        @Override
        public int poll(FrameHandler handler, int limit) {
            owner = Thread.currentThread();
            int count = 0;
            byte[] frame;
            while (count < limit && (frame = arrived.poll()) != null) {
                handler.onFrame(frame, 0, frame.length);
                count++;
            }
            return count;
        }

        @Override
        public void await(long untilNs) {
            long leftNs = untilNs == Long.MAX_VALUE ? Long.MAX_VALUE : untilNs - System.nanoTime();
            if (arrived.isEmpty() && leftNs > 0) {
                LockSupport.parkNanos(this, leftNs);
            }
        }

        @Override
        public void wake() {
            LockSupport.unpark(owner);
        }

        @Override
        public boolean send(byte[] frame, int offset, int length) {
            toClients.add(Arrays.copyOfRange(frame, offset, offset + length));
            LockSupport.unpark(clients);
            return true;
        }

        @Override
        public LinkCapabilities capabilities() {
            return new LinkCapabilities(1500, SERVER_MAC, false);
        }

        @Override
        public void close() {
            arrived.clear();
        }
    }
}
