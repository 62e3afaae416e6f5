package io.netstack.tools.custom;

/**
 * One thing that happens in a history.
 *
 * @param kind what
 * @param peer which client, from 0; of no meaning where there is none
 * @param ns   how long, for {@link Kind#WAIT}
 */
record Step(Kind kind, int peer, long ns) {

    /** What can happen. */
    enum Kind {
        /** A client's SYN, the same again if it sent one before. */
        SYN,
        /** The final ACK of a client that got a SYN-ACK. */
        ACK,
        /** The same with data. */
        DATA,
        /** A final ACK with a number that nobody sent. */
        BAD_ACK,
        /** A RST at the right place. */
        RST,
        /** The application calls accept() and closes what it gets. */
        ACCEPT,
        /** Time passes. */
        WAIT
    }

    /** Does a packet travel? */
    boolean isPacket() {
        return kind != Kind.ACCEPT && kind != Kind.WAIT;
    }
}
