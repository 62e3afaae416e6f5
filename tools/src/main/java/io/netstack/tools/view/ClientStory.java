package io.netstack.tools.view;

import io.netstack.observe.Reason;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpSegment;

/** One client's attempt, followed from frame to frame. */
final class ClientStory {
    private final int id;
    private final boolean silent;
    private Outcome outcome = Outcome.RETRANSMITTING;
    private boolean synSeen;
    private boolean synAckSent;
    private int irs;
    private int iss;
    private int synRetransmits;
    private String lastWord = "";

    /** @param silent will it never send the final ACK? */
    ClientStory(int id, boolean silent) {
        this.id = id;
        this.silent = silent;
    }

    /** Follows a segment from the client; says what it was, in the client's words. */
    String received(TcpSegment segment, String verdict) {
        int flags = segment.flags();
        lastWord = verdict;
        if ((flags & TcpFlags.RST) != 0) {
            return "RST";
        }
        if ((flags & (TcpFlags.SYN | TcpFlags.ACK)) == TcpFlags.SYN) {
            boolean again = synSeen && segment.sequenceNumber() == irs;
            synSeen = true;
            irs = segment.sequenceNumber();
            return again ? "SYN again (" + ++synRetransmits + ")" : silent ? "SYN of a silent client" : "SYN";
        }
        if (outcome == Outcome.RETRANSMITTING && synAckSent && (flags & TcpFlags.ACK) != 0 && segment.acknowledgmentNumber() == iss + 1) {
            outcome = Outcome.ESTABLISHED;
            return "ACK, connected" + data(segment);
        }
        if ((flags & TcpFlags.FIN) != 0) {
            return "FIN" + data(segment);
        }
        return segment.dataLength() > 0 ? segment.dataLength() + " bytes" : "ACK";
    }

    private static String data(TcpSegment segment) {
        return segment.dataLength() > 0 ? ", " + segment.dataLength() + " bytes" : "";
    }

    /** Follows a segment to the client. */
    void sent(TcpSegment segment, Reason reason) {
        int flags = segment.flags();
        if ((flags & TcpFlags.RST) != 0) {
            outcome = outcome == Outcome.ESTABLISHED || synAckSent ? Outcome.RESET : Outcome.REFUSED;
        } else if ((flags & TcpFlags.SYN) != 0) {
            synAckSent = true;
            iss = segment.sequenceNumber();
            if (silent && outcome == Outcome.RETRANSMITTING) {
                outcome = Outcome.SILENT;
            }
        }
    }

    /** The client's kernel told its program that it gave up. */
    void gaveUp() {
        outcome = Outcome.TIMEOUT;
    }

    int id() {
        return id;
    }

    /** How the attempt stands. */
    ClientResult result() {
        return new ClientResult(id, outcome, synRetransmits, lastWord, silent);
    }
}
