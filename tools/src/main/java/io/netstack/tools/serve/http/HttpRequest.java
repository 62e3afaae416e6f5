package io.netstack.tools.serve.http;

import java.util.Locale;

/**
 * The head of a request (RFC 9112 §3 and §5), as far as it says something to a server that gives files.
 *
 * @param method as it was written
 * @param path   of the target, percent-decoded, without the query
 * @param old    is it of HTTP/1.0, and not of anything later of HTTP/1?
 * @param values of {@link Field}s, null for those that are not there
 */
record HttpRequest(String method, String path, boolean old, String[] values) {
    /** The fields that matter here, as they are written in lower case. */
    enum Field {
        HOST("host"), CONNECTION("connection"), CONTENT_LENGTH("content-length"), TRANSFER_ENCODING("transfer-encoding"), EXPECT("expect"),
        RANGE("range"), IF_RANGE("if-range");

        private static final Field[] ALL = values();
        private final String text;

        Field(String text) {
            this.text = text;
        }

        /** The field that is called so, or null for one that does not matter. Names are of ASCII and of either case. */
        static Field named(byte[] b, int from, int to) {
            for (Field field : ALL) {
                if (field.text.length() == to - from && field.isCalled(b, from)) {
                    return field;
                }
            }
            return null;
        }

        private boolean isCalled(byte[] b, int from) {
            for (int i = 0; i < text.length(); i++) {
                if ((b[from + i] | 0x20) != text.charAt(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** What a field says; null when it is not there. */
    String field(Field field) {
        return values[field.ordinal()];
    }

    /** Does the client want the connection for another request (RFC 9112 §9.3)? */
    boolean keepsAlive() {
        String connection = field(Field.CONNECTION);
        if (connection == null) {
            return !old;
        }
        String wish = connection.toLowerCase(Locale.ROOT);
        return old ? wish.contains("keep-alive") : !wish.contains("close");
    }

    /** How long the request's content is: -1 when only its end can tell, or when the client waits to be asked for it. */
    long contentLength() throws HttpFault {
        if (field(Field.TRANSFER_ENCODING) != null || field(Field.EXPECT) != null) {
            return -1;
        }
        String length = field(Field.CONTENT_LENGTH);
        if (length == null) {
            return 0;
        }
        if (!length.matches("\\d{1,18}")) {
            throw new HttpFault(400, "Content-Length is no number");
        }
        return Long.parseLong(length);
    }
}
