package io.netstack.conn;

/** Why a connection ended before its time, under the names that the sockets interface gives. */
public enum ConnectionError {
    /** Nothing is wrong. */
    NONE(""),
    /** The peer reset the connection. */
    ECONNRESET("Connection reset by peer"),
    /** The connection is closed for sending. */
    EPIPE("Broken pipe"),
    /** The peer did not answer any more. */
    ETIMEDOUT("Connection timed out"),
    /** This side gave the connection up: its listener closed, or memory ran out. */
    ECONNABORTED("Software caused connection abort");

    private final String text;

    ConnectionError(String text) {
        this.text = text;
    }

    /** One line for people. */
    public String text() {
        return text;
    }
}
