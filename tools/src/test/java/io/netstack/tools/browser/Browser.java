package io.netstack.tools.browser;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A headless Chromium, steered through its DevTools protocol: shows a page in a window of some size, light or dark, and tells what the page
 * complained about and what it asked the network for.
 */
public final class Browser implements AutoCloseable {
    private static final List<String> PROGRAMS = List.of("chromium", "chromium-browser", "chromium-headless-shell", "google-chrome");
    private static final String LISTENING = "DevTools listening on ws://";

    private final Process process;
    private final DevTools tools;
    private final List<String> complaints = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final AtomicBoolean loaded = new AtomicBoolean();

    /** The browser of this machine, or null when there is none. */
    public static String program() {
        for (String program : PROGRAMS) {
            for (String directory : System.getenv("PATH").split(":")) {
                Path file = Path.of(directory, program);
                if (Files.isExecutable(file)) {
                    return file.toString();
                }
            }
        }
        return null;
    }

    /** @param home an empty directory for the browser's own files */
    public Browser(Path home) throws IOException, InterruptedException {
        process = new ProcessBuilder(program(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
            "--remote-debugging-port=0", "--user-data-dir=" + home, "about:blank").redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        tools = new DevTools(pageSocket(process.errorReader()), this::onEvent);
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            tools.call(domain + ".enable", Map.of());
        }
    }

    private static URI pageSocket(BufferedReader errors) throws IOException, InterruptedException {
        String line;
        while ((line = errors.readLine()) != null && !line.contains(LISTENING)) {
            // it says other things before
        }
        if (line == null) {
            throw new IOException(program() + " ended at once");
        }
        Thread.ofVirtual().start(() -> errors.lines().forEach(rest -> { }));
        String host = line.substring(line.indexOf(LISTENING) + LISTENING.length()).replaceAll("/.*", "");
        String targets = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://" + host + "/json/list")).build(),
            HttpResponse.BodyHandlers.ofString()).body();
        for (Object target : JSON.std.listFrom(targets)) {
            Map<?, ?> fields = (Map<?, ?>) target;
            if (fields.get("type").equals("page")) {
                return URI.create((String) fields.get("webSocketDebuggerUrl"));
            }
        }
        throw new IOException("no page: " + targets);
    }

    private void onEvent(String method, Map<?, ?> parameters) {
        synchronized (complaints) {
            switch (method) {
                case "Page.loadEventFired" -> loaded.set(true);
                case "Network.requestWillBeSent" -> requests.add((String) ((Map<?, ?>) parameters.get("request")).get("url"));
                case "Runtime.exceptionThrown" -> complaints.add("exception: " + parameters.get("exceptionDetails"));
                case "Runtime.consoleAPICalled" -> complaints.add("console: " + parameters);
                case "Log.entryAdded" -> complaints.add("log: " + parameters.get("entry"));
                default -> { }
            }
        }
    }

    /** Shows a page and waits until it is loaded and drawn. Complaints and requests are counted anew. */
    public void show(URI page, int width, int height, boolean dark) throws InterruptedException {
        tools.call("Emulation.setDeviceMetricsOverride",
            Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        tools.call("Emulation.setEmulatedMedia",
            Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        tools.call("Page.navigate", Map.of("url", "about:blank"));
        synchronized (complaints) {
            complaints.clear();
            requests.clear();
            loaded.set(false);
        }
        tools.call("Page.navigate", Map.of("url", page.toString()));
        for (int i = 0; i < 1000 && !loaded.get(); i++) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn(1))))");
    }

    /** The value of an expression, awaited when it is a promise. */
    public Object evaluate(String expression) {
        Map<?, ?> answer = tools.call("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (answer.containsKey("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
        }
        return ((Map<?, ?>) answer.get("result")).get("value");
    }

    /** What the window shows, or the whole page, as PNG. */
    public byte[] screenshot(boolean whole) {
        Map<String, Object> parameters = new LinkedHashMap<>(Map.of("format", "png"));
        if (whole) {
            parameters.put("captureBeyondViewport", true);
            parameters.put("clip", Map.of("x", 0, "y", 0, "scale", 1, "width", evaluate("innerWidth"), "height",
                evaluate("document.documentElement.scrollHeight")));
        }
        return Base64.getDecoder().decode((String) tools.call("Page.captureScreenshot", parameters).get("data"));
    }

    /** Exceptions, and everything that was written to the console. */
    public List<String> complaints() {
        synchronized (complaints) {
            return List.copyOf(complaints);
        }
    }

    /** What was asked of the network since the page began to load, the page itself included; {@code data:} is in the page already. */
    public List<String> requests() {
        synchronized (complaints) {
            return requests.stream().filter(url -> !url.startsWith("data:") && !url.equals("about:blank")).toList();
        }
    }

    @Override
    public void close() {
        tools.call("Browser.close", Map.of());
        tools.close();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly()).join();
    }
}
