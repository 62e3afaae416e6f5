package io.netstack.tools.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One page for every GET and HEAD, then the end of the connection: HTTP/1.1 as far as curl and browsers need it (RFC 9112). */
public final class HttpService implements Service {
    private static final int MAX_REQUEST_LENGTH = 16_384;

    private final byte[] page;

    /** @param pageBytes how long the page is, 0 or more */
    public HttpService(int pageBytes) {
        page = page(pageBytes);
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
        String request = readHead(in);
        String method = request.substring(0, Math.max(0, request.indexOf(' ')));
        switch (method) {
            case "GET" -> answer(out, "200 OK", page, true);
            case "HEAD" -> answer(out, "200 OK", page, false);
            case "" -> answer(out, "400 Bad Request", "not HTTP\n".getBytes(StandardCharsets.US_ASCII), true);
            default -> answer(out, "501 Not Implemented", "GET and HEAD only\n".getBytes(StandardCharsets.US_ASCII), true);
        }
    }

    /** The request line and the header fields; empty when they do not end within a sensible length. */
    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int lastFour = 0;
        int next;
        while (head.size() < MAX_REQUEST_LENGTH && (next = in.read()) >= 0) {
            head.write(next);
            lastFour = lastFour << 8 | next;
            if (lastFour == 0x0D0A0D0A || (lastFour & 0xFFFF) == 0x0A0A) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }

    private static void answer(OutputStream out, String status, byte[] body, boolean withBody) throws IOException {
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\nContent-Length: " + body.length
            + "\r\nConnection: close\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        if (withBody) {
            out.write(body);
        }
        out.flush();
    }
}
