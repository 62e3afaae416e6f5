package io.netstack.tools.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service makes of requests, whatever the content. */
class HttpServiceTest {
    private static final Pattern ANSWER = Pattern.compile("HTTP/1\\.1 \\d{3} ");

    private final HttpService service = HttpService.page(100);

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static long answers(String said) {
        return ANSWER.matcher(said).results().count();
    }

    @Test
    void getBringsThePage() throws IOException {
        String answer = Exchange.get(HttpService.page(102_400), "/");

        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(Exchange.field(answer, "Content-Length")).isEqualTo("102400");
        assertThat(Exchange.field(answer, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(Exchange.field(answer, "Date")).matches("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
        assertThat(Exchange.body(answer)).isEqualTo(latin(HttpService.pageText(102_400)));
    }

    @Test
    void headBringsTheSameHeadAndNoPage() throws IOException {
        String answer = Exchange.with(service, "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(Exchange.head(answer).replaceFirst("Date: .*", "")).isEqualTo(Exchange.head(Exchange.get(service, "/"))
            .replaceFirst("Date: .*", ""));
        assertThat(Exchange.body(answer)).isEmpty();
    }

    @Test
    void aConnectionIsKeptForRequestsThatComeTogether() throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        String said = Exchange.with(service, request + "\r\n" + request + request);

        assertThat(answers(said)).isEqualTo(3);
        assertThat(said).doesNotContain("Connection:");
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.0,'',1,close", "HTTP/1.0,'Connection: Keep-Alive\r\n',2,keep-alive", "HTTP/1.1,'Connection: close\r\n',1,close",
        "HTTP/1.1,'',2,''", "HTTP/1.2,'',2,''"})
    void whoWantsTheConnectionKeptIsAskedNoFurther(String version, String field, int answered, String connection) throws IOException {
        String request = "GET / " + version + "\r\nHost: x\r\n" + field + "\r\n";
        String said = Exchange.with(service, request + request);

        assertThat(answers(said)).isEqualTo(answered);
        assertThat(Exchange.field(said, "Connection")).isEqualTo(connection);
    }

    @Test
    void theContentOfARequestIsNotTakenForTheNextOne() throws IOException {
        String said = Exchange.with(service, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nGET / ...GET / HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(Exchange.status(said)).isEqualTo(405);
        assertThat(Exchange.field(said, "Allow")).isEqualTo("GET, HEAD");
        assertThat(answers(said)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked", "Expect: 100-continue", "Content-Length: 50000000"})
    void contentWhoseEndIsFarOrUnknownEndsTheConnection(String field) throws IOException {
        String said = Exchange.with(service, "PUT / HTTP/1.1\r\nHost: x\r\n" + field + "\r\n\r\n" + "x".repeat(3000));

        assertThat(Exchange.status(said)).isEqualTo(405);
        assertThat(Exchange.field(said, "Connection")).isEqualTo("close");
        assertThat(answers(said)).isOne();
    }

    @ParameterizedTest
    @CsvSource({"'nonsense\r\n\r\n',400", "'GET /\r\n\r\n',400", "'GET  / HTTP/1.1\r\nHost: x\r\n\r\n',400", "'GET / HTTP/1.1\r\n',400",
        "'GET / HTTP/1.1\r\n\r\n',400", "'GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n',400", "'GET / HTTP/1.1\r\nHost : x\r\n\r\n',400",
        "'GET * HTTP/1.1\r\nHost: x\r\n\r\n',400", "'GET x HTTP/1.1\r\nHost: x\r\n\r\n',400",
        "'GET /%0 HTTP/1.1\r\nHost: x\r\n\r\n',400", "'GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n',400",
        "'GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n',400", "'GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n',400",
        "'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',400", "'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',505"})
    void whatIsNoRequestIsToldSoAndEnds(String request, int status) throws IOException {
        String said = Exchange.with(service, request + "GET / HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(Exchange.status(said)).isEqualTo(status);
        assertThat(Exchange.field(said, "Connection")).isEqualTo("close");
        assertThat(answers(said)).isOne();
    }

    @Test
    void aHeadWithoutEndIsNotReadForEver() throws IOException {
        assertThat(Exchange.status(Exchange.with(service, "x".repeat(1_000_000)))).isEqualTo(431);
    }

    @Test
    void aClientThatSaysNothingIsToldNothing() throws IOException {
        assertThat(Exchange.with(service, "")).isEmpty();
    }

    @Test
    void linesMayEndWithoutCarriageReturnAndTheTargetMayNameAHost() throws IOException {
        assertThat(Exchange.status(Exchange.with(service, "GET http://x/y?z HTTP/1.1\nHost: x\n\n"))).isEqualTo(200);
        assertThat(Exchange.status(Exchange.with(service, "GET http://x?z HTTP/1.1\nHost: x\n\n"))).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-9,0,10", "bytes=90-,90,100", "bytes=-5,95,100", "bytes=-500,0,100", "bytes=50-5000,50,100", "bytes=99-99,99,100"})
    void aRangeBringsThatPart(String range, int from, int to) throws IOException {
        String answer = Exchange.get(service, "/", "Range: " + range + "\r\n");

        assertThat(Exchange.status(answer)).isEqualTo(206);
        assertThat(Exchange.field(answer, "Content-Range")).isEqualTo("bytes " + from + "-" + (to - 1) + "/100");
        assertThat(Exchange.field(answer, "Content-Length")).isEqualTo(Integer.toString(to - from));
        assertThat(Exchange.body(answer)).isEqualTo(latin(Arrays.copyOfRange(HttpService.pageText(100), from, to)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=5000-6000", "bytes=-0"})
    void aRangeBehindTheEndIsRefusedWithTheLength(String range) throws IOException {
        String answer = Exchange.get(service, "/", "Range: " + range + "\r\n");

        assertThat(Exchange.status(answer)).isEqualTo(416);
        assertThat(Exchange.field(answer, "Content-Range")).isEqualTo("bytes */100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Range: bytes=9-2\r\n", "Range: bytes=0-1,5-6\r\n", "Range: lines=0-1\r\n", "Range: bytes=0-1\r\nIf-Range: \"v1\"\r\n"})
    void whatIsNoSingleRangeBringsAll(String fields) throws IOException {
        assertThat(Exchange.body(Exchange.get(service, "/", fields))).isEqualTo(latin(HttpService.pageText(100)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 43, 102_400})
    void aPageHasItsLengthAndNumberedLines(int length) {
        byte[] page = HttpService.pageText(length);

        assertThat(page).hasSize(length);
        assertThat(Arrays.copyOf(HttpService.pageText(length + 100), length)).isEqualTo(page);
        assertThat(new String(HttpService.pageText(1000), StandardCharsets.US_ASCII)).startsWith("line 0000001 ").contains("\nline 0000002 ");
    }
}
