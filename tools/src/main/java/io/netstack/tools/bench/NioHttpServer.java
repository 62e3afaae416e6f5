package io.netstack.tools.bench;

import io.netstack.tools.serve.http.HttpService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * The page of {@link HttpService} by one thread with a selector on the kernel's sockets: what a small Java server does there. It looks for
 * the end of each request and reads nothing else of it, which favours it a little.
 */
final class NioHttpServer implements AutoCloseable {
    private static final int BACKLOG = 128;
    private static final int REQUEST_BYTES = 8192;
    private static final int END_OF_HEAD = 0x0D0A_0D0A;

    /** A connection's state: the last four bytes seen, and what could not be written yet. */
    private static final class Exchange {
        private final ByteBuffer unsent;
        private int lastFour;
        private int answersDue;

        Exchange(byte[] answer) {
            unsent = ByteBuffer.wrap(answer);
            unsent.position(unsent.limit());
        }
    }

    private final Selector selector;
    private final ServerSocketChannel listener;
    private final byte[] answer;
    private final ByteBuffer request = ByteBuffer.allocateDirect(REQUEST_BYTES);
    private final Thread thread;
    private volatile boolean stopped;

    /** Listens in the calling thread's namespace and serves. */
    NioHttpServer(String address, int pageBytes) throws IOException {
        byte[] head = ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + pageBytes + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
        answer = ByteBuffer.allocate(head.length + pageBytes).put(head).put(HttpService.pageText(pageBytes)).array();
        selector = Selector.open();
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(address, BenchNetwork.PORT), BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        thread = Thread.ofPlatform().name("kernel-http").daemon().start(this::run);
    }

    private void run() {
        try {
            while (!stopped) {
                selector.select(this::onReady);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the selector of the server to compare with failed", e);
        }
    }

    private void onReady(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel channel = listener.accept();
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.register(selector, SelectionKey.OP_READ, new Exchange(answer));
                return;
            }
            serve(key, (SocketChannel) key.channel(), (Exchange) key.attachment());
        } catch (IOException e) {
            close(key);
        }
    }

    private void serve(SelectionKey key, SocketChannel channel, Exchange exchange) throws IOException {
        if (key.isReadable()) {
            request.clear();
            if (channel.read(request) < 0) {
                close(key);
                return;
            }
            request.flip();
            while (request.hasRemaining()) {
                exchange.lastFour = exchange.lastFour << 8 | request.get();
                if (exchange.lastFour == END_OF_HEAD) {
                    exchange.answersDue++;
                }
            }
        }
        while (exchange.unsent.hasRemaining() || exchange.answersDue > 0) {
            if (!exchange.unsent.hasRemaining()) {
                exchange.unsent.rewind();
                exchange.answersDue--;
            }
            channel.write(exchange.unsent);
            if (exchange.unsent.hasRemaining()) {
                key.interestOps(SelectionKey.OP_WRITE);
                return;
            }
        }
        key.interestOps(SelectionKey.OP_READ);
    }

    private static void close(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            return; // it is gone one way or the other
        }
    }

    int port() {
        return listener.socket().getLocalPort();
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            // the sockets go all the same; whoever interrupted us wants it soon
            Thread.currentThread().interrupt();
        }
        for (SelectionKey key : selector.keys()) {
            close(key);
        }
        listener.close();
        selector.close();
    }
}
