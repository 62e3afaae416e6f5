package io.netstack.tools.serve.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A client that says everything at once, and then ends. Bytes are Latin-1 characters. */
final class Exchange {
    private Exchange() {
    }

    /** All that the service said to it. */
    static String with(HttpService service, String requests) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        service.serve(new ByteArrayInputStream(requests.getBytes(StandardCharsets.ISO_8859_1)), out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    /** A GET of HTTP/1.1. @param fields further field lines, each with its end */
    static String get(HttpService service, String target, String... fields) throws IOException {
        return with(service, "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + String.join("", fields) + "\r\n");
    }

    static String head(String answer) {
        return answer.substring(0, answer.indexOf("\r\n\r\n") + 2);
    }

    static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    static int status(String answer) {
        return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    }

    /** What a field of the answer says. */
    static String field(String answer, String name) {
        return head(answer).lines().filter(line -> line.startsWith(name + ": ")).findFirst().orElse(name + ": ").substring(name.length() + 2);
    }
}
