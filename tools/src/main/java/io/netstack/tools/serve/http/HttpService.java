package io.netstack.tools.serve.http;

import io.netstack.tools.serve.Service;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** GET and HEAD, one request after the other on a connection: HTTP/1.1 as far as curl, browsers and load generators need it. */
public final class HttpService implements Service {
    private static final int ANSWER_BUFFER_BYTES = 65_536;
    private static final int REQUEST_BUFFER_BYTES = 4096;
    /** Content of a request that is read and forgotten, for the sake of the connection; more of it ends the connection. */
    private static final long FORGOTTEN_BYTES = 1 << 20;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private final HttpContent content;

    private HttpService(HttpContent content) {
        this.content = content;
    }

    /** Serves a built-in page under every path. @param pageBytes how long it is, 0 or more */
    public static HttpService page(int pageBytes) {
        return new HttpService(new OnePage(pageBytes));
    }

    /**
     * Serves the files of a directory.
     *
     * @throws IOException with one line that says why this is no directory to serve
     */
    public static HttpService directory(Path directory) throws IOException {
        return new HttpService(FileTree.of(directory));
    }

    /** What the built-in page of a length says. */
    public static byte[] pageText(int pageBytes) {
        return OnePage.text(pageBytes);
    }

    @Override
    public void serve(InputStream in, OutputStream out) throws IOException {
        InputStream requests = new BufferedInputStream(in, REQUEST_BUFFER_BYTES);
        // One write for a head and a small page: with Nagle's rule the second of two would wait for the first one's ACK.
        OutputStream answers = new BufferedOutputStream(out, ANSWER_BUFFER_BYTES);
        boolean more = true;
        while (more) {
            try {
                HttpRequest request = HttpRequest.read(requests);
                if (request == null) {
                    return;
                }
                more = answer(request, requests, answers);
            } catch (HttpFault fault) {
                write(answers, HttpAnswer.of(fault.status(), fault.getMessage()), true, "close");
                more = false;
            }
            answers.flush();
        }
        // What the client has said beyond that is read: closing with unread bytes is a RST, which may overtake the answer.
        while (requests.available() > 0) {
            requests.skip(requests.available());
        }
    }

    /** @return whether another request may follow */
    private boolean answer(HttpRequest request, InputStream requests, OutputStream answers) throws IOException, HttpFault {
        long contentLength = request.contentLength();
        boolean more = request.keepsAlive() && contentLength >= 0 && contentLength <= FORGOTTEN_BYTES;
        if (more) {
            requests.skipNBytes(contentLength);
        }
        String connection = !more ? "close" : request.version() == 10 ? "keep-alive" : null;
        write(answers, answer(request), !request.method().equals("HEAD"), connection);
        return more;
    }

    private HttpAnswer answer(HttpRequest request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return HttpAnswer.of(405, "GET and HEAD only").with("Allow: GET, HEAD");
        }
        HttpAnswer found;
        try {
            found = content.find(request.path());
        } catch (HttpFault fault) {
            return HttpAnswer.of(fault.status(), fault.getMessage());
        } catch (IOException e) {
            return HttpAnswer.of(500, "the file system says: " + e.getMessage());
        }
        // RFC 9110 §14.2 and §13.1.5: ranges are for GET, and If-Range names a version of the content, of which we keep no record.
        if (found.status() != 200 || !request.method().equals("GET") || request.fields().containsKey("if-range")) {
            return found;
        }
        try {
            ByteRange range = ByteRange.of(request.fields().get("range"), found.length());
            return range == null ? found : found.part(range);
        } catch (HttpFault fault) {
            return HttpAnswer.of(fault.status(), fault.getMessage()).with("Content-Range: bytes */" + found.length());
        }
    }

    private static void write(OutputStream out, HttpAnswer answer, boolean withBody, String connection) throws IOException {
        StringBuilder head = new StringBuilder(256).append("HTTP/1.1 ").append(answer.status()).append(' ').append(answer.reason())
            .append("\r\nDate: ").append(DATE.format(ZonedDateTime.now(ZoneOffset.UTC)))
            .append("\r\nContent-Type: ").append(answer.type()).append("\r\nContent-Length: ").append(answer.length())
            .append("\r\nAccept-Ranges: bytes\r\n");
        if (answer.field() != null) {
            head.append(answer.field()).append("\r\n");
        }
        if (connection != null) {
            head.append("Connection: ").append(connection).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (withBody) {
            answer.body().write(out, 0, answer.length());
        }
    }
}
