package io.netstack.tools.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One page for every GET and HEAD: HTTP/1.1 as far as curl, browsers and load generators need it (RFC 9112). The connection stays for the
 * next request unless the client wants it closed, speaks HTTP/1.0, or sends something that this service does not read to its end.
 */
public final class HttpService implements Service {
    private static final byte[] NOT_HTTP = "not HTTP\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOT_HERE = "GET and HEAD only\n".getBytes(StandardCharsets.US_ASCII);

    private final byte[] page;
    private final byte[] headOfLast;
    private final byte[] headOfNext;
    /** Head and page in one piece: one write, and with luck one segment. */
    private final byte[] answerAndStay;

    /** @param pageBytes how long the page is, 0 or more */
    public HttpService(int pageBytes) {
        page = page(pageBytes);
        headOfLast = head("200 OK", pageBytes, false);
        headOfNext = head("200 OK", pageBytes, true);
        answerAndStay = join(headOfNext, page);
    }

    /** The page of a length: numbered lines, so that a missing or repeated piece is seen. */
    public static byte[] page(int pageBytes) {
        byte[] page = new byte[pageBytes];
        int filled = 0;
        for (int line = 1; filled < pageBytes; line++) {
            byte[] text = String.format(Locale.ROOT, "line %07d of a page from a user-space TCP\n", line)
                .getBytes(StandardCharsets.US_ASCII);
            int length = Math.min(text.length, pageBytes - filled);
            System.arraycopy(text, 0, page, filled, length);
            filled += length;
        }
        return page;
    }

    @Override
    public void serve(InputStream in, OutputStream out) throws IOException {
        HttpRequests requests = new HttpRequests(in);
        boolean stays = true;
        for (int count = 0; stays; count++) {
            String request = requests.next();
            if (request.isEmpty() && count > 0) {
                return;
            }
            stays = answer(request, out);
        }
    }

    /** @return true when the connection stays for another request */
    private boolean answer(String request, OutputStream out) throws IOException {
        boolean stays = HttpRequests.keepsConnection(request);
        switch (request.substring(0, Math.max(0, request.indexOf(' ')))) {
            case "GET" -> out.write(stays ? answerAndStay : join(headOfLast, page));
            case "HEAD" -> out.write(stays ? headOfNext : headOfLast);
            case "" -> stays = refuse(out, "400 Bad Request", NOT_HTTP);
            default -> stays = refuse(out, "501 Not Implemented", NOT_HERE);
        }
        out.flush();
        return stays;
    }

    private static boolean refuse(OutputStream out, String status, byte[] words) throws IOException {
        out.write(join(head(status, words.length, false), words));
        return false;
    }

    private static byte[] head(String status, int bodyLength, boolean stays) {
        return ("HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\nContent-Length: " + bodyLength
            + (stays ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n")).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] join(byte[] head, byte[] body) {
        byte[] both = new byte[head.length + body.length];
        System.arraycopy(head, 0, both, 0, head.length);
        System.arraycopy(body, 0, both, head.length, body.length);
        return both;
    }
}
