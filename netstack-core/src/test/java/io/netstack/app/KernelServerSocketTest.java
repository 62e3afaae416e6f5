package io.netstack.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** The contract as the JDK and the kernel fulfil it: that it asks for nothing that they do not do. */
class KernelServerSocketTest extends AcceptedSocketContract {

    @Override
    ServerSocket unbound() throws IOException {
        return new ServerSocket();
    }

    @Override
    InetAddress host() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    @Override
    TestClient connect(int port) throws IOException {
        return new Client(new Socket(host(), port));
    }

    private record Client(Socket socket) implements TestClient {
        @Override
        public void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void finish() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void stall() {
            // nobody reads unless a test asks for it
        }

        @Override
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public String readAll() throws IOException {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }

        @Override
        public String read(int length) throws IOException {
            return new String(socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
        }

        @Override
        public boolean wasReset() throws IOException {
            try {
                socket.getInputStream().readAllBytes();
                return false;
            } catch (SocketException e) {
                return e.getMessage().equals("Connection reset");
            }
        }
    }
}
