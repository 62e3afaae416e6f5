package io.netstack.app;

/** A client of a server under test: the kernel's or a simulated one. Waits in vain end with an error. */
interface TestClient {
    /** Sends. */
    void write(String text) throws Exception;

    /** Sends no more. */
    void finish() throws Exception;

    /** Takes nothing from now on: who writes to it will have to wait. */
    void stall() throws Exception;

    /** Resets the connection. */
    void reset() throws Exception;

    /** What was not read before, up to the server's end. */
    String readAll() throws Exception;

    /** The next so many bytes. */
    String read(int length) throws Exception;

    /** Did the connection end by a reset? Waits for its end. */
    boolean wasReset() throws Exception;
}
