package io.netstack.listen;

import java.util.Arrays;

/**
 * The listeners of a stack by port; of two on one port, that with the specific address goes before the one bound to any (RFC 9293 MUST-42). The
 * stack's thread only.
 */
public final class ListenerTable {
    /** Listeners that a stack can have at one time. */
    public static final int CAPACITY = 1024;
    private static final int PORTS = 65536;
    private static final int FIRST_EPHEMERAL_PORT = 32768;
    private static final int LAST_EPHEMERAL_PORT = 60999;

    private final TcpListener[] listeners = new TcpListener[CAPACITY];
    private final short[] firstOfPort = new short[PORTS];
    private final short[] nextOfPort = new short[CAPACITY];
    private int count;

    ListenerTable() {
        Arrays.fill(firstOfPort, (short) -1);
    }

    /** Whoever listens for this address and port, or null. */
    public TcpListener find(int localIndex, int port) {
        TcpListener any = null;
        for (int id = firstOfPort[port]; id >= 0; id = nextOfPort[id]) {
            TcpListener listener = listeners[id];
            if (listener.localIndex() == localIndex) {
                return listener;
            }
            if (listener.localIndex() == TcpListener.ANY_ADDRESS) {
                any = listener;
            }
        }
        return any;
    }

    /** Would a listener with this address and port stand in another's way? */
    boolean conflicts(int localIndex, int port) {
        for (int id = firstOfPort[port]; id >= 0; id = nextOfPort[id]) {
            int other = listeners[id].localIndex();
            if (other == localIndex || other == TcpListener.ANY_ADDRESS || localIndex == TcpListener.ANY_ADDRESS) {
                return true;
            }
        }
        return false;
    }

    /** A port for a listener that did not name one, or -1 when all are taken. @param randomBits where to begin looking */
    int ephemeralPort(int localIndex, long randomBits) {
        int ports = LAST_EPHEMERAL_PORT - FIRST_EPHEMERAL_PORT + 1;
        int start = (int) Long.remainderUnsigned(randomBits, ports);
        for (int i = 0; i < ports; i++) {
            int port = FIRST_EPHEMERAL_PORT + (start + i) % ports;
            if (!conflicts(localIndex, port)) {
                return port;
            }
        }
        return -1;
    }

    /** Does every listener of a port, and is there one, want its gate closed? */
    boolean allWantGateClosed(int port) {
        for (int id = firstOfPort[port]; id >= 0; id = nextOfPort[id]) {
            if (!listeners[id].wantsGateClosed()) {
                return false;
            }
        }
        return firstOfPort[port] >= 0;
    }

    /** The id for a new listener, or -1 when there are too many. */
    int freeId() {
        for (int id = 0; id < CAPACITY; id++) {
            if (listeners[id] == null) {
                return id;
            }
        }
        return -1;
    }

    void add(TcpListener listener) {
        listeners[listener.id()] = listener;
        count++;
        link(listener);
    }

    /** Makes a listener that is in the table findable by its port. */
    void link(TcpListener listener) {
        nextOfPort[listener.id()] = firstOfPort[listener.port()];
        firstOfPort[listener.port()] = (short) listener.id();
    }

    /** Makes a listener unfindable; its requests still know it by id. */
    void unlink(TcpListener listener) {
        int port = listener.port();
        if (firstOfPort[port] == listener.id()) {
            firstOfPort[port] = nextOfPort[listener.id()];
            return;
        }
        for (int id = firstOfPort[port]; id >= 0; id = nextOfPort[id]) {
            if (nextOfPort[id] == listener.id()) {
                nextOfPort[id] = nextOfPort[listener.id()];
                return;
            }
        }
    }

    /** Frees the id of a listener that was closed, once its last request is gone. */
    void freeIfEmpty(TcpListener listener) {
        if (listener.isClosed() && listener.synQueueLength() == 0 && listeners[listener.id()] == listener) {
            listeners[listener.id()] = null;
            count--;
        }
    }

    /** Listeners there are, closed ones with requests included. */
    int count() {
        return count;
    }

    /** The listener with this id, or null. */
    public TcpListener get(int id) {
        return id < 0 || id >= CAPACITY ? null : listeners[id];
    }
}
