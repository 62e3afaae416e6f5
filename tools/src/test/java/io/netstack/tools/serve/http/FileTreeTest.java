package io.netstack.tools.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory as HTTP shows it. */
class FileTreeTest {
    @TempDir
    private Path outside;
    private Path root;
    private HttpService service;

    @BeforeEach
    void someFiles() throws IOException {
        root = Files.createDirectory(outside.resolve("site"));
        Files.writeString(outside.resolve("secret.txt"), "secret");
        Files.writeString(Files.createDirectory(outside.resolve("site-of-another")).resolve("a.txt"), "another");
        Files.writeString(root.resolve("a.txt"), "plain");
        Files.writeString(root.resolve("a b&c.html"), "<p>named badly");
        Files.createDirectories(root.resolve("deep/deeper"));
        Files.writeString(root.resolve("deep/index.html"), "<p>index");
        Files.writeString(root.resolve("deep/deeper/x"), "deepest");
        service = HttpService.directory(root);
    }

    private String get(String target) throws IOException {
        return Exchange.get(service, target);
    }

    @ParameterizedTest
    @CsvSource({"/a.txt,plain", "/a%20b%26c.html,<p>named badly", "/a.txt?version=2,plain", "/./deep//deeper/x,deepest",
        "/deep/../a.txt,plain", "/deep%2Fdeeper%2Fx,deepest", "/deep/deeper/%78,deepest", "/deep/,<p>index"})
    void aPathBringsItsFile(String target, String content) throws IOException {
        String answer = get(target);

        assertThat(Exchange.status(answer)).isEqualTo(200);
        assertThat(Exchange.body(answer)).isEqualTo(content);
    }

    @ParameterizedTest
    @CsvSource({"index.HTML,text/html; charset=utf-8", "a.css,text/css; charset=utf-8", "a.js,text/javascript; charset=utf-8",
        "a.json,application/json", "a.png,image/png", "a.svg,image/svg+xml", "a.tar.gz,application/gzip", "a.txt,text/plain; charset=utf-8",
        "README,application/octet-stream", "a.unheard-of,application/octet-stream"})
    void theTypeGoesByTheEndOfTheName(String name, String type) throws IOException {
        Files.writeString(root.resolve(name), "x");

        assertThat(Exchange.field(get("/" + name), "Content-Type")).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/deep/nothing", "/a.txt/", "/a.txt/below", "/%20"})
    void whatIsNotThereIsNotFound(String target) throws IOException {
        assertThat(Exchange.status(get(target))).isEqualTo(404);
    }

    @Test
    void aNameThatNoFileCanHaveIsNotFound() throws IOException {
        assertThat(Exchange.status(get("/" + "x".repeat(5000)))).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../secret.txt", "/deep/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/../site/a.txt",
        "/../site-of-another/a.txt", "/link", "/linked/a.txt", "/pipe"})
    void whatLiesOutsideOrIsNoFileIsForbidden(String target) throws Exception {
        Files.createSymbolicLink(root.resolve("link"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("linked"), outside.resolve("site-of-another"));
        assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor()).isZero();

        String answer = get(target);

        assertThat(Exchange.status(answer)).isEqualTo(403);
        assertThat(answer).doesNotContain("secret\n").doesNotContain(outside.toString());
    }

    @Test
    void anIndexThatPointsOutsideIsForbidden() throws IOException {
        Files.createSymbolicLink(root.resolve("index.html"), outside.resolve("secret.txt"));

        assertThat(Exchange.status(get("/"))).isEqualTo(403);
    }

    @Test
    void aLinkWithinTheDirectoryIsFollowed() throws IOException {
        Files.createSymbolicLink(root.resolve("link"), Path.of("deep/deeper/x"));

        assertThat(Exchange.body(get("/link"))).isEqualTo("deepest");
    }

    @Test
    void aDirectoryWithoutIndexIsAListOfLinks() throws IOException {
        String answer = get("/");

        assertThat(Exchange.field(answer, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(Exchange.body(answer)).contains("<a href=\"./a%20b%26c.html\">a b&amp;c.html</a>").contains("<a href=\"./deep/\">deep/</a>")
            .doesNotContain("../");
        assertThat(Exchange.body(get("/deep/deeper/"))).contains("<a href=\"../\">").contains("<a href=\"./x\">x</a>");
    }

    @ParameterizedTest
    @CsvSource({"/deep,/deep/", "/deep/./deeper,/deep/deeper/", "//deep,/deep/"})
    void aDirectoryWithoutSlashIsMoved(String target, String to) throws IOException {
        String answer = get(target);

        assertThat(Exchange.status(answer)).isEqualTo(301);
        assertThat(Exchange.field(answer, "Location")).isEqualTo(to);
    }

    @Test
    void aRangeOfAFileBringsThatPart() throws IOException {
        String answer = Exchange.get(service, "/deep/deeper/x", "Range: bytes=4-\r\n");

        assertThat(Exchange.status(answer)).isEqualTo(206);
        assertThat(Exchange.body(answer)).isEqualTo("est");
    }

    @Test
    void aFileThatBecomesShorterBreaksTheConnectionInsteadOfFillingUp() throws Exception {
        HttpAnswer answer = FileTree.of(root).find("/a.txt");
        Files.writeString(root.resolve("a.txt"), "pl");

        assertThatThrownBy(() -> answer.body().write(OutputStream.nullOutputStream(), 0, answer.length())).isInstanceOf(IOException.class)
            .hasMessageContaining("shorter");
    }

    @Test
    void fiftyMegabytesArriveAndAreNeverAllInMemory() throws Exception {
        byte[] mebibyte = HttpService.pageText(1 << 20);
        MessageDigest sent = MessageDigest.getInstance("SHA-256");
        try (OutputStream file = new DigestOutputStream(Files.newOutputStream(root.resolve("large")), sent)) {
            for (int i = 0; i < 50; i++) {
                file.write(mebibyte);
            }
        }
        MessageDigest came = MessageDigest.getInstance("SHA-256");
        long[] longest = new long[1];
        OutputStream client = new OutputStream() {
            private boolean inBody;

            @Override
            public void write(int b) {
                throw new AssertionError("one byte at a time");
            }

            @Override
            public void write(byte[] b, int offset, int length) {
                longest[0] = Math.max(longest[0], length);
                int from = offset;
                if (!inBody) {
                    String head = new String(b, offset, length, StandardCharsets.ISO_8859_1);
                    from += head.indexOf("\r\n\r\n") + 4;
                    inBody = true;
                }
                came.update(b, from, offset + length - from);
            }
        };
        service.serve(new ByteArrayInputStream("GET /large HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)), client);

        assertThat(came.digest()).isEqualTo(sent.digest());
        assertThat(longest[0]).isLessThanOrEqualTo(1 << 16);
    }

    @Test
    void whatIsNoDirectoryIsRefusedWithOneLine() {
        assertThatThrownBy(() -> HttpService.directory(Path.of("nowhere"))).isInstanceOf(IOException.class).hasMessage("there is no nowhere");
        assertThatThrownBy(() -> HttpService.directory(root.resolve("a.txt"))).hasMessageEndingWith("a.txt is not a directory");
    }
}
