package io.netstack.tools.browser;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/** Calls and events of Chromium's DevTools protocol: JSON over a web socket. */
final class DevTools implements WebSocket.Listener, AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final BiConsumer<String, Map<?, ?>> events;
    private final Map<Long, CompletableFuture<Map<?, ?>>> calls = new ConcurrentHashMap<>();
    private final AtomicLong lastCall = new AtomicLong();
    private final StringBuilder message = new StringBuilder();
    private final WebSocket socket;

    DevTools(URI page, BiConsumer<String, Map<?, ?>> events) {
        this.events = events;
        socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page, this).join();
    }

    /** @return the result; an error answers as {@link AssertionError} */
    Map<?, ?> call(String method, Map<String, ?> parameters) {
        long id = lastCall.incrementAndGet();
        CompletableFuture<Map<?, ?>> answer = new CompletableFuture<>();
        calls.put(id, answer);
        try {
            socket.sendText(JSON.std.asString(Map.of("id", id, "method", method, "params", parameters)), true).join();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Map<?, ?> fields = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        if (fields.containsKey("error")) {
            throw new AssertionError(method + ": " + fields.get("error"));
        }
        return (Map<?, ?>) fields.get("result");
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        message.append(part);
        if (last) {
            try {
                Map<String, Object> fields = JSON.std.mapFrom(message.toString());
                if (fields.get("id") instanceof Number id) {
                    calls.remove(id.longValue()).complete(fields);
                } else {
                    events.accept((String) fields.get("method"), (Map<?, ?>) fields.get("params"));
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            } finally {
                message.setLength(0);
            }
        }
        from.request(1);
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
