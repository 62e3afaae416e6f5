package io.netstack.tools;

/**
 * Where silent clients speak from: a hundred addresses of the server's own /24 that nobody has, from .100 on, and as many ports of each as it
 * takes. Both ends of a live run compute them from this, so that nobody has to tell the other.
 *
 * @param server the server's IPv4 address
 */
record SilentAddresses(int server) {
    private static final int FIRST = 100;
    private static final int COUNT = 100;
    private static final int FIRST_PORT = 50_001;

    /** The address of a client. @param index from 0 */
    int of(int index) {
        return server & ~0xFF | FIRST + index % COUNT;
    }

    /** The port of a client. @param index from 0 */
    int port(int index) {
        return FIRST_PORT + index / COUNT;
    }

    /** Is this one of them? */
    boolean contains(int address) {
        int last = address & 0xFF;
        return (address & ~0xFF) == (server & ~0xFF) && last >= FIRST && last < FIRST + COUNT;
    }
}
