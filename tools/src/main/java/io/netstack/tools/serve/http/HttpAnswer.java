package io.netstack.tools.serve.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** An answer before it is written. Its head is made once: the built-in page gives the same answer every time. */
final class HttpAnswer {
    /** Writes pieces of some content. */
    @FunctionalInterface
    interface Body {
        /**
         * Writes exactly so many bytes.
         *
         * @throws IOException when the client has gone, or there are no longer as many
         */
        void write(OutputStream out, long from, long length) throws IOException;
    }

    private final int status;
    private final String type;
    private final long length;
    private final Body body;
    private final byte[] statusLine;
    private final byte[] fields;

    /**
     * @param status as RFC 9110 §15 numbers it
     * @param type   of the content
     * @param length of the content in bytes
     * @param field  one more field line, or null
     */
    private HttpAnswer(int status, String type, long length, Body body, String field) {
        this.status = status;
        this.type = type;
        this.length = length;
        this.body = body;
        this.statusLine = ("HTTP/1.1 " + status + " " + reason(status) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        this.fields = ("Content-Type: " + type + "\r\nContent-Length: " + length + "\r\nAccept-Ranges: bytes\r\n"
            + (field == null ? "" : field + "\r\n")).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Content from somewhere. */
    static HttpAnswer of(String type, long length, Body body) {
        return new HttpAnswer(200, type, length, body, null);
    }

    /** Content that is in memory. */
    static HttpAnswer of(int status, String type, byte[] content) {
        return new HttpAnswer(status, type, content.length, (out, from, count) -> out.write(content, (int) from, (int) count), null);
    }

    /** A line for people. */
    static HttpAnswer of(int status, String line) {
        return of(status, MediaType.PLAIN, (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The same with one more field line. */
    HttpAnswer with(String fieldLine) {
        return new HttpAnswer(status, type, length, body, fieldLine);
    }

    /** A part of this answer's content (RFC 9110 §15.3.7). */
    HttpAnswer part(ByteRange range) {
        return new HttpAnswer(206, type, range.length(), (out, from, count) -> body.write(out, range.first() + from, count),
            "Content-Range: bytes " + range.first() + "-" + range.last() + "/" + length);
    }

    int status() {
        return status;
    }

    /** Of the content in bytes. */
    long length() {
        return length;
    }

    Body body() {
        return body;
    }

    /** With its end. */
    byte[] statusLine() {
        return statusLine;
    }

    /** The field lines with their ends. */
    byte[] fields() {
        return fields;
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 206 -> "Partial Content";
            case 301 -> "Moved Permanently";
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 416 -> "Range Not Satisfiable";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 505 -> "HTTP Version Not Supported";
            default -> throw new AssertionError(status);
        };
    }
}
