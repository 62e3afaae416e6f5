package io.netstack.conn;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.wire.TcpFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Explicit congestion notification on a connection that negotiated it (RFC 3168). */
class CongestionMarksTest {
    private static final int MARKED = 3;
    private final Lab lab = new Lab().withOptions();

    @BeforeEach
    void aConnectionThatNegotiatedMarks() {
        lab.handshake.ecn(true);
        lab.establish(20.4);
    }

    @AfterEach
    void everySlotAndBufferIsBack() {
        lab.assertNothingLeft();
    }

    private int typeOfServiceOfTheNextFrame() {
        return lab.link.sent.peek()[15] & 0xFF;
    }

    @Test
    void newDataSaysThatItMayBeMarkedAndAcknowledgmentsDoNot() {
        lab.write(100);
        assertThat(typeOfServiceOfTheNextFrame()).isEqualTo(2);
        lab.drain();
        lab.advance(230);
        assertThat(typeOfServiceOfTheNextFrame()).as("a retransmission").isZero();
        lab.drain();
        lab.data(1, 101, 10);
        assertThat(typeOfServiceOfTheNextFrame()).as("an acknowledgment").isZero();
        lab.drain();
    }

    @Test
    void aMarkIsEchoedUntilThePeerSlowsDown() {
        lab.typeOfService = MARKED;
        lab.data(1, 1, 10);
        assertThat(lab.one()).startsWith("AE ");
        lab.typeOfService = 2;
        lab.data(11, 1, 10);
        assertThat(lab.one()).startsWith("AE ");
        lab.segment(TcpFlags.ACK | TcpFlags.CWR, 21, 1, 10);
        assertThat(lab.one()).startsWith("A ");
    }

    @Test
    void anEchoReducesTheWindowOnceAndTheNextNewDataSaysSo() {
        lab.write(46_000);
        lab.drain();
        lab.advance(20).segment(TcpFlags.ACK | TcpFlags.ECE, 1, 1 + 1448, 0);
        assertThat(lab.c.slowStartThreshold()).isEqualTo(5);
        lab.advance(1).segment(TcpFlags.ACK | TcpFlags.ECE, 1, 1 + 4 * 1448, 0);
        assertThat(lab.c.slowStartThreshold()).isEqualTo(5);
        lab.drain();
        lab.advance(20).ack(1, 1 + 10 * 1448);
        assertThat(lab.drain()).isNotEmpty();
        assertThat(lab.c.announceReduction).isFalse();
        assertThat(lab.c.congestionWindow()).isLessThanOrEqualTo(6);
        lab.ack(1, lab.c.sndNxt - Lab.ISS);
    }

    @Test
    void withoutNegotiationAnEchoMeansNothing() {
        Lab plain = new Lab().withOptions().establish(20.4);
        plain.write(46_000);
        plain.advance(20).segment(TcpFlags.ACK | TcpFlags.ECE, 1, 1 + 1448, 0);
        assertThat(plain.c.slowStartThreshold()).isEqualTo(Integer.MAX_VALUE);
        plain.assertNothingLeft();
    }
}
