package io.netstack.tools.serve.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes answers on one connection. */
final class AnswerWriter {
    /** What it has to say about the connection's future: nothing, when that is what the client takes for granted. */
    enum Connection {
        AS_EXPECTED(""), STAYS("Connection: keep-alive\r\n"), ENDS("Connection: close\r\n");

        private final byte[] field;

        Connection(String field) {
            this.field = latin(field);
        }
    }

    /** The Date field of a second: it is the same for thousands of answers. */
    private record Stamp(long second, byte[] field) {
    }

    private static final int BUFFER_BYTES = 65_536;
    private static final byte[] LINE_END = latin("\r\n");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
        .withZone(ZoneOffset.UTC);
    private static volatile Stamp stamp = new Stamp(0, LINE_END);

    /** One write for a head and a small page: with Nagle's rule the second of two would wait for the first one's ACK. */
    private final OutputStream out;

    AnswerWriter(OutputStream out) {
        this.out = new BufferedOutputStream(out, BUFFER_BYTES);
    }

    /** @param withBody false for HEAD */
    void write(HttpAnswer answer, boolean withBody, Connection connection) throws IOException {
        out.write(answer.statusLine());
        out.write(date());
        out.write(answer.fields());
        out.write(connection.field);
        out.write(LINE_END);
        if (withBody) {
            answer.body().write(out, 0, answer.length());
        }
        out.flush();
    }

    private static byte[] date() {
        long second = System.currentTimeMillis() / 1000;
        Stamp current = stamp;
        if (current.second != second) {
            current = new Stamp(second, latin("Date: " + DATE.format(Instant.ofEpochSecond(second)) + "\r\n"));
            stamp = current;
        }
        return current.field;
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
