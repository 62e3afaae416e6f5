package io.netstack.link;

import io.netstack.wire.TcpFlags;

/** The kinds of TCP segments that an {@link ImpairmentRule} tells apart; every segment is of exactly one, and all are ANY. */
public enum SegmentKind {
    SYN, SYN_ACK, RST, FIN, DATA, ACK, ANY;

    /** The kind of a segment by its flags and the length of its data. A FIN with data is a FIN. */
    static SegmentKind of(int flags, int dataLength) {
        if ((flags & TcpFlags.RST) != 0) {
            return RST;
        }
        if ((flags & TcpFlags.SYN) != 0) {
            return (flags & TcpFlags.ACK) != 0 ? SYN_ACK : SYN;
        }
        if ((flags & TcpFlags.FIN) != 0) {
            return FIN;
        }
        return dataLength > 0 ? DATA : ACK;
    }

    /** As rules write it: {@code syn-ack}. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
