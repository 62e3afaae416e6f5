package io.netstack.tools.serve.http;

/** A request that gets no content: the status says why, the message is the page. */
final class HttpFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    HttpFault(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
