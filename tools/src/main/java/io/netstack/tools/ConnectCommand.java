package io.netstack.tools;

import io.netstack.link.LinkCapabilities;
import io.netstack.pcap.NetDevice;
import io.netstack.pcap.PcapLink;
import io.netstack.tools.value.Span;
import io.netstack.tools.value.Whole;
import io.netstack.wire.Bytes;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code netstack connect}: the lab's client, on the kernel's own sockets. */
@Command(name = "connect", sortOptions = false,
    description = {"Connect with the kernel's sockets, several times, and print one JSON object per line for what happens:",
        "event (started, connected, refused, reset, closed, timeout, failed), client (from 1), port (the client's),",
        "ms since the first start.",
        "--silent starts clients before these that never send the final ACK: raw frames, from addresses of the server's /24 that",
        "must be nobody's (.100 to .199).",
        "Connections stay open until --for has passed or standard input ends."},
    footer = {"", "Example:", "  tools/netstack connect 198.18.0.1 8080 --clients 6 --spacing 100ms --for 4s"})
final class ConnectCommand implements Callable<Integer> {
    /** Not the kernel's, which would look twice at what is sent to it. */
    private static final long SILENT_MAC = 0x02_00_00_00_00_64L;

    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Parameters(index = "0", paramLabel = "ADDRESS", description = "IPv4 address to connect to.")
    private String address;
    @Parameters(index = "1", paramLabel = "PORT", converter = Whole.Port.class, description = "TCP port to connect to.")
    private int port;
    @Option(names = "--clients", paramLabel = "N", defaultValue = "1", converter = Whole.Clients.class,
        description = "How many connections (default: ${DEFAULT-VALUE}).")
    private int clients;
    @Option(names = "--silent", paramLabel = "N", defaultValue = "0", converter = Whole.Silent.class,
        description = "How many further clients never send the final ACK; they start first and are numbered first (default: ${DEFAULT-VALUE}).")
    private int silent;
    @Option(names = "--iface", paramLabel = "NAME", description = "The interface that the silent clients' frames leave by.")
    private String iface;
    @Option(names = "--spacing", paramLabel = "TIME", defaultValue = "100ms", converter = Span.Converter.class,
        description = "Time from one start to the next (default: ${DEFAULT-VALUE}).")
    private Span spacing;
    @Option(names = "--for", paramLabel = "TIME", converter = Span.Converter.class,
        description = "End this long after the last start (default: when standard input ends).")
    private Span duration;
    @Option(names = "--json", description = "JSON lines; what it prints anyway.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        InetSocketAddress server = new InetSocketAddress(ipv4(address), port);
        if (silent > 0 && iface == null) {
            throw new UsageError("--silent needs --iface");
        }
        // the first line costs the loading of a library: not between a client's start and its report
        Json.line(object(new KernelClients.Event("started", 1, 1, 0, null)));
        KernelClients kernel = new KernelClients(server, clients, spacing.ns(), event -> print(event.after(silent)));
        try (SilentClients before = silent == 0 ? null : silentClients(server)) {
            if (before != null) {
                before.awaitStarts();
                TimeUnit.NANOSECONDS.sleep(spacing.ns());
            }
            kernel.run(duration == null ? KernelClients.UNTIL_INPUT_ENDS : duration.ns());
        }
        return 0;
    }

    private SilentClients silentClients(InetSocketAddress server) {
        LinkCapabilities capabilities = new LinkCapabilities(new NetDevice(iface).mtuBytes(), SILENT_MAC, false);
        return new SilentClients(PcapLink.open(iface, capabilities), Bytes.i32(server.getAddress().getAddress(), 0), port, silent, spacing.ns(),
            this::print);
    }

    /** From two threads, a line each. */
    private synchronized void print(KernelClients.Event event) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Json.line(object(event)));
        out.flush();
    }

    private static InetAddress ipv4(String text) throws IOException {
        if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
            throw new UsageError("'" + text + "' is not an IPv4 address such as 198.18.0.1");
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new UsageError("'" + text + "' is not an IPv4 address such as 198.18.0.1");
        }
    }

    private static Map<String, Object> object(KernelClients.Event event) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("event", event.what());
        object.put("client", event.client());
        object.put("port", event.port());
        object.put("ms", event.sinceStartNs() / 1000 / 1e3);
        if (event.detail() != null) {
            object.put("detail", event.detail());
        }
        return object;
    }
}
