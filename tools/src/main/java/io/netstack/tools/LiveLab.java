package io.netstack.tools;

import io.netstack.app.Connection;
import io.netstack.app.Listener;
import io.netstack.app.Netstack;
import io.netstack.app.NetstackConfig;
import io.netstack.flow.Addresses;
import io.netstack.link.Link;
import io.netstack.observe.FrameSink;
import io.netstack.observe.ListenerStatus;
import io.netstack.observe.TraceRing;
import io.netstack.tools.lab.Topologies;
import io.netstack.tools.lab.Topology;
import io.netstack.tools.lab.TopologySettings;
import io.netstack.tools.view.LabReport;
import io.netstack.tools.view.LabStory;
import io.netstack.wire.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;

/**
 * A lab run against a real kernel.
 *
 * <pre>
 *   ClientProcess ── kernel ── topology ── Netstack ── TraceRing ──▶ pcapng, LabStory ──▶ LabOutput
 *   (its namespace)                           └─ Acceptor
 * </pre>
 */
final class LiveLab {
    private static final int TRACE_RECORDS = 1 << 13;
    private static final long DRAIN_NS = 2_000_000_000L;

    private final LabSettings settings;
    private final StackOptions options;
    private final Topologies.Choice choice;
    private final LabOutput output;
    private final LateGauge gauge = new LateGauge();
    private final LabStory story;
    private volatile SilentAddresses silent = new SilentAddresses(0);

    LiveLab(LabSettings settings, StackOptions options, Topologies.Choice choice, LabOutput output) {
        this.settings = settings;
        this.options = options;
        this.choice = choice;
        this.output = output;
        this.story = new LabStory(LabSettings.PORT, address -> silent.contains(address), output::event);
    }

    LabReport run() throws IOException, InterruptedException {
        try (Topology topology = Topologies.open(choice, TopologySettings.defaults())) {
            Link link = settings.around(topology.link(), System::nanoTime);
            FrameSink captures = output.open(choice.kind().label(), Capture.epochOffsetNs());
            try (TraceRing trace = new TraceRing(FrameSink.all(captures, story), gauge, TRACE_RECORDS, Capture.SNAP_LENGTH);
                 Netstack stack = Netstack.start(config(topology).withTrace(trace), link)) {
                return run(topology, link, stack, trace);
            }
        }
    }

    private NetstackConfig config(Topology topology) {
        NetstackConfig config = NetstackConfig.at(topology.serverAddress() + "/" + topology.prefixLength());
        return options.configure(topology.gateway().map(config::withGateway).orElse(config));
    }

    private LabReport run(Topology topology, Link link, Netstack stack, TraceRing trace) throws IOException, InterruptedException {
        Listener listener = Listening.open(stack, topology.serverAddress(), LabSettings.PORT, settings.backlog());
        gauge.known(listener.gauge());
        output.begin(settings.heading(choice, "this machine's kernel"), status(stack).acceptQueue().limit());
        int clientAddress = Addresses.parseIpv4(topology.clientAddress());
        silent = new SilentAddresses(Addresses.parseIpv4(topology.serverAddress()));
        Published published = Published.of(stack);
        Acceptor acceptor = null;
        try (ClientProcess clients = new ClientProcess(topology, LabSettings.PORT, settings, report -> {
            if (report.what().equals("timeout")) {
                int address = report.client() <= settings.silent() ? silent.of(report.client() - 1) : clientAddress;
                story.gaveUp(address, report.port(), System.nanoTime());
            }
        })) {
            clients.awaitFirstStart();
            acceptor = new Acceptor(listener, settings.accept(), connection -> accepted(listener, connection));
            clients.awaitLastStart();
            TimeUnit.NANOSECONDS.sleep(settings.durationNs());
            LabReport report = report(link, stack, trace);
            warn(topology, trace);
            return report;
        } finally {
            if (acceptor != null) {
                acceptor.close();
            }
            published.close();
        }
    }

    private void warn(Topology topology, TraceRing trace) {
        long lost = topology.lostFrameCount() + topology.link().ingressDropCount();
        if (lost > 0) {
            output.warn(lost + " frames were lost between the two ends, by nobody's decision");
        }
        if (trace.dropCount() > 0) {
            output.warn(trace.dropCount() + " frames did not fit into the trace: the clients' numbers may be too low");
        }
        if (trace.failure() != null) {
            output.warn("the capture ended early: " + trace.failure().getMessage());
        }
    }

    private void accepted(Listener listener, Connection connection) {
        InetAddress address = connection.remoteAddress().getAddress();
        story.accepted(Bytes.i32(address.getAddress(), 0), connection.remoteAddress().getPort(), listener.acceptQueueLength(),
            System.nanoTime());
    }

    private static ListenerStatus status(Netstack stack) {
        return stack.listeners().get(0);
    }

    private LabReport report(Link link, Netstack stack, TraceRing trace) {
        ListenerStatus status = status(stack);
        story.endAt(System.nanoTime());
        if (!trace.drain(DRAIN_NS)) {
            throw new IllegalStateException("the capture cannot keep up with the link");
        }
        return settings.report(link, choice.kind().label(), status.synQueue(), status.acceptQueue(), stack.counters(), story,
            output.pcapng());
    }
}
