package io.netstack.tools.serve.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a request (RFC 9112 §3 and §5).
 *
 * @param method  as it was written
 * @param path    of the target, percent-decoded, without the query
 * @param version 10 for HTTP/1.0, 11 for anything later of HTTP/1
 * @param fields  by name in lower case; several of one name are joined by commas
 */
record HttpRequest(String method, String path, int version, Map<String, String> fields) {
    private static final int MAX_HEAD_BYTES = 16_384;
    private static final Pattern LINE = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\\S+) HTTP/(\\d)\\.(\\d)");
    private static final Pattern FIELD = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*(.*?)[ \\t]*");
    private static final Pattern ABSOLUTE = Pattern.compile("https?://[^/?#]+", Pattern.CASE_INSENSITIVE);

    /**
     * Reads one.
     *
     * @return null when the client has ended instead
     * @throws HttpFault when what comes is no request; where the next one begins nobody knows
     */
    static HttpRequest read(InputStream in) throws IOException, HttpFault {
        String head = readHead(in);
        if (head == null) {
            return null;
        }
        String[] lines = head.split("\r?\n");
        Matcher line = LINE.matcher(lines[0]);
        if (!line.matches()) {
            throw new HttpFault(400, "not HTTP: a request begins with a line such as GET / HTTP/1.1");
        }
        if (!line.group(3).equals("1")) {
            throw new HttpFault(505, "HTTP/1.1 only");
        }
        Map<String, String> fields = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            Matcher field = FIELD.matcher(lines[i]);
            if (!field.matches()) {
                throw new HttpFault(400, "field line " + i + " is none such as Host: example");
            }
            fields.merge(field.group(1).toLowerCase(Locale.ROOT), field.group(2), (one, two) -> one + ", " + two);
        }
        int version = line.group(4).equals("0") ? 10 : 11;
        if (version == 11 && !fields.containsKey("host")) {
            throw new HttpFault(400, "a request of HTTP/1.1 has a Host field"); // RFC 9112 §3.2
        }
        return new HttpRequest(line.group(1), path(line.group(2)), version, fields);
    }

    /** The request line and the field lines without the empty line at the end; null when nothing came. */
    private static String readHead(InputStream in) throws IOException, HttpFault {
        ByteArrayOutputStream head = new ByteArrayOutputStream(512);
        int lastFour = 0;
        int next;
        while ((next = in.read()) >= 0) {
            if (head.size() == 0 && (next == '\r' || next == '\n')) {
                continue; // RFC 9112 §2.2: empty lines before a request are skipped
            }
            if (head.size() == MAX_HEAD_BYTES) {
                throw new HttpFault(431, "a head of more than " + MAX_HEAD_BYTES + " bytes");
            }
            head.write(next);
            lastFour = lastFour << 8 | next;
            if (lastFour == 0x0D0A0D0A || (lastFour & 0xFFFF) == 0x0A0A) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        if (head.size() > 0) {
            throw new HttpFault(400, "the request ends within its head");
        }
        return null;
    }

    private static String path(String target) throws HttpFault {
        Matcher absolute = ABSOLUTE.matcher(target);
        String local = absolute.lookingAt() ? target.substring(absolute.end()) : target;
        if (absolute.lookingAt() && !local.startsWith("/")) {
            local = "/" + local;
        }
        String path = local.replaceFirst("[?#].*", "");
        if (!path.startsWith("/")) {
            throw new HttpFault(400, "the target is no path");
        }
        return decoded(path);
    }

    /** RFC 3986 §2.1; what the bytes say in UTF-8. */
    private static String decoded(String path) throws HttpFault {
        byte[] bytes = new byte[path.length()];
        int length = 0;
        for (int i = 0; i < path.length(); i++) {
            int c = path.charAt(i);
            if (c == '%') {
                int high = i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
                int low = i + 2 < path.length() ? Character.digit(path.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new HttpFault(400, "% without two hexadecimal digits");
                }
                c = high << 4 | low;
                i += 2;
            }
            if (c == 0) {
                throw new HttpFault(400, "a path has no zero byte");
            }
            bytes[length++] = (byte) c;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
        } catch (CharacterCodingException e) {
            throw new HttpFault(400, "the path is not in UTF-8");
        }
    }

    /** Does the client want the connection for another request (RFC 9112 §9.3)? */
    boolean keepsAlive() {
        String connection = fields.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        return version == 10 ? connection.contains("keep-alive") : !connection.contains("close");
    }

    /** How long the request's content is: -1 when only its end can tell, or when the client waits to be asked for it. */
    long contentLength() throws HttpFault {
        if (fields.containsKey("transfer-encoding") || fields.containsKey("expect")) {
            return -1;
        }
        String length = fields.getOrDefault("content-length", "0");
        if (!length.matches("\\d{1,18}")) {
            throw new HttpFault(400, "Content-Length is no number");
        }
        return Long.parseLong(length);
    }
}
