package io.netstack.conn;

/** The states of a connection that a listener made, spelled as in RFC 9293 section 3.3.2. */
public enum TcpState {
    /** Made from a final ACK, which itself is still to be processed. */
    SYN_RECEIVED,
    ESTABLISHED,
    FIN_WAIT_1,
    FIN_WAIT_2,
    CLOSE_WAIT,
    CLOSING,
    LAST_ACK,
    TIME_WAIT,
    /** Over: nothing is sent or taken any more. */
    CLOSED;

    private static final int MAY_SEND = bit(ESTABLISHED) | bit(CLOSE_WAIT);

    private static int bit(TcpState state) {
        return 1 << state.ordinal();
    }

    /** May the application's data be sent, as far as this state is concerned? ESTABLISHED and CLOSE-WAIT. */
    boolean maySend() {
        return (1 << ordinal() & MAY_SEND) != 0;
    }
}
