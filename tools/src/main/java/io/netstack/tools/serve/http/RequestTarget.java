package io.netstack.tools.serve.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a request asks for (RFC 9112 §3.2). */
final class RequestTarget {
    private static final Pattern ABSOLUTE = Pattern.compile("https?://[^/?#]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern PLAIN = Pattern.compile("/[A-Za-z0-9._~/-]*+");

    private RequestTarget() {
    }

    /** The path that a target names, decoded, without host and query. */
    static String path(String target) throws HttpFault {
        if (target.equals("/") || PLAIN.matcher(target).matches()) {
            return target;
        }
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
}
