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
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @Test
    void getBringsThePage() throws IOException {
        String answer = answerTo(new HttpService(102_400), "GET / HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n")
            .contains("\r\nContent-Length: 102400\r\n").contains("\r\nConnection: close\r\n");
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(body.getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(HttpService.page(102_400));
    }

    @Test
    void headBringsNoPage() throws IOException {
        assertThat(answerTo(new HttpService(7), "HEAD / HTTP/1.0\n\n")).contains("Content-Length: 7").endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({"'POST / HTTP/1.1\r\n\r\n',501", "'nonsense\r\n\r\n',400", "'GET / HTTP/1.1\r\n',400", "'',400"})
    void anythingElseIsAnsweredByAnError(String request, String status) throws IOException {
        assertThat(answerTo(new HttpService(7), request)).startsWith("HTTP/1.1 " + status);
    }

    @Test
    void aHeadWithoutEndIsNotReadForEver() throws IOException {
        assertThat(answerTo(new HttpService(7), "x".repeat(1_000_000))).startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 43, 102_400})
    void aPageHasItsLengthAndNumberedLines(int length) {
        byte[] page = HttpService.page(length);

        assertThat(page).hasSize(length);
        assertThat(Arrays.copyOf(HttpService.page(length + 100), length)).isEqualTo(page);
        assertThat(new String(HttpService.page(1000), StandardCharsets.US_ASCII)).startsWith("line 0000001 ").contains("\nline 0000002 ");
    }
}
