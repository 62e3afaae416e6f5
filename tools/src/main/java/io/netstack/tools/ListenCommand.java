package io.netstack.tools;

import io.netstack.app.NetstackConfig;
import io.netstack.policy.AcceptFilter;
import io.netstack.policy.ListenOptions;
import io.netstack.tools.impair.BadNetwork;
import io.netstack.tools.serve.ProxyService;
import io.netstack.tools.serve.Service;
import io.netstack.tools.serve.http.HttpService;
import io.netstack.tools.top.TopCommand;
import io.netstack.tools.value.Span;
import io.netstack.tools.value.Whole;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code netstack listen}: a server to play with. */
@Command(name = "listen", sortOptions = false,
    description = {"Serve on a link until stopped. Without --iface it makes a network of its own and says how to reach the server;",
        "netstack ss and netstack nstat show it from another terminal."},
    footer = {"", "Examples:", "  tools/netstack listen --port 8080", "  tools/netstack listen --service none --backlog 5",
        "  tools/netstack listen --dir /usr/share/doc",
        "  tools/netstack listen --impair loss=2%%,reorder=2%%/3ms --impair 'drop the 1st syn-ack of flow 2'",
        "  tools/netstack listen --iface tap0 --address 198.18.0.1/24 --service echo --capture echo.pcapng"})
final class ListenCommand implements Callable<Integer> {
    private static final int DEFAULT_PAGE_BYTES = 102_400;

    /** What the connections are served with. */
    enum Serving {
        ECHO, HTTP, DISCARD, CHARGEN, PROXY, NONE
    }

    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Mixin
    private StackOptions stack;
    @Option(names = "--backlog", paramLabel = "N", defaultValue = "128", converter = Whole.Backlog.class,
        description = "The argument of listen() (default: ${DEFAULT-VALUE}).")
    private int backlog;
    @Option(names = {"--service", "--serve"}, paramLabel = "WHAT", defaultValue = "http",
        description = {"http: one page, or the files of --dir; echo: what came; discard: nothing; chargen: lines without end;",
            "proxy: what --to answers; none: nobody calls accept() (default: ${DEFAULT-VALUE})."})
    private Serving serving;
    @Option(names = "--to", paramLabel = "HOST:PORT", description = "With --service proxy: where the kernel connects to.")
    private String upstream;
    @Option(names = "--page", paramLabel = "BYTES", converter = Whole.PageBytes.class,
        description = "How long the built-in page of http is (default: 102400).")
    private Integer pageBytes;
    @Option(names = "--dir", paramLabel = "DIR", description = "With --service http: serve the files of this directory instead of the page.")
    private Path directory;
    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080", converter = Whole.Port.class,
        description = "Where to listen (default: ${DEFAULT-VALUE}).")
    private int port;
    @Option(names = "--iface", paramLabel = "NAME",
        description = "Serve on this interface, by libpcap; with --link tap, on this TAP device.")
    private String iface;
    @Option(names = "--address", paramLabel = "A/LEN", description = "With --iface: our address and the length of its network's prefix.")
    private String address;
    @Option(names = "--gateway", paramLabel = "A", description = "With --iface: the way to other networks.")
    private String gateway;
    @Option(names = "--mtu", paramLabel = "BYTES", defaultValue = "1500", converter = Whole.Mtu.class,
        description = "Without --iface: the MTU of the network (default: ${DEFAULT-VALUE}).")
    private int mtuBytes;
    @Option(names = "--accept-filter", paramLabel = "F", defaultValue = "none",
        description = "What must have arrived before accept() sees a connection (FreeBSD): dataready, httpready or dnsready.")
    private String acceptFilter;
    @Option(names = "--for", paramLabel = "TIME", converter = Span.Converter.class, description = "Stop by itself after this long.")
    private Span duration;
    @Option(names = "--capture", paramLabel = "-|FILE", description = "A capture with a reason on each packet: - for standard output.")
    private String capture;
    @Option(names = "--capture-thread", arity = "0..1", fallbackValue = "4096", paramLabel = "FRAMES", converter = Whole.RingFrames.class,
        description = {"A thread of its own takes frames from the link and hands them to the stack's in a ring of so many, a power of two",
            "(4096 when left out). A full ring drops and counts; what a closed gate drops is counted, but not in --capture.",
            "Without this one thread does both, which is faster on two processors."})
    private Integer ringFrames;
    @Option(names = "--ui", paramLabel = "PORT", converter = Whole.Port.class,
        description = "Show the queues on a web page, on this port of loopback.")
    private Integer ui;
    @Option(names = "--json", description = "A JSON object per line: listening, then status when something changed.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        stack.settings();
        AcceptFilter filter = filter();
        if (json && "-".equals(capture)) {
            throw new UsageError("--capture - and --json both want standard output");
        }
        if (iface == null && (address != null || gateway != null)) {
            throw new UsageError("--address and --gateway go with --iface; the network that listen makes has its own");
        }
        if ((serving == Serving.PROXY) != (upstream != null)) {
            throw new UsageError("--service proxy and --to HOST:PORT go together");
        }
        if (serving != Serving.HTTP && (directory != null || pageBytes != null)) {
            throw new UsageError("--dir and --page go with --service http");
        }
        Service service = service();
        BadNetwork network = stack.network();
        PrintWriter out = "-".equals(capture) ? spec.commandLine().getErr() : spec.commandLine().getOut();
        // in a network of its own nobody could reach the page: the launcher has started it outside
        boolean served = ui == null || System.getenv("NETSTACK_UI") != null;
        Closeable page = served ? () -> { } : TopCommand.page(ui, ProcessHandle.current().pid());
        try (ServerLink wire = iface == null ? ServerLink.network(stack.choice(), mtuBytes, port)
            : ServerLink.device(iface, stack.link(), address, gateway);
             ServerLink link = network == null ? wire : wire.behind(network);
             Server server = new Server(link, configure(link.config()), capture)) {
            server.listen(port, stack.backlog(backlog), new ListenOptions(0, 0, 0, false, filter), service);
            new ServerView(server, link, network, out, json, stack.call(backlog)).show(duration == null ? Long.MAX_VALUE : duration.ns());
        } finally {
            page.close();
        }
        return 0;
    }

    private NetstackConfig configure(NetstackConfig config) {
        NetstackConfig configured = stack.configure(config);
        return ringFrames == null ? configured : configured.withCaptureThread(ringFrames);
    }

    /** The accept filter that was asked for. @throws UsageError for one that there is not, or that the policy's system has not */
    private AcceptFilter filter() {
        AcceptFilter filter = Arrays.stream(AcceptFilter.values())
            .filter(each -> each.name().equalsIgnoreCase(acceptFilter)).findFirst()
            .orElseThrow(() -> new UsageError("no accept filter '" + acceptFilter + "': one of none, dataready, httpready, dnsready"));
        if (filter != AcceptFilter.NONE && !stack.policy().acceptFilters()) {
            throw new UsageError("--accept-filter: " + stack.policy().name() + " has none; FreeBSD's policies have");
        }
        return filter;
    }

    private Service service() {
        return switch (serving) {
            case ECHO -> Service.ECHO;
            case HTTP -> http();
            case DISCARD -> Service.DISCARD;
            case CHARGEN -> Service.CHARGEN;
            case PROXY -> proxy();
            case NONE -> null;
        };
    }

    private Service proxy() {
        try {
            return ProxyService.to(upstream);
        } catch (IllegalArgumentException e) {
            throw new UsageError("--to: " + e.getMessage());
        }
    }

    private Service http() {
        if (directory == null) {
            return HttpService.page(pageBytes == null ? DEFAULT_PAGE_BYTES : pageBytes);
        }
        if (pageBytes != null) {
            throw new UsageError("--page is the built-in page's length; --dir serves files instead");
        }
        try {
            return HttpService.directory(directory);
        } catch (IOException e) {
            throw new UsageError("--dir: " + e.getMessage());
        }
    }
}
