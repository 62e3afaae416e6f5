package io.netstack.tools.serve.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The built-in page, under every path. */
final class OnePage implements HttpContent {
    private final HttpAnswer answer;

    OnePage(int pageBytes) {
        answer = HttpAnswer.of(200, MediaType.PLAIN, text(pageBytes));
    }

    /** The page of a length: numbered lines, so that a missing or repeated piece is seen. */
    static byte[] text(int pageBytes) {
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
    public HttpAnswer find(String path) {
        return answer;
    }
}
