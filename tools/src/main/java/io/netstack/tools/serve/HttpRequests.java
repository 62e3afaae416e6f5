package io.netstack.tools.serve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The heads of the requests on one connection, one after the other; what came beyond one head is kept for the next. */
final class HttpRequests {
    private static final int MAX_HEAD_LENGTH = 16_384;
    private static final int FIRST_LENGTH = 1024;

    private final InputStream in;
    private byte[] buffer = new byte[FIRST_LENGTH];
    private int start;
    private int end;

    HttpRequests(InputStream in) {
        this.in = in;
    }

    /** The next request line and its header fields; empty when they do not end within a sensible length. */
    String next() throws IOException {
        int scanned = start;
        while (true) {
            int headEnd = headEnd(scanned);
            if (headEnd > 0) {
                String head = new String(buffer, start, headEnd - start, StandardCharsets.ISO_8859_1);
                start = headEnd;
                return head;
            }
            scanned = Math.max(start, end - 3);
            if (end - start >= MAX_HEAD_LENGTH) {
                return "";
            }
            scanned -= makeRoom();
            int length = in.read(buffer, end, buffer.length - end);
            if (length < 0) {
                return "";
            }
            end += length;
        }
    }

    /** The place behind the empty line that ends a head, or 0 when there is none yet. */
    private int headEnd(int from) {
        for (int i = from; i < end; i++) {
            if (buffer[i] != '\n') {
                continue;
            }
            boolean empty = i > start && buffer[i - 1] == '\n'
                || i > start + 2 && buffer[i - 1] == '\r' && buffer[i - 2] == '\n' && buffer[i - 3] == '\r';
            if (empty) {
                return i + 1;
            }
        }
        return 0;
    }

    /** @return by how much everything moved down */
    private int makeRoom() {
        if (start == end) {
            int moved = start;
            start = 0;
            end = 0;
            return moved;
        }
        if (end < buffer.length) {
            return 0;
        }
        int moved = start;
        if (moved == 0) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
            return 0;
        }
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= moved;
        start = 0;
        return moved;
    }

    /** May the connection stay after this request? RFC 9112 section 9.3; a request with a body ends it, since nobody here reads bodies. */
    static boolean keepsConnection(String head) {
        int lineEnd = head.indexOf('\n');
        if (lineEnd < 0 || !head.substring(0, lineEnd).stripTrailing().endsWith(" HTTP/1.1")) {
            return false;
        }
        String fields = head.substring(lineEnd).toLowerCase(Locale.ROOT);
        return !fields.contains("\nconnection: close") && !fields.contains("\nconnection:close") && !fields.contains("\ncontent-length:")
            && !fields.contains("\ntransfer-encoding:");
    }
}
