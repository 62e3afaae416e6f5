package io.netstack.sim;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The two byte streams of a {@link Peer}: what it was given to send, by position, and what it has read. */
final class PeerStream {
    /** Linux's tcp_retries2: timeouts in a row before a connection is given up. */
    static final int MAX_TIMEOUTS = 15;
    private static final long FIRST_TIMEOUT_NS = 200_000_000L;
    private static final long LONGEST_TIMEOUT_NS = 120_000_000_000L;
    private static final int NO_FIN = -1;

    private byte[] outgoing = new byte[256];
    private int outgoingLength;
    private int finPosition = NO_FIN;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean endOfStream;

    /** The retransmission timeout after so many in a row: a short path, doubling. */
    static long timeoutNs(int timeouts) {
        return Math.min(FIRST_TIMEOUT_NS << Math.min(timeouts, 30), LONGEST_TIMEOUT_NS);
    }

    void write(byte[] bytes) {
        if (finPosition != NO_FIN) {
            throw new IllegalStateException("write after finish");
        }
        if (outgoingLength + bytes.length > outgoing.length) {
            outgoing = Arrays.copyOf(outgoing, Math.max(2 * outgoing.length, outgoingLength + bytes.length));
        }
        System.arraycopy(bytes, 0, outgoing, outgoingLength, bytes.length);
        outgoingLength += bytes.length;
    }

    void finish() {
        if (finPosition == NO_FIN) {
            finPosition = outgoingLength;
        }
    }

    /** Bytes written behind a position. */
    int pendingLength(int position) {
        return Math.max(0, outgoingLength - position);
    }

    /** Does FIN stand at this position? */
    boolean finAt(int position) {
        return finPosition == position;
    }

    /** Everything written; valid up to {@link #pendingLength}. */
    byte[] outgoing() {
        return outgoing;
    }

    /** Was FIN acknowledged, when so many sequence numbers beyond the initial one were? */
    boolean finAcknowledged(int acknowledged) {
        return finPosition != NO_FIN && acknowledged > finPosition + 1;
    }

    void receive(byte[] buffer, int offset, int length, boolean fin) {
        received.write(buffer, offset, length);
        endOfStream |= fin;
    }

    byte[] received() {
        return received.toByteArray();
    }

    boolean endOfStream() {
        return endOfStream;
    }
}
