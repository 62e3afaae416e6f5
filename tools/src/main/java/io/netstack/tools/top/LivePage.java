package io.netstack.tools.top;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netstack.observe.StatusSnapshot;
import io.netstack.tools.UsageError;
import io.netstack.tools.experiment.HtmlPage;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A local web page of stacks that run, kept up to date by server-sent events. Bound to loopback: nobody else on the network sees it. */
final class LivePage implements Closeable {
    private static final long INTERVAL_MS = 250;

    /** Where snapshots come from. */
    @FunctionalInterface
    interface Source {
        List<StatusSnapshot> snapshots() throws IOException;
    }

    private final Source source;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Serves.
     *
     * @param port on loopback; 0: any
     * @throws UsageError when the port is taken
     */
    LivePage(int port, Source source) {
        this.source = source;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UsageError("--ui " + port + ": " + e.getMessage());
        }
        server.createContext("/", this::page);
        server.createContext("/events", this::events);
        server.setExecutor(threads);
        server.start();
    }

    /** Where the page is. */
    String address() {
        return "http://" + server.getAddress().getAddress().getHostAddress() + ":" + server.getAddress().getPort() + "/";
    }

    private void page(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean found = exchange.getRequestURI().getPath().equals("/");
            byte[] body = (found ? HtmlPage.text("netstack, live", "live.js", Map.of()) : "not here\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", found ? "text/html; charset=utf-8" : "text/plain");
            exchange.sendResponseHeaders(found ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void events(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        try (exchange; OutputStream body = exchange.getResponseBody()) {
            while (!Thread.currentThread().isInterrupted()) {
                String json = JSON.std.asString(source.snapshots().stream().map(LiveView::object).toList());
                body.write(("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8));
                body.flush();
                TimeUnit.MILLISECONDS.sleep(INTERVAL_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
