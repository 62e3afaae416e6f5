package io.netstack.tools.serve.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The requests on one connection, one after the other; what came beyond one is kept for the next. */
final class RequestReader {
    private static final int MAX_HEAD_BYTES = 16_384;
    private static final int FIRST_BYTES = 1024;
    private static final int VERSION_LENGTH = "HTTP/1.1".length();
    private static final boolean[] TOKEN = new boolean[256];

    static {
        for (char c : "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private final InputStream in;
    private byte[] buffer = new byte[FIRST_BYTES];
    private int start;
    private int end;

    RequestReader(InputStream in) {
        this.in = in;
    }

    /**
     * The next request's head.
     *
     * @return null when the client has ended instead
     * @throws HttpFault when what comes is no request; where the next one begins nobody knows
     */
    HttpRequest next() throws IOException, HttpFault {
        while (true) {
            while (start < end && (buffer[start] == '\r' || buffer[start] == '\n')) {
                start++; // RFC 9112 §2.2: empty lines before a request are skipped
            }
            int headEnd = headEnd();
            if (headEnd > 0) {
                HttpRequest request = parse(headEnd);
                start = headEnd;
                return request;
            }
            if (end - start >= MAX_HEAD_BYTES) {
                throw new HttpFault(431, "a head of more than " + MAX_HEAD_BYTES + " bytes");
            }
            if (!fill()) {
                if (start == end) {
                    return null;
                }
                throw new HttpFault(400, "the request ends within its head");
            }
        }
    }

    /** The place behind the empty line that ends a head, or 0 when there is none yet. */
    private int headEnd() {
        for (int i = start; i < end; i++) {
            if (buffer[i] == '\n' && i + 1 < end
                && (buffer[i + 1] == '\n' || buffer[i + 1] == '\r' && i + 2 < end && buffer[i + 2] == '\n')) {
                return i + (buffer[i + 1] == '\n' ? 2 : 3);
            }
        }
        return 0;
    }

    /** @return false when the client has ended */
    private boolean fill() throws IOException {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * end);
        }
        int n = in.read(buffer, end, buffer.length - end);
        end += Math.max(n, 0);
        return n >= 0;
    }

    /** Reads and forgets. @throws IOException when the client ends before */
    void skip(long bytes) throws IOException {
        long kept = Math.min(bytes, end - start);
        start += (int) kept;
        in.skipNBytes(bytes - kept);
    }

    /** Reads and forgets what has come. */
    void skipAvailable() throws IOException {
        start = end;
        while (in.available() > 0 && in.skip(in.available()) > 0) {
            // the next piece
        }
    }

    // ---- parsing

    private HttpRequest parse(int headEnd) throws HttpFault {
        int lineEnd = lineEnd(start);
        int methodEnd = start;
        while (methodEnd < lineEnd && isToken(methodEnd)) {
            methodEnd++;
        }
        int versionStart = lineEnd - VERSION_LENGTH;
        boolean line = methodEnd > start && versionStart - 1 > methodEnd + 1 && buffer[methodEnd] == ' ' && buffer[versionStart - 1] == ' '
            && isVersion(versionStart);
        for (int i = methodEnd + 1; line && i < versionStart - 1; i++) {
            line = buffer[i] > ' ' || buffer[i] < 0;
        }
        if (!line) {
            throw new HttpFault(400, "not HTTP: a request begins with a line such as GET / HTTP/1.1");
        }
        if (buffer[versionStart + 5] != '1') {
            throw new HttpFault(505, "HTTP/1.1 only");
        }
        boolean old = buffer[versionStart + 7] == '0';
        String[] values = fields(headEnd);
        if (!old && values[HttpRequest.Field.HOST.ordinal()] == null) {
            throw new HttpFault(400, "a request of HTTP/1.1 has a Host field"); // RFC 9112 §3.2
        }
        return new HttpRequest(text(start, methodEnd), RequestTarget.path(text(methodEnd + 1, versionStart - 1)), old, values);
    }

    private String[] fields(int headEnd) throws HttpFault {
        String[] values = new String[HttpRequest.Field.values().length];
        int at = nextLine(start);
        for (int number = 1; lineEnd(at) > at && at < headEnd; number++) {
            int colon = at;
            while (isToken(colon)) {
                colon++;
            }
            if (colon == at || buffer[colon] != ':') {
                throw new HttpFault(400, "field line " + number + " is none such as Host: example");
            }
            HttpRequest.Field field = HttpRequest.Field.named(buffer, at, colon);
            if (field != null) {
                String value = text(colon + 1, lineEnd(at)).strip();
                String former = values[field.ordinal()];
                values[field.ordinal()] = former == null ? value : former + ", " + value;
            }
            at = nextLine(at);
        }
        return values;
    }

    private boolean isToken(int at) {
        return TOKEN[buffer[at] & 0xFF];
    }

    private boolean isVersion(int at) {
        return buffer[at] == 'H' && buffer[at + 1] == 'T' && buffer[at + 2] == 'T' && buffer[at + 3] == 'P' && buffer[at + 4] == '/'
            && Character.isDigit(buffer[at + 5]) && buffer[at + 6] == '.' && Character.isDigit(buffer[at + 7]);
    }

    /** Behind the line that begins there; a head ends with a line feed, so there is one. */
    private int nextLine(int at) {
        int i = at;
        while (buffer[i] != '\n') {
            i++;
        }
        return i + 1;
    }

    /** Where the text of the line ends. */
    private int lineEnd(int at) {
        int feed = nextLine(at) - 1;
        return feed > at && buffer[feed - 1] == '\r' ? feed - 1 : feed;
    }

    private String text(int from, int to) {
        return new String(buffer, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
