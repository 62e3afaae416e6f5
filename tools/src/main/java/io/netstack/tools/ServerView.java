package io.netstack.tools;

import io.netstack.link.ImpairedLink;
import io.netstack.observe.Counter;
import io.netstack.observe.Counters;
import io.netstack.observe.ListenerStatus;
import io.netstack.tools.impair.BadNetwork;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a serving stack says about itself: a line that is kept up to date on a terminal, JSON lines for programs, one line into a file. */
final class ServerView {
    private static final long INTERVAL_MS = 200;

    private final Server server;
    private final ServerLink link;
    private final BadNetwork network;
    private final PrintWriter out;
    private final boolean json;
    private final String call;
    private final boolean terminal = System.console() != null && System.console().isTerminal();
    private String last = "";

    /**
     * @param network what is around the link; null for nothing
     * @param call    the call that made the listener: {@code listen(128)}
     */
    ServerView(Server server, ServerLink link, BadNetwork network, PrintWriter out, boolean json, String call) {
        this.call = call;
        this.server = server;
        this.link = link;
        this.network = network;
        this.out = out;
        this.json = json;
    }

    /** Shows until the time is over, the thread is interrupted, or the capture's reader has gone. */
    void show(long durationNs) throws InterruptedException, IOException {
        begin();
        try {
            watch(durationNs);
        } finally {
            end();
        }
    }

    private void watch(long durationNs) throws InterruptedException, IOException {
        long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < durationNs) {
            if (json || terminal) {
                update();
            }
            IOException failure = server.captureFailure();
            if (failure != null) {
                throw new IOException("the capture ended: " + failure.getMessage());
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(TimeUnit.MILLISECONDS.toNanos(INTERVAL_MS), durationNs));
        }
    }

    private void end() {
        if (terminal && !json) {
            out.println();
        }
        if (network != null && !json) {
            suffered().forEach((direction, counts) -> out.println(direction + ": " + BadNetwork.words(counts)));
        }
        out.flush();
    }

    private Map<String, Map<String, Long>> suffered() {
        return BadNetwork.suffered((ImpairedLink) link.link());
    }

    private void begin() {
        ListenerStatus status = server.status();
        if (json) {
            Map<String, Object> object = object("listening", status);
            object.put("link", link.name());
            object.put("address", status.address());
            object.put("port", status.port());
            object.put("pid", ProcessHandle.current().pid());
            out.println(Json.line(object));
        } else {
            out.println("listening on " + status.address() + ":" + status.port() + ", " + status.profile() + ", "
                + limit(status.acceptQueue().limit()) + ", link " + link.name() + (network == null ? "" : " with " + network.text()) + "; "
                + link.hint());
        }
        out.flush();
    }

    /** What became of the call, where that is not what it says. */
    private String limit(int limit) {
        return "limit " + limit + (call.equals("listen(" + limit + ")") ? "" : " of " + call);
    }

    private void update() {
        ListenerStatus status = server.status();
        String line = json ? Json.line(object("status", status)) : text(status);
        if (!line.equals(last)) {
            last = line;
            out.print(json ? line + "\n" : "\r" + line + "   ");
            out.flush();
        }
    }

    private String text(ListenerStatus status) {
        return "SYN queue " + status.synQueue().length() + ", accept queue " + status.acceptQueue().length() + " (peak "
            + status.acceptQueue().peak() + "), open " + server.openCount() + ", served " + server.servedCount() + ", listen drops "
            + counters().value(Counter.LISTEN_DROPS);
    }

    private Counters counters() {
        return server.stack().counters();
    }

    private Map<String, Object> object(String event, ListenerStatus status) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("event", event);
        object.put("synQueue", Json.queue(status.synQueue()));
        object.put("acceptQueue", Json.queue(status.acceptQueue()));
        object.put("open", server.openCount());
        object.put("served", server.servedCount());
        object.put("listenDrops", counters().value(Counter.LISTEN_DROPS));
        if (network != null) {
            object.put("network", suffered());
        }
        return object;
    }
}
