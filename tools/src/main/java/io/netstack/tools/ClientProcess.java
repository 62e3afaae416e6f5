package io.netstack.tools;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.tools.lab.Topology;
import io.netstack.tools.value.Span;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** {@code netstack connect} in the client's namespace: one process for all clients of a lab run, read line by line. */
final class ClientProcess implements AutoCloseable {
    private static final long CLOSE_SECONDS = 3;

    /**
     * What a client's program reported.
     *
     * @param what   started, connected, refused, reset, closed, timeout or failed
     * @param client from 1, in the order of the starts: the silent ones first
     * @param port   the client's port
     */
    record Report(String what, int client, int port) {
    }

    private final Process process;
    private final Thread reader;
    private final CountDownLatch firstStarted = new CountDownLatch(1);
    private final CountDownLatch lastStarted = new CountDownLatch(1);
    private volatile boolean ended;
    private volatile String unread = "";

    /** Starts the clients. @param reports gets each line, on a thread of its own */
    ClientProcess(Topology topology, int port, LabSettings settings, Consumer<Report> reports) throws IOException {
        List<String> command = new ArrayList<>(java());
        command.addAll(List.of(NetstackCommand.class.getName(), "connect", topology.serverAddress(), Integer.toString(port),
            "--clients", Integer.toString(settings.clients()), "--spacing", new Span(settings.spacingNs()).toString()));
        if (settings.silent() > 0) {
            command.addAll(List.of("--silent", Integer.toString(settings.silent()), "--iface", topology.clientDevice()));
        }
        process = new ProcessBuilder(topology.inClientNamespace(command)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        reader = Thread.ofPlatform().name("netstack-clients").daemon().start(() -> read(settings.silent() + settings.clients(), reports));
    }

    /**
     * This JVM again, with what makes its start short. Without performance data, whose file is named by the process number: in a namespace of
     * its own that is another lab's too, and the warning about it would stand among the lines that we read.
     */
    private static List<String> java() {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC", "-Xshare:auto", "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED"));
        for (String argument : ProcessHandle.current().info().arguments().orElse(new String[0])) {
            if (argument.startsWith("-XX:SharedArchiveFile=") || argument.startsWith("-Xlog:")) {
                command.add(argument);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return command;
    }

    private void read(int clients, Consumer<Report> reports) {
        try (BufferedReader lines = process.inputReader()) {
            String line;
            while ((line = lines.readLine()) != null) {
                Map<String, Object> object = JSON.std.mapFrom(line);
                Report report = new Report((String) object.get("event"), (Integer) object.get("client"), (Integer) object.get("port"));
                reports.accept(report);
                firstStarted.countDown();
                if (report.what().equals("started") && report.client() == clients) {
                    lastStarted.countDown();
                }
            }
        } catch (IOException e) {
            // not a line of ours, or half of one: without the others there is nothing to wait for
            unread = ": " + e.getMessage().lines().findFirst().orElse("");
            process.destroyForcibly();
        }
        ended = true;
        firstStarted.countDown();
        lastStarted.countDown();
    }

    /** Waits until the first client is about to send its SYN, or the clients have ended. */
    void awaitFirstStart() throws InterruptedException {
        firstStarted.await();
    }

    /**
     * Waits until the last client has started.
     *
     * @throws IOException when the clients ended before
     */
    void awaitLastStart() throws IOException, InterruptedException {
        lastStarted.await();
        if (ended) {
            throw new IOException("the clients ended early, with exit code " + process.waitFor() + unread);
        }
    }

    /** Lets the clients close their connections and end. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            reader.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
