package io.netstack.conn;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * The two rings of a slot and what is told about them: where the application's threads and the stack's meet. Used again for the next connection
 * of the slot, therefore with a door: a thread of the application says whose it is and is counted while it is inside; the stack closes the door
 * first and takes the memory only when nobody is inside.
 */
final class Streams {
    private static final VarHandle INSIDE;

    static {
        try {
            INSIDE = MethodHandles.lookup().findVarHandle(Streams.class, "inside", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final BufferPool pool;
    final ByteRing received;
    final ByteRing toSend;
    final UrgentMark urgent = new UrgentMark();
    /** Up to what the reader has said that it left out urgent octets. */
    private long leftOutTold;
    private volatile int sendLimit;
    private volatile boolean endReceived;
    private volatile boolean receiveEnded;
    private volatile boolean sendEnded;
    private volatile ConnectionError error = ConnectionError.NONE;
    private volatile Thread reader;
    private volatile Thread writer;
    /** The connection whose application may come in. */
    private volatile int owner = ConnectionTable.NONE;
    private volatile int inside;

    Streams(BufferPool pool) {
        this.pool = pool;
        received = new ByteRing(pool);
        toSend = new ByteRing(pool);
    }

    // ---- the door

    /** A thread of that connection's application comes in. @return false when the door is closed to it */
    boolean enter(int id) {
        INSIDE.getAndAdd(this, 1);
        if (owner == id) {
            return true;
        }
        leave();
        return false;
    }

    void leave() {
        INSIDE.getAndAdd(this, -1);
    }

    /** Opens the door to a new connection's application. */
    void open(int id) {
        sendLimit = 0;
        endReceived = false;
        receiveEnded = false;
        sendEnded = false;
        error = ConnectionError.NONE;
        urgent.clear();
        leftOutTold = 0;
        reader = null;
        writer = null;
        owner = id;
    }

    /** Closes the door and gives all memory back. @return false when somebody is still inside: try again */
    boolean release() {
        owner = ConnectionTable.NONE;
        if (inside != 0) {
            return false;
        }
        received.clear();
        toSend.clear();
        return true;
    }

    // ---- either side

    /** As {@link ApplicationSide#receive}. */
    int receive(byte[] b, int offset, int length) {
        // The flags are read before the ring: what was published before they were set is then seen.
        boolean end = endReceived;
        ConnectionError e = error;
        boolean shut = receiveEnded;
        int n = urgent.isSet() ? urgent.read(received, b, offset, length) : received.read(b, offset, length);
        if (n > 0 || length == 0) {
            return n;
        }
        if (end) {
            return TcpConnection.END_OF_STREAM;
        }
        if (e != ConnectionError.NONE) {
            return TcpConnection.FAILED;
        }
        return shut ? TcpConnection.END_OF_STREAM : 0;
    }

    /** As {@link ApplicationSide#available}. */
    int available() {
        return urgent.isSet() ? urgent.readable(received) : received.available();
    }

    /** As {@link ApplicationSide#hasLeftOut}. */
    boolean hasLeftOut() {
        long before = leftOutTold;
        leftOutTold = urgent.leftOut();
        return leftOutTold != before;
    }

    /** As {@link ApplicationSide#send}. */
    int send(byte[] b, int offset, int length) {
        if (error != ConnectionError.NONE || sendEnded) {
            return TcpConnection.FAILED;
        }
        int n = Math.min(length, sendSpace());
        return n > 0 ? toSend.append(b, offset, n) : 0;
    }

    int sendSpace() {
        return pool.isFull() ? 0 : Math.max(0, sendLimit - toSend.available());
    }

    boolean isReceiveEnded() {
        return receiveEnded;
    }

    boolean isSendEnded() {
        return sendEnded;
    }

    ConnectionError error() {
        return error;
    }

    ConnectionError takeError() {
        ConnectionError e = error;
        error = ConnectionError.NONE;
        return e;
    }

    ConnectionError takeSendError() {
        ConnectionError e = takeError();
        return e == ConnectionError.NONE ? ConnectionError.EPIPE : e;
    }

    void readerWaits(Thread thread) {
        reader = thread;
    }

    void writerWaits(Thread thread) {
        writer = thread;
    }

    // ---- the stack's thread

    int sendLimit() {
        return sendLimit;
    }

    void sendLimit(int bytes) {
        sendLimit = bytes;
    }

    /** No more bytes come. @param byFin the peer said so itself: this goes before any error */
    void endReceiving(boolean byFin) {
        if (byFin) {
            endReceived = true;
        }
        receiveEnded = true;
    }

    void endSending() {
        sendEnded = true;
    }

    void fail(ConnectionError why) {
        error = why;
    }

    void wakeReader() {
        Thread thread = reader;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    void wakeWriter() {
        Thread thread = writer;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
