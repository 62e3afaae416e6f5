package io.netstack.tools.serve.http;

import io.netstack.tools.serve.Service;
import io.netstack.tools.serve.http.HttpRequest.Field;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/** GET and HEAD, one request after the other on a connection: HTTP/1.1 as far as curl, browsers and load generators need it. */
public final class HttpService implements Service {
    /** Content of a request that is read and forgotten, for the sake of the connection; more of it ends the connection. */
    private static final long FORGOTTEN_BYTES = 1 << 20;

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
        RequestReader requests = new RequestReader(in);
        AnswerWriter answers = new AnswerWriter(out);
        boolean more = true;
        while (more) {
            try {
                HttpRequest request = requests.next();
                if (request == null) {
                    return;
                }
                more = answer(request, requests, answers);
            } catch (HttpFault fault) {
                answers.write(HttpAnswer.of(fault.status(), fault.getMessage()), true, AnswerWriter.Connection.ENDS);
                more = false;
            }
        }
        // What the client has said beyond that is read: closing with unread bytes is a RST, which may overtake the answer.
        requests.skipAvailable();
    }

    /** @return whether another request may follow */
    private boolean answer(HttpRequest request, RequestReader requests, AnswerWriter answers) throws IOException, HttpFault {
        long contentLength = request.contentLength();
        boolean more = request.keepsAlive() && contentLength >= 0 && contentLength <= FORGOTTEN_BYTES;
        if (more && contentLength > 0) {
            requests.skip(contentLength);
        }
        answers.write(answer(request), !request.method().equals("HEAD"), !more ? AnswerWriter.Connection.ENDS
            : request.old() ? AnswerWriter.Connection.STAYS : AnswerWriter.Connection.AS_EXPECTED);
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
        if (found.status() != 200 || !request.method().equals("GET") || request.field(Field.IF_RANGE) != null) {
            return found;
        }
        try {
            ByteRange range = ByteRange.of(request.field(Field.RANGE), found.length());
            return range == null ? found : found.part(range);
        } catch (HttpFault fault) {
            return HttpAnswer.of(fault.status(), fault.getMessage()).with("Content-Range: bytes */" + found.length());
        }
    }
}
