package io.netstack.tools.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Each connection is joined to a new one to another server, which the kernel opens: our stack only listens.
 *
 * <pre>
 *   peer ══ our stack ── in ──▶ upstream (a virtual thread)
 *                     ◀─ out ── upstream (the caller) ══ the kernel ══ server
 * </pre>
 *
 * The peer's end is passed on as a half close; the server's end is the end of both.
 */
public final class ProxyService implements Service {
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    private final InetSocketAddress server;

    private ProxyService(InetSocketAddress server) {
        this.server = server;
    }

    /**
     * A proxy for a server.
     *
     * @param hostAndPort {@code 192.0.2.7:80}
     * @throws IllegalArgumentException when it is none, in one line
     */
    public static ProxyService to(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        try {
            int port = Integer.parseInt(hostAndPort.substring(colon + 1));
            InetSocketAddress server = new InetSocketAddress(hostAndPort.substring(0, colon), port);
            if (!server.isUnresolved()) {
                return new ProxyService(server);
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // said below
        }
        throw new IllegalArgumentException(hostAndPort + " is no reachable HOST:PORT such as 127.0.0.1:80");
    }

    @Override
    public void serve(InputStream in, OutputStream out) throws IOException {
        try (Socket upstream = new Socket()) {
            upstream.connect(server, CONNECT_TIMEOUT_MILLIS);
            Thread forward = Thread.startVirtualThread(() -> forward(in, upstream));
            try {
                upstream.getInputStream().transferTo(out);
            } finally {
                // When the server ends first, nobody is left to pass on to.
                forward.interrupt();
            }
        }
    }

    private static void forward(InputStream in, Socket upstream) {
        try {
            in.transferTo(upstream.getOutputStream());
            upstream.shutdownOutput();
        } catch (IOException e) {
            // one of the two is gone; the other direction ends for the same reason
        }
    }
}
