package io.netstack.tools.bench;

import io.netstack.app.Connection;
import io.netstack.app.Listener;
import io.netstack.app.Netstack;
import io.netstack.app.NetstackConfig;
import io.netstack.link.Link;
import io.netstack.tools.serve.Service;
import java.io.IOException;

/** A service on our stack as {@code netstack listen} runs it, a virtual thread per connection, and what it costs the stack's thread. */
final class StackServer implements AutoCloseable {
    private static final int BACKLOG = 128;

    private final StackCpu running;
    private final Listener listener;

    StackServer(NetstackConfig config, Link link, Service service) throws IOException {
        running = new StackCpu(config, link);
        listener = running.stack().listen(BenchNetwork.PORT, BACKLOG);
        Thread.ofPlatform().name("netstack-accept").daemon().start(() -> accept(service));
    }

    private void accept(Service service) {
        while (true) {
            try {
                Connection connection = listener.accept();
                Thread.startVirtualThread(() -> serve(connection, service));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static void serve(Connection connection, Service service) {
        try (connection) {
            service.serve(connection.inputStream(), connection.outputStream());
        } catch (IOException e) {
            // the client broke it off, and says so itself
        }
    }

    /** Processor time of the stack's thread so far, in nanoseconds. */
    long cpuNs() {
        return running.cpuNs();
    }

    /** The stack, for its counters. */
    Netstack stack() {
        return running.stack();
    }

    @Override
    public void close() {
        listener.close();
        running.close();
    }
}
