package io.netstack.tools;

import io.netstack.app.Connection;
import io.netstack.app.Listener;
import io.netstack.app.Netstack;
import io.netstack.app.NetstackConfig;
import io.netstack.observe.ListenerStatus;
import io.netstack.observe.PcapngWriter;
import io.netstack.observe.TraceRing;
import io.netstack.policy.ListenOptions;
import io.netstack.tools.serve.Service;
import io.netstack.tools.value.AcceptPlan;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** A stack with one listener, its connections served each on a virtual thread, shown to {@code netstack ss}, captured where asked for. */
final class Server implements AutoCloseable {
    private static final int TRACE_RECORDS = 1 << 13;

    private final String address;
    private final LateGauge gauge = new LateGauge();
    private final PcapngWriter capture;
    private final TraceRing trace;
    private final Netstack stack;
    private final Published published;
    private final AtomicLong servedCount = new AtomicLong();
    private final AtomicLong openCount = new AtomicLong();
    private Acceptor acceptor;

    /**
     * Starts the stack.
     *
     * @param captureTarget {@code -}, a file, or null for none
     */
    Server(ServerLink link, NetstackConfig config, String captureTarget) {
        address = link.address();
        capture = captureTarget == null ? null : Capture.open(captureTarget, link.name(), Capture.epochOffsetNs());
        trace = capture == null ? null : new TraceRing(capture, gauge, TRACE_RECORDS, Capture.SNAP_LENGTH);
        stack = Netstack.start(trace == null ? config : config.withTrace(trace), link.link());
        published = Published.of(stack);
    }

    /** Listens without socket options and serves. @param service null when nobody is to accept */
    void listen(int port, int backlog, Service service) {
        listen(port, backlog, ListenOptions.NONE, service);
    }

    /** Listens and serves. @param service null when nobody is to accept */
    void listen(int port, int backlog, ListenOptions options, Service service) {
        Listener listener = Listening.open(stack, address, port, backlog, options);
        gauge.known(listener.gauge());
        acceptor = new Acceptor(listener, service == null ? AcceptPlan.NONE : AcceptPlan.IMMEDIATE,
            connection -> Thread.startVirtualThread(() -> serve(connection, service)));
    }

    private void serve(Connection connection, Service service) {
        openCount.incrementAndGet();
        try (connection) {
            service.serve(connection.inputStream(), connection.outputStream());
        } catch (IOException e) {
            // the peer broke it off: its reason is in the counters and the capture
        } finally {
            openCount.decrementAndGet();
            servedCount.incrementAndGet();
        }
    }

    /** The listener at this moment. */
    ListenerStatus status() {
        return stack.listeners().get(0);
    }

    /** Where the counters stand. */
    Netstack stack() {
        return stack;
    }

    /** Connections that were served to their end. */
    long servedCount() {
        return servedCount.get();
    }

    /** Connections that are being served. */
    long openCount() {
        return openCount.get();
    }

    /** Why the capture ended early, or null. */
    IOException captureFailure() {
        return trace == null ? null : trace.failure();
    }

    @Override
    public void close() throws IOException {
        published.close();
        if (acceptor != null) {
            acceptor.close();
        }
        stack.close();
        if (trace != null) {
            trace.close();
            if (trace.failure() == null) {
                capture.drops(trace.dropCount(), System.nanoTime());
                capture.close();
            }
        }
    }
}
