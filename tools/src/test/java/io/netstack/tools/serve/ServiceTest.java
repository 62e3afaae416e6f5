package io.netstack.tools.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private String answerTo(Service service, String request) throws IOException {
        service.serve(new ByteArrayInputStream(request.getBytes(StandardCharsets.ISO_8859_1)), out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void echoSendsBackWhatCame() throws IOException {
        assertThat(answerTo(Service.ECHO, "one\ntwo")).isEqualTo("one\ntwo");
    }

    @Test
    void discardReadsAllAndSaysNothing() throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(new byte[100_000]);
        Service.DISCARD.serve(in, out);

        assertThat(in.available()).isZero();
        assertThat(out.size()).isZero();
    }

    @Test
    void chargenSendsLinesEachAPlaceFurtherUntilThePeerHasEnough() {
        OutputStream enough = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (out.size() == 10_000) {
                    throw new IOException("enough");
                }
                out.write(b);
            }
        };
        assertThatThrownBy(() -> Service.CHARGEN.serve(InputStream.nullInputStream(), enough)).hasMessage("enough");
        List<String> lines = out.toString(StandardCharsets.US_ASCII).lines().toList();
        assertThat(lines.get(0)).startsWith(" !\"#$%&").hasSize(72);
        assertThat(lines.get(1)).startsWith("!\"#$%&'");
        assertThat(lines.get(95)).isEqualTo(lines.get(0));
    }

    @Test
    void proxyJoinsToAServerOfTheKernels() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread echo = Thread.startVirtualThread(() -> {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream().write("server: ".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().transferTo(socket.getOutputStream());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            ProxyService proxy = ProxyService.to(server.getInetAddress().getHostAddress() + ":" + server.getLocalPort());
            assertThat(answerTo(proxy, "question")).isEqualTo("server: question");
            echo.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "127.0.0.1:x", "127.0.0.1:99999", ":"})
    void whatIsNoServerIsRefused(String to) {
        assertThatThrownBy(() -> ProxyService.to(to)).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(to + " is no");
    }
}
