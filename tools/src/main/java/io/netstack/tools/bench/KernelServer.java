package io.netstack.tools.bench;

import io.netstack.tools.serve.Service;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A service on the kernel of this namespace, a thread per connection: what the same service on our stack is measured beside. */
final class KernelServer implements AutoCloseable {
    private static final int BACKLOG = 128;

    private final ServerSocket listener;

    /** Listens and serves. The sockets are those of the calling thread's namespace. */
    KernelServer(String address, Service service) throws IOException {
        listener = new ServerSocket();
        listener.bind(new InetSocketAddress(address, BenchNetwork.PORT), BACKLOG);
        Thread.ofPlatform().name("kernel-accept").daemon().start(() -> accept(service));
    }

    private void accept(Service service) {
        while (true) {
            try {
                Socket socket = listener.accept();
                Thread.ofPlatform().name("kernel-serve").daemon().start(() -> serve(socket, service));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void serve(Socket socket, Service service) {
        try (socket) {
            service.serve(socket.getInputStream(), socket.getOutputStream());
        } catch (IOException e) {
            // the client broke it off, and says so itself
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
