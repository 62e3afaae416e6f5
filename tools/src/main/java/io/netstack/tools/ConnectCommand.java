package io.netstack.tools;

import io.netstack.tools.value.Span;
import io.netstack.tools.value.Whole;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
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
        "Connections stay open until --for has passed or standard input ends."},
    footer = {"", "Example:", "  tools/netstack connect 198.18.0.1 8080 --clients 6 --spacing 100ms --for 4s"})
final class ConnectCommand implements Callable<Integer> {
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
    @Option(names = "--spacing", paramLabel = "TIME", defaultValue = "100ms", converter = Span.Converter.class,
        description = "Time from one start to the next (default: ${DEFAULT-VALUE}).")
    private Span spacing;
    @Option(names = "--for", paramLabel = "TIME", converter = Span.Converter.class,
        description = "End this long after the last start (default: when standard input ends).")
    private Span duration;
    @Option(names = "--json", description = "JSON lines; what it prints anyway.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        InetSocketAddress server = new InetSocketAddress(ipv4(address), port);
        PrintWriter out = spec.commandLine().getOut();
        // the first line costs the loading of a library: not between a client's start and its report
        Json.line(object(new KernelClients.Event("started", 1, 1, 0, null)));
        KernelClients kernel = new KernelClients(server, clients, spacing.ns(), event -> {
            out.println(Json.line(object(event)));
            out.flush();
        });
        kernel.run(duration == null ? KernelClients.UNTIL_INPUT_ENDS : duration.ns());
        return 0;
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
